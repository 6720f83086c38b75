#include "ui/mix/clip_painter.h"

#include "ui/models/fade_shape.h"
#include "ui/models/time_text.h"
#include "ui/theme/figures.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>
#include <memory>

namespace lacquer::ui {

namespace {

constexpr double kWellOverFade = 0.55;

/// A fade's curve over `area`, from silence at the bottom to the whole level at the top.
QPolygonF fadeLine(const project::Fade& fade, const QRectF& area, bool in) {
    const int steps = std::clamp(static_cast<int>(area.width() / 3), 2, 48);
    const double past = fade.length.value > 0 ? static_cast<double>(fade.past.value) / static_cast<double>(fade.length.value) : 0;
    QPolygonF line;
    for (int i = 0; i <= steps; ++i) {
        const double x = static_cast<double>(i) / steps;
        const double gain = fadeCurve(fade.shape, past + (in ? x : 1 - x) * (1 - past));
        line << QPointF(area.left() + x * area.width(), area.bottom() - gain * area.height());
    }
    return line;
}

} // namespace

void ClipPainter::paintFade(QPainter& painter, const project::Fade& fade, const QRectF& area, bool in) const {
    if (area.width() < 1.5) return;
    const QPolygonF line = fadeLine(fade, area, in);
    QPolygonF outside = line;
    outside << (in ? QPointF(area.left(), area.top()) : QPointF(area.right(), area.top()));
    if (!in) outside << QPointF(area.right(), area.bottom());
    QColor shade = theme_.colour(Role::surfaceWell);
    shade.setAlphaF(static_cast<float>(kWellOverFade));
    painter.setPen(Qt::NoPen);
    painter.setBrush(shade);
    painter.drawPolygon(outside);
    QColor curve = theme_.colour(Role::text1);
    curve.setAlphaF(0.8f);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(curve, 1));
    painter.drawPolyline(line);
}

