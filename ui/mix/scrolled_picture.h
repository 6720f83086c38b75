#pragma once

#include <QImage>
#include <QRegion>

#include <functional>
#include <vector>

class QPainter;

namespace lacquer::ui {

/// The picture of a view that scrolls, kept between paints: only what came into view or changed is
/// painted anew, the rest is copied. Pixels lie on a torus, so that scrolling moves none of them.
///
/// Units    `view` coordinates are device-independent, as in the widget; shifts are device pixels
/// Thread   [main]
class ScrolledPicture {
public:
    /// Another size or device scale throws everything away.
    void resize(QSize view, qreal ratio);
    /// The view moved by this much over what it shows: to the right and down.
    void scroll(int dx, int dy);
    void markStale(const QRectF& view);
    void markAllStale();
    bool isStale() const { return !stale_.isEmpty(); }

    /// Calls `paint` for what is stale, its painter clipped to `area` and in view coordinates.
    void refresh(const std::function<void(QPainter& painter, const QRectF& area)>& paint);
    /// Copies a part of the view.
    void draw(QPainter& painter, const QRect& view) const;

private:
    struct Piece {
        QRect image; ///< device pixels in the image
        QPoint view; ///< device pixels in the view of its top left
    };
    std::vector<Piece> piecesOf(const QRect& device) const;
    QRect deviceRect(const QRectF& view) const;

    QImage image_;
    QSize view_;
    qreal ratio_ = 1;
    QPoint origin_; ///< of the view on the torus
    QRegion stale_; ///< device pixels of the view
};

} // namespace lacquer::ui
