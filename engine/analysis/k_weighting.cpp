#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/analysis/k_weighting.cpp"
#include <hwy/foreach_target.h>

#include "engine/analysis/k_weighting.h"
#include "engine/dsp/lanes.h"

#include <cmath>

HWY_BEFORE_NAMESPACE();

namespace lacquer::analysis {
namespace HWY_NAMESPACE {

// Three steps of every frame, the same operations wherever they run: shelf, high-pass, energy.

HWY_INLINE double step(const KSection& section, double* state, double x) {
    const double y = std::fma(section.b0, x, state[0]);
    const double in = std::fma(section.c2, state[2], section.c1 * x);
    const double next = std::fma(-section.a1, state[0], std::fma(-section.a2, state[1], in));
    state[1] = state[0];
    state[0] = next;
    state[2] = x;
    return y;
}

#if HWY_TARGET != HWY_SCALAR && HWY_MAX_BYTES >= 32

namespace hn = hwy::HWY_NAMESPACE;

/// The high-pass runs so many frames behind the shelf: long enough that it never waits for it.
inline constexpr int kBehind = 8;

/// Four lanes: both channels in the shelf, and both in the high-pass a little behind it. So there is
/// work for a whole register although the filters wait for themselves, one multiply-add a frame.
void runPair(const float* a, const float* b, int frames, const KSection& shelf,
             const KSection& pass, KChannel& left, KChannel& right) {
    double* const l = left.state.data();
    double* const r = right.state.data();
    // What has left the shelf, the last kBehind frames.
    alignas(32) double shelved[2 * kBehind];
    const int start = frames < kBehind ? frames : kBehind;
    for (int n = 0; n < start; ++n) {
        shelved[2 * n] = step(shelf, l, double{a[n]});
        shelved[2 * n + 1] = step(shelf, r, double{b[n]});
    }
    const auto weigh = [&](const double* from) {
        const double x = step(pass, l + 3, from[0]), y = step(pass, r + 3, from[1]);
        left.energy = std::fma(x, x, left.energy);
        right.energy = std::fma(y, y, right.energy);
    };
    if (frames <= kBehind) {
        for (int n = 0; n < frames; ++n) weigh(shelved + 2 * n);
        return;
    }

    const hn::FixedTag<double, 4> d;
    const hn::FixedTag<double, 2> half;
    const auto spread = [&](double first, double second) {
        alignas(32) const double lanes[4] = {first, first, second, second};
        return hn::Load(d, lanes);
    };
    const auto gather = [&](int k) {
        alignas(32) const double lanes[4] = {l[k], r[k], l[k + 3], r[k + 3]};
        return hn::Load(d, lanes);
    };
    const auto b0 = spread(shelf.b0, pass.b0), c1 = spread(shelf.c1, pass.c1);
    const auto c2 = spread(shelf.c2, pass.c2);
    const auto a1 = spread(shelf.a1, pass.a1), a2 = spread(shelf.a2, pass.a2);
    auto now = gather(0), past = gather(1), before = gather(2);
    // Of the shelf's half, too, where nobody wants it: cheaper than to take it away.
    alignas(32) double energies[4] = {0, 0, left.energy, right.energy};
    auto energy = hn::Load(d, energies);
    // Turned into pairs of doubles a stretch at a time: the compiler does that in whole registers.
    constexpr int kStretch = 64;
    alignas(32) double pairs[2 * kStretch];
    for (int first = kBehind; first < frames; first += kStretch) {
        const int count = frames - first < kStretch ? frames - first : kStretch;
        for (int k = 0; k < count; ++k) {
            pairs[2 * k] = double{a[first + k]};
            pairs[2 * k + 1] = double{b[first + k]};
        }
        const auto frame = [&](const double* in, double* place, const auto& s, auto& next, const auto& earlier,
                               auto& x) HWY_ATTR {
            x = hn::Combine(d, hn::Load(half, place), hn::Load(half, in));
            const auto y = hn::MulAdd(b0, x, s);
            next = hn::NegMulAdd(a2, next, hn::MulAdd(c2, earlier, hn::Mul(c1, x)));
            next = hn::NegMulAdd(a1, s, next);
            hn::Store(hn::LowerHalf(half, y), half, place);
            energy = hn::MulAdd(y, y, energy);
        };
        // Two frames at a time, then what is past becomes what is now; eight are the whole of `shelved`.
        auto x = before;
        int k = 0;
        for (; k + kBehind <= count; k += kBehind) {
            for (int j = 0; j < kBehind; j += 2) {
                frame(pairs + 2 * (k + j), shelved + 2 * j, now, past, before, x);
                frame(pairs + 2 * (k + j + 1), shelved + 2 * (j + 1), past, now, x, before);
            }
        }
        for (int j = 0; k < count; ++k, ++j) {
            frame(pairs + 2 * k, shelved + 2 * j, now, past, before, x);
            const auto s = now;
            now = past;
            past = s;
            before = x;
        }
    }
    alignas(32) double lanes[4];
    const auto scatter = [&](auto vector, int k) {
        hn::Store(vector, d, lanes);
        l[k] = lanes[0], r[k] = lanes[1], l[k + 3] = lanes[2], r[k + 3] = lanes[3];
    };
    scatter(now, 0);
    scatter(past, 1);
    scatter(before, 2);
    hn::Store(energy, d, energies);
    left.energy = energies[2];
    right.energy = energies[3];
    for (int n = frames; n < frames + kBehind; ++n) weigh(shelved + 2 * (n % kBehind));
}

#else

void runPair(const float* a, const float* b, int frames, const KSection& shelf,
             const KSection& pass, KChannel& left, KChannel& right) {
    for (int n = 0; n < frames; ++n) {
        const double l = step(pass, left.state.data() + 3, step(shelf, left.state.data(), double{a[n]}));
        const double r = step(pass, right.state.data() + 3, step(shelf, right.state.data(), double{b[n]}));
        left.energy = std::fma(l, l, left.energy);
        right.energy = std::fma(r, r, right.energy);
    }
}

#endif

} // namespace HWY_NAMESPACE
} // namespace lacquer::analysis

HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace lacquer::analysis {
namespace {
HWY_EXPORT(runPair);
}

void weighPair(const float* a, const float* b, int frames, const KSection& shelf,
               const KSection& highPass, KChannel& left, KChannel& right) noexcept {
    HWY_DYNAMIC_DISPATCH(runPair)(a, b, frames, shelf, highPass, left, right);
}

} // namespace lacquer::analysis

#endif
