#include "engine/dsp/fader_lines.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/dsp/fader_lines.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h, which includes this file once per instruction set.
#include "engine/dsp/lanes.h"

HWY_BEFORE_NAMESPACE();
namespace lacquer::dsp {
namespace HWY_NAMESPACE {

inline constexpr int kFramesAtOnce = 8;

#if HWY_TARGET == HWY_SCALAR

/// Gains of a vector's lanes from `frame` on.
struct LineGains {
    Doubles from, slope, into;

    HWY_INLINE LineGains(const FaderLines& f, int lane)
        : from(load(f.from + lane)), slope(load(f.slope + lane)), into(load(f.into + lane)) {}

    HWY_INLINE void at(int frame, Floats* rows) const {
        for (int n = 0; n < kFramesAtOnce; ++n)
            rows[n] = gainOfLevel(narrow(from + slope * (into + setDoubles(frame + n))));
    }
};

#else

/// Gains of a vector's lanes from `frame` on. Both sides of a strip are on one line, so a
/// vector has room for two frames: each 128-bit block holds its two strips at the first, then at the
/// second.
struct LineGains {
    Doubles from, slope, into;

    HWY_INLINE LineGains(const FaderLines& f, int lane)
        : from(folded(f.from + lane)), slope(folded(f.slope + lane)),
          into(folded(f.into + lane) + secondFrames()) {}

    static HWY_INLINE Doubles folded(const double* lanes) {
        alignas(64) double values[kWidth];
        for (int k = 0; k < kWidth; ++k) values[k] = lanes[k / 4 * 4 + k % 2 * kStripLanes];
        return load(values);
    }
    static HWY_INLINE Doubles secondFrames() {
        alignas(64) static constexpr double kFrame[kLaneStride] = {0, 0, 1, 1, 0, 0, 1, 1,
                                                                   0, 0, 1, 1, 0, 0, 1, 1};
        return load(kFrame);
    }

    HWY_INLINE void at(int frame, Floats* rows) const {
        constexpr int N = kFramesAtOnce / 2;
        Rows<N> level;
        for (int n = 0; n < N; ++n)
            level.v[n] = narrow(from + slope * (into + setDoubles(frame + 2 * n)));
        level = gainOfLevel(level);
        for (int n = 0; n < N; ++n) {
            rows[2 * n].v = hn::InterleaveLower(FloatTag(), level.v[n].v, level.v[n].v);
            rows[2 * n + 1].v = hn::InterleaveUpper(FloatTag(), level.v[n].v, level.v[n].v);
        }
    }
};

#endif

void runFaders(float* lanes, const FaderLines& f) {
    for (int lane = 0; lane < kLaneStride; lane += kWidth) {
        const Floats held = load(f.held + lane), side = load(f.side + lane);
        if (!anyActive(f.moving, lane)) {
            for (int frame = 0; frame < kQuantum; ++frame) {
                float* const at = lanes + frame * kLaneStride + lane;
                store(load(at) * held, at);
            }
            continue;
        }
        const FloatMask moving = maskOfStrips(f.moving, lane);
        const LineGains line(f, lane);
        for (int frame = 0; frame < kQuantum; frame += kFramesAtOnce) {
            Floats gain[kFramesAtOnce];
            line.at(frame, gain);
            float* const at = lanes + frame * kLaneStride + lane;
            for (int n = 0; n < kFramesAtOnce; ++n)
                store(load(at + n * kLaneStride) * select(moving, gain[n] * side, held),
                      at + n * kLaneStride);
        }
    }
}

} // namespace HWY_NAMESPACE
} // namespace lacquer::dsp
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lacquer::dsp {

HWY_EXPORT(runFaders);

void applyFaders(float* lanes, const FaderLines& faders) {
    HWY_DYNAMIC_DISPATCH(runFaders)(lanes, faders);
}

} // namespace lacquer::dsp
#endif
