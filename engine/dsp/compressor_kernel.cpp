#include "engine/dsp/compressor_kernel.h"

#include "engine/dsp/math.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/dsp/compressor_kernel.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h, which includes this file once per instruction set.
#include "engine/dsp/lanes.h"

HWY_BEFORE_NAMESPACE();
namespace lacquer::dsp {
namespace HWY_NAMESPACE {

/// Controls of one frame, in the form the gain computer wants.
struct Frame {
    Floats threshold, slope, halfKnee, knee, kneeScale, range, makeup, link, mix;

    HWY_INLINE void read(const CompressorControls& c, int frame, int lane) {
        threshold = load(c.threshold.at(frame) + lane);
        slope = load(c.slope.at(frame) + lane);
        knee = max(load(c.knee.at(frame) + lane), setFloats(1e-3f));
        halfKnee = knee * setFloats(0.5f);
        kneeScale = setFloats(0.5f) / knee;
        range = load(c.range.at(frame) + lane);
        makeup = load(c.makeup.at(frame) + lane);
        link = load(c.link.at(frame) + lane);
        mix = load(c.mix.at(frame) + lane);
    }
};

template <bool kMoves>
HWY_INLINE void runLanes(float* samples,
                         const float* detector,
                         int lane,
                         FloatMask mask,
                         const CompressorControls& controls,
                         CompressorKernel::State& s) {
    const Floats attack = load(s.attack + lane), release = load(s.release + lane);
    const Floats window = load(s.window + lane), powerScale = load(s.powerScale + lane);
    const Floats haste = load(s.haste + lane), fall = load(s.fall + lane);
    const Floats slowShare = load(s.slowShare + lane);
    const Floats slowAttack = load(s.slowAttack + lane), slowRelease = load(s.slowRelease + lane);
    const FloatMask growing = load(s.growing + lane) > setFloats(0.5f);
    const Floats second = load(s.second + lane), third = load(s.third + lane);
    const bool coloured = any((second > setFloats(0.0f)) | (third > setFloats(0.0f)));
    Floats power = load(s.power + lane), reduction = load(s.reduction + lane);
    Floats slow = load(s.slow + lane), mean = load(s.mean + lane);
    const Floats zero = setFloats(0.0f), one = setFloats(1.0f);
    Floats deepest = zero;
    Frame f;
    f.read(controls, 0, lane);
    for (int frame = 0; frame < kQuantum; ++frame) {
        if (kMoves) f.read(controls, frame, lane);
        const Floats d = load(detector + frame * kLaneStride + lane);
        power = fma(window, fnma(one, power, d * d * powerScale), power);
        // 10·log10 of the power; the floor is −200 dB.
        const Floats level = log2(max(power, setFloats(1e-20f))) * setFloats(3.01029996f);
        const Floats over = level - f.threshold;
        const Floats inKnee = clamp(over + f.halfKnee, zero, f.knee);
        const Floats above = max(over - f.halfKnee, zero);
        const Floats sharp = fma(inKnee * inKnee, f.kneeScale, above);
        const Floats reached = max(over + f.halfKnee, zero);
        const Floats grown = reached * reached / (reached + setFloats(12.0f));
        Floats wanted = min(f.slope * select(growing, grown, sharp), f.range);
        wanted = fma(f.link, max(wanted, swapPairs(wanted)) - wanted, wanted);

        const Floats missing = wanted - reduction;
        const Floats faster = min(fma(haste, max(missing, zero), one) * attack, one);
        const Floats risen = fma(faster, missing, reduction);
        const Floats fallen = max(fma(release, missing, reduction) - fall, wanted);
        reduction = select(missing > zero, risen, fallen);
        const Floats behind = reduction - slow;
        slow = fma(select(behind > zero, slowAttack, slowRelease), behind, slow);
        const Floats total = max(reduction, slowShare * slow);
        deepest = max(deepest, total);

        float* const at = samples + frame * kLaneStride + lane;
        const Floats x = load(at);
        Floats y = x * gainOfDecibels(f.makeup - total);
        if (coloured) {
            // As much as the stage works; cubic and square laws of a gain cell driven off its centre.
            const Floats drive = min(total * setFloats(0.1f), one);
            const Floats square = y * y;
            mean = fma(setFloats(7e-4f), square - mean, mean);
            y = fma(drive, fnma(third * square, y, second * (square - mean)), y);
        }
        store(select(mask, fma(f.mix, y - x, x), x), at);
    }
    const auto keep = [](Floats value, float least) HWY_ATTR {
        return select(abs(value) > setFloats(least), value, setFloats(0.0f));
    };
    store(select(mask, keep(power, 1e-20f), load(s.power + lane)), s.power + lane);
    store(select(mask, keep(reduction, 1e-6f), load(s.reduction + lane)), s.reduction + lane);
    store(select(mask, keep(slow, 1e-6f), load(s.slow + lane)), s.slow + lane);
    store(select(mask, keep(mean, 1e-9f), load(s.mean + lane)), s.mean + lane);
    store(select(mask, deepest, load(s.deepest + lane)), s.deepest + lane);
}

void runCompressor(float* samples,
                   const float* detector,
                   StripMask active,
                   const CompressorControls& c,
                   CompressorKernel::State& state) {
    const bool moves = c.threshold.moves() || c.slope.moves() || c.knee.moves() || c.range.moves() ||
                       c.makeup.moves() || c.link.moves() || c.mix.moves();
    for (int lane = 0; lane < kLaneStride; lane += kWidth) {
        if (!anyActive(active, lane)) continue;
        const FloatMask mask = maskOfStrips(active, lane);
        if (moves)
            runLanes<true>(samples, detector, lane, mask, c, state);
        else
            runLanes<false>(samples, detector, lane, mask, c, state);
    }
}

} // namespace HWY_NAMESPACE
} // namespace lacquer::dsp
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lacquer::dsp {

HWY_EXPORT(runCompressor);

CompressorKernel::CompressorKernel(double rate) : rate_(rate) {
    for (int lane = 0; lane < kLaneStride; ++lane) {
        set(lane, {});
        reset(lane);
    }
}

void CompressorKernel::set(int lane, const CompressorCharacter& c) noexcept {
    // Share of a step that is taken per frame.
    const auto share = [&](double seconds) { return 1.0 - onePoleMemory(seconds * rate_); };
    const auto fed = [&](double seconds) {
        const double taken = share(seconds);
        return static_cast<float>(taken * (1 + c.feedback) / (1 + taken * c.feedback));
    };
    state_.attack[lane] = fed(c.attack);
    state_.release[lane] = c.straightRelease ? 0.0f : fed(c.release);
    state_.fall[lane] = c.straightRelease ? static_cast<float>(8.685889638 / (c.release * rate_)) : 0.0f;
    state_.window[lane] = c.window > 0 ? static_cast<float>(share(c.window)) : 1.0f;
    // A full-scale sine reads 0 dB: its mean square is a half, its peak square one.
    state_.powerScale[lane] = c.window > 0 ? 2.0f : 1.0f;
    state_.haste[lane] = static_cast<float>(c.haste);
    state_.slowShare[lane] = static_cast<float>(c.slowShare);
    state_.slowAttack[lane] = static_cast<float>(share(c.slowAttack));
    state_.slowRelease[lane] = static_cast<float>(share(c.slowRelease));
    state_.growing[lane] = c.growingRatio ? 1.0f : 0.0f;
    state_.second[lane] = static_cast<float>(2 * c.second);
    state_.third[lane] = static_cast<float>(4 * c.third);
}

void CompressorKernel::process(float* samples,
                               const float* detector,
                               StripMask active,
                               const CompressorControls& controls) noexcept {
    HWY_DYNAMIC_DISPATCH(runCompressor)(samples, detector, active, controls, state_);
}

void CompressorKernel::reset(int lane) noexcept {
    state_.power[lane] = state_.reduction[lane] = state_.slow[lane] = 0;
    state_.mean[lane] = state_.deepest[lane] = 0;
}

void CompressorKernel::adopt(int lane, const CompressorKernel& other, int otherLane) noexcept {
    constexpr std::size_t rows = sizeof(State) / sizeof(float) / kLaneStride;
    auto* const to = reinterpret_cast<float*>(&state_);
    const auto* const from = reinterpret_cast<const float*>(&other.state_);
    for (std::size_t row = 0; row < rows; ++row)
        to[row * kLaneStride + static_cast<std::size_t>(lane)] =
            from[row * kLaneStride + static_cast<std::size_t>(otherLane)];
}

} // namespace lacquer::dsp
#endif
