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

    /// `get` makes a vector of a parameter of all lanes.
    template <typename Get>
    HWY_INLINE void read(const Get& get, const SaturatorKernel::Lanes& lanes) {
        knee = get(lanes.knee);
        width = get(lanes.width);
        perWidth = setDoubles(1.0) / width;
        c2 = get(lanes.c2);
        c3 = get(lanes.c3);
        c5 = get(lanes.c5);
        const Doubles one = setDoubles(1.0);
        top = one + c2 + c3 + c5;
        topIntegral = setDoubles(0.5) + c2 * setDoubles(1.0 / 3) + c3 * setDoubles(1.0 / 4) + c5 * setDoubles(1.0 / 6);
    }

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

#if HWY_TARGET != HWY_SCALAR

/// The same operations for one strip alone: nothing here waits for what came out before, so the lanes
/// are frames one after the other, left and right in turn, and not mostly empty.
void runLoneSaturation(float* rows, int count, int strip, bool antialiased, int pad, SaturatorKernel::Lanes& lanes) {
    constexpr int kChunk = 64, kValues = 2 * kChunk, kLate = 7;
    const int lane = kStripLanes * strip;
    const auto repeated = [&](const double* values) HWY_ATTR {
        const hn::Vec<DoubleTag> both = hn::LoadDup128(DoubleTag(), values + lane);
        return Doubles{both, both};
    };
    Curve curve;
    curve.read(repeated, lanes);
    const Doubles biasStart = repeated(lanes.biasNow), biasEnd = repeated(lanes.bias);
    const Doubles biasStep = (biasEnd - biasStart) * setDoubles(1.0 / count);
    const Doubles restStart = curve.value(biasStart);
    const Doubles restStep = (curve.value(biasEnd) - restStart) * setDoubles(1.0 / count);
    const Doubles third = setDoubles(1.0 / 3), half = setDoubles(0.5);
    const Doubles e0 = setDoubles(2.51164086), e1 = setDoubles(-0.89859453), e2 = setDoubles(0.1427741);
    // Each with its past in front: two inputs, one antiderivative, one difference, four results.
    alignas(64) double x[2 * 2 + kValues], f[2 * 1 + kValues], slope[2 * 1 + kValues], y[2 * 4 + kValues];
    alignas(64) float in[kValues], out[2 * kLate + kValues];
    alignas(64) double pairs[kWidth], step[kWidth];
    const auto pairOf = [&](Doubles v, double* to) HWY_ATTR {
        store(v, pairs);
        to[0] = pairs[0], to[1] = pairs[1];
    };
    store(biasStart, step);
    for (int side = 0; side < 2; ++side) {
        x[side] = lanes.x2[lane + side] + step[side];
        x[2 + side] = lanes.x1[lane + side] + step[side];
        slope[side] = lanes.slope[lane + side];
        for (int k = 0; k < 4; ++k) y[2 * (3 - k) + side] = lanes.treble[k][lane + side];
        for (int k = 0; k < kLate; ++k) out[2 * k + side] = lanes.late[k][lane + side];
    }
    for (int k = 0; k < kWidth; ++k) step[k] = k < 2 ? x[2 + k] : 0.0;
    pairOf(curve.secondIntegral(load(step)), f);
    for (int k = 0; k < kWidth; ++k) step[k] = k / 2;
    const Doubles places = load(step);

    for (int begin = 0; begin < count; begin += kChunk) {
        for (int n = 0; n < kChunk; ++n) {
            in[2 * n] = rows[(begin + n) * kLaneStride + lane];
            in[2 * n + 1] = rows[(begin + n) * kLaneStride + lane + 1];
        }
        // Pass by pass, so that what is read a frame late has long been written.
        const auto frameOf = [&](int k) HWY_ATTR { return setDoubles(static_cast<double>(begin + k / 2 + 1)) + places; };
        for (int k = 0; k < kValues; k += kWidth) {
            const Doubles t = frameOf(k);
            const Doubles now = widen(load(in + k)) + fma(biasStep, t, biasStart);
            if (antialiased) {
                store(now, x + 4 + k);
                store(curve.secondIntegral(now), f + 2 + k);
            } else {
                store(narrow(curve.value(now) - fma(restStep, t, restStart)), out + 2 * kLate + k);
            }
        }
        for (int k = 0; antialiased && k < kValues; k += kWidth) {
            const Doubles now = load(x + 4 + k), x1 = load(x + 2 + k), d = now - x1;
            const DoubleMask moved = abs(d) > setDoubles(1e-3);
            Doubles difference = (load(f + 2 + k) - load(f + k)) / select(moved, d, setDoubles(1.0));
            if (any(!moved)) difference = select(moved, difference, curve.integral(half * (now + x1)));
            store(difference, slope + 2 + k);
        }
        for (int k = 0; antialiased && k < kValues; k += kWidth) {
            const Doubles now = load(x + 4 + k), x1 = load(x + 2 + k), x2 = load(x + k), d2 = now - x2;
            const DoubleMask moved2 = abs(d2) > setDoubles(1e-2);
            const Doubles mean = curve.value(third * (now + x1 + x2));
            Doubles smooth = (load(slope + 2 + k) - load(slope + k)) * setDoubles(2.0) /
                             select(moved2, d2, setDoubles(1.0));
            smooth = select(moved2, smooth, mean) - fma(restStep, frameOf(k), restStart);
            store(select(abs(smooth) > setDoubles(1e-13), smooth, setDoubles(0.0)), y + 8 + k);
        }
        for (int k = 0; antialiased && k < kValues; k += kWidth) {
            const Doubles t0 = load(y + 6 + k), t1 = load(y + 4 + k), t2 = load(y + 2 + k), t3 = load(y + k);
            store(narrow(fma(e2, load(y + 8 + k) + t3, fma(e1, t0 + t2, e0 * t1))), out + 2 * kLate + k);
        }
        for (int n = 0; n < kChunk; ++n) {
            rows[(begin + n) * kLaneStride + lane] = out[2 * (kLate + n - pad)];
            rows[(begin + n) * kLaneStride + lane + 1] = out[2 * (kLate + n - pad) + 1];
        }
        std::copy_n(out + kValues, 2 * kLate, out);
        if (!antialiased) continue;
        std::copy_n(x + kValues, 4, x);
        std::copy_n(f + kValues, 2, f);
        std::copy_n(slope + kValues, 2, slope);
        std::copy_n(y + kValues, 8, y);
    }
    double end[2];
    pairOf(biasEnd, end);
    for (int side = 0; side < 2; ++side) {
        lanes.biasNow[lane + side] = end[side];
        lanes.x2[lane + side] = x[side] - end[side];
        lanes.x1[lane + side] = x[2 + side] - end[side];
        lanes.slope[lane + side] = slope[side];
        for (int k = 0; k < 4; ++k) lanes.treble[k][lane + side] = y[2 * (3 - k) + side];
        for (int k = 0; k < kLate; ++k) lanes.late[k][lane + side] = out[2 * k + side];
    }
}

