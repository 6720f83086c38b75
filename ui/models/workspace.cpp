#include "ui/models/workspace.h"

#include "ui/models/level_match.h"
#include "ui/models/monitor_desk.h"

#include <algorithm>

namespace lacquer::ui {
namespace {

constexpr int kMovingInterval = 16;   // about 60 a second
constexpr int kFallingInterval = 40;  // stopped: meters fall for seconds, slowly
constexpr int kRestingInterval = 250; // devices that go, jobs that end
constexpr int kNudgeBurst = 500;

std::shared_ptr<const project::Project> emptyProject() {
    return std::make_shared<const project::Project>(project::makeProject({}, SampleRate{48000}));
}

std::vector<ChannelId> channelsOf(const project::Project& project, const live::Subject& subject) {
    std::vector<ChannelId> channels;
    if (const SongId* id = std::get_if<SongId>(&subject)) {
        const project::Song* song = project::findSong(project, *id);
        if (!song) return channels;
        for (const auto& track : song->tracks) channels.push_back(track->channel.id);
        for (const auto& bus : song->buses) channels.push_back(bus->channel.id);
        channels.push_back(song->mix->id);
    } else {
        for (const auto& track : project.album->tracks) channels.push_back(track->channel.id);
        channels.push_back(project.album->channel->id);
    }
    return channels;
}

} // namespace

Workspace::Workspace(std::shared_ptr<const processors::ProcessorCatalogue> catalogue, QObject* parent)
    : QObject(parent), catalogue_(std::move(catalogue)), project_(emptyProject()), recorder_(catalogue_), player_(catalogue_) {
    levelMatch_ = std::make_unique<LevelMatch>(*this);
    monitorDesk_ = std::make_unique<MonitorDesk>(*this);
    clock_.setTimerType(Qt::PreciseTimer);
    clock_.setInterval(kRestingInterval);
    connect(&clock_, &QTimer::timeout, this, &Workspace::tick);
    clock_.start();
    sinceTick_.start();
    nudgeEnd_.setSingleShot(true);
    nudgeEnd_.setInterval(kNudgeBurst);
    connect(&nudgeEnd_, &QTimer::timeout, this, &Workspace::endGesture);
    const auto tellRecorder = [this] { recorder_.show(project_, currentSong_); };
    connect(this, &Workspace::projectChanged, this, tellRecorder);
    connect(this, &Workspace::songChanged, this, tellRecorder);
}

Workspace::~Workspace() {
    endGesture();
    player_.closeDevice();
}

Result<void> Workspace::open(const std::filesystem::path& folder) {
    return adopt(formats::ProjectStore::open(folder));
}

Result<void> Workspace::create(const std::filesystem::path& folder, SampleRate rate) {
    return adopt(formats::ProjectStore::create(folder, rate));
}

Result<void> Workspace::adopt(Result<formats::ProjectStore> store) {
    if (!store) return tl::make_unexpected(store.error());
    close();
    store_ = std::move(*store);
    project_ = store_->project();
    sources_ = std::make_shared<const formats::SourcePool>(*project_, store_->folder());
    currentSong_ = project_->songs.empty() ? SongId{} : project_->songs.front()->id;
    subject_ = currentSong_;
    if (!deviceOpen_) reopenDevice(deviceSettings_);
    hear();
    emit projectReplaced();
    emit songChanged();
    emit projectChanged();
    for (const std::string& note : store_->notes()) messages_.warn(QString::fromStdString(note));
    return {};
}

void Workspace::close() {
    endGesture();
    if (!store_) return;
    stop();
    project_ = emptyProject();
    currentSong_ = {};
    selection_ = {};
    subject_ = SongId{};
    sources_.reset();
    albumMixes_.clear();
    albumSources_.reset();
    store_.reset();
    emit projectReplaced();
    emit songChanged();
    emit selectionChanged();
    emit projectChanged();
}

std::filesystem::path Workspace::folder() const { return store_ ? store_->folder() : std::filesystem::path{}; }

std::filesystem::path Workspace::audioFolder() const {
    return store_ ? store_->audioFolder() : std::filesystem::path{};
}

std::filesystem::path Workspace::cacheFolder() const {
    return store_ ? store_->cacheFolder() : std::filesystem::path{};
}

bool Workspace::apply(const QString& name, const Edit& edit) {
    if (!store_) return false;
    if (gesture_ && !gesture_->nudgeKey.isEmpty()) endGesture();
    Result<project::Project> next = edit(*project_);
    if (!next) {
        report(next.error());
        return false;
    }
    if (gesture_) {
        publish(std::make_shared<const project::Project>(std::move(*next)));
        return true;
    }
    return commit(name, *next);
}

bool Workspace::nudge(const QString& key, const QString& name, const Edit& edit) {
    if (!store_) return false;
    if (gesture_ && gesture_->nudgeKey != key) endGesture();
    Result<project::Project> next = edit(*project_);
    if (!next) {
        report(next.error());
        return false;
    }
    if (!gesture_) gesture_ = Gesture{name, key, project_};
    publish(std::make_shared<const project::Project>(std::move(*next)));
    nudgeEnd_.start();
    return true;
}

void Workspace::beginGesture(const QString& name) {
    endGesture();
    if (store_) gesture_ = Gesture{name, {}, project_};
}

void Workspace::endGesture() {
    nudgeEnd_.stop();
    if (!gesture_) return;
    letGoOfWritten(*gesture_);
    const Gesture gesture = std::move(*gesture_);
    gesture_.reset();
    if (project_ == gesture.before || *project_ == *gesture.before) {
        publish(gesture.before);
        return;
    }
    const std::shared_ptr<const project::Project> after = project_;
    project_ = gesture.before;
    if (!commit(gesture.name, *after)) publish(gesture.before);
}

void Workspace::cancelGesture() {
    nudgeEnd_.stop();
    if (!gesture_) return;
    letGoOfWritten(*gesture_);
    const Gesture gesture = std::move(*gesture_);
    gesture_.reset();
    publish(gesture.before);
    hear();
}

void Workspace::handMoves(const surfaces::Control& control, double value) {
    const project::HandOrder order = recorder_.orderFor(control, value);
    player_.hand(order);
    if (order.way == project::HandOrder::Way::move || !gesture_) return;
    recorder_.touch(control);
    if (std::ranges::find(gesture_->written, control) == gesture_->written.end()) gesture_->written.push_back(control);
}

bool Workspace::handPuts(const surfaces::Control& control, double value) {
    if (!recorder_.put(control, value)) return false;
    serveHands();
    emit projectChanged(); // it stands elsewhere now
    return true;
}

double Workspace::heardValue(const surfaces::Control& control) const {
    if (const auto written = recorder_.valueOf(control)) return *written;
    const auto value = playerState_.playing ? surfaces::valueAt(*project_, *catalogue_, control, playerState_.position)
                                            : surfaces::storedValue(*project_, *catalogue_, control);
    return value.value_or(0);
}

void Workspace::serveHands() {
    const live::PlayerState now = player_.state();
    const bool plays = now.playing && std::holds_alternative<SongId>(subject_);
    surfaces::exchange(recorder_, player_, plays, now.position);
}

/// The hand is off what it wrote; the gesture itself has nothing of it.
void Workspace::letGoOfWritten(Gesture& gesture) {
    const auto written = std::exchange(gesture.written, {});
    if (written.empty()) return;
    project::Project alone = *gesture.before; // with nothing moved but what was written
    for (const surfaces::Control& control : written) {
        const auto moved = surfaces::storedValue(*project_, *catalogue_, control);
        if (auto next = surfaces::putValue(alone, *catalogue_, control, moved.value_or(0))) alone = std::move(*next);
    }
    const bool nothingElse = alone == *project_;
    if (nothingElse) project_ = gesture.before;
    for (const surfaces::Control& control : written) {
        recorder_.release(control);
        if (nothingElse) continue;
        const auto stored = surfaces::storedValue(*gesture.before, *catalogue_, control);
        auto back = surfaces::putValue(*project_, *catalogue_, control, stored.value_or(0));
        if (back) project_ = std::make_shared<const project::Project>(std::move(*back));
    }
}

/// Automation that has been written becomes undo steps, as soon as no gesture is under way.
void Workspace::commitWritten() {
    if (gesture_ || !store_) return;
    for (auto& step : recorder_.takeSteps(*project_)) commit(QString::fromStdString(step.name), step.project);
}

bool Workspace::commit(const QString& name, const project::Project& next) {
    const std::shared_ptr<const project::Project> before = project_;
    if (const Result<void> done = store_->commit(name.toStdString(), next); !done) {
        report(done.error());
        return false;
    }
    project_ = store_->project();
    refreshSources(*before);
    hear();
    dropStaleSelection();
    emit projectChanged();
    return true;
}

void Workspace::publish(std::shared_ptr<const project::Project> project) {
    project_ = std::move(project);
    emit projectChanged();
}

void Workspace::undo() {
    walkHistory([](formats::ProjectStore& store) { return store.undo(); });
}

void Workspace::redo() {
    walkHistory([](formats::ProjectStore& store) { return store.redo(); });
}

void Workspace::walkHistory(const std::function<Result<int>(formats::ProjectStore&)>& walk) {
    endGesture();
    if (!store_) return;
    const std::shared_ptr<const project::Project> before = project_;
    const Result<int> steps = walk(*store_);
    if (!steps) return report(steps.error());
    if (*steps == 0) return;
    project_ = store_->project();
    refreshSources(*before);
    hear();
    dropStaleSelection();
    emit projectChanged();
}

QString Workspace::undoName() const { return store_ ? QString::fromStdString(store_->undoName()) : QString(); }

QString Workspace::redoName() const { return store_ ? QString::fromStdString(store_->redoName()) : QString(); }

std::vector<formats::HistoryEntry> Workspace::history() const {
    return store_ ? store_->history() : std::vector<formats::HistoryEntry>{};
}

Result<void> Workspace::save() {
    endGesture();
    return store_ ? store_->save() : Result<void>{};
}

void Workspace::setCurrentSong(SongId song) {
    if (song == currentSong_ || !project::findSong(*project_, song)) return;
    endGesture();
    currentSong_ = song;
    selection_ = {};
    if (std::holds_alternative<SongId>(subject_)) setSubject(song);
    emit songChanged();
    emit selectionChanged();
}

const project::Song* Workspace::song() const { return project::findSong(*project_, currentSong_); }

void Workspace::select(Selection selection) {
    if (selection == selection_) return;
    selection_ = std::move(selection);
    emit selectionChanged();
}

void Workspace::selectChannel(ChannelId channel, Choose how) {
    Selection next = selection_;
    next.insert = {};
    const auto found = std::find(next.channels.begin(), next.channels.end(), channel);
    if (how == Choose::only) next.channels = {channel};
    else if (found == next.channels.end()) next.channels.push_back(channel);
    else next.channels.erase(found);
    if (how == Choose::only) next.insert = isSelected(channel) ? selection_.insert : InsertId{};
    select(std::move(next));
}

void Workspace::selectInsert(ChannelId channel, InsertId insert) {
    Selection next = selection_;
    next.channels = {channel};
    next.insert = insert;
    select(std::move(next));
}

bool Workspace::isSelected(ChannelId channel) const {
    return std::find(selection_.channels.begin(), selection_.channels.end(), channel) != selection_.channels.end();
}

void Workspace::setAudition(std::optional<Audition> audition) {
    audition_ = std::move(audition);
    if (std::holds_alternative<live::AlbumSubject>(subject_)) hear();
}

void Workspace::setListeningSlot(std::vector<project::Insert> inserts) {
    listeningSlot_ = std::move(inserts);
    if (std::holds_alternative<live::AlbumSubject>(subject_)) hear();
}

project::Song Workspace::withListeningSlot(project::Song song) const {
    if (listeningSlot_.empty()) return song;
    project::Channel mix = *song.mix;
    for (const auto& insert : listeningSlot_) mix.inserts.push_back(std::make_shared<const project::Insert>(insert));
    song.mix = std::make_shared<const project::Channel>(std::move(mix));
    return song;
}

void Workspace::setSubject(const live::Subject& subject) {
    if (!std::holds_alternative<live::AlbumSubject>(subject)) audition_.reset();
    subject_ = subject;
    hear();
    emit subjectChanged();
}

void Workspace::setAlbumSound(mastering::MixLengths mixes, std::shared_ptr<const AudioSources> sources) {
    albumMixes_ = std::move(mixes);
    albumSources_ = std::move(sources);
    if (std::holds_alternative<live::AlbumSubject>(subject_)) hear();
}

void Workspace::hearAlbum() {
    albumHeard_ = false;
    if (audition_) {
        const live::AlbumSubject heard{std::make_shared<const project::Song>(withListeningSlot(*audition_->song))};
        const auto shown = player_.show(project_, audition_->sources, heard);
        if (!shown) return report(shown.error());
        albumHeard_ = true;
        const auto& loop = audition_->song->loop;
        player_.setLoop(loop.on ? std::optional(std::pair{loop.start, loop.end}) : std::nullopt);
        return;
    }
    const auto songs = mastering::songsOnAlbum(*project_->album);
    const bool rendered = std::ranges::all_of(songs, [&](SongId song) { return albumMixes_.contains(song); });
    auto assembly = mastering::assembleAlbum(*project_, albumMixes_);
    if (!rendered || !assembly) {
        // The song that was heard before must not go on under the album's name.
        player_.stop();
        return;
    }
    const live::AlbumSubject album{std::make_shared<const project::Song>(withListeningSlot(std::move(assembly->song)))};
    const auto shown = player_.show(project_, albumSources_ ? albumSources_ : sources_, album);
    if (!shown) return report(shown.error());
    albumHeard_ = true;
    player_.setLoop(std::nullopt);
}

void Workspace::play() {
    if (!store_) return;
    if (std::holds_alternative<live::AlbumSubject>(subject_) && !albumHeard_) {
        messages_.note(project_->album->tracks.empty()
                           ? tr("The album has no tracks yet: add a song or a finished file.")
                           : tr("The album can be heard as soon as its songs' mixes are rendered; that is under way."));
        return;
    }
    player_.play();
    serveHands(); // what is overwritten is so from the first moment
    setClock(true);
}

void Workspace::stop() {
    player_.stop();
    tick();
}

void Workspace::togglePlay() {
    if (player_.state().playing) stop();
    else play();
}

void Workspace::locate(FramePosition position) {
    located_ = std::max(position, FramePosition{});
    player_.locate(*located_);
    playerState_.position = *located_;
    setClock(true);
}

void Workspace::reopenDevice(const live::DeviceSettings& settings) {
    deviceSettings_ = settings;
    const Result<void> opened = player_.openDevice(settings);
    deviceOpen_ = opened.has_value();
    if (!opened) report(opened.error());
    playerState_ = player_.state();
    setClock(true);
}

double Workspace::shownReduction(InsertId insert) const {
    const auto found = reductions_.find(insert);
    return found == reductions_.end() ? 0 : found->second;
}

void Workspace::setListening(Edit variant) {
    listening_ = std::move(variant);
    hear();
}

void Workspace::hear() {
    if (!store_ || !sources_) return;
    if (std::holds_alternative<live::AlbumSubject>(subject_)) return hearAlbum();
    if (const SongId* song = std::get_if<SongId>(&subject_); song && !project::findSong(*project_, *song)) return;
    std::shared_ptr<const project::Project> sounding = project_;
    if (listening_)
        if (auto other = listening_(*project_)) sounding = std::make_shared<const project::Project>(std::move(*other));
    if (const Result<void> shown = player_.show(sounding, sources_, subject_); !shown) report(shown.error());
    std::optional<std::pair<FramePosition, FramePosition>> loop;
    if (const SongId* id = std::get_if<SongId>(&subject_))
        if (const project::Song* heard = project::findSong(*project_, *id); heard && heard->loop.on)
            loop = std::pair{heard->loop.start, heard->loop.end};
    player_.setLoop(loop);
}

void Workspace::refreshSources(const project::Project& before) {
    if (before.sources != project_->sources)
        sources_ = std::make_shared<const formats::SourcePool>(*project_, store_->folder());
}

void Workspace::dropStaleSelection() {
    if (!project::findSong(*project_, currentSong_)) {
        currentSong_ = project_->songs.empty() ? SongId{} : project_->songs.front()->id;
        if (std::holds_alternative<SongId>(subject_)) setSubject(currentSong_);
        emit songChanged();
    }
    Selection kept = selection_;
    std::erase_if(kept.channels, [this](ChannelId id) { return !project::findChannel(*project_, id); });
    const bool insertIsThere = std::any_of(kept.channels.begin(), kept.channels.end(), [&](ChannelId id) {
        const auto& inserts = project::findChannel(*project_, id)->inserts;
        return std::any_of(inserts.begin(), inserts.end(), [&](const auto& insert) { return insert->id == kept.insert; });
    });
    if (!insertIsThere) kept.insert = {};
    if (const project::Song* current = song())
        std::erase_if(kept.clips, [current](ClipId id) {
            return std::none_of(current->tracks.begin(), current->tracks.end(), [id](const auto& track) {
                return std::any_of(track->clips->begin(), track->clips->end(), [id](const auto& clip) { return clip.id == id; });
            });
        });
    else kept.clips.clear();
    select(std::move(kept));
}

void Workspace::report(const Error& error) { messages_.fail(QString::fromStdString(error.message)); }

void Workspace::tick() {
    const double elapsed = static_cast<double>(sinceTick_.restart()) / 1000.0;
    playerState_ = player_.state();
    // The engine stands at the start of a quantum; while it is stopped, what was asked for counts,
    // so that a paste or a marker lies on the very frame.
    if (playerState_.playing) {
        located_.reset();
    } else if (located_) {
        playerState_.position = *located_;
    }
    serveHands();
    commitWritten();
    const std::vector<ChannelId> channels = channelsOf(*project_, subject_);
    meters_.advance(channels, [this](ChannelId id) { return player_.takeMeter(id, meters_.wish()); }, elapsed);
    std::unordered_map<InsertId, double> reductions;
    bool reducing = false;
    for (const ChannelId id : channels)
        if (const project::Channel* channel = project::findChannel(*project_, id))
            for (const auto& insert : channel->inserts) {
                const double shown = advancedReduction(
                    shownReduction(insert->id), static_cast<double>(player_.gainReduction(insert->id)), elapsed);
                if (shown > 0.05 && shown != shownReduction(insert->id)) reducing = true;
                reductions.emplace(insert->id, shown);
            }
    reductions_ = std::move(reductions);
    if (!playerState_.trouble.empty() && playerState_.trouble != saidTrouble_)
        messages_.warn(QString::fromStdString(playerState_.trouble));
    saidTrouble_ = playerState_.trouble;
    setClock(playerState_.playing || reducing || !meters_.isAtRest());
    emit ticked(elapsed);
}

void Workspace::setClock(bool moving) {
    const int interval = !moving ? kRestingInterval : playerState_.playing ? kMovingInterval : kFallingInterval;
    if (interval != clock_.interval()) clock_.start(interval);
}

} // namespace lacquer::ui
