#pragma once

#include "engine/dsp/k_weighting_design.h"
#include "engine/vocabulary/quantum.h"

namespace lacquer::dsp {

/// The memory of both sections, per lane.
struct KLanes {
    alignas(64) double state[4][kLaneStride] = {};
};

/// Weighs one quantum of a bundle and adds up what comes out, squared, per lane.
///
/// In       lanes as in LaneView, all of them; numbers only
/// Thread   [render]; allocates nothing
void weighLanes(const float* lanes, const KWeighting& weighting, KLanes& memory, double energies[kLaneStride]) noexcept;

} // namespace lacquer::dsp
