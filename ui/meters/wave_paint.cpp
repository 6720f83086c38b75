// The pixels of a waveform, as many columns at a time as the processor has lanes.

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "ui/meters/wave_paint.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "ui/meters/wave_tile.h"

#include <algorithm>
#include <array>
#include <cstring>

HWY_BEFORE_NAMESPACE();

namespace lacquer::ui {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

/// How a colour channel of a pixel is mixed: (mix[0] + covered · mix[1] + inside · mix[2]) / 16, then
/// towards mix[3] where a fade's shade is.
using ChannelMix = std::array<std::int16_t, 4>;
using PixelMix = std::array<ChannelMix, 3>; ///< blue, green, red

/// 55 % of the shade, in 1/4096 for each sixteenth of a pixel.
constexpr std::int16_t kShade = 141;

enum class Shaded { no, yes };

/// The columns [from, to) of one row, from the left to the right as the memory lies.
template <Shaded kShaded>
void paintRow(const PixelRows& pixels, const WaveEdges& edges, int y, int from, int to, const PixelMix& mix) {
    const hn::ScalableTag<std::int16_t> d;
    const hn::RebindToUnsigned<decltype(d)> du;
    using V = hn::Vec<decltype(d)>;
    const int lanes = static_cast<int>(hn::Lanes(d));
    const V zero = hn::Zero(d);
    const V whole = hn::Set(d, WaveEdges::kParts);
    const V opaque = hn::Set(d, static_cast<std::int16_t>(-256)); // 0xFF00
    const V at = hn::Set(d, static_cast<std::int16_t>((pixels.top + y) * WaveEdges::kParts));
    const auto part = [&](const std::int16_t* edge) HWY_ATTR { return hn::Min(hn::Max(hn::SaturatedSub(hn::LoadU(d, edge), at), zero), whole); };
    QRgb* const row = pixels.first + y * pixels.stride;
    for (int x = from; x < to; x += lanes) {
        const auto column = static_cast<std::size_t>(pixels.left + x);
        const V covered = hn::Sub(part(edges.bottom.data() + column), part(edges.top.data() + column));
        const V inside = hn::Sub(part(edges.innerBottom.data() + column), part(edges.innerTop.data() + column));
        const V away = kShaded == Shaded::yes ? hn::Mul(part(edges.shade.data() + column), hn::Set(d, kShade)) : zero;
        const auto mixed = [&](const ChannelMix& of) HWY_ATTR {
            const V wave = hn::ShiftRight<4>(hn::Add(hn::Add(hn::Mul(covered, hn::Set(d, of[1])), hn::Mul(inside, hn::Set(d, of[2]))), hn::Set(d, of[0])));
            if (kShaded == Shaded::no) return wave;
            return hn::Add(wave, hn::MulHigh(hn::ShiftLeft<4>(hn::Sub(hn::Set(d, of[3]), wave)), away));
        };
        // Blue and green are the lower half of a pixel, red and the unused byte the upper one.
        const auto lower = hn::BitCast(du, hn::Or(mixed(mix[0]), hn::ShiftLeft<8>(mixed(mix[1]))));
        const auto upper = hn::BitCast(du, hn::Or(mixed(mix[2]), opaque));
        const int rest = to - x;
        if (rest >= lanes) {
            hn::StoreInterleaved2(lower, upper, du, reinterpret_cast<std::uint16_t*>(row + x));
        } else {
            alignas(64) std::array<std::uint16_t, 2 * WaveEdges::kPadding> last;
            hn::StoreInterleaved2(lower, upper, du, last.data());
            std::memcpy(row + x, last.data(), static_cast<std::size_t>(rest) * sizeof(QRgb));
        }
    }
}

/// A fade is at the columns before `fadedIn` and from `fadedOut` on.
void paintColumns(const PixelRows& pixels, const WaveEdges& edges, const PixelMix& mix, int fadedIn, int fadedOut) {
    for (int y = 0; y < pixels.height; ++y) {
        paintRow<Shaded::yes>(pixels, edges, y, 0, fadedIn, mix);
        paintRow<Shaded::no>(pixels, edges, y, fadedIn, fadedOut, mix);
        paintRow<Shaded::yes>(pixels, edges, y, fadedOut, pixels.width, mix);
    }
}

} // namespace HWY_NAMESPACE
} // namespace lacquer::ui

HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace lacquer::ui {
namespace {

HWY_EXPORT(paintColumns);

std::array<std::int16_t, 4> mixOf(int ground, int peak, int rms, int shade) {
    constexpr int kHalf = WaveEdges::kParts / 2; // to the nearest
    return {static_cast<std::int16_t>(ground * WaveEdges::kParts + kHalf), static_cast<std::int16_t>(peak - ground), static_cast<std::int16_t>(rms - peak),
            static_cast<std::int16_t>(shade)};
}

/// `part` of 16.
QRgb blend(QRgb under, QRgb over, int part) {
    const auto mixed = [part](int a, int b) { return a + (b - a) * part / WaveEdges::kParts; };
    return qRgb(mixed(qRed(under), qRed(over)), mixed(qGreen(under), qGreen(over)), mixed(qBlue(under), qBlue(over)));
}

/// A pixel wide along the shade's edge; from column to column it reaches over to its neighbour, so that
/// steep fades stay one line.
void paintLine(const PixelRows& pixels, const WaveEdges& edges, int from, int to, QRgb ink) {
    constexpr int kWhole = WaveEdges::kParts, kHalf = kWhole / 2;
    const int lowest = edges.height * kWhole;
    for (int x = from; x < to; ++x) {
        const auto column = static_cast<std::size_t>(pixels.left + x);
        const int here = edges.shade[column], before = column > 0 ? edges.shade[column - 1] : edges.shadeBefore;
        if (here == 0 && before == 0) continue;
        const int top = std::clamp(std::min(here, before) - kHalf, 0, lowest - kWhole), bottom = std::clamp(std::max(here, before) + kHalf, kWhole, lowest);
        const int end = std::min(pixels.top + pixels.height, (bottom + kWhole - 1) / kWhole);
        for (int y = std::max(pixels.top, top / kWhole); y < end; ++y) {
            QRgb& pixel = pixels.first[(y - pixels.top) * pixels.stride + x];
            const int covered = std::min(bottom, (y + 1) * kWhole) - std::max(top, y * kWhole);
            pixel = blend(pixel, ink, covered * 4 / 5); // the waveform shows through
        }
    }
}

} // namespace

void paintWave(const PixelRows& pixels, const WaveEdges& edges, const WaveInk& ink) {
    if (pixels.left < 0 || pixels.width <= 0 || pixels.left + pixels.width > edges.width) return;
    const bool shaded = !edges.shade.empty() && ink.shade.isValid();
    // The columns up to the end of the fade-in, those of no fade, and the rest.
    int fadedIn = 0, fadedOut = pixels.width;
    if (shaded) {
        const auto* shade = edges.shade.data() + pixels.left;
        while (fadedIn < pixels.width && shade[fadedIn] > 0) ++fadedIn;
        fadedOut = fadedIn;
        while (fadedOut < pixels.width && shade[fadedOut] == 0) ++fadedOut;
    }
    const QRgb ground = ink.ground.rgb(), peak = ink.peak.rgb(), rms = ink.rms.rgb(), away = ink.shade.rgb();
    HWY_DYNAMIC_DISPATCH(paintColumns)(pixels, edges,
                                       {mixOf(qBlue(ground), qBlue(peak), qBlue(rms), qBlue(away)), mixOf(qGreen(ground), qGreen(peak), qGreen(rms), qGreen(away)),
                                        mixOf(qRed(ground), qRed(peak), qRed(rms), qRed(away))},
                                       fadedIn, fadedOut);
    if (!shaded) return;
    // One column past the shade, where its line arrives.
    const int lineEnd = std::min(fadedIn + 1, pixels.width);
    paintLine(pixels, edges, 0, lineEnd, ink.curve.rgb());
    paintLine(pixels, edges, std::max(lineEnd, fadedOut), pixels.width, ink.curve.rgb());
}

} // namespace lacquer::ui

#endif
