#pragma once

#include "ui/master/album_measurer.h"
#include "ui/models/album_view.h"
#include "ui/models/workspace.h"
#include "ui/theme/theme.h"

#include <QPixmap>
#include <QWidget>

#include <optional>

namespace lacquer::ui {

/// The album as blocks along time.
///
/// Mouse     a block selects and is dragged to another place; the edge between two blocks sets the
///           gap, past the other block's end an overlap; top corners fade; the time line above puts
///           the playhead; double-click plays from there
/// Keys      Left and Right choose, Ctrl with them moves the track, Delete takes it off the album
class AlbumStrip : public QWidget {
    Q_OBJECT

public:
    AlbumStrip(Workspace& workspace, AlbumMeasurer& measurer, const Theme& theme, QWidget* parent);

    /// What the page computed, shared with the table.
    void showAlbum(const AlbumView& view);
    QSize sizeHint() const override;

    /// For tests and painting: where a track's block lies.
    QRectF blockRect(std::size_t index) const;
    /// Time on the strip, for what is drawn under it.
    double xAt(FramePosition position) const { return xOf(position); }
    FramePosition positionAt(double x) const;
    enum class Zone { none, ruler, block, gap, fadeIn, fadeOut };
    struct Hit {
        Zone zone = Zone::none;
        std::size_t index = 0;
    };
    Hit hitAt(QPointF at) const;

signals:
    void trackMenuWanted(AlbumTrackId track, QPoint globalPosition);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    bool event(QEvent* event) override;

private:
    double framesPerPixel() const;
    double xOf(FramePosition position) const;
    QColor hueOf(const AlbumRow& row) const;
    std::optional<std::size_t> selected() const;
    void rebuildPictures();
    void paintBlock(QPainter& painter, std::size_t index) const;
    void paintGaps(QPainter& painter) const;
    void drag(const QPointF& at, Qt::KeyboardModifiers modifiers);

    Workspace& workspace_;
    AlbumMeasurer& measurer_;
    const Theme& theme_;
    AlbumView view_;
    std::vector<QImage> pictures_;
    Hit pressed_;
    Hit hover_;
    QPointF pressedAt_;
    std::shared_ptr<const project::Project> base_;
    AlbumView baseView_;
    double baseScale_ = 1;
    bool dragging_ = false;
    int drop_ = -1;
    QString bubble_;
};

/// The colour of an album track by its place.
QColor albumHue(const Theme& theme, const project::Project& project, AlbumTrackId track);

} // namespace lacquer::ui
