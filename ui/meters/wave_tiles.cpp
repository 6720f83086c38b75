#include "ui/meters/wave_tiles.h"

#include "ui/models/fade_shape.h"

#include <QPaintEngine>
#include <QPainter>
#include <QRegion>
#include <QTransform>

#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>

namespace lacquer::ui {

namespace {

/// A 4K screen full of tracks is about 4 MB; a few zoom steps back are free.
constexpr int kMostKilobytes = 24 * 1024;
/// The painter's own pixels, when it paints a picture in memory one to one and opaquely. A screen full
/// of waveforms is as much as memory can take in eight milliseconds when it is written once.
class OwnPixels {
public:
    explicit OwnPixels(QPainter& painter) {
        const QPaintEngine* engine = painter.paintEngine();
        const QTransform place = painter.deviceTransform();
        if (!engine || engine->type() != QPaintEngine::Raster || place.type() > QTransform::TxTranslate || painter.opacity() < 1) return;
        const QPaintDevice* device = engine->paintDevice();
        if (!device || device->devType() != QInternal::Image) return;
        const auto* image = static_cast<const QImage*>(device);
        if (image->format() != QImage::Format_RGB32 && image->format() != QImage::Format_ARGB32_Premultiplied) return;
        if (place.dx() != std::round(place.dx()) || place.dy() != std::round(place.dy())) return;
        by_ = {static_cast<int>(place.dx()), static_cast<int>(place.dy())};
        open_ = QRegion(image->rect());
        if (!engine->systemClip().isEmpty()) open_ &= engine->systemClip();
        if (painter.hasClipping()) open_ &= place.map(painter.clipRegion());
        // The memory is the device's, as the painter has it: asking for it must not make a copy.
        pixels_ = const_cast<QRgb*>(reinterpret_cast<const QRgb*>(image->constBits()));
        stride_ = image->bytesPerLine() / static_cast<qsizetype>(sizeof(QRgb));
    }

    bool reached() const { return pixels_ != nullptr; }

    /// Calls `paint` for each part of `target` that may be painted; `picture` is what of it lies at target's
    /// top left corner.
    template <class Paint>
    void each(const QRect& target, QPoint picture, const Paint& paint) const {
        const QRect place = target.translated(by_);
        const auto part = [&](const QRect& rect) {
            const QPoint from = picture + rect.topLeft() - place.topLeft();
            paint(PixelRows{pixels_ + rect.y() * stride_ + rect.x(), stride_, from.x(), from.y(), rect.width(), rect.height()});
        };
        if (open_.rectCount() == 1) {
            if (const QRect all = *open_.begin() & place; !all.isEmpty()) part(all);
            return;
        }
        for (const QRect& rect : open_ & place) part(rect);
    }

private:
    QRgb* pixels_ = nullptr;
    qsizetype stride_ = 0;
    QPoint by_;
    QRegion open_;
};

std::int64_t floorDivide(std::int64_t a, std::int64_t b) {
    return a >= 0 ? a / b : -((-a + b - 1) / b);
}

} // namespace

WaveShape WaveShape::of(const project::Clip& clip) {
    return {clip.source, clip.offset.value, clip.length.value, gainOf(clip.gain),
            clip.reversed, clip.fadeIn, clip.fadeOut};
}

WaveTiles::WaveTiles(WaveformStore& store) : store_(store), tiles_(kMostKilobytes) {}

WaveEdges WaveTiles::shapeOf(const WaveShape& shape, double framesPerPixel, std::int64_t tile, int width, int height, bool& exact) {
    columns_.resize(static_cast<std::size_t>(width) + 1);
    // Column 0 is the last pixel of the tile before.
    const double start = static_cast<double>(tile * kWidth - 1) * framesPerPixel;
    const double span = static_cast<double>(width + 1) * framesPerPixel;
    const double first = static_cast<double>(shape.offset) + (shape.reversed ? static_cast<double>(shape.length) - start - span : start);
    exact = store_.columns(shape.source, first, framesPerPixel, columns_) == WaveformStore::Sharpness::exact;
    if (shape.reversed) std::ranges::reverse(columns_);

    const auto length = static_cast<double>(shape.length);
    const double end = start + span;
    const bool fadesIn = shape.fadeIn.length.value > 0 && start < static_cast<double>(shape.fadeIn.length.value);
    const bool fadesOut = shape.fadeOut.length.value > 0 && end > length - static_cast<double>(shape.fadeOut.length.value);
    std::vector<float> fade;
    if (fadesIn || fadesOut) {
        project::Clip fades;
        fades.length = {shape.length};
        fades.fadeIn = shape.fadeIn;
        fades.fadeOut = shape.fadeOut;
        fade.assign(columns_.size(), 1.0f);
        for (std::size_t i = 0; i < columns_.size(); ++i) {
            const double frame = start + (static_cast<double>(i) + 0.5) * framesPerPixel;
            if (frame >= 0 && frame < length) fade[i] = static_cast<float>(fadeGainAt(fades, frame));
        }
    }
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        const float gain = static_cast<float>(shape.gain) * (fade.empty() ? 1.0f : fade[i]);
        columns_[i].low *= gain;
        columns_[i].high *= gain;
        columns_[i].rms *= gain;
    }
    if (start < 0) columns_[0] = {}; // before the clip
    WaveEdges edges = waveEdges(columns_, height);
    if (!fade.empty()) edges.setFade(fade);
    return edges;
}

