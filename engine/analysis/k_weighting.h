#pragma once

#include "engine/dsp/k_weighting_design.h"

#include <array>

namespace lacquer::analysis {

using dsp::KSection;

/// One channel on its way through both sections.
struct KChannel {
    std::array<double, 6> state{}; ///< s[n], s[n - 1], x[n - 1] of the shelf, then of the high-pass
    double energy = 0;             ///< sum of squares of what came out
};

/// Filters `frames` frames of two channels and adds up their energies. The bits are the same on
/// every machine, for any split and for a channel in either place.
///
/// Thread   [render] or [worker]; allocates nothing
void weighPair(const float* a,
               const float* b,
               int frames,
               const KSection& shelf,
               const KSection& highPass,
               KChannel& left,
               KChannel& right) noexcept;

} // namespace lacquer::analysis
