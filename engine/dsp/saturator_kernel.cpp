#include "engine/dsp/saturator_kernel.h"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/dsp/saturator_kernel.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h, which includes this file once per instruction set.
#include "engine/dsp/lanes.h"

HWY_BEFORE_NAMESPACE();
namespace lacquer::dsp {
namespace HWY_NAMESPACE {

/// The curve and its first two antiderivatives.
struct Curve {
    Doubles knee, width, perWidth, c2, c3, c5, top, topIntegral;

    explicit HWY_INLINE Curve(const SaturationCurve& curve)
        : knee(setDoubles(curve.knee)), width(setDoubles(curve.width)), perWidth(setDoubles(1.0 / curve.width)),
          c2(setDoubles(curve.c2)), c3(setDoubles(curve.c3)), c5(setDoubles(curve.c5)),
          top(setDoubles(1.0 + curve.c2 + curve.c3 + curve.c5)),
          topIntegral(setDoubles(0.5 + curve.c2 / 3 + curve.c3 / 4 + curve.c5 / 6)) {}

    HWY_INLINE void split(Doubles u, Doubles& linear, Doubles& past, Doubles& s, Doubles& flat) const {
        const Doubles zero = setDoubles(0.0);
        linear = min(u, knee);
        past = u - linear;
        s = min(past, width) * perWidth;
        flat = max(past - width, zero);
    }

    HWY_INLINE Doubles value(Doubles x) const {
        Doubles linear, past, s, flat;
        split(abs(x), linear, past, s, flat);
        const Doubles s2 = s * s;
        const Doubles h = s * fma(s, fma(s, fma(s2, c5, c3), c2), setDoubles(1.0));
        return copySign(fma(width, h, linear), x);
    }

    HWY_INLINE Doubles integral(Doubles x) const {
        Doubles linear, past, s, flat;
        split(abs(x), linear, past, s, flat);
        const Doubles s2 = s * s;
        Doubles h = fma(s2 * c5, setDoubles(1.0 / 6), c3 * setDoubles(0.25));
        h = fma(s, h, c2 * setDoubles(1.0 / 3));
        h = s2 * fma(s, h, setDoubles(0.5));
        const Doubles low = fma(linear * setDoubles(0.5), linear, past * knee);
        return low + width * fma(width, h, flat * top);
    }

