#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/dsp/reverb_kernels.cpp"
#include <hwy/foreach_target.h>

#include "engine/dsp/lanes.h"
#include "engine/dsp/reverb_kernels.h"

#include <cmath>

HWY_BEFORE_NAMESPACE();

namespace lacquer::dsp {
namespace HWY_NAMESPACE {

// The lanes of a vector are frames one after the other, except in the absorption: there the state
// goes from frame to frame and the lanes are the 16 lines.

inline constexpr int kVectors = kQuantum / kWidth;

HWY_INLINE Floats ramp() {
    alignas(64) static constexpr float kCount[16] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    return load(kCount);
}

/// The frames of the vector that begins with frame n.
HWY_INLINE Floats framesFrom(int n) { return ramp() + setFloats(static_cast<float>(n)); }

inline constexpr int kPoints = 8;
inline constexpr int kEntries = 2 * kReverbBreathing;

/// weights[k][entry] of the points from the oldest to the newest.
HWY_INLINE void lagrange(const float* fractions, float (*weights)[kEntries]) {
    // One over the product of (k - j) over all j but k.
    constexpr float kScale[kPoints] = {-1.0F / 5040, 1.0F / 720, -1.0F / 240, 1.0F / 144,
                                       -1.0F / 144,  1.0F / 240, -1.0F / 720, 1.0F / 5040};
    for (int lane = 0; lane < kEntries; lane += kWidth) {
        const Floats distance = load(fractions + lane) + setFloats(3);
        Floats before[kPoints]; // products of the distances to the points before, then after
        before[0] = setFloats(1);
        for (int k = 1; k < kPoints; ++k)
            before[k] = before[k - 1] * (distance - setFloats(static_cast<float>(k - 1)));
        Floats after = setFloats(1);
        for (int k = kPoints - 1; k >= 0; --k) {
            store(setFloats(kScale[k]) * before[k] * after, weights[kPoints - 1 - k] + lane);
            after = after * (distance - setFloats(static_cast<float>(k)));
        }
    }
}

void runReadBetweenFrames(const ReverbBreath& breath, float* const* rows) {
    alignas(64) float weights[kPoints][kEntries];
    lagrange(breath.fractions, weights);
    alignas(64) float growth[kPoints][kReverbBreathing];
    for (int k = 0; k < kPoints; ++k)
        for (int line = 0; line < kReverbBreathing; ++line)
            growth[k][line] = (weights[k][kReverbBreathing + line] - weights[k][line]) * (1.0F / kQuantum);
    for (int line = 0; line < kReverbBreathing; ++line) {
        const float* points = breath.points[line];
        constexpr int kTogether = kVectors < 4 ? kVectors : 4;
        for (int n = 0; n < kQuantum; n += kTogether * kWidth) {
            Floats sum[kTogether], frames[kTogether];
            for (int v = 0; v < kTogether; ++v) {
                sum[v] = setFloats(0);
                frames[v] = framesFrom(n + v * kWidth);
            }
            for (int k = 0; k < kPoints; ++k) {
                const Floats from = setFloats(weights[k][line]), more = setFloats(growth[k][line]);
                for (int v = 0; v < kTogether; ++v)
                    sum[v] = fma(fma(frames[v], more, from), load(points + n + v * kWidth + k), sum[v]);
            }
            for (int v = 0; v < kTogether; ++v) store(sum[v], rows[line] + n + v * kWidth);
        }
    }
}

void runCrossfade(const float* a, const float* b, float share, float step, float* out) {
    for (int n = 0; n < kQuantum; n += kWidth) {
        const Floats part = fma(framesFrom(n), setFloats(step), setFloats(share));
        const Floats from = load(a + n);
        store(fma(load(b + n) - from, part, from), out + n);
    }
}

void runDiffuse(float* signal, const float* const* late, float g, float* const* keep) {
    const Floats coefficient = setFloats(g);
    for (int n = 0; n < kQuantum; n += kWidth) {
        Floats x = load(signal + n);
        for (int d = 0; d < kReverbDiffusers; ++d) {
            const Floats delayed = load(late[d] + n);
            const Floats into = fma(coefficient, delayed, x);
            store(into, keep[d] + n);
            x = fnma(coefficient, into, delayed);
        }
        store(x, signal + n);
    }
}

/// Frames that pass through the network together: little enough to stay in the nearest cache.
inline constexpr int kBlock = 16;

#if HWY_TARGET == HWY_SCALAR

/// frames[n][i] = rows[i][first + n]
void toFrames(const float* const* rows, int first, float* frames) {
    for (int i = 0; i < kReverbLines; ++i)
        for (int n = 0; n < kBlock; ++n) frames[n * kReverbLines + i] = rows[i][first + n];
}

/// rows[i][n] = frames[n][i]
void toRows(const float* frames, float* rows) {
    for (int i = 0; i < kReverbLines; ++i)
        for (int n = 0; n < kBlock; ++n) rows[i * kBlock + n] = frames[n * kReverbLines + i];
}

#else

/// out[j] has lane i of in[j]: as many vectors as they have lanes. First every square of four by four
/// within the vectors' blocks, then the blocks among each other.
template <int kLanes>
HWY_INLINE void turn(Floats (&v)[kLanes]) {
    const FloatTag d;
    const DoubleTag pairs;
#pragma GCC unroll 4
    for (int r = 0; r < kLanes; r += 4) {
        const auto ab0 = hn::BitCast(pairs, hn::InterleaveLower(d, v[r].v, v[r + 1].v));
        const auto ab1 = hn::BitCast(pairs, hn::InterleaveUpper(d, v[r].v, v[r + 1].v));
        const auto ef0 = hn::BitCast(pairs, hn::InterleaveLower(d, v[r + 2].v, v[r + 3].v));
        const auto ef1 = hn::BitCast(pairs, hn::InterleaveUpper(d, v[r + 2].v, v[r + 3].v));
        v[r].v = hn::BitCast(d, hn::InterleaveLower(pairs, ab0, ef0));
        v[r + 1].v = hn::BitCast(d, hn::InterleaveUpper(pairs, ab0, ef0));
        v[r + 2].v = hn::BitCast(d, hn::InterleaveLower(pairs, ab1, ef1));
        v[r + 3].v = hn::BitCast(d, hn::InterleaveUpper(pairs, ab1, ef1));
    }
    if constexpr (kLanes == 8) {
#pragma GCC unroll 4
        for (int j = 0; j < 4; ++j) {
            const auto a = v[j].v, b = v[4 + j].v;
            v[j].v = hn::ConcatLowerLower(d, b, a);
            v[4 + j].v = hn::ConcatUpperUpper(d, b, a);
        }
    } else if constexpr (kLanes == 16) {
#pragma GCC unroll 4
        for (int j = 0; j < 4; ++j) {
            const auto acLow = hn::ConcatLowerLower(d, v[8 + j].v, v[j].v);
            const auto bdLow = hn::ConcatLowerLower(d, v[12 + j].v, v[4 + j].v);
            const auto acHigh = hn::ConcatUpperUpper(d, v[8 + j].v, v[j].v);
            const auto bdHigh = hn::ConcatUpperUpper(d, v[12 + j].v, v[4 + j].v);
            v[j].v = hn::OddEvenBlocks(hn::SwapAdjacentBlocks(bdLow), acLow);
            v[4 + j].v = hn::OddEvenBlocks(bdLow, hn::SwapAdjacentBlocks(acLow));
            v[8 + j].v = hn::OddEvenBlocks(hn::SwapAdjacentBlocks(bdHigh), acHigh);
            v[12 + j].v = hn::OddEvenBlocks(bdHigh, hn::SwapAdjacentBlocks(acHigh));
        }
    } else {
        static_assert(kLanes == 4);
    }
}

HWY_INLINE void toFrames(const float* const* rows, int first, float* frames) {
    for (int i = 0; i < kReverbLines; i += kWidth) {
        for (int n = 0; n < kBlock; n += kWidth) {
            Floats v[kWidth];
#pragma GCC unroll 16
            for (int k = 0; k < kWidth; ++k) v[k] = load(rows[i + k] + first + n);
            turn(v);
#pragma GCC unroll 16
            for (int k = 0; k < kWidth; ++k) store(v[k], frames + (n + k) * kReverbLines + i);
        }
    }
}

HWY_INLINE void toRows(const float* frames, float* rows) {
    for (int n = 0; n < kBlock; n += kWidth) {
        for (int i = 0; i < kReverbLines; i += kWidth) {
            Floats v[kWidth];
#pragma GCC unroll 16
            for (int k = 0; k < kWidth; ++k) v[k] = load(frames + (n + k) * kReverbLines + i);
            turn(v);
#pragma GCC unroll 16
            for (int k = 0; k < kWidth; ++k) store(v[k], rows + (i + k) * kBlock + n);
        }
    }
}

#endif

template <bool kMoves>
HWY_INLINE void absorb(float* frames, int block, const ReverbAbsorption& absorption, ReverbFilterState& state) {
    const Floats a1 = setFloats(absorption.a1), a2 = setFloats(absorption.a2), one = setFloats(1);
    for (int lane = 0; lane < kReverbLines; lane += kWidth) {
        const ReverbAbsorption::Values& now = absorption.now;
        const ReverbAbsorption::Values& growth = absorption.growth;
        Floats gain = load(now.gain + lane), direct = load(now.shelf[0] + lane);
        Floats first = load(now.shelf[1] + lane), second = load(now.shelf[2] + lane);
        if constexpr (kMoves) {
            const Floats passed = setFloats(static_cast<float>(block));
            gain = fma(passed, load(growth.gain + lane), gain);
            direct = fma(passed, load(growth.shelf[0] + lane), direct);
            first = fma(passed, load(growth.shelf[1] + lane), first);
            second = fma(passed, load(growth.shelf[2] + lane), second);
        }
        Floats through = one + direct;
        const Floats pole = load(absorption.damping + lane), rest = one - pole;
        Floats damped = load(state.damped + lane);
        Floats adds = load(state.shelf[0] + lane), added = load(state.shelf[1] + lane);
        // From frame to frame one multiply-add in either memory. Two frames at a time, so that what it
        // adds and what it added change places.
        const auto frame = [&](float* at, const Floats& z, Floats& next) HWY_ATTR {
            const Floats before = damped;
            damped = fma(pole, damped, rest * load(at));
            store(gain * fma(through, damped, z), at);
            next = fnma(a1, z, fnma(a2, next, fma(first, damped, second * before)));
            if constexpr (kMoves) {
                gain = gain + load(growth.gain + lane);
                through = through + load(growth.shelf[0] + lane);
                first = first + load(growth.shelf[1] + lane);
                second = second + load(growth.shelf[2] + lane);
            }
        };
        float* at = frames + lane;
        for (int n = 0; n < kBlock; n += 2, at += 2 * kReverbLines) {
            frame(at, adds, added);
            frame(at + kReverbLines, added, adds);
        }
        store(damped, state.damped + lane);
        store(adds, state.shelf[0] + lane);
        store(added, state.shelf[1] + lane);
    }
}

/// A vector of frames of all lines: their sums, the matrix, the input, and back to the lines.
HWY_INLINE void scatter(const float* rows,
                        int at,
                        const float* inLeft,
                        const float* inRight,
                        float* left,
                        float* right,
                        float* const* places) {
    Floats v[kReverbLines];
#pragma GCC unroll 16
    for (int i = 0; i < kReverbLines; ++i) v[i] = load(rows + i * kBlock);
    // Signs + + - - … and + - - + …: orthogonal to each other and to what the input has. The first step of
    // the matrix on the way.
    Floats l = setFloats(0), r = l;
#pragma GCC unroll 4
    for (int i = 0; i < kReverbLines; i += 4) {
        const Floats sumA = v[i] + v[i + 1], differenceA = v[i] - v[i + 1];
        const Floats sumB = v[i + 2] + v[i + 3], differenceB = v[i + 2] - v[i + 3];
        l = l + (sumA - sumB);
        r = r + (differenceA - differenceB);
        v[i] = sumA + sumB, v[i + 1] = differenceA + differenceB;
        v[i + 2] = sumA - sumB, v[i + 3] = differenceA - differenceB;
    }
    store(l, left + at);
    store(r, right + at);
#pragma GCC unroll 4
    for (int i = 0; i < 4; ++i) {
        const Floats a = v[i] + v[i + 4], b = v[i] - v[i + 4];
        const Floats c = v[i + 8] + v[i + 12], d = v[i + 8] - v[i + 12];
        v[i] = a + c, v[i + 4] = b + d;
        v[i + 8] = a - c, v[i + 12] = b - d;
    }
    // Plus where the second or the fourth bit of the line stands alone.
    const Floats inL = load(inLeft + at), inR = load(inRight + at);
#pragma GCC unroll 16
    for (int i = 0; i < kReverbLines; i += 2) {
        const bool plus = ((i >> 1) ^ (i >> 3)) & 1;
        store(plus ? v[i] + inL : v[i] - inL, places[i] + at);
        store(plus ? v[i + 1] + inR : v[i + 1] - inR, places[i + 1] + at);
    }
}

void runNetworkKernel(const float* const* from,
                      const ReverbAbsorption& absorption,
                      ReverbFilterState& state,
                      const float* inLeft,
                      const float* inRight,
                      float* left,
                      float* right,
                      float* const* places) {
    alignas(64) float frames[kBlock * kReverbLines];
    alignas(64) float rows[kBlock * kReverbLines];
    for (int block = 0; block < kQuantum; block += kBlock) {
        toFrames(from, block, frames);
        if (absorption.moves)
            absorb<true>(frames, block, absorption, state);
        else
            absorb<false>(frames, block, absorption, state);
        toRows(frames, rows);
        for (int n = 0; n < kBlock; n += kWidth) scatter(rows + n, block + n, inLeft, inRight, left, right, places);
    }
}

void runAddEarly(const float* in,
                 ReverbGain late,
                 const float* const* reflections,
                 const ReverbGain* gains,
                 float* out) {
    for (int n = 0; n < kQuantum; n += kWidth) {
        const Floats frame = framesFrom(n);
        Floats sum = fma(frame, setFloats(late.growth), setFloats(late.gain)) * load(in + n);
        for (int e = 0; e < kReverbEarly; ++e) {
            const Floats gain = fma(frame, setFloats(gains[e].growth), setFloats(gains[e].gain));
            sum = fma(gain, load(reflections[e] + n), sum);
        }
        store(sum, out + n);
    }
}

void runFinishSides(const float* left,
                    const float* right,
                    ReverbGain halfWidth,
                    ReverbCut& low,
                    ReverbCut* high,
                    float* sides) {
    alignas(64) float wide[2][kQuantum];
    for (int n = 0; n < kQuantum; n += kWidth) {
        const Floats l = load(left + n), r = load(right + n);
        const Floats middle = setFloats(0.5F) * (l + r);
        const Floats side = fma(framesFrom(n), setFloats(halfWidth.growth), setFloats(halfWidth.gain)) * (l - r);
        store(middle + side, wide[0] + n);
        store(middle - side, wide[1] + n);
    }
    for (int n = 0; n < kQuantum; ++n) {
        sides[2 * n] = wide[0][n];
        sides[2 * n + 1] = wide[1][n];
    }
    // The lanes are the two sides here. What comes in is taken beside the recursion, so that from frame to
    // frame there is one multiply-add. What a pole takes and holds is 1 together, to the last bit: nothing
    // of 0 Hz is left.
    const auto pair = [](float x) HWY_ATTR {
        const float both[2] = {x, x};
        return loadPair(both);
    };
    {
        const Pair hold = pair(1 - low.follow), take = pair(1 - (1 - low.follow));
        Pair first = loadPair(low.state[0]), second = loadPair(low.state[1]);
        for (int n = 0; n < 2 * kQuantum; n += 2) {
            const Pair in = loadPair(sides + n);
            const Pair once = hold * (in - first);
            first = fma(hold, first, take * in);
            store(hold * (once - second), sides + n);
            second = fma(hold, second, take * once);
        }
        store(first, low.state[0]);
        store(second, low.state[1]);
    }
    if (high) {
        const Pair hold = pair(1 - high->follow), take = pair(1 - (1 - high->follow));
        Pair first = loadPair(high->state[0]), second = loadPair(high->state[1]);
        for (int n = 0; n < 2 * kQuantum; n += 2) {
            first = fma(hold, first, take * loadPair(sides + n));
            second = fma(hold, second, take * first);
            store(second, sides + n);
        }
        store(first, high->state[0]);
        store(second, high->state[1]);
    }
}

bool runIsSilent(const float* left, const float* right) {
    Floats loudest = setFloats(0);
    for (int n = 0; n < kQuantum; n += kWidth)
        loudest = max(loudest, max(abs(load(left + n)), abs(load(right + n))));
    return !any(loudest > setFloats(0));
}

} // namespace HWY_NAMESPACE
} // namespace lacquer::dsp

HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace lacquer::dsp {

HWY_EXPORT(runReadBetweenFrames);
HWY_EXPORT(runCrossfade);
HWY_EXPORT(runDiffuse);
HWY_EXPORT(runNetworkKernel);
HWY_EXPORT(runAddEarly);
HWY_EXPORT(runFinishSides);
HWY_EXPORT(runIsSilent);

void readBetweenFrames(const ReverbBreath& breath, float* const* rows) noexcept {
    HWY_DYNAMIC_DISPATCH(runReadBetweenFrames)(breath, rows);
}

void crossfade(const float* a, const float* b, float share, float step, float* out) noexcept {
    HWY_DYNAMIC_DISPATCH(runCrossfade)(a, b, share, step, out);
}

void diffuse(float* signal, const float* const* late, float g, float* const* keep) noexcept {
    HWY_DYNAMIC_DISPATCH(runDiffuse)(signal, late, g, keep);
}

void runNetwork(const float* const* rows,
                const ReverbAbsorption& absorption,
                ReverbFilterState& state,
                const float* inLeft,
                const float* inRight,
                float* left,
                float* right,
                float* const* places) noexcept {
    HWY_DYNAMIC_DISPATCH(runNetworkKernel)(rows, absorption, state, inLeft, inRight, left, right, places);
}

void addEarly(const float* in,
              ReverbGain late,
              const float* const* reflections,
              const ReverbGain* gains,
              float* out) noexcept {
    HWY_DYNAMIC_DISPATCH(runAddEarly)(in, late, reflections, gains, out);
}

void finishSides(const float* left,
                 const float* right,
                 ReverbGain halfWidth,
                 ReverbCut& low,
                 ReverbCut* high,
                 float* sides) noexcept {
    HWY_DYNAMIC_DISPATCH(runFinishSides)(left, right, halfWidth, low, high, sides);
}

bool isSilent(const float* left, const float* right) noexcept {
    return HWY_DYNAMIC_DISPATCH(runIsSilent)(left, right);
}

} // namespace lacquer::dsp

#endif
