#pragma once

#include "engine/dsp/lane_control.h"
#include "engine/processors/processor.h"

namespace lacquer::processors {

/// Spreads a value computed from a strip's parameters over the lanes of a bundle.
///
/// Thread   [render]; allocates nothing
class ComputedLanes {
public:
    /// `moves(quantum)` says whether anything the value hangs on moves in this quantum;
    /// `value(quantum, frame)` computes it. Valid until the next call.
    template <typename Moves, typename Value>
    dsp::LaneControl read(StripMask active,
                          std::span<const ParameterQuantum> parameters,
                          Moves&& moves,
                          Value&& value) noexcept {
        bool anyMoves = false;
        for (int strip = 0; strip < static_cast<int>(parameters.size()); ++strip) {
            if (!((active >> strip) & 1u)) continue;
            const auto& quantum = parameters[static_cast<std::size_t>(strip)];
            still_[2 * strip] = still_[2 * strip + 1] = static_cast<float>(value(quantum, 0));
            anyMoves = anyMoves || moves(quantum);
        }
        if (!anyMoves) return {still_, 0};
        for (int strip = 0; strip < static_cast<int>(parameters.size()); ++strip) {
            if (!((active >> strip) & 1u)) continue;
            const auto& quantum = parameters[static_cast<std::size_t>(strip)];
            const bool here = moves(quantum);
            for (int frame = 0; frame < kQuantum; ++frame) {
                float* const at = moving_ + frame * kLaneStride + 2 * strip;
                at[0] = at[1] = here ? static_cast<float>(value(quantum, frame)) : still_[2 * strip];
            }
        }
        return {moving_, kLaneStride};
    }

    /// A parameter times a factor.
    dsp::LaneControl scaled(StripMask active,
                            std::span<const ParameterQuantum> parameters,
                            std::size_t parameter,
                            float factor) noexcept {
        return read(
            active, parameters, [=](const ParameterQuantum& q) { return q.moves(parameter); },
            [=](const ParameterQuantum& q, int frame) { return q.at(parameter, frame) * factor; });
    }

private:
    alignas(64) float still_[kLaneStride] = {};
    alignas(64) float moving_[kQuantum * kLaneStride] = {};
};

} // namespace lacquer::processors