const WaveEdges& WaveTiles::kept(const WaveShape& shape, double framesPerPixel, std::int64_t tile, int width, int height) {
    const double start = static_cast<double>(tile * kWidth) * framesPerPixel;
    const double end = start + width * framesPerPixel;
    Key key{shape.source, shape.offset, 0, shape.gain, framesPerPixel, tile, width, height, shape.reversed, {}, {}};
    // Tiles that a fade, and for reversed clips the length, does not reach stay when it changes.
    if (start <= static_cast<double>(shape.fadeIn.length.value)) key.fadeIn = shape.fadeIn;
    if (end >= static_cast<double>(shape.length - shape.fadeOut.length.value) && shape.fadeOut.length.value > 0) {
        key.fadeOut = shape.fadeOut;
        key.length = shape.length;
    }
    if (shape.reversed) key.length = shape.length;
    if (const WaveEdges* found = tiles_.object(key)) return *found;
    bool exact = false;
    passing_ = shapeOf(shape, framesPerPixel, tile, width, height, exact);
    if (!exact) return passing_;
    const int bytes = static_cast<int>(passing_.top.size() * sizeof(std::int16_t)) * (passing_.shade.empty() ? 4 : 5);
    auto made = std::make_unique<WaveEdges>(std::move(passing_));
    const WaveEdges& edges = *made;
    tiles_.insert(key, made.release(), bytes / 1024 + 1);
    return edges;
}

void WaveTiles::paint(QPainter& painter,
                      const WaveShape& shape,
                      double framesPerPixel,
                      std::int64_t left,
                      int top,
                      int height,
                      int from,
                      int to,
                      const WaveInk& ink) {
    if (height <= 0 || from >= to) return;
    const auto whole = static_cast<std::int64_t>(std::ceil(static_cast<double>(shape.length) / framesPerPixel));
    const std::int64_t first = std::max<std::int64_t>(0, floorDivide(from - left, kWidth));
    const std::int64_t last = std::min(floorDivide(to - 1 - left, kWidth), floorDivide(whole, kWidth));
    const OwnPixels own(painter);
    for (std::int64_t tile = first; tile <= last; ++tile) {
        const std::int64_t x = left + tile * kWidth;
        const int drawFrom = static_cast<int>(std::max<std::int64_t>(x, from));
        const int drawTo = static_cast<int>(std::min<std::int64_t>(x + kWidth, to));
        if (drawFrom >= drawTo) continue;
        // Rounded to device pixels, a clip may be one wider than its frames.
        const int width = static_cast<int>(std::min<std::int64_t>(kWidth, whole + 1 - tile * kWidth));
        const WaveEdges& edges = kept(shape, framesPerPixel, tile, width, height);
        const int skipped = static_cast<int>(drawFrom - x), wide = std::min(drawTo - drawFrom, width - skipped);
        if (own.reached()) {
            own.each(QRect(drawFrom, top, wide, height), {skipped, 0}, [&](const PixelRows& rows) { paintWave(rows, edges, ink); });
            continue;
        }
        if (pixels_.height() < height) pixels_ = QImage(kWidth, height, QImage::Format_RGB32);
        paintWave({reinterpret_cast<QRgb*>(pixels_.bits()), kWidth, skipped, 0, wide, height}, edges, ink);
        painter.drawImage(QPoint(drawFrom, top), pixels_, QRect(0, 0, wide, height));
    }
}

} // namespace lacquer::ui
