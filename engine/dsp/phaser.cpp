#include "engine/dsp/phaser.h"

#include <algorithm>
#include <cmath>

namespace lacquer::dsp {

std::int64_t Phaser::tail(const PhaserControls& controls, double rate) {
    // Each allpass holds a signal for 1 / (pi f) seconds at most; feedback repeats the chain.
    const double lowest = std::max(controls.centre * exp2(-kOctaves * controls.depth), 20.0);
    const double chain = controls.stages / (3.14159 * lowest);
    const double most = std::clamp(static_cast<double>(std::abs(controls.feedback)), 1e-8, 0.96);
    return static_cast<std::int64_t>(chain * (20 + 156 / (-20 * log10(most))) * rate) + kQuantum;
}

void Phaser::process(const float* inLeft,
                     const float* inRight,
                     float* left,
                     float* right,
                     const PhaserControls& controls) noexcept {
    const auto state = watch_.look(inLeft, inRight, tail(controls, rate_));
    if (state == SilenceWatch::State::fallsAsleep) sides_ = {};
    if (stages_ == 0 || state != SilenceWatch::State::sounds) {
        stages_ = controls.stages;
        feedback_ = controls.feedback;
    }
    if (state != SilenceWatch::State::sounds) {
        std::fill_n(left, kQuantum, 0.0F);
        std::fill_n(right, kQuantum, 0.0F);
        oscillator_.advance(controls.hertz, rate_);
        return;
    }
    const float* const in[2] = {inLeft, inRight};
    float* const out[2] = {left, right};
    const int running = std::max(stages_, controls.stages);
    const float feedbackGrowth = (controls.feedback - feedback_) * (1.0F / kQuantum);
    for (std::size_t side = 0; side < 2; ++side) {
        const auto coefficient = [&](int point) {
            const double sway = oscillator_.at(point, controls.hertz, rate_, side == 1 ? controls.stereo : 0);
            const double hertz = controls.centre * exp2(kOctaves * controls.depth * sway);
            const double t = tan(kPi * std::clamp(hertz / rate_, 1e-4, 0.45));
            return static_cast<float>((t - 1) / (t + 1));
        };
        Side& chain = sides_[side];
        float from = coefficient(0);
        for (int point = 0; point < LowOscillator::kPoints; ++point) {
            const float to = coefficient(point + 1);
            const float growth = (to - from) * (1.0F / LowOscillator::kStep);
            for (int i = 0; i < LowOscillator::kStep; ++i) {
                const int n = point * LowOscillator::kStep + i;
                const float a = from + growth * static_cast<float>(i);
                float x = in[side][n] + (feedback_ + feedbackGrowth * static_cast<float>(n)) * chain.last;
                float before = 0, after = 0; // at the old and the new end of the chain
                for (int s = 0; s < running; ++s) {
                    float& memory = chain.state[static_cast<std::size_t>(s)];
                    const float y = a * x + memory;
                    memory = x - a * y;
                    x = y;
                    if (s + 1 == stages_) before = y;
                    if (s + 1 == controls.stages) after = y;
                }
                // Another number of stages fades in over the quantum.
                chain.last = before + (after - before) * (static_cast<float>(n + 1) / kQuantum);
                out[side][n] = chain.last;
            }
            from = to;
        }
        for (int s = controls.stages; s < kStages; ++s) chain.state[static_cast<std::size_t>(s)] = 0;
    }
    stages_ = controls.stages;
    feedback_ = controls.feedback;
    oscillator_.advance(controls.hertz, rate_);
}

void Phaser::reset() noexcept {
    sides_ = {};
    oscillator_.reset();
    watch_.reset();
    stages_ = 0;
    feedback_ = 0;
}

} // namespace lacquer::dsp
