#pragma once

#include "engine/project/slice_edits.h"
#include "ui/meters/wave_tiles.h"
#include "ui/models/curve_edits.h"
#include "ui/models/source_facts.h"
#include "ui/models/tempo_map.h"
#include "ui/models/time_scale.h"
#include "ui/models/timeline_edits.h"
#include "ui/models/timeline_rows.h"
#include "ui/models/timeline_snap.h"
#include "ui/models/timeline_ticks.h"
#include "ui/models/workspace.h"
#include "ui/theme/theme.h"

#include <QObject>

#include <map>
#include <optional>
#include <vector>

namespace lacquer::ui {

/// A span of time on some channels, made by dragging over the lower half of the lanes.
struct TimeRange {
    FramePosition start;
    FramePosition end;
    std::vector<ChannelId> channels; ///< tracks, from top to bottom

    bool isEmpty() const { return end <= start; }
    friend bool operator==(const TimeRange&, const TimeRange&) = default;
};

/// What a cut that is being set up would do, shown before it is done.
struct CutPreview {
    std::map<ClipId, std::vector<project::TimeSpan>> kept; ///< what stays; the rest of the clip goes
    std::map<ClipId, std::vector<FramePosition>> cuts;
    friend bool operator==(const CutPreview&, const CutPreview&) = default;
};

/// What the parts of the timeline share: where the view is, which rows there are, what is snapped
/// to. Belongs to the window; nothing in here is undone or saved with the project.
class TimelineState : public QObject {
    Q_OBJECT

public:
    TimelineState(Workspace& workspace, const Theme& theme, QObject* parent = nullptr);

    Workspace& workspace() { return workspace_; }
    const Theme& theme() const { return theme_; }
    WaveTiles& tiles() { return tiles_; }

    const project::Song* song() const { return workspace_.song(); }
    SampleRate rate() const { return workspace_.project()->rate; }
    const TempoMap& tempo() const { return tempo_; }
    const std::vector<TimelineRow>& rows() const { return rows_; }
    int rowsHeight() const { return rows_.empty() ? 0 : rows_.back().bottom(); }

    const TimeScale& scale() const { return scale_; }
    void setScale(TimeScale scale);
    int scrollTop() const { return scrollTop_; }
    void setScrollTop(int top);
    /// Size of the lanes, told by their widget.
    void setViewport(QSize size);
    QSize viewport() const { return viewport_; }
    /// End of what can be scrolled to: the song and some room.
    FramePosition scrollEnd() const;

    void zoom(double factor, double x);
    void zoomToSong();
    /// To the range or the selected clips; the view before is kept for zoomBack().
    void zoomToSelection();
    void zoomBack();
    /// Scrolls as little as needed to see a position or a row.
    void reveal(FramePosition position);
    void reveal(ChannelId channel);

    const RowLayout& layout() const { return layout_; }
    /// As high as there is room for: lower in a small window, with a header on every clip in a very large one.
    RowHeights rowHeights() const;
    void setStandardSize(RowSize size);
    void setRowSize(ChannelId channel, RowSize size);
    void stretchRows(double factor);
    void setFilter(const QString& text);
    void unfold(ChannelId channel, const project::AutomationTarget& target);
    void fold(ChannelId channel, const project::AutomationTarget& target);
    bool isUnfolded(ChannelId channel, const project::AutomationTarget& target) const;

    /// The waiting takes of a track, as rows under it.
    bool showsTakes(ChannelId channel) const { return layout_.openTakes.contains(channel); }
    void setShowsTakes(ChannelId channel, bool shown);

    /// A span of one automation lane, to move, copy or clear what is in it.
    struct LaneRange {
        ChannelId channel;
        project::AutomationTarget target;
        FramePosition start, end;
        friend bool operator==(const LaneRange&, const LaneRange&) = default;
    };
    const std::optional<LaneRange>& laneRange() const { return laneRange_; }
    /// Takes the place of the other selections, as they take its.
    void setLaneRange(std::optional<LaneRange> range);

    /// The lane that was touched last: where automation is pasted.
    const std::optional<TimelineRow>& activeLane() const { return activeLane_; }
    void setActiveLane(const TimelineRow& row) { activeLane_ = row; }

    const std::optional<TimeRange>& range() const { return range_; }
    void setRange(std::optional<TimeRange> range);

    SnapSettings& snap() { return snap_; }
    void setSnap(SnapSettings settings);
    /// What a gesture snaps to; `moving` clips do not snap to themselves.
    SnapPoints snapPoints(const std::unordered_set<ClipId>& moving = {});
    /// Onsets and silences of the sources.
    SourceFacts& facts() { return facts_; }
    /// How strong a hit must be to be shown, snapped to and sliced at.
    double hitStrength() const { return analysis::strengthAt(sensitivity_); }
    double sensitivity() const { return sensitivity_; }
    void setSensitivity(double sensitivity);
    /// Ticks at the hits of the clips.
    bool showsTransients() const { return showsTransients_; }
    void setShowsTransients(bool shown);
    const std::optional<CutPreview>& cutPreview() const { return cutPreview_; }
    void setCutPreview(std::optional<CutPreview> preview);

    TimeFormat timeFormat() const { return timeFormat_; }
    void setTimeFormat(TimeFormat format);
    bool ripples() const { return ripples_; }
    void setRipples(bool ripples);

    FramePosition playhead() const { return workspace_.playerState().position; }
    /// While playing the view follows; scrolling by hand suspends that until the next start.
    void suspendFollowing() { following_ = false; }

    std::vector<CopiedClip>& clipboard() { return clipboard_; }
    /// Automation that was copied; empty when clips were copied last.
    CopiedCurve& curveClipboard() { return curveClipboard_; }
    /// The song's name for a channel that a row stands for; null when it is gone.
    const project::Channel* channelOf(const TimelineRow& row) const;
    /// Hue of a channel as the theme shows it.
    QColor hue(const project::Channel& channel) const;

signals:
    /// The scale or the scroll position changed.
    void viewChanged();
    /// Rows came, went or changed their heights.
    void rowsChanged();
    void rangeChanged();
    void settingsChanged();
    /// Ticks at hits, or the preview of a cut, look different now.
    void marksChanged();
    /// A waveform can be drawn better now.
    void waveformArrived(SourceId source);
    /// The playhead moved from one place to another.
    void playheadMoved(FramePosition from, FramePosition to);

private:
    void refresh();
    void rebuildRows();
    void adoptProject();
    void followPlayhead();

    Workspace& workspace_;
    const Theme& theme_;
    std::shared_ptr<const formats::SourcePool> sources_;
    WaveformStore waveforms_;
    WaveTiles tiles_;
    SourceFacts facts_;
    TempoMap tempo_;
    std::vector<TimelineRow> rows_;
    RowLayout layout_;
    TimeScale scale_;
    std::optional<TimeScale> before_;
    int scrollTop_ = 0;
    QSize viewport_{800, 400};
    std::optional<TimeRange> range_;
    std::optional<LaneRange> laneRange_;
    std::optional<TimelineRow> activeLane_;
    SnapSettings snap_;
    TimeFormat timeFormat_ = TimeFormat::barsBeats;
    bool ripples_ = false;
    bool showsTransients_ = false;
    double sensitivity_ = 0.5;
    std::optional<CutPreview> cutPreview_;
    bool following_ = true;
    bool wasPlaying_ = false;
    bool showsSong_ = false; ///< the whole of it, and so also after a resize
    SongId shownSong_;
    FramePosition lastPlayhead_;
    std::vector<CopiedClip> clipboard_;
    CopiedCurve curveClipboard_;
};

} // namespace lacquer::ui
