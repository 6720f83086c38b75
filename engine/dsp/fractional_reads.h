#pragma once

#include "engine/vocabulary/quantum.h"

#include <cstdint>

namespace lacquer::dsp {

/// Where a delay line is read in a quantum, and with which weights: Lagrange's polynomial of degree five,
/// exact on whole frames. At 48 kHz it loses 0.01 dB at 5 kHz and 0.16 dB at 10 kHz in the middle between
/// two frames.
struct FractionalReads {
    static constexpr int kPoints = 6;
    /// The oldest of a frame's points lies this much further back than the whole delay.
    static constexpr int kOlder = 3;

    alignas(64) float weights[kPoints][kQuantum];  ///< of the oldest point first
    alignas(64) std::int32_t whole[kQuantum];      ///< delay in whole frames
};

/// Frames over which a delay moves in a straight line.
inline constexpr int kSwayStep = 16;

/// `delays`: in frames, at every kSwayStep-th frame of the quantum and behind its last; at least 3.
///
/// Thread   [render]
void planReads(const double (&delays)[kQuantum / kSwayStep + 1], FractionalReads& reads) noexcept;

} // namespace lacquer::dsp
