#pragma once

#include "engine/dsp/fractional_reads.h"

#include <cmath>
#include <cstdint>
#include <vector>

namespace lacquer::dsp {

/// The past of one channel, written frame by frame and read at any time in it.
///
/// Thread   [render]; construction [main]
class FractionalRing {
public:
    /// Reads reach `longest` frames back.
    explicit FractionalRing(double longest) {
        std::uint32_t frames = 16;
        while (frames < longest + 8) frames *= 2;
        memory_.resize(frames + kGuard);
        mask_ = frames - 1;
    }

    void write(float sample) noexcept {
        const std::uint32_t place = position_++ & mask_;
        memory_[place] = sample;
        // The beginning is there a second time behind the end, so that the points of a read lie in a row.
        if (place < kGuard) memory_[mask_ + 1 + place] = sample;
    }

    /// The sample `delay` frames before the one to be written next, at least 1.
    float readWhole(int delay) const noexcept {
        return memory_[(position_ - static_cast<std::uint32_t>(delay)) & mask_];
    }

    /// Between frames by Lagrange's polynomial of degree five, at least 3; exact on whole frames.
    /// At 48 kHz it loses 0.01 dB at 5 kHz and 0.16 dB at 10 kHz in the middle between two frames.
    float read(double delay) const noexcept {
        const double whole = std::floor(delay);
        const auto f = static_cast<float>(delay - whole);
        const int d = static_cast<int>(whole);
        if (f == 0) return readWhole(d);
        const float a = f + 2, b = f + 1, c = f - 1, e = f - 2, g = f - 3;
        return readWhole(d - 2) * (b * f * c * e * g * (-1.0F / 120)) +
               readWhole(d - 1) * (a * f * c * e * g * (1.0F / 24)) +
               readWhole(d) * (a * b * c * e * g * (-1.0F / 12)) +
               readWhole(d + 1) * (a * b * f * e * g * (1.0F / 12)) +
               readWhole(d + 2) * (a * b * f * c * g * (-1.0F / 24)) +
               readWhole(d + 3) * (a * b * f * c * e * (1.0F / 120));
    }

    /// The frame of a quantum that the reads are planned for, as it comes to be written.
    float read(const FractionalReads& reads, int frame) const noexcept {
        const auto back = static_cast<std::uint32_t>(reads.whole[frame] + FractionalReads::kOlder);
        const float* const points = memory_.data() + ((position_ - back) & mask_);
        const auto at = [&](int point) { return points[point] * reads.weights[point][frame]; };
        return (at(0) + at(5)) + ((at(1) + at(4)) + (at(2) + at(3)));
    }

    void clear() noexcept { memory_.assign(memory_.size(), 0.0F); }

private:
    static constexpr std::uint32_t kGuard = 8;

    std::vector<float> memory_;
    std::uint32_t mask_;
    std::uint32_t position_ = 0;
};

} // namespace lacquer::dsp
