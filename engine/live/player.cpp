#include "engine/live/player.h"

#include "engine/live/background_workshop.h"
#include "engine/live/device.h"
#include "engine/live/live_workers.h"
#include "engine/live/loudness_listener.h"
#include "engine/live/playback.h"
#include "engine/live/rate_bridge.h"
#include "engine/plan/compile.h"
#include "engine/project/clock_text.h"
#include "engine/render/bounce.h"
#include "engine/render/clip_player.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <mutex>
#include <unordered_map>

namespace lacquer::live {
namespace {

/// Set by a loader thread when one of a track's files cannot be read.
using Unreadable = std::shared_ptr<std::atomic<bool>>;

std::shared_ptr<TrackStream> streamOf(std::shared_ptr<const project::Track> track,
                                      std::shared_ptr<const AudioSources> sources,
                                      Unreadable unreadable) {
    FramePosition end;
    for (const project::Clip& clip : *playedClips(*track)) end = std::max(end, clip.end());
    auto open = [track = std::move(track), sources = std::move(sources),
                 unreadable = std::move(unreadable)]() -> TrackReader {
        auto player = std::make_shared<render::ClipPlayer>(track, *sources);
        return [player, sources, unreadable](FramePosition start, int frames, float* left, float* right) {
            const bool sounds = player->read(start, frames, left, right);
            if (player->failed()) unreadable->store(true);
            return sounds;
        };
    };
    return std::make_shared<TrackStream>(end, std::move(open));
}

/// Every file is missing.
class NoSources final : public AudioSources {
public:
    std::unique_ptr<AudioReader> open(SourceId) const override { return nullptr; }
};

using render::HandPlace;

std::optional<HandPlace> placeOfParameter(const plan::RenderPlan& plan, InsertId insert, std::string_view parameter) {
    for (const plan::Strip& strip : plan.strips)
        for (const plan::Insert& planned : strip.inserts) {
            if (planned.id != insert) continue;
            const auto& parameters = planned.type->spec.parameters;
            const auto found = std::ranges::find(parameters, parameter, &ParameterSpec::id);
            if (found == parameters.end()) return std::nullopt;
            return HandPlace{HandPlace::Of::parameter, insert.value, static_cast<std::size_t>(found - parameters.begin())};
        }
    return std::nullopt;
}

std::optional<HandPlace> placeOf(const plan::RenderPlan& plan, ChannelId channel, const project::AutomationTarget& target) {
    using Owner = project::AutomationTarget::Owner;
    using Of = HandPlace::Of;
    switch (target.owner) {
    case Owner::send: return HandPlace{Of::send, target.id, 0};
    case Owner::insert: return placeOfParameter(plan, InsertId{target.id}, target.parameter);
    case Owner::channel: break;
    }
    constexpr std::pair<std::string_view, Of> kNames[] = {
        {"fader", Of::fader}, {"trim", Of::trim}, {"pan", Of::pan}, {"width", Of::width}, {"mute", Of::mute}};
    for (const auto& [name, of] : kNames)
        if (name == target.parameter) return HandPlace{of, channel.value, 0};
    return std::nullopt;
}

/// A value that a hand writes automation for.
struct Watched {
    std::uint64_t watch;
    HandMove move;
    ChannelId channel;
    project::AutomationTarget target;
    bool letGo;
};

} // namespace

struct Player::Implementation {
    Implementation(std::shared_ptr<const processors::ProcessorCatalogue> processors, DeviceOpener open)
        : catalogue(std::move(processors)), opener(std::move(open)), playback(readAhead, &workers) {}

    struct Shown {
        std::shared_ptr<const project::ClipList> clips;
        std::shared_ptr<TrackStream> stream;
    };

    TrackSound soundOf(const std::shared_ptr<const project::Track>& track,
                       std::unordered_map<ChannelId, Shown>& next);
    Result<void> open(const DeviceSettings& wanted);
    Result<void> matchRate(SampleRate subjectRate);
    void close();
    void tellWish() { playback.wish(wish); }
    void noticeLoss();
    void tryAgain();
    /// The first channel in which something that is no number was stopped.
    const std::string* stoppedIn() const {
        if (!programme) return nullptr;
        render::Performance& performance = programme->scene().performance;
        for (const plan::Strip& strip : performance.plan().strips)
            if (performance.level(performance.stripOf(strip.channel)).stopped.load() > 0) return &strip.name;
        return nullptr;
    }