void ClipPainter::paint(QPainter& painter,
                        const project::Clip& clip,
                        const ClipBox& box,
                        const TimeScale& scale,
                        const QRectF& visible,
                        const ClipLook& look) const {
    const qreal ratio = painter.device()->devicePixelRatioF();
    const QColor& well = theme_.colour(Role::surfaceWell);
    const double silent = look.silent ? theme_.mix(Mix::clipMutedOpacity) : 1.0;
    const auto dimmed = [&](const QColor& colour) {
        return look.silent ? Theme::over(colour, silent, well) : colour;
    };
    const QColor bodyFull =
        Theme::over(look.hue, theme_.mix(look.selected ? Mix::clipBodySelected : Mix::clipBody), well);
    const QColor body = bodyOf(look);
    const bool light = theme_.variant() == Theme::Variant::light;
    const WaveInk ink{body,
                      dimmed(Theme::over(look.hue, theme_.mix(Mix::clipPeak), bodyFull)),
                      dimmed(light ? look.hue.darker(112) : look.hue),
                      well,
                      theme_.colour(Role::text1)};
    const QColor headerColour = dimmed(Theme::over(look.hue, theme_.mix(Mix::clipHeader) + (look.selected ? 0.12 : 0), well));

    const QRectF whole(box.left, box.top, box.width, box.height);
    const QRectF seen = whole.intersected(visible);
    if (seen.isEmpty()) return;
    const bool hasHeader = box.height >= kHeaderFrom;
    const double header = hasHeader ? theme_.size(Size::clipHeader) : 0;

    // Body and waveform lie on whole device pixels, so that tiles are copied and not resampled.
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.scale(1 / ratio, 1 / ratio);
    const auto left = static_cast<std::int64_t>(std::llround(box.left * ratio));
    const auto right = static_cast<std::int64_t>(std::llround(box.right() * ratio));
    const int from = static_cast<int>(std::max<std::int64_t>(left, static_cast<std::int64_t>(std::floor(visible.left() * ratio))));
    const int to = std::max(from + 1, static_cast<int>(std::min<std::int64_t>(right, static_cast<std::int64_t>(std::ceil(visible.right() * ratio)))));
    const int top = static_cast<int>(std::lround(box.top * ratio));
    const int waveTop = static_cast<int>(std::lround((box.top + header) * ratio));
    const int bottom = static_cast<int>(std::lround(box.bottom() * ratio));
    if (hasHeader) painter.fillRect(from, top, to - from, waveTop - top, headerColour);
    if (look.missing) {
        painter.fillRect(from, waveTop, to - from, bottom - waveTop, body);
        // The hatching belongs to the clip and moves with it; it repeats after 8 pixels.
        painter.setBrushOrigin(static_cast<int>(left % 8), waveTop % 8);
        painter.fillRect(from, waveTop, to - from, bottom - waveTop,
                         QBrush(theme_.colour(Role::textDisabled), Qt::BDiagPattern));
    } else {
        tiles_.paint(painter, WaveShape::of(clip), scale.framesPerPixel / ratio, left, waveTop,
                     bottom - waveTop, from, to, ink);
    }
    // A line at each edge parts clips that touch.
    const QColor edge = dimmed(Theme::over(look.hue, 0.6, well));
    if (left >= from && left < to) painter.fillRect(static_cast<int>(left), top, 1, bottom - top, edge);
    if (right - 1 >= from && right <= to) painter.fillRect(static_cast<int>(right - 1), top, 1, bottom - top, edge);
    if (!hasHeader) painter.fillRect(from, top, to - from, 1, edge);
    painter.restore();

    painter.setRenderHint(QPainter::Antialiasing, true);
    const double fadeTop = box.top + header;
    const double fadeHeight = box.height - header;
    const double fadeIn = scale.pixels(fadeReach(clip.fadeIn));
    const double fadeOut = scale.pixels(fadeReach(clip.fadeOut));
    // The tiles have the fades in them; a file that is missing has no tiles.
    if (look.missing && fadeIn > 0 && box.left + fadeIn > visible.left()) {
        paintFade(painter, clip.fadeIn, QRectF(box.left, fadeTop, fadeIn, fadeHeight), true);
    }
    if (look.missing && fadeOut > 0 && box.right() - fadeOut < visible.right()) {
        paintFade(painter, clip.fadeOut, QRectF(box.right() - fadeOut, fadeTop, fadeOut, fadeHeight), false);
    }

    if (look.selected) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(theme_.colour(Role::accent), 1.5));
        const double outlineLeft = std::max(box.left, visible.left() - 8);
        const double outlineRight = std::min(box.right(), visible.right() + 8);
        painter.drawRoundedRect(QRectF(outlineLeft + 0.75, box.top + 0.75, outlineRight - outlineLeft - 1.5, box.height - 1.5), 2, 2);
    }
    if ((look.selected || look.hovered) && box.width >= 24) {
        const double radius = theme_.size(Size::clipFadeHandle) / 2.0;
        painter.setPen(QPen(theme_.colour(Role::surfaceWell), 1.5));
        painter.setBrush(theme_.colour(Role::playhead));
        painter.drawEllipse(QPointF(std::max(box.left + fadeIn, box.left + 4), box.top + radius), radius, radius);
        painter.drawEllipse(QPointF(std::min(box.right() - fadeOut, box.right() - 4), box.top + radius), radius, radius);
    }
    if (look.selected && box.width >= 60) {
        painter.setPen(QPen(theme_.colour(Role::surfaceWell), 1));
        painter.setBrush(theme_.colour(Role::playhead));
        const double barTop = hasHeader ? box.top + header - 4 : box.top;
        painter.drawRoundedRect(QRectF(box.left + box.width / 2 - 10, barTop, 20, 4), 1, 1);
    }
}

QColor ClipPainter::bodyOf(const ClipLook& look) const {
    const QColor& well = theme_.colour(Role::surfaceWell);
    const QColor full = Theme::over(look.hue, theme_.mix(look.selected ? Mix::clipBodySelected : Mix::clipBody), well);
    return look.silent ? Theme::over(full, theme_.mix(Mix::clipMutedOpacity), well) : full;
}

const QImage* ClipPainter::chip(const QString& words, const QFont& font, const QColor& ink, const QColor& ground, QSizeF size, qreal ratio) const {
    const QSize pixels = (size * ratio).toSize().expandedTo({1, 1});
    const ChipKey key{words, font.pixelSize(), pixels.width(), pixels.height(), ink.rgba(), ground.rgba()};
    if (const QImage* kept = chips_.object(key)) return kept;
    auto image = std::make_unique<QImage>(pixels, QImage::Format_ARGB32_Premultiplied);
    image->setDevicePixelRatio(ratio);
    image->fill(ground);
    QPainter painter(image.get());
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(ink);
    drawName(painter, font, QRectF(QPointF(), size).adjusted(ground.alpha() ? 2 : 0, 0, 0, 0), Qt::AlignLeft, words);
    painter.end();
    const QImage* made = image.get();
    chips_.insert(key, image.release());
    return made;
}

