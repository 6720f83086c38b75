#include "ui/models/level_match.h"

#include "engine/analysis/channel_weights.h"
#include "engine/analysis/loudness_meter.h"
#include "engine/project/insert_edits.h"
#include "engine/render/bounce.h"
#include "ui/models/time_text.h"
#include "ui/models/workspace.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>

namespace lacquer::ui {

using project::Project;

namespace {

constexpr double kBefore = 4, kBehind = 8; // seconds around the playhead
constexpr int kSettle = 400;               // ms after an edit until it is measured anew
/// No insert of a project has this id: it is heard and never kept.
constexpr InsertId kListenOnly{std::numeric_limits<std::uint64_t>::max()};

class MeterSink : public render::AudioSink {
public:
    MeterSink(SampleRate rate, std::function<bool()> goOn) : meter_(rate, {1.0, 1.0}), goOn_(std::move(goOn)) {}

    Result<void> write(const float* const* planes, int frames) override {
        if (!goOn_()) return fail(ErrorKind::cancelled, "The comparison was stopped.");
        meter_.process(planes, frames);
        return {};
    }

    double integrated() const { return meter_.integrated(); }

private:
    analysis::LoudnessMeter meter_;
    std::function<bool()> goOn_;
};

} // namespace

Result<double> loudnessAt(const Project& project, SongId songId, const MatchPoint& point, FramePosition from, FramePosition to,
                          const processors::ProcessorCatalogue& catalogue, const AudioSources& sources, const std::function<bool()>& goOn) {
    const auto measured = isolatedAt(project, songId, point, PointSide::behind);
    if (!measured) return tl::make_unexpected(measured.error());
    render::BounceRequest request;
    request.song = project::findSong(*measured, songId);
    request.rate = measured->rate;
    request.panLaw = measured->panLaw;
    request.from = from;
    request.to = to;
    request.threads = 1; // beside the playback
    MeterSink sink(measured->rate, goOn);
    const auto done = render::bounce(request, catalogue, sources, sink, {}, [&](double) { return goOn(); });
    if (!done) return tl::make_unexpected(done.error());
    return sink.integrated();
}

Result<Project> withGainAt(Project project, const Catalogue& catalogue, const MatchPoint& point, Decibels gain) {
    const ProcessorSpec* utility = catalogue.find("utility");
    if (!utility) return badInput("Level match needs the utility processor.");
    const ParameterSpec* spec = project::findParameter(*utility, "gain");
    return project::changeChannel(std::move(project), point.strip, [&](project::Channel& channel) {
        project::Insert insert;
        insert.id = kListenOnly;
        insert.processor = utility->id;
        insert.values.numbers["gain"] = std::clamp(gain.value, spec->minimum, spec->maximum);
        const auto behind = std::ranges::find(channel.inserts, point.insert, [](const auto& one) { return one->id; });
        channel.inserts.insert(behind == channel.inserts.end() ? behind : behind + 1, std::make_shared<const project::Insert>(std::move(insert)));
    });
}

LevelMatch::LevelMatch(Workspace& workspace) : workspace_(workspace) {
    again_.setSingleShot(true);
    again_.setInterval(kSettle);
    connect(&again_, &QTimer::timeout, this, &LevelMatch::measure);
    connect(&workspace, &Workspace::projectReplaced, this, &LevelMatch::stop);
    connect(&workspace, &Workspace::songChanged, this, &LevelMatch::stop);
    connect(&workspace, &Workspace::projectChanged, this, [this] {
        if (on_ && !workspace_.inGesture()) again_.start();
    });
}

LevelMatch::~LevelMatch() { ++*round_; }

void LevelMatch::listen(const QString& key, const QString& title, Variant heard, Variant reference, const MatchPoint& point) {
    on_ = Listening{key, title, std::move(heard), std::move(reference), point};
    compensation_.reset();
    measured_ = false;
    emit changed();
    measure();
}

void LevelMatch::stop() {
    if (!on_) return;
    on_.reset();
    again_.stop();
    compensation_.reset();
    ++*round_;
    workspace_.setListening({});
    emit changed();
}

QString LevelMatch::text() const {
    if (!on_) return {};
    if (!measured_) return tr("Δ …");
    if (!compensation_) return tr("Δ silent here");
    // What is heard was this much louder before it was compensated.
    return tr("Δ %1 LU compensated").arg(QString::fromStdString(signedText(-*compensation_, 1)));
}

void LevelMatch::measure() {
    if (!on_ || !workspace_.isOpen() || !workspace_.song()) return;
    const auto heard = on_->heard(*workspace_.project());
    const auto reference = on_->reference(*workspace_.project());
    if (!heard || !reference) { // what was compared is gone
        stop();
        return;
    }
    const project::Song& song = *workspace_.song();
    const SampleRate rate = workspace_.project()->rate;
    const FramePosition playhead = workspace_.playerState().position;
    FramePosition from = std::max(FramePosition{0}, playhead - framesIn(Seconds{kBefore}, rate));
    FramePosition to = playhead + framesIn(Seconds{kBehind}, rate);
    if (song.loop.on && song.loop.end > song.loop.start && song.loop.end - song.loop.start < framesIn(Seconds{kBefore + kBehind}, rate)) {
        from = song.loop.start;
        to = song.loop.end;
    }
    // At the end of a song the last passage counts.
    if (const FramePosition end = project::endOf(song); to > end && end.value > 0) {
        from = std::max(FramePosition{0}, from - (to - end));
        to = end;
    }

    const std::uint64_t round = ++*round_;
    struct Found {
        double heard = 0, reference = 0;
    };
    auto found = std::make_shared<Found>();
    workspace_.jobs().start(
        tr("Matching loudness"),
        [a = *heard, b = *reference, id = song.id, point = on_->point, from, to, sources = workspace_.sources(),
         catalogue = workspace_.sharedCatalogue(), found](const Jobs::Progress& progress) -> Result<void> {
            double share = 0;
            const auto goOn = [&] { return progress(share); };
            const auto first = loudnessAt(a, id, point, from, to, *catalogue, *sources, goOn);
            if (!first) return tl::make_unexpected(first.error());
            share = 0.5;
            const auto second = loudnessAt(b, id, point, from, to, *catalogue, *sources, goOn);
            if (!second) return tl::make_unexpected(second.error());
            *found = {*first, *second};
            return {};
        },
        [this, round, alive = std::weak_ptr(round_), found](const Result<void>& done) {
            const auto now = alive.lock();
            if (!now || *now != round || !on_) return;
            measured_ = true;
            compensation_.reset();
            if (done && std::isfinite(found->heard) && std::isfinite(found->reference)) compensation_ = found->reference - found->heard;
            hear();
            emit changed();
        });
}

void LevelMatch::hear() {
    workspace_.setListening([heard = on_->heard, point = on_->point, gain = compensation_.value_or(0), catalogue = workspace_.sharedCatalogue()](
                                const Project& from) -> Result<Project> {
        auto other = heard(from);
        if (!other || gain == 0) return other;
        return withGainAt(std::move(*other), *catalogue, point, {gain});
    });
}

} // namespace lacquer::ui
