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
    const double next = std::fma(-section.a1, state[0], std::fma(section.c1, x, state[1]));
    state[1] = std::fma(-section.a2, state[0], section.c2 * x);
    state[0] = next;
    return y;
}

#if HWY_TARGET != HWY_SCALAR && HWY_MAX_BYTES >= 32

namespace hn = hwy::HWY_NAMESPACE;

/// Four lanes: both channels in the shelf, and both in the high-pass one frame behind it. So there
/// is work for a whole register although the filters wait for themselves.
void runPair(const float* a, const float* b, int frames, const KSection& shelf,
             const KSection& pass, KChannel& left, KChannel& right) {
    if (frames <= 0) return;
    const hn::FixedTag<double, 4> d;
    const hn::FixedTag<double, 2> half;
    const auto spread = [&](double first, double second) {
        alignas(32) const double lanes[4] = {first, first, second, second};
        return hn::Load(d, lanes);
    };
    const auto b0 = spread(shelf.b0, pass.b0), c1 = spread(shelf.c1, pass.c1);
    const auto c2 = spread(shelf.c2, pass.c2);
    const auto a1 = spread(shelf.a1, pass.a1), a2 = spread(shelf.a2, pass.a2);
    // The first frame's shelf and the last frame's high-pass have no partner.
    alignas(32) double in[4] = {0, 0, step(shelf, left.state.data(), double{a[0]}),
                                step(shelf, right.state.data(), double{b[0]})};
    alignas(32) double states[2][4] = {
        {left.state[0], right.state[0], left.state[2], right.state[2]},
        {left.state[1], right.state[1], left.state[3], right.state[3]}};
    auto s1 = hn::Load(d, states[0]), s2 = hn::Load(d, states[1]);
    auto shelved = hn::Load(half, in + 2);
    alignas(16) const double energies[2] = {left.energy, right.energy};
    auto energy = hn::Load(half, energies);
    // Turned into pairs of doubles a stretch at a time: the compiler does that in whole registers.
    constexpr int kStretch = 64;
    alignas(32) double pairs[2 * kStretch];
    for (int n = 1; n < frames; ++n) {
        const int place = (n - 1) % kStretch;
        if (place == 0) {
            const int count = frames - n < kStretch ? frames - n : kStretch;
            for (int k = 0; k < count; ++k) {
                pairs[2 * k] = double{a[n + k]};
                pairs[2 * k + 1] = double{b[n + k]};
            }
        }
        const auto x = hn::Combine(d, shelved, hn::Load(half, pairs + 2 * place));
        const auto y = hn::MulAdd(b0, x, s1);
        const auto next = hn::NegMulAdd(a1, s1, hn::MulAdd(c1, x, s2));
        s2 = hn::NegMulAdd(a2, s1, hn::Mul(c2, x));
        s1 = next;
        shelved = hn::LowerHalf(half, y);
        const auto weighed = hn::UpperHalf(half, y);
        energy = hn::MulAdd(weighed, weighed, energy);
    }
    hn::Store(s1, d, states[0]);
    hn::Store(s2, d, states[1]);
    left.state = {states[0][0], states[1][0], states[0][2], states[1][2]};
    right.state = {states[0][1], states[1][1], states[0][3], states[1][3]};
    alignas(16) double last[2], sums[2];
    hn::Store(shelved, half, last);
    hn::Store(energy, half, sums);
    const double l = step(pass, left.state.data() + 2, last[0]);
    const double r = step(pass, right.state.data() + 2, last[1]);
    left.energy = std::fma(l, l, sums[0]);
    right.energy = std::fma(r, r, sums[1]);
}

#else

void runPair(const float* a, const float* b, int frames, const KSection& shelf,
             const KSection& pass, KChannel& left, KChannel& right) {
    for (int n = 0; n < frames; ++n) {
        const double l = step(pass, left.state.data() + 2, step(shelf, left.state.data(), double{a[n]}));
        const double r = step(pass, right.state.data() + 2, step(shelf, right.state.data(), double{b[n]}));
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
