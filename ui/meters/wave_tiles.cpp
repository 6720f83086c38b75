#include "ui/meters/wave_tiles.h"

#include "ui/models/fade_shape.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace lacquer::ui {

namespace {

/// A 4K screen full of tracks is about 30 MB; twice that lets a zoom step back be free.
constexpr int kMostKilobytes = 96 * 1024;

std::int64_t floorDivide(std::int64_t a, std::int64_t b) {
    return a >= 0 ? a / b : -((-a + b - 1) / b);
}

} // namespace

WaveShape WaveShape::of(const project::Clip& clip) {
    return {clip.source, clip.offset.value, clip.length.value, gainOf(clip.gain),
            clip.reversed, clip.fadeIn, clip.fadeOut};
}

WaveTiles::WaveTiles(WaveformStore& store) : store_(store), tiles_(kMostKilobytes) {}

QImage WaveTiles::render(const WaveShape& shape,
                         double framesPerPixel,
                         std::int64_t tile,
                         int width,
                         int height,
                         const WaveInk& ink,
                         bool& exact) {
    columns_.resize(static_cast<std::size_t>(width) + 1);
    // Column 0 is the last pixel of the tile before.
    const double start = static_cast<double>(tile * kWidth - 1) * framesPerPixel;
    const double span = static_cast<double>(width + 1) * framesPerPixel;
    if (shape.reversed) {
        const double first = static_cast<double>(shape.offset + shape.length) - start - span;
        exact = store_.columns(shape.source, first, framesPerPixel, columns_) == WaveformStore::Sharpness::exact;
        std::ranges::reverse(columns_);
    } else {
        const double first = static_cast<double>(shape.offset) + start;
        exact = store_.columns(shape.source, first, framesPerPixel, columns_) == WaveformStore::Sharpness::exact;
    }
    project::Clip fades;
    fades.length = {shape.length};
    fades.fadeIn = shape.fadeIn;
    fades.fadeOut = shape.fadeOut;
    const bool faded = shape.fadeIn.length.value > 0 || shape.fadeOut.length.value > 0;
    gains_.assign(columns_.size(), 1.0f);
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        const double frame = start + (static_cast<double>(i) + 0.5) * framesPerPixel;
        const double fade = faded && frame >= 0 && frame < static_cast<double>(shape.length) ? fadeGainAt(fades, frame) : 1.0;
        gains_[i] = static_cast<float>(fade);
        const auto gain = static_cast<float>(shape.gain * fade);
        if (frame < 0) columns_[i] = {};
        columns_[i].low *= gain;
        columns_[i].high *= gain;
        columns_[i].rms *= gain;
    }
    QImage picture = paintWaveTile(columns_, height, ink);
    if (faded && ink.shade.isValid()) paintFadeTile(picture, gains_, ink);
    return picture;
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
    const double fadeInEnd = static_cast<double>(shape.fadeIn.length.value);
    const double fadeOutStart = static_cast<double>(shape.length - shape.fadeOut.length.value);

    for (std::int64_t tile = first; tile <= last; ++tile) {
        const double startFrame = static_cast<double>(tile * kWidth) * framesPerPixel;
        const double endFrame = startFrame + kWidth * framesPerPixel;
        Key key{shape.source, shape.offset, 0, shape.gain, framesPerPixel, tile, height, shape.reversed,
                ink.ground.rgb(), ink.peak.rgb(), ink.rms.rgb(), {}, {}};
        // Tiles that a fade, and for reversed clips the length, does not reach stay when it changes.
        if (startFrame <= fadeInEnd) key.fadeIn = shape.fadeIn;
        if (endFrame >= fadeOutStart && shape.fadeOut.length.value > 0) {
            key.fadeOut = shape.fadeOut;
            key.length = shape.length;
        }
        if (shape.reversed) key.length = shape.length;

        const std::int64_t x = left + tile * kWidth;
        const int drawFrom = std::max<int>(from, static_cast<int>(std::max<std::int64_t>(x, from)));
        const int drawTo = static_cast<int>(std::min<std::int64_t>(x + kWidth, to));
        if (drawFrom >= drawTo) continue;
        const QRect part(static_cast<int>(drawFrom - x), 0, drawTo - drawFrom, height);

        if (const QImage* kept = tiles_.object(key)) {
            painter.drawImage(QPoint(drawFrom, top), *kept, part);
            continue;
        }
        bool exact = false;
        QImage image = render(shape, framesPerPixel, tile, kWidth, height, ink, exact);
        painter.drawImage(QPoint(drawFrom, top), image, part);
        if (exact) {
            const int kilobytes = static_cast<int>(image.sizeInBytes() / 1024) + 1;
            tiles_.insert(key, new QImage(std::move(image)), kilobytes);
        }
    }
}

} // namespace lacquer::ui
