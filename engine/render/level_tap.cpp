#include "engine/render/level_tap.h"

#include "engine/vocabulary/quantum.h"

#include <cmath>

namespace lacquer::render {

void LevelTap::add(int side, float quantumPeak, float quantumMeanSquare) noexcept {
    // One writer; a reading that comes between load and store loses at most one quantum's peak.
    if (quantumPeak > peak[side].load(std::memory_order_relaxed))
        peak[side].store(quantumPeak, std::memory_order_relaxed);
    // A mean over about 300 ms at 48 kHz, as a VU-like reading: 0.0044 = 64 / (0.3 · 48000).
    const float before = meanSquare[side].load(std::memory_order_relaxed);
    meanSquare[side].store(before + 0.0044f * (quantumMeanSquare - before),
                           std::memory_order_relaxed);
}

void LevelTap::countOvers(const float* lanes) noexcept {
    std::uint32_t begun = 0;
    for (int frame = 0; frame < kQuantum; ++frame) {
        const float* both = lanes + frame * kLaneStride;
        const bool over = std::abs(both[0]) > 1 || std::abs(both[1]) > 1;
        if (over && !over_) ++begun;
        over_ = over;
    }
    if (begun > 0) overs.fetch_add(begun, std::memory_order_relaxed);
}

void LevelTap::take(float peaks[2], float meanSquares[2]) noexcept {
    for (int side = 0; side < 2; ++side) {
        peaks[side] = peak[side].exchange(0, std::memory_order_relaxed);
        meanSquares[side] = meanSquare[side].load(std::memory_order_relaxed);
    }
}

void LevelTap::adopt(const LevelTap& before) noexcept {
    for (int side = 0; side < 2; ++side) {
        peak[side].store(before.peak[side].load(std::memory_order_relaxed), std::memory_order_relaxed);
        meanSquare[side].store(before.meanSquare[side].load(std::memory_order_relaxed),
                               std::memory_order_relaxed);
    }
    overs.store(before.overs.load(std::memory_order_relaxed), std::memory_order_relaxed);
    over_ = before.over_;
}

} // namespace lacquer::render