double ClipPainter::widthOf(const QString& words, const QFont& font) const {
    const std::pair key{words, font.pixelSize()};
    if (const auto found = widths_.constFind(key); found != widths_.cend()) return *found;
    if (widths_.size() > 4000) widths_.clear(); // names of projects long closed
    return *widths_.insert(key, QFontMetricsF(font).horizontalAdvance(words));
}

void ClipPainter::paintName(QPainter& painter,
                            const project::Clip& clip,
                            const ClipBox& box,
                            const TimeScale& scale,
                            const QRectF& view,
                            const QRectF& visible,
                            const ClipLook& look) const {
    const bool hasHeader = box.height >= kHeaderFrom;
    const double header = hasHeader ? theme_.size(Size::clipHeader) : 0;
    double left = std::max(box.left, view.left()) + (hasHeader ? 6 : 3);
    const double room = std::min(box.right(), view.right()) - left - 4;
    if (room <= 18 || box.height < 18) return;
    const double right = left + room;
    if (hasHeader && look.selected) {
        // Past the fade handle.
        const double fadeIn = scale.pixels(fadeReach(clip.fadeIn));
        left = std::max(left, std::min(box.left + std::max(fadeIn, 4.0) + 8, left + room - 20));
    }
    const double top = hasHeader ? box.top : box.top + 1.5;
    const double high = hasHeader ? header : std::min(13.0, box.height - 3);
    if (right < visible.left() || left - 2 > visible.right() || top > visible.bottom() || top + high < visible.top()) return;
    QString name = QString::fromStdString(clip.name);
    if (clip.gain.value != 0) name += "  " + QString::fromStdString(signedText(clip.gain.value, 1)) + " dB";
    if (look.missing) name += QCoreApplication::translate("ClipPainter", " \u00b7 file missing");
    const QFont& font = theme_.font(hasHeader ? 11 : 10, QFont::Medium);
    QColor ink = look.missing ? theme_.colour(Role::verdictWarn)
                 : hasHeader || look.selected ? theme_.colour(Role::text1) : Theme::over(look.hue, 0.5, theme_.colour(Role::text1));
    if (look.silent) ink = Theme::over(ink, theme_.mix(Mix::clipMutedOpacity), theme_.colour(Role::surfaceWell));
    QColor ground = Qt::transparent;
    double width = right - left;
    if (!hasHeader) {
        ground = bodyOf(look);
        ground.setAlphaF(0.82f);
        left -= 2;
    }
    // A name that fits needs no more than itself.
    width = std::min(width, widthOf(name, font) + 4);
    widest_ = std::max(widest_, width + 8);
    const qreal ratio = painter.device()->devicePixelRatioF();
    const QImage* image = chip(name, font, ink, ground, QSizeF(width, high), ratio);
    painter.drawImage(QPointF(std::round(left * ratio) / ratio, std::round(top * ratio) / ratio), *image);
}

void ClipPainter::paintCrossfade(QPainter& painter,
                                 const project::Clip& earlier,
                                 const project::Clip& later,
                                 const ClipBox& earlierBox,
                                 const TimeScale& scale,
                                 const QRectF& visible) const {
    const double left = scale.xOf(later.position);
    const double right = earlierBox.right();
    const double header = earlierBox.height >= kHeaderFrom ? theme_.size(Size::clipHeader) : 0;
    const QRectF area(left, earlierBox.top + header, right - left, earlierBox.height - header);
    if (area.width() < 2 || !area.intersects(visible)) return;
    QColor ground = theme_.colour(Role::text1);
    ground.setAlphaF(0.10f);
    painter.fillRect(area.intersected(visible), ground);
    painter.setBrush(Qt::NoBrush);
    QColor curve = theme_.colour(Role::text1);
    curve.setAlphaF(0.9f);
    painter.setPen(QPen(curve, 1));
    const double in = std::min(area.width(), scale.pixels(fadeReach(later.fadeIn)));
    const double out = std::min(area.width(), scale.pixels(fadeReach(earlier.fadeOut)));
    if (in > 1) painter.drawPolyline(fadeLine(later.fadeIn, QRectF(area.left(), area.top(), in, area.height()), true));
    if (out > 1) {
        painter.drawPolyline(fadeLine(earlier.fadeOut, QRectF(area.right() - out, area.top(), out, area.height()), false));
    }
}

} // namespace lacquer::ui
