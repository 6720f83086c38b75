#pragma once

/// The fixed shape of audio inside the engine.
namespace lacquer {

/// Frames in every call of every processor, aligned to the timeline: frame 0 starts a quantum.
inline constexpr int kQuantum = 64;

/// Channels of a strip inside the engine. A mono track runs as two equal lanes.
inline constexpr int kStripLanes = 2;

/// Strips that run side by side, one channel per SIMD lane.
inline constexpr int kBundleStrips = 8;

/// Lanes of a bundle and the stride of its buffers: 16 floats fill one AVX-512 register.
inline constexpr int kLaneStride = kBundleStrips * kStripLanes;

/// One quantum of up to eight strips: sample of `frame` and `lane` at [frame * kLaneStride + lane];
/// lanes 2k and 2k + 1 are left and right of strip k. Aligned to 64 bytes where strip 0 is at the
/// start of a bundle; a view on one strip of a bundle starts at its left lane.
struct LaneView {
    float* samples = nullptr;

    float& at(int frame, int lane) const { return samples[frame * kLaneStride + lane]; }
};

/// Which strips of a bundle a call is about: bit k is strip k.
using StripMask = unsigned;

} // namespace lacquer
