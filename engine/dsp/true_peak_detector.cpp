#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/dsp/true_peak_detector.cpp"
#include <hwy/foreach_target.h>

#include "engine/dsp/lane_extremes.h"
#include "engine/dsp/lanes.h"
#include "engine/dsp/math.h"
#include "engine/dsp/true_peak_detector.h"
#include "engine/dsp/windowed_sinc.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#ifndef LACQUER_TRUE_PEAK_DETECTOR_ONCE
#define LACQUER_TRUE_PEAK_DETECTOR_ONCE
namespace lacquer::dsp {

/// Frames that are decided on together whether they need the fine filter. Fixed, and not the
/// width of the machine's vectors: the answer must not depend on the machine.
inline constexpr int kChunk = 16;

/// Within one half frame: a sine at half the rate rises to 1.414 over its half-frame points. Any
/// real programme stays under 1.5.
inline constexpr float kWorstFineRise = 1.6F;

} // namespace lacquer::dsp
#endif

HWY_BEFORE_NAMESPACE();

namespace lacquer::dsp {
namespace HWY_NAMESPACE {

// Here the lanes of a vector are frames one after the other, of one channel.

/// out[n] = sum over k of taps[k] (in[n - k] + in[n + 1 + k]) for a quantum of n.
void halfFrames(const float* in, const float* taps, int reach, float* out) {
    constexpr int kAtOnce = 4;
    for (int n = 0; n < kQuantum; n += kAtOnce * kWidth) {
        Floats a = setFloats(0), b = a, c = a, d = a;
        for (int k = 0; k < reach; ++k) {
            const Floats tap = setFloats(taps[k]);
            const float* before = in + n - k;
            const float* after = in + n + 1 + k;
            a = fma(tap, load(before) + load(after), a);
            b = fma(tap, load(before + kWidth) + load(after + kWidth), b);
            c = fma(tap, load(before + 2 * kWidth) + load(after + 2 * kWidth), c);
            d = fma(tap, load(before + 3 * kWidth) + load(after + 3 * kWidth), d);
        }
        store(a, out + n);
        store(b, out + n + kWidth);
        store(c, out + n + 2 * kWidth);
        store(d, out + n + 3 * kWidth);
    }
}

/// The magnitudes at the six fine phases behind each frame of a chunk.
HWY_INLINE void finePhases(const float* frames,
                const float* halves,
                const TruePeakDetector::FineFilter& filter,
                float* out) {
    constexpr int kPairs = TruePeakDetector::kFinePairs;
    constexpr int kBefore = kPairs / 2 - 1;
    for (int n = 0; n < kChunk; n += kWidth) {
        for (std::size_t phase = 0; phase < 6; ++phase) {
            // Behind a half frame the half frames around it lie one later.
            const int later = phase < 3 ? 0 : 1;
            Floats onFrames = setFloats(0), onHalves = onFrames;
            for (int k = 0; k < kPairs; ++k) {
                const auto tap = static_cast<std::size_t>(k);
                onFrames = fma(setFloats(filter.onFrames[phase][tap]),
                               load(frames + n + k - kBefore), onFrames);
                onHalves = fma(setFloats(filter.onHalves[phase][tap]),
                               load(halves + n + k - kBefore - 1 + later), onHalves);
            }
            store(abs(onFrames + onHalves), out + static_cast<int>(phase) * kChunk + n);
        }
    }
}

/// Highest point of the parabola through three magnitudes, where the middle one is the highest.
HWY_INLINE Floats crest(Floats before, Floats at, Floats after) {
    // By differences to the middle: where the waveform is flat they are exact, and the rise stays
    // under an eighth of them.
    const Floats toBefore = at - before, toAfter = at - after;
    const Floats slope = toBefore - toAfter;
    const Floats rise = slope * slope / fma(setFloats(8), toBefore + toAfter, setFloats(1e-30F));
    return select((at >= before) & (at >= after), at + rise, at);
}

/// The highest magnitude from each frame of a chunk to the next one. `fine` is what finePhases gave;
/// before it lies its last value from before the chunk.
HWY_INLINE void intervals(const float* frames, const float* halves, const float* fine, const float* third, float* out) {
    for (int n = 0; n < kChunk; n += kWidth) {
        const Floats next = abs(load(frames + n + 1));
        const Floats points[10] = {load(third + n),
                                   abs(load(frames + n)),
                                   load(fine + n),
                                   load(fine + kChunk + n),
                                   load(fine + 2 * kChunk + n),
                                   abs(load(halves + n)),
                                   load(fine + 3 * kChunk + n),
                                   load(fine + 4 * kChunk + n),
                                   load(third + n + 1),
                                   next};
        Floats top = next;
        for (int p = 1; p < 9; ++p) top = max(top, crest(points[p - 1], points[p], points[p + 1]));
        store(top, out + n);
    }
}

float largestOfQuantum(const float* in) { return largestMagnitude(in, kQuantum); }

/// chunks[c] = the largest magnitude over 8 frames of sum over j of taps[j] in[n - j].
void edgeContent(const float* in, const float* taps, int count, float* chunks) {
    alignas(64) float magnitude[kQuantum];
    constexpr int kAtOnce = 4;
    for (int n = 0; n < kQuantum; n += kAtOnce * kWidth) {
        Floats sum[kAtOnce];
        for (Floats& one : sum) one = setFloats(0);
        for (int j = 0; j < count; ++j) {
            const Floats tap = setFloats(taps[j]);
            for (int v = 0; v < kAtOnce; ++v) sum[v] = fma(tap, load(in + n + v * kWidth - j), sum[v]);
        }
        for (int v = 0; v < kAtOnce; ++v) store(abs(sum[v]), magnitude + n + v * kWidth);
    }
    constexpr int kEach = 8;
    for (int c = 0; c < kQuantum / kEach; ++c) {
        const float* m = magnitude + c * kEach;
        const auto larger = [](float a, float b) { return a > b ? a : b; };
        chunks[c] = larger(larger(larger(m[0], m[1]), larger(m[2], m[3])),
                           larger(larger(m[4], m[5]), larger(m[6], m[7])));
    }
}

/// One quantum of intervals. `margins` has what the content next to half the rate adds, a value for
/// every 8 frames.
void peaksBetween(const float* frames,
                  const float* halves,
                  const TruePeakDetector::FineFilter& filter,
                  const float* margins,
                  float uninteresting,
                  float& lastInterval,
                  float& lastFine,
                  float* peaks) {
    alignas(64) float fine[6 * kChunk], third[kChunk + kWidth], interval[kQuantum + kWidth];
    interval[0] = lastInterval;
    for (int n = 0; n < kQuantum; n += kChunk) {
        const float onFrames = largestMagnitude(frames + n - 1, kChunk + 2);
        const float onHalves = largestMagnitude(halves + n - 1, kChunk + 2);
        const float near = (onFrames > onHalves ? onFrames : onHalves) * kWorstFineRise;
        const float* margin = margins + n / 8;
        const float widest = margin[0] > margin[1] ? margin[0] : margin[1];
        if (near + widest < uninteresting) {
            for (int k = 0; k < kChunk; k += kWidth) store(setFloats(near), interval + 1 + n + k);
            lastFine = 0;
        } else {
            finePhases(frames + n, halves + n, filter, fine);
            third[0] = lastFine;
            for (int k = 0; k < kChunk; k += kWidth) store(load(fine + 5 * kChunk + k), third + 1 + k);
            intervals(frames + n, halves + n, fine, third, interval + 1 + n);
            lastFine = fine[6 * kChunk - 1];
        }
    }
    lastInterval = interval[kQuantum];
    alignas(64) float added[kQuantum];
    for (int i = 0; i < kQuantum; ++i) added[i] = margins[i / 8];
    for (int n = 0; n < kQuantum; n += kWidth)
        store(max(load(interval + n), load(interval + n + 1)) + load(added + n), peaks + n);
}

} // namespace HWY_NAMESPACE
} // namespace lacquer::dsp

HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace lacquer::dsp {

namespace {

HWY_EXPORT(halfFrames);
HWY_EXPORT(largestOfQuantum);
HWY_EXPORT(edgeContent);
HWY_EXPORT(peaksBetween);

/// No band-limited waveform that the filters can make rises higher over its samples' maximum:
/// the sum of the taps' magnitudes is 3.4 for the half-sample filter of reach 64 and 1.3 for the
/// fine one, the margin adds 0.8.
constexpr float kWorstRise = 5.3F;
TruePeakDetector::FineFilter makeFineFilter() {
    // The half-frame signal is empty above half its band, so the filter may fall off from there:
    // 0.75 of its band with a Kaiser window of beta 6.
    constexpr std::size_t kFinePairs = TruePeakDetector::kFinePairs;
    constexpr std::size_t kTaps = 2 * kFinePairs;
    TruePeakDetector::FineFilter filter{};
    for (std::size_t step = 0; step < 3; ++step) {
        const double offset = 0.25 * static_cast<double>(step + 1);
        std::array<double, kTaps> taps{};
        double sum = 0;
        for (std::size_t k = 0; k < kTaps; ++k) {
            taps[k] = windowedSinc(static_cast<double>(k) - static_cast<double>(kFinePairs - 1) - offset, 0.75,
                                   kFinePairs, 6.0);
            sum += taps[k];
        }
        // Seven grid points before a frame lies a half frame, seven before a half frame a frame.
        for (std::size_t pair = 0; pair < kFinePairs; ++pair) {
            const auto even = static_cast<float>(taps[2 * pair] / sum);
            const auto odd = static_cast<float>(taps[2 * pair + 1] / sum);
            filter.onHalves[step][pair] = even;
            filter.onFrames[step][pair] = odd;
            filter.onFrames[step + 3][pair] = even;
            filter.onHalves[step + 3][pair] = odd;
        }
    }
    return filter;
}

} // namespace

TruePeakDetector::TruePeakDetector(int reach)
    : reach_(reach), history_(2 * reach + kQuantum), fine_(makeFineFilter()) {
    const auto size = [](int n) { return static_cast<std::size_t>(n); };
    filter_.resize(size(reach));
    double sum = 0;
    for (int k = 0; k < reach; ++k) {
        sum += 2 * windowedSinc(k + 0.5, 1.0, reach, 3.0);
    }
    for (int k = 0; k < reach; ++k) {
        filter_[size(k)] = static_cast<float>(windowedSinc(k + 0.5, 1.0, reach, 3.0) / sum);
    }
    // Content near half the rate alternates in sign: a mean of alternating signs keeps it and
    // averages everything else out. Three means of `length` fall by 83 dB at 10 kHz of 44.1.
    const int length = reach / 4;
    std::vector<double> taps{1};
    for (int mean = 0; mean < 3; ++mean) {
        std::vector<double> longer(taps.size() + size(length - 1));
        for (std::size_t i = 0; i < taps.size(); ++i)
            for (std::size_t k = 0; k < size(length); ++k) longer[i + k] += taps[i] / length;
        taps = std::move(longer);
    }
    for (std::size_t j = 0; j < taps.size(); ++j)
        edgeFilter_.push_back(static_cast<float>(j % 2 == 0 ? taps[j] : -taps[j]));
    input_.resize(size(history_ + kQuantum));
    halves_.resize(size(kHalfHistory + kQuantum));
}

void TruePeakDetector::reset() noexcept {
    std::ranges::fill(input_, 0.0F);
    std::ranges::fill(halves_, 0.0F);
    edge_.fill(0);
    loudest_.fill(0);
    lastInterval_ = 0;
    lastFine_ = 0;
    halvesValid_ = true;
    edgeSounds_ = false;
}

void TruePeakDetector::process(const float* input,
                               float uninteresting,
                               float* peaks,
                               float edgeMargin) noexcept {
    std::memmove(input_.data(), input_.data() + kQuantum,
                 static_cast<std::size_t>(history_) * sizeof(float));
    std::memcpy(input_.data() + history_, input, kQuantum * sizeof(float));

    const float now = HWY_DYNAMIC_DISPATCH(largestOfQuantum)(input);
    const float loudest = std::max(now, *std::ranges::max_element(loudest_));
    loudest_ = {loudest_[1], loudest_[2], now};
    const bool quiet = loudest * kWorstRise < uninteresting;
    if (!quiet || loudest > 0 || edgeSounds_) {
        followEdge(loudest > 0);
    }
    if (quiet) {
        std::fill_n(peaks, kQuantum, loudest * kWorstRise);
        lastInterval_ = loudest * kWorstRise;
        lastFine_ = 0;
        halvesValid_ = false;
        return;
    }
    followHalves();
    findPeaks(uninteresting, peaks, edgeMargin);
}

void TruePeakDetector::followHalves() noexcept {
    // Half frame n lies behind frame n and needs `reach_` frames after it.
    const float* now = input_.data() + history_ - reach_;
    if (!halvesValid_) {
        HWY_DYNAMIC_DISPATCH(halfFrames)(now - kQuantum, filter_.data(), reach_,
                                         halves_.data() + kHalfHistory);
        halvesValid_ = true;
    }
    std::memmove(halves_.data(), halves_.data() + kQuantum, kHalfHistory * sizeof(float));
    HWY_DYNAMIC_DISPATCH(halfFrames)(now, filter_.data(), reach_, halves_.data() + kHalfHistory);
}

void TruePeakDetector::followEdge(bool sounds) noexcept {
    const int hold = edgeHold();
    std::memmove(edge_.data(), edge_.data() + kEdgeChunks, static_cast<std::size_t>(hold) * sizeof(float));
    float* const chunks = edge_.data() + hold;
    if (sounds) {
        HWY_DYNAMIC_DISPATCH(edgeContent)(input_.data() + history_, edgeFilter_.data(),
                                          static_cast<int>(edgeFilter_.size()), chunks);
    } else {
        std::fill_n(chunks, kEdgeChunks, 0.0F);
    }
    edgeSounds_ = std::any_of(edge_.data(), chunks + kEdgeChunks, [](float content) { return content > 0; });
}

void TruePeakDetector::findPeaks(float uninteresting, float* peaks, float edgeMargin) noexcept {
    // The margin: the largest content near half the rate for a while. A tone 50 Hz under half the
    // rate turns from all on the frames to all between them, where nothing sees it, in 220 frames.
    const int hold = edgeHold();
    std::array<float, kEdgeChunks> margins;
    const auto largestOf = [this](int first, int end) {
        // In four columns, so that none waits for the one before.
        std::array<float, 4> columns{};
        for (int c = first; c < end; ++c) {
            float& column = columns[static_cast<std::size_t>(c) % 4];
            column = std::max(column, edge_[static_cast<std::size_t>(c)]);
        }
        return std::max(std::max(columns[0], columns[1]), std::max(columns[2], columns[3]));
    };
    if (hold < kEdgeChunks) {
        for (int c = 0; c < kEdgeChunks; ++c)
            margins[static_cast<std::size_t>(c)] = edgeMargin * largestOf(c, c + hold + 1);
    } else {
        // Common to all windows is what lies between; on either side they shrink and grow by chunks.
        std::array<float, kEdgeChunks> older;
        float largest = largestOf(kEdgeChunks, hold);
        for (std::size_t c = kEdgeChunks; c-- > 0;) older[c] = largest = std::max(largest, edge_[c]);
        float newest = 0;
        for (std::size_t c = 0; c < kEdgeChunks; ++c) {
            newest = std::max(newest, edge_[static_cast<std::size_t>(hold) + c]);
            margins[c] = edgeMargin * std::max(newest, older[c]);
        }
    }
    HWY_DYNAMIC_DISPATCH(peaksBetween)(input_.data() + history_ - delay(),
                                       halves_.data() + kHalfHistory - kFineReach, fine_, margins.data(),
                                       uninteresting, lastInterval_, lastFine_, peaks);
}

} // namespace lacquer::dsp

#endif