    HWY_INLINE Doubles secondIntegral(Doubles x) const {
        Doubles linear, past, s, flat;
        split(abs(x), linear, past, s, flat);
        const Doubles s2 = s * s, s3 = s2 * s;
        Doubles h = fma(s2 * c5, setDoubles(1.0 / 42), c3 * setDoubles(1.0 / 20));
        h = fma(s, h, c2 * setDoubles(1.0 / 12));
        h = s3 * fma(s, h, setDoubles(1.0 / 6));
        const Doubles low = linear * linear * fma(linear, setDoubles(1.0 / 6), past * setDoubles(0.5)) +
                            knee * past * past * setDoubles(0.5);
        const Doubles high = fma(width * width, h, flat * fma(width, topIntegral, top * flat * setDoubles(0.5)));
        return copySign(low + width * high, x);
    }
};

HWY_INLINE double first(Doubles v) {
    alignas(64) double all[kWidth];
    store(v, all);
    return all[0];
}

/// `count` frames of one channel, in place; the lanes of a vector are frames one after the other, for nothing
/// here waits for what came out before. `pad`: frames at this rate that make the whole latency whole.
void runSaturation(float* frames, int count, bool antialiased, int pad, const SaturationCurve& shape, SaturationPast& past) {
    constexpr int kChunk = kQuantum, kLate = SaturationPast::kLate;
    constexpr int kInputs = 2, kSmooth = 4;
    const Curve curve(shape);
    const Doubles biasStart = setDoubles(past.bias);
    const Doubles biasStep = setDoubles((shape.bias - past.bias) / count);
    const double restBefore = first(curve.value(biasStart));
    const Doubles restStart = setDoubles(restBefore);
    const Doubles restStep = setDoubles((first(curve.value(setDoubles(shape.bias))) - restBefore) / count);
    const Doubles third = setDoubles(1.0 / 3), half = setDoubles(0.5), one = setDoubles(1.0);
    // Makes 3 / (1 + 2·cos w) of the second difference's own average; flat to 0.005 dB.
    const Doubles e0 = setDoubles(2.51164086), e1 = setDoubles(-0.89859453), e2 = setDoubles(0.1427741);
    alignas(64) static constexpr double kCount[16] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
    // Each with its past in front.
    alignas(64) double x[kInputs + kChunk], f[1 + kChunk], slope[1 + kChunk], smooth[kSmooth + kChunk];
    alignas(64) float out[kLate + kChunk];
    std::copy_n(past.inputs.data(), kInputs, x);
    f[0] = first(curve.secondIntegral(setDoubles(x[1])));
    slope[0] = past.slope;
    std::copy_n(past.smooth.data(), kSmooth, smooth);
    std::copy_n(past.results.data(), kLate, out);

    for (int begin = 0; begin < count; begin += kChunk) {
        float* const chunk = frames + begin;
        const auto frameOf = [&](int k) HWY_ATTR { return setDoubles(static_cast<double>(begin + k)) + load(kCount); };
        const auto restOf = [&](int k) HWY_ATTR { return fma(restStep, frameOf(k), restStart); };
        // Pass by pass, so that what is read a frame late has long been written.
        for (int k = 0; k < kChunk; k += kWidth) {
            const Doubles now = widen(load(chunk + k)) + fma(biasStep, frameOf(k), biasStart);
            if (antialiased) {
                store(now, x + kInputs + k);
                store(curve.secondIntegral(now), f + 1 + k);
            } else {
                store(narrow(curve.value(now) - restOf(k)), out + kLate + k);
            }
        }
        if (antialiased) {
            for (int k = 0; k < kChunk; k += kWidth) {
                const Doubles now = load(x + 2 + k), x1 = load(x + 1 + k), d = now - x1;
                const DoubleMask moved = abs(d) > setDoubles(1e-3);
                Doubles difference = (load(f + 1 + k) - load(f + k)) / select(moved, d, one);
                if (any(!moved)) difference = select(moved, difference, curve.integral(half * (now + x1)));
                store(difference, slope + 1 + k);
            }
            for (int k = 0; k < kChunk; k += kWidth) {
                const Doubles now = load(x + 2 + k), x1 = load(x + 1 + k), x2 = load(x + k), d2 = now - x2;
                const DoubleMask moved = abs(d2) > setDoubles(1e-2);
                Doubles mean = (load(slope + 1 + k) - load(slope + k)) * setDoubles(2.0) / select(moved, d2, one);
                if (any(!moved)) mean = select(moved, mean, curve.value(third * (now + x1 + x2)));
                mean = mean - restOf(k);
                // What resting at the bias leaves in the last bit is silence.
                store(select(abs(mean) > setDoubles(1e-13), mean, setDoubles(0.0)), smooth + kSmooth + k);
            }
            for (int k = 0; k < kChunk; k += kWidth) {
                const Doubles t0 = load(smooth + 3 + k), t1 = load(smooth + 2 + k), t2 = load(smooth + 1 + k);
                const Doubles bright = fma(e2, load(smooth + 4 + k) + load(smooth + k), fma(e1, t0 + t2, e0 * t1));
                store(narrow(bright), out + kLate + k);
            }
            std::copy_n(x + kChunk, kInputs, x);
            f[0] = f[kChunk], slope[0] = slope[kChunk];
            std::copy_n(smooth + kChunk, kSmooth, smooth);
        }
        std::copy_n(out + kLate - pad, kChunk, chunk);
        std::copy_n(out + kChunk, kLate, out);
    }
    past.bias = shape.bias;
    std::copy_n(x, kInputs, past.inputs.data());
    past.slope = slope[0];
    std::copy_n(smooth, kSmooth, past.smooth.data());
    std::copy_n(out, kLate, past.results.data());
}

/// The curve's first antiderivative.
double runIntegral(const SaturationCurve& shape, double x) { return first(Curve(shape).integral(setDoubles(x))); }

} // namespace HWY_NAMESPACE
} // namespace lacquer::dsp
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lacquer::dsp {

HWY_EXPORT(runSaturation);
HWY_EXPORT(runIntegral);

namespace {

/// Shares of a stage's higher rate, dB: what is kept, from where on nothing is.
struct Band {
    double pass, stop, attenuation;
};

constexpr Band halfBand(double transition) { return {0.25 - 0.5 * transition, 0.25 + 0.5 * transition, 112}; }

/// 20 kHz at 44.1 kHz is kept by all.
constexpr Band kUp[] = {halfBand(0.0465), halfBand(0.25), halfBand(0.375), halfBand(0.4375)};

/// The last step of the way back ends at half the rate: a half-band would fold the harmonics next to it.
constexpr Band kLast = {0.2267, 0.25, 100};

constexpr const Band& bandDown(int stage) { return stage == 0 ? kLast : kUp[stage]; }

constexpr int delayOf(const Band& band) { return OversamplingFilter::delayFor(band.pass, band.stop, band.attenuation); }

OversamplingFilter filterOf(const Band& band) { return {band.pass, band.stop, band.attenuation}; }

constexpr int kAntialiasedFrom = 2; ///< doublings

constexpr int kMostDoublings = 4;

/// Latency in frames of the rate, and what makes it whole, in frames of the highest: by doublings.
struct Latency {
    int frames = 0, padding = 0;
};

constexpr std::array<Latency, kMostDoublings + 1> kLatencies = [] {
    std::array<Latency, kMostDoublings + 1> all{};
    for (int doublings = 0; doublings <= kMostDoublings; ++doublings) {
        int raw = 0;
        for (int stage = 0; stage < doublings; ++stage)
            raw += (delayOf(kUp[stage]) + delayOf(bandDown(stage))) << (doublings - 1 - stage);
        // The second difference is one frame late, the treble's filter two.
        if (doublings >= kAntialiasedFrom) raw += 3;
        const int factor = 1 << doublings, padding = (factor - raw % factor) % factor;
        all[static_cast<std::size_t>(doublings)] = {(raw + padding) / factor, padding};
    }
    return all;
}();

static_assert(std::ranges::all_of(kLatencies, [](const Latency& l) { return l.padding <= SaturationPast::kLate; }));

} // namespace

int SaturatorKernel::latency(int doublings) { return kLatencies[static_cast<std::size_t>(doublings)].frames; }

SaturatorKernel::SaturatorKernel(int mostDoublings) {
    int longest = 0;
    for (int stage = 0; stage < mostDoublings; ++stage) {
        stages_.push_back({filterOf(kUp[stage]), filterOf(bandDown(stage))});
        longest = std::max({longest, stages_.back().up.history(), stages_.back().down.history()});
    }
    for (auto& row : rows_) row = AlignedMemory<float>(static_cast<std::size_t>(longest + (kQuantum << mostDoublings)));
    for (int lane = 0; lane < kLaneStride; ++lane) {
        for (const auto& stage : stages_) {
            const auto up = static_cast<std::size_t>(stage.up.history()), down = static_cast<std::size_t>(stage.down.history());
            channels_[static_cast<std::size_t>(lane)].stages.push_back(
                {std::vector<float>(up), std::vector<float>(down), std::vector<float>(down)});
        }
        reset(lane);
    }
}

void SaturatorKernel::setCurve(int lane, const SaturationCurve& curve) noexcept {
    channels_[static_cast<std::size_t>(lane)].curve = curve;
}

/// What comes now behind its past, in a row; the past moves on.
float* SaturatorKernel::remembered(std::vector<float>& past, const float* now, int frames, std::size_t row) noexcept {
    float* const begin = rows_[row].data();
    float* const at = std::copy(past.begin(), past.end(), begin);
    if (now != at) std::copy_n(now, frames, at);
    std::copy_n(begin + frames, past.size(), past.begin());
    return at;
}

void SaturatorKernel::saturate(Channel& channel, float* quantum, int doublings) noexcept {
    const auto stageAt = [](int k) { return static_cast<std::size_t>(k); };
    float* frames = quantum;
    for (int k = 0; k < doublings; ++k) {
        const float* const from = remembered(channel.stages[stageAt(k)][0], frames, kQuantum << k, 0);
        frames = rows_[1].data();
        stages_[stageAt(k)].up.up(from, kQuantum << k, frames);
    }
    HWY_DYNAMIC_DISPATCH(runSaturation)
    (frames, kQuantum << doublings, doublings >= kAntialiasedFrom, kLatencies[static_cast<std::size_t>(doublings)].padding, channel.curve, channel.past);
    for (int k = doublings; k-- > 0;) {
        const int count = kQuantum << k;
        auto& [up, evenPast, oddPast] = channel.stages[stageAt(k)];
        float* const even = rows_[2].data() + evenPast.size();
        float* const odd = rows_[3].data() + oddPast.size();
        splitFrames(frames, count, even, odd);
        remembered(evenPast, even, count, 2);
        remembered(oddPast, odd, count, 3);
        frames = k == 0 ? quantum : rows_[1].data();
        stages_[stageAt(k)].down.down(even, odd, count, frames);
    }
}

void SaturatorKernel::process(float* samples, StripMask active, int doublings) noexcept {
    alignas(64) float quantum[kQuantum];
    for (int lane = 0; lane < kLaneStride; ++lane) {
        if (!((active >> (lane / kStripLanes)) & 1u)) continue;
        for (int frame = 0; frame < kQuantum; ++frame) quantum[frame] = samples[frame * kLaneStride + lane];
        saturate(channels_[static_cast<std::size_t>(lane)], quantum, doublings);
        for (int frame = 0; frame < kQuantum; ++frame) samples[frame * kLaneStride + lane] = quantum[frame];
    }
}

void SaturatorKernel::reset(int lane) noexcept {
    Channel& channel = channels_[static_cast<std::size_t>(lane)];
    for (auto& stage : channel.stages)
        for (auto& past : stage) std::ranges::fill(past, 0.0f);
    const double bias = channel.curve.bias;
    channel.past = {};
    channel.past.bias = bias;
    channel.past.inputs.fill(bias);
    channel.past.slope = HWY_DYNAMIC_DISPATCH(runIntegral)(channel.curve, bias);
}

void SaturatorKernel::adopt(int lane, const SaturatorKernel& other, int otherLane) noexcept {
    Channel& to = channels_[static_cast<std::size_t>(lane)];
    const Channel& from = other.channels_[static_cast<std::size_t>(otherLane)];
    to.curve = from.curve;
    to.past = from.past;
    for (std::size_t stage = 0; stage < std::min(to.stages.size(), from.stages.size()); ++stage)
        for (std::size_t k = 0; k < 3; ++k) std::ranges::copy(from.stages[stage][k], to.stages[stage][k].begin());
}

} // namespace lacquer::dsp
#endif
