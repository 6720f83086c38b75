#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/dsp/true_peak_detector.cpp"
#include <hwy/foreach_target.h>

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
void finePhases(const float* frames,
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

/// The highest magnitude from each frame of a chunk to the next one. `fine` is what finePhases
/// gave, `lastFine` its last value before the chunk.
void intervals(const float* frames, const float* halves, const float* fine, float lastFine, float* out) {
    alignas(64) float previous[kChunk];
    previous[0] = lastFine;
    std::memcpy(previous + 1, fine + 5 * kChunk, (kChunk - 1) * sizeof(float));
    for (int n = 0; n < kChunk; n += kWidth) {
        const Floats next = abs(load(frames + n + 1));
        const Floats points[10] = {load(previous + n),
                                   abs(load(frames + n)),
                                   load(fine + n),
                                   load(fine + kChunk + n),
                                   load(fine + 2 * kChunk + n),
                                   abs(load(halves + n)),
                                   load(fine + 3 * kChunk + n),
                                   load(fine + 4 * kChunk + n),
                                   load(fine + 5 * kChunk + n),
                                   next};
        Floats top = next;
        for (int p = 1; p < 9; ++p) top = max(top, crest(points[p - 1], points[p], points[p + 1]));
        store(top, out + n);
    }
}

/// data[i] += sign data[i - lag] for i in [first, end), from the end backwards so that what is read
/// is not yet written.
void addLagged(float* data, int first, int end, int lag, float sign) {
    const Floats factor = setFloats(sign);
    int i = end - kWidth;
    for (; i >= first; i -= kWidth) store(fma(factor, load(data + i - lag), load(data + i)), data + i);
    for (i += kWidth - 1; i >= first; --i) data[i] += sign * data[i - lag];
}

/// data[i] = the larger of data[i] and data[i - lag], likewise.
void maxLagged(float* data, int first, int end, int lag) {
    int i = end - kWidth;
    for (; i >= first; i -= kWidth) store(max(load(data + i - lag), load(data + i)), data + i);
    for (i += kWidth - 1; i >= first; --i) data[i] = std::max(data[i], data[i - lag]);
}

float largest(const float* in, int count) {
    Floats top = setFloats(0);
    int i = 0;
    for (; i + kWidth <= count; i += kWidth) top = max(top, abs(load(in + i)));
    alignas(64) float lanes[kWidth];
    store(top, lanes);
    float result = *std::max_element(lanes, lanes + kWidth);
    for (; i < count; ++i) result = std::max(result, std::abs(in[i]));
    return result;
}

} // namespace HWY_NAMESPACE
} // namespace lacquer::dsp

HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace lacquer::dsp {

namespace {

HWY_EXPORT(halfFrames);
HWY_EXPORT(finePhases);
HWY_EXPORT(intervals);
HWY_EXPORT(addLagged);
HWY_EXPORT(maxLagged);
HWY_EXPORT(largest);

/// No band-limited waveform that the filters can make rises higher over its samples' maximum:
/// the sum of the taps' magnitudes is 3.4 for the half-sample filter of reach 64 and 1.3 for the
/// fine one, the margin adds 0.8.
constexpr float kWorstRise = 5.3F;
/// Within one half frame: a sine at half the rate rises to 1.414 over its half-frame points. Any
/// real programme stays under 1.5.
constexpr float kWorstFineRise = 1.6F;

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
    input_.resize(size(history_ + kQuantum));
    halves_.resize(size(kHalfHistory + kQuantum));
    edge_.resize(size(edgeHold() + kQuantum));
    work_.resize(size(edgeHold() + 2 * kQuantum));
}

void TruePeakDetector::reset() noexcept {
    std::ranges::fill(input_, 0.0F);
    std::ranges::fill(halves_, 0.0F);
    std::ranges::fill(edge_, 0.0F);
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

    const float loudest = HWY_DYNAMIC_DISPATCH(largest)(input_.data(), history_ + kQuantum);
    const bool quiet = loudest * kWorstRise < uninteresting;
    if (!quiet || loudest > 0 || edgeSounds_) {
        followEdge();
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

void TruePeakDetector::followEdge() noexcept {
    // Content near half the rate alternates in sign: a running sum of alternating signs keeps it
    // and averages everything else out. Three sums of `length` fall by 83 dB at 10 kHz of 44.1.
    const int length = reach_ / 4;
    float* data = work_.data();
    const int before = 3 * length;
    std::memcpy(data, input_.data() + history_ - before,
                static_cast<std::size_t>(before + kQuantum) * sizeof(float));
    const int end = before + kQuantum;
    int first = 0;
    for (int sum = 0; sum < 3; ++sum) {
        for (int lag = 1; lag < length; lag *= 2) {
            first += lag;
            HWY_DYNAMIC_DISPATCH(addLagged)(data, first, end, lag, lag == 1 ? -1.0F : 1.0F);
        }
    }
    std::memmove(edge_.data(), edge_.data() + kQuantum, static_cast<std::size_t>(edgeHold()) * sizeof(float));
    const float scale = 1.0F / static_cast<float>(length * length * length);
    float sounds = 0;
    for (int i = 0; i < kQuantum; ++i) {
        const float magnitude = std::abs(data[before + i]) * scale;
        edge_[static_cast<std::size_t>(edgeHold() + i)] = magnitude;
        sounds = std::max(sounds, magnitude);
    }
    edgeSounds_ = sounds > 0;
}

void TruePeakDetector::findPeaks(float uninteresting, float* peaks, float edgeMargin) noexcept {
    // The margin: the largest content near half the rate for a while. A tone 50 Hz under half the
    // rate turns from all on the frames to all between them, where nothing sees it, in 220 frames.
    float* margin = work_.data();
    std::memcpy(margin, edge_.data(), static_cast<std::size_t>(edgeHold() + kQuantum) * sizeof(float));
    int first = 1;
    for (int lag = 1; lag < edgeHold(); lag *= 2) {
        HWY_DYNAMIC_DISPATCH(maxLagged)(margin, first + lag - 1, edgeHold() + kQuantum, lag);
        first += lag;
    }
    margin += edgeHold();

    const float* frames = input_.data() + history_ - delay();
    const float* halves = halves_.data() + kHalfHistory - kFineReach;
    alignas(64) std::array<float, 6 * kChunk> fine;
    alignas(64) std::array<float, kChunk> interval;
    for (int n = 0; n < kQuantum; n += kChunk) {
        const float near = std::max(HWY_DYNAMIC_DISPATCH(largest)(frames + n - 1, kChunk + 2),
                                    HWY_DYNAMIC_DISPATCH(largest)(halves + n - 1, kChunk + 2));
        const float widest = *std::max_element(margin + n, margin + n + kChunk) * edgeMargin;
        if (near * kWorstFineRise + widest < uninteresting) {
            interval.fill(near * kWorstFineRise);
            lastFine_ = 0;
        } else {
            HWY_DYNAMIC_DISPATCH(finePhases)(frames + n, halves + n, fine_, fine.data());
            HWY_DYNAMIC_DISPATCH(intervals)(frames + n, halves + n, fine.data(), lastFine_,
                                            interval.data());
            lastFine_ = fine.back();
        }
        for (int i = 0; i < kChunk; ++i) {
            const float here = interval[static_cast<std::size_t>(i)];
            peaks[n + i] = std::max(lastInterval_, here) + margin[n + i] * edgeMargin;
            lastInterval_ = here;
        }
    }
}

} // namespace lacquer::dsp

#endif
