#pragma once

#include "ui/meters/wave_tiles.h"
#include "ui/models/tempo_map.h"
#include "ui/models/time_scale.h"
#include "ui/models/timeline_edits.h"
#include "ui/models/timeline_rows.h"
#include "ui/models/timeline_snap.h"
#include "ui/models/timeline_ticks.h"
#include "ui/models/workspace.h"
#include "ui/theme/theme.h"

#include <QObject>

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
    void setStandardSize(RowSize size);
    void setRowSize(ChannelId channel, RowSize size);
    void stretchRows(double factor);
    void setFilter(const QString& text);
    void unfold(ChannelId channel, const project::AutomationTarget& target);
    void fold(ChannelId channel, const project::AutomationTarget& target);
    bool isUnfolded(ChannelId channel, const project::AutomationTarget& target) const;

    const std::optional<TimeRange>& range() const { return range_; }
    void setRange(std::optional<TimeRange> range);

    SnapSettings& snap() { return snap_; }
    void setSnap(SnapSettings settings);
    TimeFormat timeFormat() const { return timeFormat_; }
    void setTimeFormat(TimeFormat format);
    bool ripples() const { return ripples_; }
    void setRipples(bool ripples);

    FramePosition playhead() const { return workspace_.playerState().position; }
    /// While playing the view follows; scrolling by hand suspends that until the next start.
    void suspendFollowing() { following_ = false; }

    std::vector<CopiedClip>& clipboard() { return clipboard_; }
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
    TempoMap tempo_;
    std::vector<TimelineRow> rows_;
    RowLayout layout_;
    TimeScale scale_;
    std::optional<TimeScale> before_;
    int scrollTop_ = 0;
    QSize viewport_{800, 400};
    std::optional<TimeRange> range_;
    SnapSettings snap_;
    TimeFormat timeFormat_ = TimeFormat::barsBeats;
    bool ripples_ = false;
    bool following_ = true;
    bool wasPlaying_ = false;
    bool showsSong_ = false; ///< the whole of it, and so also after a resize
    SongId shownSong_;
    FramePosition lastPlayhead_;
    std::vector<CopiedClip> clipboard_;
};

} // namespace lacquer::ui
