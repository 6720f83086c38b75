#pragma once

#include "engine/dsp/lane_control.h"
#include "engine/processors/processor.h"

namespace lacquer::processors {

/// Spreads one parameter of a bundle's strips over its lanes.
///
/// Thread   [render]; allocates nothing
class ParameterLanes {
public:
    explicit ParameterLanes(std::size_t parameter) : parameter_(parameter) {}

    /// Valid until the next call. Lanes of inactive strips hold an old or no value (0).
    dsp::LaneControl read(StripMask active, std::span<const ParameterQuantum> parameters) noexcept {
        bool moves = false;
        for (int strip = 0; strip < static_cast<int>(parameters.size()); ++strip) {
            if (!((active >> strip) & 1u)) continue;
            const auto& quantum = parameters[static_cast<std::size_t>(strip)];
            still_[2 * strip] = still_[2 * strip + 1] = quantum.values[parameter_];
            moves = moves || quantum.moves(parameter_);
        }
        if (!moves) return {still_, 0};
        for (int strip = 0; strip < static_cast<int>(parameters.size()); ++strip) {
            if (!((active >> strip) & 1u)) continue;
            const auto& quantum = parameters[static_cast<std::size_t>(strip)];
            for (int frame = 0; frame < kQuantum; ++frame) {
                float* const at = moving_ + frame * kLaneStride + 2 * strip;
                at[0] = at[1] = quantum.at(parameter_, frame);
            }
        }
        return {moving_, kLaneStride};
    }

    const float* still() const { return still_; }

private:
    std::size_t parameter_;
    alignas(64) float still_[kLaneStride] = {};
    alignas(64) float moving_[kQuantum * kLaneStride] = {};
};

} // namespace lacquer::processors