    std::shared_ptr<const processors::ProcessorCatalogue> catalogue;
    DeviceOpener opener;
    std::shared_ptr<BackgroundWorkshop> workshop = std::make_shared<BackgroundWorkshop>();
    ReadAhead readAhead;
    LiveWorkers workers;
    Playback playback;
    LoudnessListener loudness{playback.heard()};
    Wish wish;
    DeviceSettings settings;
    SampleRate rate;
    bool isShowing = false;
    Programme* programme = nullptr; ///< the newest posted; lives until the next is posted
    Programme* base = nullptr;      ///< the one before it, which it goes on from
    plan::KnownParts known;
    plan::Monitoring monitoring;
    std::shared_ptr<const project::Project> project; ///< shown last, with its subject
    Subject subject;
    std::vector<Watched> watched;
    std::mutex hands; ///< held while a preview is made and while the programme is exchanged
    std::shared_ptr<const AudioSources> sources;
    std::unordered_map<ChannelId, Shown> shown;
    Unreadable unreadable = std::make_shared<std::atomic<bool>>(false);
    std::uint64_t xrunsBefore = 0, starvedBefore = 0;
    std::string missingFile; ///< of a processor, a sentence
    std::string lost;
    std::chrono::steady_clock::time_point lastTry; ///< of finding a lost device again
    SampleRate openedFor;               ///< the subject's rate when the device was opened
    std::unique_ptr<RateBridge> bridge; ///< null: the device runs at the subject's rate
    std::unique_ptr<Device> device; ///< last: its thread ends before what it plays
};

/// A track whose clips are as they were keeps its pages.
TrackSound Player::Implementation::soundOf(const std::shared_ptr<const project::Track>& track,
                                           std::unordered_map<ChannelId, Shown>& next) {
    const ChannelId channel = track->channel.id;
    const auto old = shown.find(channel);
    Shown entry{playedClips(*track), nullptr};
    auto age = TrackSound::Age::fresh;
    if (old != shown.end() && (old->second.clips == playedClips(*track) || *old->second.clips == *playedClips(*track))) {
        entry.stream = old->second.stream;
        age = TrackSound::Age::known;
    } else {
        entry.stream = streamOf(track, sources, unreadable);
    }
    TrackSound sound(channel, entry.stream, age);
    next.emplace(channel, std::move(entry));
    return sound;
}

Result<void> Player::Implementation::open(const DeviceSettings& wanted) {
    close();
    auto opened = opener(wanted, rate);
    if (!opened) return tl::make_unexpected(opened.error());
    const SampleRate its = (*opened)->rate();
    // Before a subject is shown the device may run at any rate: it plays silence.
    if (!isShowing) rate = its;
    if (its != rate && !RateBridge::canConvert(rate, its))
        return systemRefused(fmt::format(
            "The device \"{}\" runs at {} Hz, and {} Hz cannot be converted to it while playing. Choose one "
            "of the usual rates for the device.",
            (*opened)->info().id, its.hz, rate.hz));
    playback.setRate(rate);
    openedFor = rate;
    device = std::move(*opened);
    settings = wanted;
    lost.clear();
    workers.forgetEngine();
    readAhead.setEngineRunning(true);
    if (its != rate) bridge = std::make_unique<RateBridge>(playback, rate, its);
    if (auto started = device->start(bridge ? static_cast<DeviceClient&>(*bridge) : playback); !started) {
        close();
        return started;
    }
    return {};
}

void Player::Implementation::close() {
    device.reset();
    bridge.reset();
    readAhead.setEngineRunning(false);
    playback.collect();
}

/// A device left at another subject's rate is opened again at this one's.
Result<void> Player::Implementation::matchRate(SampleRate subjectRate) {
    rate = subjectRate;
    isShowing = true;
    if (!device || openedFor == rate) return {};
    return open(DeviceSettings(settings));
}

void Player::Implementation::noticeLoss() {
    if (!lost.empty()) tryAgain();
    if (!device || !lost.empty()) return;
    lost = device->lostBecause();
    if (lost.empty()) return;
    const Seconds at = secondsOf(playback.position(), rate);
    if (wish.play)
        lost += fmt::format(" Playback stopped at {}; nothing is lost.", project::clockText(at, 3));
    wish.play = false;
    tellWish();
    lastTry = std::chrono::steady_clock::now();
}

/// A device that came back is opened again, stopped where it was lost.
void Player::Implementation::tryAgain() {
    constexpr std::chrono::seconds kBetweenTries{2};
    const auto now = std::chrono::steady_clock::now();
    if (now - lastTry < kBetweenTries) return;
    lastTry = now;
    const std::string said = lost;
    if (open(DeviceSettings(settings))) return;
    lost = said;
}

Player::Player(std::shared_ptr<const processors::ProcessorCatalogue> catalogue)
    : Player(std::move(catalogue), live::openDevice) {}

Player::Player(std::shared_ptr<const processors::ProcessorCatalogue> catalogue, DeviceOpener opener)
    : implementation_(std::make_unique<Implementation>(std::move(catalogue), std::move(opener))) {}

Player::~Player() { closeDevice(); }

std::vector<DeviceInfo> Player::devices() { return listDevices(); }

Result<void> Player::openDevice(const DeviceSettings& settings) { return implementation_->open(settings); }

void Player::closeDevice() { implementation_->close(); }

Result<void> Player::show(std::shared_ptr<const project::Project> project,
                          std::shared_ptr<const AudioSources> sources,
                          Subject subject) {
    Implementation& self = *implementation_;
    if (!sources) sources = std::make_shared<const NoSources>();
    const project::Song* song = nullptr;
    std::shared_ptr<const project::Song> assembled;
    if (const auto* id = std::get_if<SongId>(&subject)) {
        song = project::findSong(*project, *id);
        if (!song) return badInput("The song that was to be played is not in the project any more.");
    } else {
        assembled = std::get<AlbumSubject>(subject).assembled;
        song = assembled.get();
        if (!song) return badInput("The album cannot be played before its songs' mixes are rendered.");
    }
    auto plan = plan::compile(*song, project->rate, project->panLaw, *self.catalogue, &self.known, plan::Purpose::listening,
                              self.monitoring);
    if (!plan) return tl::make_unexpected(plan.error());
    if (auto matched = self.matchRate(project->rate); !matched) return matched;
    const MetronomeSettings was = self.project ? self.project->metronome : MetronomeSettings{};
    if (!(was == project->metronome)) setMetronome(project->metronome);
    self.project = project;
    self.subject = subject;

    if (sources != self.sources) {
        self.unreadable = std::make_shared<std::atomic<bool>>(false);
        // Files may have been relinked: everything is read anew, and what sounds goes on meanwhile.
        self.shown.clear();
        self.sources = std::move(sources);
    }
    std::unordered_map<ChannelId, Implementation::Shown> next;
    std::vector<TrackSound> sounds;
    std::vector<std::shared_ptr<TrackStream>> streams;
    for (const auto& track : (*plan)->tracks) {
        sounds.push_back(self.soundOf(track, next));
        streams.push_back(sounds.back().now);
    }
    self.shown = std::move(next);
    self.readAhead.show(std::move(streams), project->rate);
    const auto there = render::checkFiles(**plan, *self.sources);
    self.missingFile = there ? std::string() : there.error().message;
    // One that was not heard yet is dropped, and the new one goes on from what is being heard.
    const std::lock_guard lock(self.hands); // no hand moves either of them meanwhile
    const std::unique_ptr<Programme> unheard = self.playback.takeBack();
    Programme* const running = unheard ? self.base : self.programme;
    std::vector<TrackSound> farewell;
    if (running)
        for (const TrackSound& sound : running->scene().tracks)
            farewell.emplace_back(sound.channel, sound.now, TrackSound::Age::known);
    auto programme =
        std::make_unique<Programme>(std::move(*plan), std::move(sounds), running, std::move(farewell),
                                    processors::Surroundings{self.sources.get(), self.workshop});
    if (unheard) programme->moveAsIn(*unheard);
    self.base = running;
    self.programme = programme.get();
    self.playback.post(std::move(programme));
    return {};
}

void Player::previewFader(ChannelId channel, Decibels level) {
    const std::lock_guard lock(implementation_->hands);
    if (Programme* programme = implementation_->programme)
        programme->move({{HandPlace::Of::fader, channel.value, 0}}, static_cast<float>(level.value));
}

void Player::previewTrim(ChannelId channel, Decibels level) {
    const std::lock_guard lock(implementation_->hands);
    if (Programme* programme = implementation_->programme)
        programme->move({{HandPlace::Of::trim, channel.value, 0}}, static_cast<float>(level.value));
}

void Player::previewPan(ChannelId channel, double pan) {
    const std::lock_guard lock(implementation_->hands);
    if (Programme* programme = implementation_->programme)
        programme->move({{HandPlace::Of::pan, channel.value, 0}}, static_cast<float>(pan));
}

void Player::previewSend(SendId send, Decibels level) {
    const std::lock_guard lock(implementation_->hands);
    if (Programme* programme = implementation_->programme)
        programme->move({{HandPlace::Of::send, send.value, 0}}, static_cast<float>(level.value));
}

void Player::previewParameter(InsertId insert, std::string_view parameter, double value) {
    const std::lock_guard lock(implementation_->hands);
    Programme* programme = implementation_->programme;
    if (!programme) return;
    if (const auto place = placeOfParameter(programme->performance().plan(), insert, parameter))
        programme->move({*place}, static_cast<float>(value));
}

void Player::hand(const project::HandOrder& order) {
    using Way = project::HandOrder::Way;
    Implementation& self = *implementation_;
    const std::lock_guard lock(self.hands);
    if (!self.programme) return;
    const auto place = placeOf(self.programme->performance().plan(), order.channel, order.target);
    if (!place) return;
    if (order.way == Way::move) return self.programme->move({*place}, static_cast<float>(order.value));
    auto watched = std::ranges::find_if(self.watched, [&](const Watched& one) { return one.move.place == *place; });
    if (order.way == Way::letGo) {
        if (watched == self.watched.end()) return;
        watched->letGo = true;
        return self.programme->letGo(watched->move);
    }
    if (watched == self.watched.end()) {
        // Seen before it moves, so that nothing of the move is missed.
        const std::uint64_t watch = self.playback.watch().begin(*place);
        if (watch == 0) return;
        const auto way = order.way == Way::hold ? HandMove::Way::hold : HandMove::Way::lift;
        self.watched.push_back({watch, {*place, way}, order.channel, order.target, false});
        watched = self.watched.end() - 1;
    }
    watched->letGo = false;
    self.programme->move(watched->move, static_cast<float>(order.value));
}

std::vector<project::HeardValue> Player::takeHeard() {
    Implementation& self = *implementation_;
    const std::lock_guard lock(self.hands);
    std::vector<project::HeardValue> heard;
    for (HandWatch::Seen seen; self.playback.watch().fetch(seen);) {
        const auto watched = std::ranges::find(self.watched, seen.watch, &Watched::watch);
        if (watched == self.watched.end()) continue; // of a hand before
        const bool ended = watched->letGo && seen.rests;
        heard.push_back({watched->channel, watched->target, seen.start, seen.value, seen.lift, ended});
        if (!ended) continue;
        self.playback.watch().end(seen.watch);
        self.watched.erase(watched);
    }
    return heard;
}

void Player::endHands() {
    Implementation& self = *implementation_;
    const std::lock_guard lock(self.hands);
    for (const Watched& watched : self.watched) {
        if (self.programme) self.programme->letGo(watched.move);
        self.playback.watch().end(watched.watch);
    }
    self.watched.clear();
}

void Player::play() {
    Implementation& self = *implementation_;
    if (!self.wish.play) {
        self.playback.load().reset();
        self.xrunsBefore = self.device ? self.device->xruns() : 0;
        self.starvedBefore = self.playback.starved();
        self.loudness.restart(self.rate);
    }
    self.wish.play = true;
    self.tellWish();
}

void Player::stop() {
    implementation_->wish.play = false;
    implementation_->tellWish();
}

void Player::locate(FramePosition position) {
    Implementation& self = *implementation_;
    self.readAhead.prepare(position);
    ++self.wish.jump;
    self.wish.jumpTo = position;
    self.tellWish();
}

void Player::setLoop(std::optional<std::pair<FramePosition, FramePosition>> range) {
    implementation_->wish.loop = range;
    implementation_->readAhead.setLoop(range);
    implementation_->tellWish();
}

void Player::setDim(bool on) {
    implementation_->wish.monitor.dim = on;
    implementation_->tellWish();
}

void Player::setMonitorMono(bool on) {
    implementation_->wish.monitor.mono = on;
    implementation_->tellWish();
}

void Player::setMonitorMute(bool on) {
    implementation_->wish.monitor.mute = on;
    implementation_->tellWish();
}

void Player::setMetronome(const MetronomeSettings& settings) {
    implementation_->wish.metronome = settings;
    implementation_->tellWish();
}

const MetronomeSettings& Player::metronome() const { return implementation_->wish.metronome; }

Result<void> Player::setMonitoring(plan::Monitoring monitoring) {
    Implementation& self = *implementation_;
    if (monitoring == self.monitoring) return {};
    self.monitoring = std::move(monitoring);
    if (!self.project) return {};
    return show(self.project, self.sources, self.subject);
}

const plan::Monitoring& Player::monitoring() const { return implementation_->monitoring; }

PlayerState Player::state() const {
    Implementation& self = *implementation_;
    self.noticeLoss();
    self.playback.collect();
    PlayerState state;
    state.playing = self.wish.play;
    // A jump that the engine thread has not made yet is already true for who asked for it.
    state.position = self.playback.jumpDone() == self.wish.jump ? self.playback.position() : self.wish.jumpTo;
    state.played = {static_cast<std::int64_t>(self.playback.framesPlayed())};
    state.rate = self.rate;
    if (self.device) {
        state.device = self.device->info().id;
        state.api = self.device->info().api;
        state.deviceRate = self.device->rate();
        state.outputLatency = self.device->outputLatency();
        if (self.bridge) state.outputLatency.value += self.bridge->delay().value;
        state.bufferFrames = self.device->bufferFrames();
        state.xruns = self.device->xruns() - self.xrunsBefore;
    }
    state.readAheadBytes = self.readAhead.bytesInMemory();
    state.readAheadBudget = self.readAhead.budget();
    if (self.device && self.workers.engine() == LiveWorkers::Engine::plain)
        state.priorityNote =
            "The system gives audio no real-time priority, so a busy machine may interrupt playback. Allow "
            "it: add yourself to the group that has it (\"audio\" or \"realtime\"), or set \"rtprio\" in "
            "/etc/security/limits.d, and log in again.";
    const LoadMeter::Figures load = self.playback.load().figures();
    state.loadMean = load.mean;
    state.loadP99 = load.p99;
    state.loadMax = load.max;
    if (!self.lost.empty())
        state.trouble = self.lost;
    else if (self.unreadable->load())
        state.trouble = "Some files cannot be read and play as silence. Relink them in the song's files.";
    else if (!self.missingFile.empty())
        state.trouble = self.missingFile;
    else if (const std::string* channel = self.stoppedIn())
        state.trouble = "\"" + *channel + "\" has samples that are no numbers (NaN or infinity); they play as "
                        "silence. Check its files and its processors.";
    else if (self.playback.starved() > self.starvedBefore)
        state.trouble = "The disk did not keep up: some moments played as silence. Close what else uses "
                        "the disk, or move the project to a faster one.";
    return state;
}

std::optional<MeterReading> Player::takeMeter(ChannelId channel, MeterWish wish) {
    Programme* programme = implementation_->programme;
    const int strip = programme ? programme->performance().stripOf(channel) : -1;
    if (strip < 0) return std::nullopt;
    MeterReading reading;
    float squares[2] = {0, 0};
    render::Performance& performance = programme->scene().performance;
    render::LevelTap& level = performance.level(strip);
    level.take(reading.peak, squares);
    reading.overs = level.overs.exchange(0, std::memory_order_relaxed);
    // An engine that rests does not forget by itself.
    if (wish == MeterWish::loudnessToo && !implementation_->playback.isIdle()) {
        const render::LoudnessLevels loudness = performance.loudness(strip);
        reading.momentary = loudness.momentary;
        reading.shortTerm = loudness.shortTerm;
    }
    for (int side = 0; side < 2; ++side) {
        reading.rms[side] = std::sqrt(squares[side]);
        reading.clipped[side] = reading.peak[side] > 1;
    }
    return reading;
}

float Player::gainReduction(InsertId insert) const {
    const Programme* programme = implementation_->programme;
    return programme ? programme->performance().gainReduction(insert) : 0;
}

LoudnessReading Player::loudness() const { return implementation_->loudness.newest(); }

std::size_t Player::recentAudio(float* left, float* right, std::size_t frames) const {
    return implementation_->playback.recent().newest(left, right, frames);
}

} // namespace lacquer::live
