#include "app/cli/surface_session.h"

#include "engine/surfaces/bar_position.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace lacquer::cli {
namespace {

using namespace surfaces;

constexpr auto kReadEvery = std::chrono::milliseconds(10);
constexpr double kScrubSeconds = 0.01;

} // namespace

SurfaceSession::SurfaceSession(formats::ProjectStore store, SongId song, live::Player& player,
                               std::shared_ptr<const Catalogue> catalogue, std::shared_ptr<const AudioSources> sources)
    : store_(std::move(store)), song_(song), player_(player), catalogue_(std::move(catalogue)),
      sources_(std::move(sources)), recorder_(catalogue_), hands_(catalogue_, &recorder_),
      rig_({[this](const Control& control, double value) { player_.hand(recorder_.orderFor(control, value)); }, {}}) {
    const project::Song* shown = this->song();
    if (shown && !shown->tracks.empty()) selected_ = shown->tracks.front()->channel.id;
    tellMix();
}

SurfaceSession::~SurfaceSession() {
    player_.stop();
    turn();
    for (Hands::Step& step : hands_.letGo(*store_.project())) commit(step.name, std::move(step.project));
}

const project::Song* SurfaceSession::song() const { return project::findSong(*store_.project(), song_); }

FramePosition SurfaceSession::end() const { return song() ? project::endOf(*song()) : FramePosition{}; }

void SurfaceSession::tellMix() {
    auto mixer = std::make_shared<Mixer>();
    mixer->project = hands_.showsAnything() ? std::make_shared<const project::Project>(hands_.asShown(*store_.project()))
                                            : store_.project();
    recorder_.show(store_.project(), song_);
    mixer->catalogue = catalogue_;
    mixer->song = song_;
    mixer->selected = selected_;
    mixer->recordsAutomation = recorder_.isArmed();
    mixer->clicks = player_.metronome().on;
    rig_.show(std::move(mixer));
}

void SurfaceSession::hear() {
    // With what other hands hold: a new plan must not put their faders back.
    const auto heard = hands_.holdsAnything() ? std::make_shared<const project::Project>(hands_.withHeld(*store_.project()))
                                              : store_.project();
    if (auto shown = player_.show(heard, sources_, song_); !shown)
        std::fprintf(stderr, "lacquer: %s\n", shown.error().message.c_str());
    const project::Song* current = song();
    if (current && current->loop.on) player_.setLoop(std::pair{current->loop.start, current->loop.end});
    else player_.setLoop(std::nullopt);
}

bool SurfaceSession::commit(const std::string& name, project::Project next) {
    if (auto done = store_.commit(name, std::move(next)); !done) {
        std::fprintf(stderr, "lacquer: %s\n", done.error().message.c_str());
        return false;
    }
    hear();
    return true;
}

void SurfaceSession::step(int by) {
    for (Hands::Step& step : hands_.letGo(*store_.project())) commit(step.name, std::move(step.project));
    const auto steps = by < 0 ? store_.undo() : store_.redo();
    if (!steps) std::fprintf(stderr, "lacquer: %s\n", steps.error().message.c_str());
    hear();
}

void SurfaceSession::locate(FramePosition position) {
    position_ = {std::max<std::int64_t>(0, position.value)};
    player_.locate(position_);
}

void SurfaceSession::press(const Press& press) {
    const project::Song* shown = song();
    const SampleRate rate = store_.project()->rate;
    const auto by = [&](double seconds) { locate(position_ + framesIn(Seconds{seconds * press.amount}, rate)); };
    switch (press.command) {
    case Command::play: return player_.play();
    case Command::stop: return player_.stop();
    case Command::playOrStop: return playing_ ? player_.stop() : player_.play();
    case Command::recordAutomation: return recorder_.setWriting(!recorder_.isOn());
    case Command::toStart: return locate({});
    case Command::toEnd: return locate(end());
    case Command::wind: return by(1);
    case Command::scrub: return by(kScrubSeconds);
    case Command::jog:
        if (shown) locate(position_ + FrameCount{std::llround(press.amount * framesPerBeat(*shown, rate, position_))});
        return;
    case Command::previousMarker:
    case Command::nextMarker: {
        if (!shown) return;
        std::optional<FramePosition> found;
        for (const auto& marker : shown->markers) {
            if (press.command == Command::nextMarker && marker.position > position_ && !found) found = marker.position;
            if (press.command == Command::previousMarker && marker.position < position_) found = marker.position;
        }
        if (found) locate(*found);
        return;
    }
    case Command::undo: return step(-1);
    case Command::redo: return step(1);
    case Command::save:
        if (auto saved = store_.save(); !saved) std::fprintf(stderr, "lacquer: %s\n", saved.error().message.c_str());
        return;
    case Command::cursorDown: { // without the window: the selection, up and down the strips
        if (!shown) return;
        std::vector<ChannelId> all;
        for (const auto& track : shown->tracks) all.push_back(track->channel.id);
        for (const auto& bus : shown->buses) all.push_back(bus->channel.id);
        const auto at = std::ranges::find(all, selected_) - all.begin() + press.amount;
        if (at >= 0 && at < std::ssize(all)) selected_ = all[static_cast<std::size_t>(at)];
        return;
    }
    case Command::dim: player_.setDim(dim_ = !dim_); return;
    case Command::mono: player_.setMonitorMono(mono_ = !mono_); return;
    case Command::click: {
        live::MetronomeSettings settings = player_.metronome();
        settings.on = !settings.on;
        player_.setMetronome(settings);
        return tellMix();
    }
    default: return; // pages and zoom are the window's
    }
}

void SurfaceSession::obey(const Deed& deed) {
    if (auto step = hands_.carryOut(*store_.project(), {song_, position_, playing_}, deed)) {
        commit(step->name, std::move(step->project));
        return;
    }
    if (const auto* chosen = std::get_if<Selected>(&deed)) selected_ = chosen->channel;
    if (const auto* place = std::get_if<Located>(&deed)) locate(place->position);
    if (const auto* pressed = std::get_if<Press>(&deed)) press(*pressed);
}

void SurfaceSession::turn() {
    const std::vector<Deed> deeds = rig_.takeDeeds();
    for (const Deed& deed : deeds) obey(deed);
    const live::PlayerState state = player_.state();
    if (state.playing) position_ = state.position;
    const bool changed = state.playing != playing_;
    playing_ = state.playing;
    exchange(recorder_, player_, playing_, position_);
    auto written = recorder_.takeSteps(*store_.project());
    for (AutomationRecorder::Step& step : written) commit(step.name, std::move(step.project));
    const auto now = std::chrono::steady_clock::now();
    if (changed || !deeds.empty() || now >= nextReading_) {
        nextReading_ = now + kReadEvery;
        Readings readings;
        readings.playing = playing_;
        readings.position = position_;
        const project::Song* shown = song();
        const auto peak = [&](ChannelId channel) {
            if (const auto meter = player_.takeMeter(channel))
                readings.peaks.emplace_back(channel, std::max(meter->peak[0], meter->peak[1]));
        };
        if (shown) {
            for (const auto& track : shown->tracks) peak(track->channel.id);
            for (const auto& bus : shown->buses) peak(bus->channel.id);
            peak(shown->mix->id);
        }
        rig_.read(std::move(readings));
    }
    if (!deeds.empty() || !written.empty()) tellMix();
}

} // namespace lacquer::cli