#endif

/// `pad`: frames at this rate that make the whole latency whole.
void runSaturation(float* rows, int count, StripMask active, bool antialiased, int pad, SaturatorKernel::Lanes& lanes) {
#if HWY_TARGET != HWY_SCALAR
    if (active != 0 && (active & (active - 1)) == 0) {
        int strip = 0;
        while (!((active >> strip) & 1u)) ++strip;
        runLoneSaturation(rows, count, strip, antialiased, pad, lanes);
        return;
    }
#endif
    for (int lane = 0; lane < kLaneStride; lane += kWidth) {
        if (!anyActive(active, lane)) continue;
        const FloatMask mask = maskOfStrips(active, lane);
        const DoubleMask wide = widen(mask);
        Curve curve;
        curve.read([lane](const double* values) HWY_ATTR { return load(values + lane); }, lanes);
        const Doubles biasStart = load(lanes.biasNow + lane), biasEnd = load(lanes.bias + lane);
        const Doubles biasStep = (biasEnd - biasStart) * setDoubles(1.0 / count);
        const Doubles restStart = curve.value(biasStart);
        const Doubles restStep = (curve.value(biasEnd) - restStart) * setDoubles(1.0 / count);
        Doubles x1 = load(lanes.x1 + lane) + biasStart, x2 = load(lanes.x2 + lane) + biasStart;
        Doubles slope = load(lanes.slope + lane);
        Doubles f1 = curve.secondIntegral(x1);
        Doubles t0 = load(lanes.treble[0] + lane), t1 = load(lanes.treble[1] + lane);
        Doubles t2 = load(lanes.treble[2] + lane), t3 = load(lanes.treble[3] + lane);
        Floats late[8];
        for (int k = 0; k < 7; ++k) late[k] = load(lanes.late[k] + lane);
        const Doubles third = setDoubles(1.0 / 3), half = setDoubles(0.5);
        // Makes 3 / (1 + 2·cos w) of the second difference's own average; flat to 0.005 dB.
        const Doubles e0 = setDoubles(2.51164086), e1 = setDoubles(-0.89859453), e2 = setDoubles(0.1427741);
        for (int row = 0; row < count; ++row) {
            float* const at = rows + row * kLaneStride + lane;
            const Floats input = load(at);
            const Doubles t = setDoubles(row + 1);
            const Doubles x = widen(input) + fma(biasStep, t, biasStart);
            const Doubles rest = fma(restStep, t, restStart);
            Floats out;
            if (antialiased) {
                const Doubles f = curve.secondIntegral(x);
                const Doubles d = x - x1;
                const DoubleMask moved = abs(d) > setDoubles(1e-3);
                Doubles difference = (f - f1) / select(moved, d, setDoubles(1.0));
                if (any(!moved)) difference = select(moved, difference, curve.integral(half * (x + x1)));
                const Doubles d2 = x - x2;
                const DoubleMask moved2 = abs(d2) > setDoubles(1e-2);
                const Doubles mean = curve.value(third * (x + x1 + x2));
                Doubles y = (difference - slope) * setDoubles(2.0) / select(moved2, d2, setDoubles(1.0));
                y = select(moved2, y, mean) - rest;
                // What resting at the bias leaves in the last bit is silence.
                y = select(abs(y) > setDoubles(1e-13), y, setDoubles(0.0));
                const Doubles bright = fma(e2, y + t3, fma(e1, t0 + t2, e0 * t1));
                t3 = t2, t2 = t1, t1 = t0, t0 = y;
                slope = difference;
                f1 = f;
                x2 = x1, x1 = x;
                out = narrow(bright);
            } else {
                out = narrow(curve.value(x) - rest);
            }
            late[7] = out;
            const Floats delayed = late[7 - pad];
            for (int k = 0; k < 7; ++k) late[k] = late[k + 1];
            store(select(mask, delayed, input), at);
        }
        store(select(wide, biasEnd, biasStart), lanes.biasNow + lane);
        store(select(wide, x1 - biasEnd, load(lanes.x1 + lane)), lanes.x1 + lane);
        store(select(wide, x2 - biasEnd, load(lanes.x2 + lane)), lanes.x2 + lane);
        store(select(wide, slope, load(lanes.slope + lane)), lanes.slope + lane);
        store(select(wide, t0, load(lanes.treble[0] + lane)), lanes.treble[0] + lane);
        store(select(wide, t1, load(lanes.treble[1] + lane)), lanes.treble[1] + lane);
        store(select(wide, t2, load(lanes.treble[2] + lane)), lanes.treble[2] + lane);
        store(select(wide, t3, load(lanes.treble[3] + lane)), lanes.treble[3] + lane);
        for (int k = 0; k < 7; ++k) store(select(mask, late[k], load(lanes.late[k] + lane)), lanes.late[k] + lane);
    }
}

} // namespace HWY_NAMESPACE
} // namespace lacquer::dsp
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lacquer::dsp {

HWY_EXPORT(runSaturation);

namespace {

/// Share of the higher rate between what is kept (20 kHz at 44.1 kHz for the first) and its image.
constexpr double kTransitions[] = {0.0465, 0.25, 0.375, 0.4375};

constexpr int kAntialiasedFrom = 2; ///< doublings

/// Frames at the highest rate before padding.
int rawLatency(int doublings) {
    int frames = 0;
    for (int stage = 0; stage < doublings; ++stage)
        frames += 2 * (Halfband::tapsFor(kTransitions[stage]) / 2) << (doublings - 1 - stage);
    // The second difference is one frame late, the treble's filter two.
    return doublings >= kAntialiasedFrom ? frames + 3 : frames;
}

int padding(int doublings) {
    const int factor = 1 << doublings;
    return (factor - rawLatency(doublings) % factor) % factor; // at most 7 with these transitions
}

} // namespace

int SaturatorKernel::latency(int doublings) { return (rawLatency(doublings) + padding(doublings)) >> doublings; }

SaturatorKernel::SaturatorKernel(int mostDoublings) {
    for (int stage = 0; stage < mostDoublings; ++stage) stages_.emplace_back(kTransitions[stage], kQuantum << stage);
    for (auto& rows : rows_) rows.assign(static_cast<std::size_t>(kQuantum << mostDoublings) * kLaneStride, 0.0f);
    for (int lane = 0; lane < kLaneStride; ++lane) {
        setCurve(lane, {});
        reset(lane);
    }
}

void SaturatorKernel::setCurve(int lane, const SaturationCurve& curve) noexcept {
    lanes_.knee[lane] = curve.knee;
    lanes_.width[lane] = curve.width;
    lanes_.c2[lane] = curve.c2;
    lanes_.c3[lane] = curve.c3;
    lanes_.c5[lane] = curve.c5;
    lanes_.bias[lane] = curve.bias;
}

void SaturatorKernel::process(float* samples, StripMask active, int doublings) noexcept {
    const auto run = [&](float* rows, int count) {
        HWY_DYNAMIC_DISPATCH(runSaturation)
        (rows, count, active, doublings >= kAntialiasedFrom, padding(doublings), lanes_);
    };
    if (doublings == 0) {
        run(samples, kQuantum);
        return;
    }
    const float* from = samples;
    for (int stage = 0; stage < doublings; ++stage) {
        float* const to = rows_[stage % 2].data();
        stages_[static_cast<std::size_t>(stage)].up(from, to, kQuantum << stage, active);
        from = to;
    }
    float* high = rows_[(doublings - 1) % 2].data();
    run(high, kQuantum << doublings);
    for (int stage = doublings - 1; stage > 0; --stage) {
        float* const low = rows_[(stage + 1) % 2].data();
        stages_[static_cast<std::size_t>(stage)].down(high, low, kQuantum << stage, active);
        high = low;
    }
    // The last step writes into the caller's rows, where others' strips must stay as they are.
    float* const base = high == rows_[0].data() ? rows_[1].data() : rows_[0].data();
    stages_[0].down(high, base, kQuantum, active);
    for (int strip = 0; strip < kBundleStrips; ++strip) {
        if (!((active >> strip) & 1u)) continue;
        for (int frame = 0; frame < kQuantum; ++frame) {
            const int at = frame * kLaneStride + kStripLanes * strip;
            samples[at] = base[at];
            samples[at + 1] = base[at + 1];
        }
    }
}

void SaturatorKernel::reset(int lane) noexcept {
    for (auto& stage : stages_) stage.reset(lane);
    lanes_.biasNow[lane] = lanes_.bias[lane];
    lanes_.x1[lane] = lanes_.x2[lane] = 0;
    // The first antiderivative of resting at the bias.
    const double u = lanes_.bias[lane] < 0 ? -lanes_.bias[lane] : lanes_.bias[lane];
    const double linear = std::min(u, lanes_.knee[lane]), past = u - linear;
    const double s = std::min(past, lanes_.width[lane]) / lanes_.width[lane];
    const double h = s * s * (0.5 + s * (lanes_.c2[lane] / 3 + s * (lanes_.c3[lane] / 4 + s * s * lanes_.c5[lane] / 6)));
    lanes_.slope[lane] = 0.5 * linear * linear + past * lanes_.knee[lane] + lanes_.width[lane] * lanes_.width[lane] * h;
    for (auto& row : lanes_.treble) row[lane] = 0;
    for (auto& row : lanes_.late) row[lane] = 0;
}

void SaturatorKernel::adopt(int lane, const SaturatorKernel& other, int otherLane) noexcept {
    for (std::size_t stage = 0; stage < std::min(stages_.size(), other.stages_.size()); ++stage)
        stages_[stage].adopt(lane, other.stages_[stage], otherLane);
    const auto copy = [&](auto& to, const auto& from) { to[lane] = from[otherLane]; };
    copy(lanes_.knee, other.lanes_.knee);
    copy(lanes_.width, other.lanes_.width);
    copy(lanes_.c2, other.lanes_.c2);
    copy(lanes_.c3, other.lanes_.c3);
    copy(lanes_.c5, other.lanes_.c5);
    copy(lanes_.bias, other.lanes_.bias);
    copy(lanes_.biasNow, other.lanes_.biasNow);
    copy(lanes_.x1, other.lanes_.x1);
    copy(lanes_.x2, other.lanes_.x2);
    copy(lanes_.slope, other.lanes_.slope);
    for (int k = 0; k < 4; ++k) copy(lanes_.treble[k], other.lanes_.treble[k]);
    for (int k = 0; k < 7; ++k) copy(lanes_.late[k], other.lanes_.late[k]);
}

} // namespace lacquer::dsp
#endif
