#pragma once

#include "ui/controls/buttons.h"
#include "ui/models/album_view.h"
#include "ui/models/automation_lane.h"
#include "ui/models/workspace.h"
#include "ui/theme/theme.h"

#include <QWidget>

#include <memory>
#include <optional>

namespace lacquer::ui {

class AlbumStrip;

/// One value of a chain drawn over the album, under the strip and on its time: a track's over the track,
/// the album's over all of it.
///
/// Mouse    a click sets a point, a drag moves it, right-click takes it away or clears the curve
/// Keys     Left and Right choose a point, Up and Down move its value (Shift: fine), Delete takes it away
/// Thread   [main]
class AutomationStrip : public QWidget {
    Q_OBJECT

public:
    AutomationStrip(Workspace& workspace, AlbumStrip& strip, const Theme& theme, QWidget* parent);

    void showAlbum(const AlbumView& view);
    /// The chain whose values are drawn.
    void showChannel(ChannelId channel);
    void choose(const project::AutomationTarget& target);
    std::optional<LaneSubject> subject() const;
    /// For tests: where a value at a place of the chain's own time is.
    QPointF pointOf(FramePosition position, double value) const;

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    const project::Channel* channel() const;
    FramePosition origin() const;
    std::optional<std::size_t> pointNear(QPointF at) const;
    project::AutomationPoint pointFrom(QPointF at) const;
    void takeAway(FramePosition position);

    Workspace& workspace_;
    AlbumStrip& strip_;
    const Theme& theme_;
    AlbumView view_;
    ChannelId channel_;
    project::AutomationTarget target_;
    MenuButton* values_;
    std::shared_ptr<const project::Project> base_; ///< while a point is dragged
    std::optional<FramePosition> chosen_;          ///< the point for the keys
    FramePosition pressed_;
};

} // namespace lacquer::ui
