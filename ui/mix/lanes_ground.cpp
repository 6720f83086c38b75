#include "ui/mix/lanes_ground.h"

#include "ui/models/timeline_ticks.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace lacquer::ui {

namespace {

constexpr int kBand = 16;

} // namespace

LanesGround::LanesGround(const TimelineState& state, const QRectF& area, qreal ratio)
    : ratio_(ratio), left_(static_cast<int>(std::floor(area.left() * ratio))), top_(static_cast<int>(std::floor(area.top() * ratio))),
      bottom_(static_cast<int>(std::ceil(area.bottom() * ratio))) {
    const Theme& theme = state.theme();
    band_ = QImage(std::max(1, static_cast<int>(std::ceil(area.right() * ratio)) - left_), kBand, QImage::Format_RGB32);
    band_.fill(theme.colour(Role::surfaceWell));
    QPainter painter(&band_);
    const auto* song = state.song();
    if (song && song->loop.on && song->loop.end > song->loop.start) {
        QColor loop = theme.colour(Role::accent);
        loop.setAlphaF(0.035f);
        const double from = state.scale().xOf(song->loop.start) * ratio - left_;
        const double to = state.scale().xOf(song->loop.end) * ratio - left_;
        painter.fillRect(QRectF(from, 0, to - from, kBand) & QRectF(band_.rect()), loop);
    }
    const TimeScale part = state.scale().scrolled(area.left() - 1);
    for (const auto& tick : timelineTicks(state.tempo(), part, area.width() + 2, state.timeFormat())) {
        const int x = static_cast<int>(std::lround((tick.x + area.left() - 1) * ratio)) - left_;
        painter.fillRect(x, 0, 1, kBand, theme.colour(tick.weight == TimelineTick::Weight::minor ? Role::gridMinor : Role::gridMajor));
    }
}

void LanesGround::lay(QPainter& painter, int left, int right, int top, int bottom) const {
    left = std::max(left, left_);
    right = std::min(right, this->right());
    top = std::max(top, top_);
    bottom = std::min(bottom, bottom_);
    if (left >= right || top >= bottom) return;
    const bool scaled = ratio_ != 1;
    if (scaled) {
        painter.save();
        painter.scale(1 / ratio_, 1 / ratio_);
    }
    for (int y = top; y < bottom; y += kBand)
        painter.drawImage(QPoint(left, y), band_, QRect(left - left_, 0, right - left, std::min(kBand, bottom - y)));
    if (scaled) painter.restore();
}

} // namespace lacquer::ui
