#pragma once

#include <atomic>
#include <cstdint>

namespace lacquer::render {

/// A strip's levels since they were last taken, for meters.
///
/// Thread   add, adopt [render]; take [main]
struct LevelTap {
    std::atomic<float> peak[2] = {0, 0};
    std::atomic<float> meanSquare[2] = {0, 0};
    /// Quanta in which something that is no sound (NaN, infinity) was stopped, since the start.
    std::atomic<std::uint32_t> stopped{0};

    void add(int side, float quantumPeak, float quantumMeanSquare) noexcept;
    void take(float peaks[2], float meanSquares[2]) noexcept;
    void adopt(const LevelTap& before) noexcept;
};

} // namespace lacquer::render
