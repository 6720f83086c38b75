// Compiled once per instruction set, after lanes.h: see there.

#if defined(LACQUER_ENGINE_DSP_LANE_STAGES_H) == defined(HWY_TARGET_TOGGLE)
#ifdef LACQUER_ENGINE_DSP_LANE_STAGES_H
#undef LACQUER_ENGINE_DSP_LANE_STAGES_H
#else
#define LACQUER_ENGINE_DSP_LANE_STAGES_H
#endif

#include "engine/dsp/lane_control.h"
#include "engine/dsp/lanes.h"
#include "engine/dsp/smoother_share.h"

#include <cstring>

HWY_BEFORE_NAMESPACE();

/// A kernel in stages. A quantum goes through them by way of a buffer in the first cache: what does
/// not look back (levels, curves, gains) is computed for several vectors at once; what has memory
/// walks from frame to frame with as little as it can.
///
/// A strip on its own is packed: its frames lie side by side in the vectors, so that it pays for two
/// lanes and not for sixteen. Stages without memory see rows and packed vectors alike; those with
/// memory are templates over Floats (rows) and Pair (packed).
namespace lacquer::dsp {
namespace HWY_NAMESPACE {

/// Vectors that the stages without memory take at a time.
inline constexpr int kTogether = 4;
using Several = Rows<kTogether>;

inline constexpr int kPackedSamples = kQuantum * kStripLanes;
inline constexpr int kPackedVectors = kPackedSamples / kWidth;
/// Where vectors are as narrow as a strip, packing is in vain.
inline constexpr bool kPacks = kWidth > kStripLanes;

/// The bundle's strip that is active alone in the kWidth lanes from `lane`, or −1.
HWY_INLINE int loneStrip(StripMask active, int lane) {
    constexpr StripMask kStrips = (1u << (kWidth / kStripLanes)) - 1u;
    const StripMask here = (active >> (lane / kStripLanes)) & kStrips;
    if (!here || (here & (here - 1))) return -1;
    int strip = lane / kStripLanes;
    while (!((active >> strip) & 1u)) ++strip;
    return strip;
}

HWY_INLINE void pack(const float* rows, int lane, float* packed) {
    for (int frame = 0; frame < kQuantum; ++frame)
        std::memcpy(packed + frame * kStripLanes, rows + frame * kLaneStride + lane,
                    kStripLanes * sizeof(float));
}
HWY_INLINE void unpack(const float* packed, float* rows, int lane) {
    for (int frame = 0; frame < kQuantum; ++frame)
        std::memcpy(rows + frame * kLaneStride + lane, packed + frame * kStripLanes,
                    kStripLanes * sizeof(float));
}

/// The vectors a kernel works on.
struct Stretch {
    const float* detector;
    float* samples;
    int stride;  ///< floats from vector to vector in both
    int vectors;
    int lane;         ///< the first in controls and state
    FloatMask active; ///< not looked at where packed
};

template <bool kPacked>
HWY_INLINE FloatMask activeOf(const Stretch& at) {
    return kPacked ? setFloats(1.0f) > setFloats(0.0f) : at.active;
}

/// A control as a stretch sees it. Packed stretches are for controls that hold still.
template <bool kPacked, bool kMoves>
struct Control {
    HWY_INLINE Control(const LaneControl& c, int lane)
        : moving{c.values + lane, c.stride},
          still(kPacked ? repeatPair(c.values + lane) : load(c.values + lane)) {}

    /// For the vectors from `n` on.
    HWY_INLINE Several at(int n) const {
        if constexpr (kMoves) return loadRows<kTogether>(moving.at(n), moving.stride);
        return still;
    }

    LaneControl moving;
    Floats still;
};

/// One value per lane of the state, spread over a stretch's vectors.
template <bool kPacked>
HWY_INLINE Floats spread(const float* p) {
    return kPacked ? repeatPair(p) : load(p);
}

// For stages with memory; the first argument only says which type is meant.

HWY_INLINE Floats loadAs(const Floats&, const float* p) { return load(p); }
HWY_INLINE Floats setAs(const Floats&, float x) { return setFloats(x); }
/// Stores what is active.
HWY_INLINE void keep(FloatMask active, Floats value, float* to) {
    store(select(active, value, load(to)), to);
}
#if HWY_TARGET != HWY_SCALAR
HWY_INLINE Pair loadAs(const Pair&, const float* p) { return loadPair(p); }
HWY_INLINE Pair setAs(const Pair&, float x) { return {hn::Set(Pair::Tag(), x)}; }
HWY_INLINE void keep(FloatMask, Pair value, float* to) { store(value, to); }

/// N pairs side by side.
template <int N>
HWY_INLINE hn::Vec<hn::FixedTag<float, 2 * N>> sideBySide(const Pair* pairs) {
    if constexpr (N == 1) return pairs->v;
    else return hn::Combine(hn::FixedTag<float, 2 * N>(), sideBySide<N / 2>(pairs + N / 2), sideBySide<N / 2>(pairs));
}
#endif

/// Whether any active smoother is gradual.
HWY_INLINE bool isGradual(FloatMask active, Floats attack, Floats release) {
    return any(active & (min(attack, release) < setFloats(kGradualShare)));
}

/// The branching smoother of a reduction: attack while more is wanted, else release. Written as what is
/// kept of the reduction and what is taken of the wanted one, so that a frame waits for the one before
/// as short as can be. Both are one together to the last bit when `taken` is a smootherShare(); gradual
/// ones, which few ask for, are what is taken of what is missing.
template <class T>
struct Smoother {
    T attack, attackKept, release, releaseKept;

    HWY_INLINE Smoother(T attackTaken, T releaseTaken)
        : attack(attackTaken), attackKept(setAs(attack, 1.0f) - attack), release(releaseTaken),
          releaseKept(setAs(release, 1.0f) - release) {}

    /// Where nothing is gradual.
    HWY_INLINE T follow(T wanted, T reduction) const {
        return select(wanted > reduction, fma(attackKept, reduction, attack * wanted),
                      fma(releaseKept, reduction, release * wanted));
    }
    HWY_INLINE T rise(T wanted, T reduction) const { return move(attack, attackKept, wanted, reduction); }
    HWY_INLINE T fall(T wanted, T reduction) const { return move(release, releaseKept, wanted, reduction); }

private:
    HWY_INLINE static T move(T taken, T kept, T wanted, T reduction) {
        return select(setAs(taken, kGradualShare) > taken, fma(taken, wanted - reduction, reduction),
                      fma(kept, reduction, taken * wanted));
    }
};

} // namespace HWY_NAMESPACE
} // namespace lacquer::dsp

HWY_AFTER_NAMESPACE();

#endif
