#include "ui/meters/wave_tile.h"

#include <algorithm>
#include <cmath>

namespace lacquer::ui {

namespace {

QRgb blend(QRgb under, QRgb over, float share) {
    const int s = static_cast<int>(share * 256.0f + 0.5f);
    const auto mixed = [s](int a, int b) { return a + (((b - a) * s) >> 8); };
    return qRgb(mixed(qRed(under), qRed(over)),
                mixed(qGreen(under), qGreen(over)),
                mixed(qBlue(under), qBlue(over)));
}

/// How much of the pixel row [y, y + 1) lies in [top, bottom).
float cover(float top, float bottom, int y) {
    const auto from = static_cast<float>(y);
    return std::clamp(std::min(bottom, from + 1) - std::max(top, from), 0.0f, 1.0f);
}

struct Span {
    float top, bottom;
};

/// Around the middle, at least a pixel high.
Span spanOf(float low, float high, float middle, float reach) {
    const float top = middle - std::clamp(high, -1.0f, 1.0f) * reach;
    const float bottom = middle - std::clamp(low, -1.0f, 1.0f) * reach;
    const float missing = std::max(0.0f, 1.0f - (bottom - top)) / 2;
    return {top - missing, bottom + missing};
}

} // namespace

QImage paintWaveTile(std::span<const WaveColumn> columns, int height, const WaveInk& ink) {
    const int width = static_cast<int>(columns.size()) - 1;
    if (width <= 0 || height <= 0) return {};
    QImage image(width, height, QImage::Format_RGB32);
    const QRgb ground = ink.ground.rgb();
    const QRgb peak = ink.peak.rgb();
    const QRgb rms = ink.rms.rgb();
    image.fill(ground);

    auto* const pixels = reinterpret_cast<QRgb*>(image.bits());
    const auto stride = image.bytesPerLine() / static_cast<qsizetype>(sizeof(QRgb));
    const float middle = static_cast<float>(height) / 2;
    const float reach = std::max(0.5f, middle - 1);

    for (int x = 0; x < width; ++x) {
        const WaveColumn& before = columns[static_cast<std::size_t>(x)];
        const WaveColumn& here = columns[static_cast<std::size_t>(x) + 1];
        // Reach over to the neighbour, so that steep waves stay one line.
        const Span outer = spanOf(std::min(here.low, before.high), std::max(here.high, before.low), middle, reach);
        const float level = std::min({here.rms, std::abs(here.low) > 0 || std::abs(here.high) > 0 ? 1.0f : 0.0f});
        Span inner = {middle - level * reach, middle + level * reach};
        inner.top = std::max(inner.top, outer.top);
        inner.bottom = std::min(inner.bottom, outer.bottom);

        const int first = std::max(0, static_cast<int>(std::floor(outer.top)));
        const int last = std::min(height - 1, static_cast<int>(std::ceil(outer.bottom)) - 1);
        for (int y = first; y <= last; ++y) {
            const float covered = cover(outer.top, outer.bottom, y);
            QRgb colour = covered >= 1 ? peak : blend(ground, peak, covered);
            if (inner.bottom > inner.top) {
                const float inside = cover(inner.top, inner.bottom, y);
                if (inside > 0) colour = inside >= 1 ? rms : blend(colour, rms, inside);
            }
            pixels[y * stride + x] = colour;
        }
    }
    return image;
}

void paintFadeTile(QImage& tile, std::span<const float> gains, const WaveInk& ink) {
    constexpr float kShade = 0.55f, kCurve = 0.8f;
    const QRgb shade = ink.shade.rgb();
    const QRgb curve = ink.curve.rgb();
    auto* const pixels = reinterpret_cast<QRgb*>(tile.bits());
    const auto stride = tile.bytesPerLine() / static_cast<qsizetype>(sizeof(QRgb));
    const auto height = static_cast<float>(tile.height());
    for (int x = 0; x < tile.width(); ++x) {
        const float before = gains[static_cast<std::size_t>(x)], here = gains[static_cast<std::size_t>(x) + 1];
        if (before >= 1 && here >= 1) continue;
        const float y = height * (1 - here);
        const int whole = std::min(tile.height(), static_cast<int>(std::floor(y)));
        for (int row = 0; row < whole; ++row) pixels[row * stride + x] = blend(pixels[row * stride + x], shade, kShade);
        if (whole < tile.height()) pixels[whole * stride + x] = blend(pixels[whole * stride + x], shade, kShade * (y - static_cast<float>(whole)));
        // The line reaches over to its neighbour, so that steep fades stay one line.
        const float other = height * (1 - before);
        const float top = std::clamp(std::min(y, other) - 0.5f, 0.0f, height - 1), bottom = std::clamp(std::max(y, other) + 0.5f, 1.0f, height);
        for (int row = static_cast<int>(std::floor(top)); row < static_cast<int>(std::ceil(bottom)); ++row)
            pixels[row * stride + x] = blend(pixels[row * stride + x], curve, kCurve * cover(top, bottom, row));
    }
}

} // namespace lacquer::ui
