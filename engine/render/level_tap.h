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
    /// Passages above full scale since they were last taken, on either side: one over is all the frames
    /// in a row of which a sample lies beyond ±1.
    std::atomic<std::uint32_t> overs{0};

    void add(int side, float quantumPeak, float quantumMeanSquare) noexcept;
    /// The passages that begin in a quantum of this strip; [kQuantum][kLaneStride], its left lane first.
    void countOvers(const float* lanes) noexcept;
    /// A quantum without any.
    void endOver() noexcept { over_ = false; }
    void take(float peaks[2], float meanSquares[2]) noexcept;
    void adopt(const LevelTap& before) noexcept;

private:
    bool over_ = false; ///< the frame before was
};

} // namespace lacquer::render
