#include "ui/meters/wave_tile.h"

#include <algorithm>
#include <cmath>

namespace lacquer::ui {

namespace {

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

std::int16_t parts(float pixels) {
    return static_cast<std::int16_t>(std::clamp(pixels, 0.0f, 2047.0f) * static_cast<float>(WaveEdges::kParts) + 0.5f);
}

} // namespace

WaveEdges waveEdges(std::span<const WaveColumn> columns, int height) {
    WaveEdges edges;
    if (columns.size() < 2 || height <= 0) return edges;
    edges.width = static_cast<int>(columns.size()) - 1;
    edges.height = height;
    const std::size_t length = columns.size() - 1 + WaveEdges::kPadding;
    for (auto* line : {&edges.top, &edges.bottom, &edges.innerTop, &edges.innerBottom}) line->resize(length);
    const float middle = static_cast<float>(height) / 2;
    const float reach = std::max(0.5f, middle - 1);
    for (std::size_t x = 0; x + 1 < columns.size(); ++x) {
        const WaveColumn& before = columns[x];
        const WaveColumn& here = columns[x + 1];
        // Reach over to the neighbour, so that steep waves stay one line.
        const Span outer = spanOf(std::min(here.low, before.high), std::max(here.high, before.low), middle, reach);
        const float level = std::abs(here.low) > 0 || std::abs(here.high) > 0 ? std::min(here.rms, 1.0f) : 0.0f;
        edges.top[x] = parts(outer.top);
        edges.bottom[x] = parts(outer.bottom);
        edges.innerTop[x] = parts(std::max(outer.top, middle - level * reach));
        edges.innerBottom[x] = std::max(edges.innerTop[x], parts(std::min(outer.bottom, middle + level * reach)));
    }
    return edges;
}

void WaveEdges::setFade(std::span<const float> gains) {
    const auto edge = [&](float gain) { return parts(static_cast<float>(height) * (1 - gain)); };
    shadeBefore = edge(gains.front());
    shade.assign(top.size(), 0);
    std::ranges::transform(gains.subspan(1), shade.begin(), edge);
}

QImage paintWaveTile(std::span<const WaveColumn> columns, int height, const WaveInk& ink) {
    const WaveEdges edges = waveEdges(columns, height);
    if (edges.width == 0) return {};
    QImage image(edges.width, height, QImage::Format_RGB32);
    const auto stride = image.bytesPerLine() / static_cast<qsizetype>(sizeof(QRgb));
    paintWave({reinterpret_cast<QRgb*>(image.bits()), stride, 0, 0, image.width(), image.height()}, edges, ink);
    return image;
}

} // namespace lacquer::ui
