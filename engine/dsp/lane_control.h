#pragma once

#include "engine/vocabulary/quantum.h"

namespace lacquer::dsp {

/// One parameter of all lanes over a quantum: 16 values per frame where something moves, the same
/// 16 values for all frames (stride 0) where nothing does. A kernel reads both alike, so that a
/// strip's bits do not depend on whether its neighbour's parameter moves.
struct LaneControl {
    const float* values = nullptr;
    int stride = 0; ///< 0 or kLaneStride

    const float* at(int frame) const { return values + frame * stride; }
    bool moves() const { return stride != 0; }
};

} // namespace lacquer::dsp
