#pragma once

#include "engine/dsp/math.h"
#include "engine/vocabulary/quantum.h"

#include <cmath>

namespace lacquer::dsp {

enum class LowWave { sine, triangle, square };

/// A slow wave for modulation: its phase in turns goes on from quantum to quantum.
class LowOscillator {
public:
    /// Points at which the wave is computed; straight lines between them are true to 0.02 % of its
    /// range at 20 Hz and 44.1 kHz.
    static constexpr int kStep = 16;
    static constexpr int kPoints = kQuantum / kStep;

    /// To be called at the end of each quantum.
    void advance(double hertz, double rate) noexcept {
        phase_ += hertz * kQuantum / rate;
        phase_ -= std::floor(phase_);
    }

    /// Value at a point (0 to kPoints) of this quantum, -1 to 1, `offset` turns ahead.
    double at(int point, double hertz, double rate, double offset, LowWave wave = LowWave::sine) const noexcept {
        const double turns = phase_ + offset + hertz * kStep * point / rate;
        const double place = turns - std::floor(turns);
        if (wave == LowWave::sine) return sin(2 * kPi * place);
        const double triangle = place < 0.25 ? 4 * place : place < 0.75 ? 2 - 4 * place : 4 * place - 4;
        if (wave == LowWave::triangle) return triangle;
        // A square whose edges take a twentieth of a turn: an ideal one would click.
        const double steep = 10 * triangle;
        return steep > 1 ? 1 : steep < -1 ? -1 : steep * (1.5 - 0.5 * steep * steep);
    }

    void reset() noexcept { phase_ = 0; }

private:
    double phase_ = 0;
};

} // namespace lacquer::dsp
