#include "ui/mix/scrolled_picture.h"

#include <QPainter>

#include <algorithm>
#include <cmath>
#include <utility>

namespace lacquer::ui {
namespace {

int wrapped(int value, int size) {
    const int rest = value % size;
    return rest < 0 ? rest + size : rest;
}

} // namespace

void ScrolledPicture::resize(QSize view, qreal ratio) {
    if (view == view_ && ratio == ratio_) return;
    view_ = view;
    ratio_ = ratio;
    const QSize device(std::max(1, static_cast<int>(std::ceil(view.width() * ratio))), std::max(1, static_cast<int>(std::ceil(view.height() * ratio))));
    image_ = QImage(device, QImage::Format_RGB32);
    image_.setDevicePixelRatio(ratio);
    origin_ = {};
    markAllStale();
}

void ScrolledPicture::markAllStale() { stale_ = QRect(QPoint(), image_.size()); }

void ScrolledPicture::scroll(int dx, int dy) {
    if (dx == 0 && dy == 0) return;
    const QRect all(QPoint(), image_.size());
    if (std::abs(dx) >= all.width() || std::abs(dy) >= all.height()) return markAllStale();
    origin_ = {wrapped(origin_.x() + dx, all.width()), wrapped(origin_.y() + dy, all.height())};
    stale_.translate(-dx, -dy);
    // What was not seen before the move.
    stale_ += QRegion(all) - QRegion(all.translated(-dx, -dy));
    stale_ &= all;
}

QRect ScrolledPicture::deviceRect(const QRectF& view) const {
    const QRectF device(view.x() * ratio_, view.y() * ratio_, view.width() * ratio_, view.height() * ratio_);
    return device.toAlignedRect() & QRect(QPoint(), image_.size());
}

void ScrolledPicture::markStale(const QRectF& view) { stale_ += deviceRect(view); }

std::vector<ScrolledPicture::Piece> ScrolledPicture::piecesOf(const QRect& device) const {
    std::vector<Piece> pieces;
    const int w = image_.width(), h = image_.height();
    for (int y = device.top(); y <= device.bottom();) {
        const int iy = wrapped(origin_.y() + y, h);
        const int high = std::min(device.bottom() - y + 1, h - iy);
        for (int x = device.left(); x <= device.right();) {
            const int ix = wrapped(origin_.x() + x, w);
            const int wide = std::min(device.right() - x + 1, w - ix);
            pieces.push_back({QRect(ix, iy, wide, high), QPoint(x, y)});
            x += wide;
        }
        y += high;
    }
    return pieces;
}

void ScrolledPicture::refresh(const std::function<void(QPainter&, const QRectF&)>& paint) {
    if (stale_.isEmpty()) return;
    const QRegion stale = std::exchange(stale_, {});
    for (const QRect& rect : stale) {
        for (const Piece& piece : piecesOf(rect)) {
            QPainter painter(&image_);
            const QPoint by = piece.image.topLeft() - piece.view;
            painter.translate(by.x() / ratio_, by.y() / ratio_);
            const QRectF area(piece.view.x() / ratio_, piece.view.y() / ratio_, piece.image.width() / ratio_, piece.image.height() / ratio_);
            painter.setClipRect(area);
            paint(painter, area);
        }
    }
}

void ScrolledPicture::draw(QPainter& painter, const QRect& view) const {
    // The same pixels under another device scale: they are copied one to one.
    const QImage pixels(image_.constBits(), image_.width(), image_.height(), image_.bytesPerLine(), image_.format());
    painter.save();
    painter.scale(1 / ratio_, 1 / ratio_);
    for (const Piece& piece : piecesOf(deviceRect(view))) painter.drawImage(piece.view, pixels, piece.image);
    painter.restore();
}

} // namespace lacquer::ui
