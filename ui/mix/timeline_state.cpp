#include "ui/mix/timeline_state.h"

#include "ui/meters/project_waveforms.h"

#include <algorithm>
#include <cmath>

namespace lacquer::ui {

namespace {

constexpr double kZoomMargin = 24;

TempoMap tempoOf(const Workspace& workspace) {
    const auto* song = workspace.song();
    const std::vector<project::TempoPoint> plain(1);
    return TempoMap(song ? song->tempo : plain, workspace.project()->rate);
}

} // namespace

TimelineState::TimelineState(Workspace& workspace, const Theme& theme, QObject* parent)
    : QObject(parent), workspace_(workspace), theme_(theme), tiles_(waveforms_),
      tempo_(tempoOf(workspace)) {
    connect(&workspace_, &Workspace::projectChanged, this, &TimelineState::refresh);
    connect(&workspace_, &Workspace::songChanged, this, &TimelineState::refresh);
    connect(&workspace_, &Workspace::projectReplaced, this, &TimelineState::adoptProject);
    connect(&workspace_, &Workspace::ticked, this, &TimelineState::followPlayhead);
    connect(&waveforms_, &WaveformStore::arrived, this, &TimelineState::waveformArrived);
    connect(&facts_, &SourceFacts::arrived, this, &TimelineState::marksChanged);
    connect(&theme_, &Theme::changed, this, [this] {
        tiles_.clear();
        rebuildRows();
    });
    adoptProject();
}

void TimelineState::adoptProject() {
    sources_ = workspace_.sources();
    waveforms_.setLoaders(waveformLoaders(workspace_));
    facts_.setSources(waveformLoaders(workspace_).audio, rate());
    cutPreview_.reset();
    tiles_.clear();
    shownSong_ = {};
    refresh();
}

void TimelineState::refresh() {
    if (workspace_.sources() != sources_) {
        sources_ = workspace_.sources();
        waveforms_.setLoaders(waveformLoaders(workspace_), WaveformStore::Known::kept);
        facts_.setSources(waveformLoaders(workspace_).audio, rate(), SourceFacts::Known::kept);
    }
    tempo_ = tempoOf(workspace_);
    const SongId song = workspace_.currentSong();
    const bool another = song != shownSong_;
    shownSong_ = song;
    if (another) {
        range_.reset();
        laneRange_.reset();
        activeLane_.reset();
        layout_.filter.clear();
        scrollTop_ = 0;
        lastPlayhead_ = playhead();
    }
    rebuildRows();
    if (another) zoomToSong();
}

RowHeights TimelineState::rowHeights() const {
    // Lanes of a window of 1280 and of 3840 pixels, with a panel beside them or without.
    constexpr int kSmallWindow = 1100, kLargeWindow = 2800;
    RowHeights heights{theme_.size(Size::rowSmall), theme_.size(Size::rowNormal), theme_.size(Size::rowLarge), theme_.size(Size::lane)};
    if (viewport_.width() < kSmallWindow) {
        heights.normal = 28;
        heights.lane = 40;
    } else if (viewport_.width() >= kLargeWindow) {
        heights.normal = 48;
    }
    return heights;
}

void TimelineState::rebuildRows() {
    std::vector<TimelineRow> rows;
    if (const auto* current = song()) {
        rows = timelineRows(*current, layout_, rowHeights());
    }
    const bool changed = rows != rows_;
    rows_ = std::move(rows);
    if (changed) {
        setScrollTop(scrollTop_);
        emit rowsChanged();
    }
}

void TimelineState::setScale(TimeScale scale) {
    showsSong_ = false;
    // Before frame 0 there is only a little room, so that the first clip's edge can be grasped.
    const double room = 12 * scale.framesPerPixel;
    scale.left = std::max(scale.left, -room);
    const auto end = static_cast<double>(scrollEnd().value);
    scale.left = std::min(scale.left, std::max(-room, end - 40 * scale.framesPerPixel));
    if (scale == scale_) return;
    scale_ = scale;
    emit viewChanged();
}

FramePosition TimelineState::scrollEnd() const {
    const auto* current = song();
    const std::int64_t end = current ? project::endOf(*current).value : 0;
    return {std::max<std::int64_t>(end + end / 4, 60LL * rate().hz)};
}

void TimelineState::setScrollTop(int top) {
    const int most = std::max(0, rowsHeight() - viewport_.height() / 2);
    const int held = std::clamp(top, 0, std::max(most, 0));
    const int enough = rowsHeight() <= viewport_.height() ? 0 : held;
    if (enough == scrollTop_) return;
    scrollTop_ = enough;
    emit viewChanged();
}

void TimelineState::setViewport(QSize size) {
    if (size == viewport_) return;
    viewport_ = size;
    rebuildRows();
    setScrollTop(scrollTop_);
    if (showsSong_) zoomToSong();
    emit viewChanged();
}

void TimelineState::zoom(double factor, double x) {
    setScale(scale_.zoomed(factor, x));
}

void TimelineState::zoomToSong() {
    const auto* current = song();
    const std::int64_t end = current ? project::endOf(*current).value : 0;
    const std::int64_t shown = end > 0 ? end : 60LL * rate().hz;
    setScale(TimeScale::showing({0}, {shown}, viewport_.width(), kZoomMargin));
    showsSong_ = true;
}

void TimelineState::zoomToSelection() {
    FramePosition start{std::numeric_limits<std::int64_t>::max()};
    FramePosition end{0};
    if (range_ && !range_->isEmpty()) {
        start = range_->start;
        end = range_->end;
    } else if (const auto* current = song()) {
        for (const auto& track : current->tracks) {
            for (const auto& clip : *track->clips) {
                if (!std::ranges::count(workspace_.selection().clips, clip.id)) continue;
                start = std::min(start, clip.position);
                end = std::max(end, clip.end());
            }
        }
    }
    const TimeScale before = scale_;
    if (start < end) {
        setScale(TimeScale::showing(start, end, viewport_.width(), kZoomMargin));
    } else {
        zoomToSong();
    }
    if (scale_ != before) before_ = before;
}

void TimelineState::zoomBack() {
    if (!before_) return;
    const TimeScale now = scale_;
    setScale(*before_);
    before_ = now;
}

void TimelineState::reveal(FramePosition position) {
    const double x = scale_.xOf(position);
    if (x >= 0 && x < viewport_.width()) return;
    TimeScale moved = scale_;
    moved.left = static_cast<double>(position.value) - viewport_.width() * 0.25 * scale_.framesPerPixel;
    setScale(moved);
}

void TimelineState::reveal(ChannelId channel) {
    const auto index = rowOf(rows_, channel);
    if (!index) return;
    const auto& row = rows_[*index];
    if (row.top < scrollTop_) setScrollTop(row.top);
    if (row.bottom() > scrollTop_ + viewport_.height()) setScrollTop(row.bottom() - viewport_.height());
}

void TimelineState::setStandardSize(RowSize size) {
    layout_.standard = size;
    layout_.sizes.clear();
    layout_.stretch = 1;
    rebuildRows();
}

void TimelineState::setRowSize(ChannelId channel, RowSize size) {
    layout_.sizes[channel] = size;
    rebuildRows();
}

void TimelineState::stretchRows(double factor) {
    layout_.stretch = std::clamp(layout_.stretch * factor, 0.5, 6.0);
    rebuildRows();
}

void TimelineState::setFilter(const QString& text) {
    layout_.filter = text.trimmed().toStdString();
    rebuildRows();
}

bool TimelineState::isUnfolded(ChannelId channel, const project::AutomationTarget& target) const {
    const auto lanes = layout_.lanes.find(channel);
    return lanes != layout_.lanes.end() && std::ranges::count(lanes->second, target) > 0;
}

void TimelineState::unfold(ChannelId channel, const project::AutomationTarget& target) {
    if (isUnfolded(channel, target)) return;
    layout_.lanes[channel].push_back(target);
    rebuildRows();
}

void TimelineState::fold(ChannelId channel, const project::AutomationTarget& target) {
    const auto lanes = layout_.lanes.find(channel);
    if (lanes == layout_.lanes.end()) return;
    std::erase(lanes->second, target);
    if (lanes->second.empty()) layout_.lanes.erase(lanes);
    rebuildRows();
}

void TimelineState::setShowsTakes(ChannelId channel, bool shown) {
    if (shown) layout_.openTakes.insert(channel);
    else layout_.openTakes.erase(channel);
    rebuildRows();
}

void TimelineState::setLaneRange(std::optional<LaneRange> range) {
    if (range == laneRange_) return;
    laneRange_ = std::move(range);
    emit rangeChanged();
}

void TimelineState::setRange(std::optional<TimeRange> range) {
    if (range) laneRange_.reset();
    if (range == range_) return;
    range_ = std::move(range);
    emit rangeChanged();
}

void TimelineState::setSnap(SnapSettings settings) {
    snap_ = settings;
    emit settingsChanged();
}

SnapPoints TimelineState::snapPoints(const std::unordered_set<ClipId>& moving) {
    std::vector<FramePosition> hits;
    if (snap_.transients && song()) {
        for (const auto& track : song()->tracks) {
            for (const auto& clip : *track->clips) {
                if (moving.contains(clip.id)) continue;
                const SourceFact* fact = facts_.of(clip.source);
                if (!fact) continue;
                const auto inside = hitsOf(clip, *fact, hitStrength());
                hits.insert(hits.end(), inside.begin(), inside.end());
            }
        }
    }
    return SnapPoints(*song(), moving, playhead(), hits);
}

void TimelineState::setSensitivity(double sensitivity) {
    sensitivity_ = std::clamp(sensitivity, 0.0, 1.0);
    emit marksChanged();
}

void TimelineState::setShowsTransients(bool shown) {
    showsTransients_ = shown;
    emit marksChanged();
}

void TimelineState::setCutPreview(std::optional<CutPreview> preview) {
    if (preview == cutPreview_) return;
    cutPreview_ = std::move(preview);
    emit marksChanged();
}

void TimelineState::setTimeFormat(TimeFormat format) {
    timeFormat_ = format;
    emit settingsChanged();
    emit viewChanged();
}

void TimelineState::setRipples(bool ripples) {
    ripples_ = ripples;
    emit settingsChanged();
}

const project::Channel* TimelineState::channelOf(const TimelineRow& row) const {
    const auto* current = song();
    return current ? project::findChannel(*current, row.channel) : nullptr;
}

QColor TimelineState::hue(const project::Channel& channel) const {
    return theme_.hue(channel.colour.rgb);
}

void TimelineState::followPlayhead() {
    const auto& player = workspace_.playerState();
    if (player.playing && !wasPlaying_) following_ = true;
    wasPlaying_ = player.playing;
    const FramePosition now = player.position;
    if (now == lastPlayhead_) return;
    const FramePosition from = lastPlayhead_;
    lastPlayhead_ = now;
    if (player.playing && following_ && std::holds_alternative<SongId>(workspace_.subject())) {
        const double middle = viewport_.width() / 2.0;
        const double x = scale_.xOf(now);
        if (x > middle || x < 0) {
            // Whole pixels, so that a following view copies its tiles instead of smearing them.
            const double step = x < 0 || x > viewport_.width() ? x - middle * 0.25 : std::floor(x - middle);
            if (std::abs(step) >= 1) setScale(scale_.scrolled(step));
        }
    }
    emit playheadMoved(from, now);
}

} // namespace lacquer::ui
