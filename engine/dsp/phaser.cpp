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
    const auto settle = [&] {
        stages_ = controls.stages;
        feedback_ = controls.feedback;
        centre_ = controls.centre;
        depth_ = controls.depth;
        stereo_ = controls.stereo;
    };
    if (stages_ == 0 || state != SilenceWatch::State::sounds) settle();
    if (state != SilenceWatch::State::sounds) {
        std::fill_n(left, kQuantum, 0.0F);
        std::fill_n(right, kQuantum, 0.0F);
        oscillator_.advance(controls.hertz, rate_);
        return;
    }
    const int running = std::max(stages_, controls.stages);
    const float feedbackGrowth = (controls.feedback - feedback_) * (1.0F / kQuantum);
    const double way = controls.centre == centre_ ? 0 : log2(controls.centre / centre_); // octaves
    const auto coefficient = [&](int point, bool isRight) {
        const double share = static_cast<double>(point) / LowOscillator::kPoints;
        const double ahead = isRight ? stereo_ + (controls.stereo - stereo_) * share : 0;
        const double depth = depth_ + (controls.depth - depth_) * share;
        const double sway = oscillator_.at(point, controls.hertz, rate_, ahead);
        const double hertz = centre_ * exp2(kOctaves * depth * sway + way * share);
        const double t = tan(kPi * std::clamp(hertz / rate_, 1e-4, 0.45));
        return static_cast<float>((t - 1) / (t + 1));
    };
    // Both sides in one loop: each chain waits for itself, but not for the other.
    Side& l = sides_[0];
    Side& r = sides_[1];
    const bool settled = stages_ == controls.stages;
    float fromL = coefficient(0, false), fromR = coefficient(0, true);
    for (int point = 0; point < LowOscillator::kPoints; ++point) {
        const float toL = coefficient(point + 1, false), toR = coefficient(point + 1, true);
        const float growthL = (toL - fromL) * (1.0F / LowOscillator::kStep);
        const float growthR = (toR - fromR) * (1.0F / LowOscillator::kStep);
        for (int i = 0; i < LowOscillator::kStep; ++i) {
            const int n = point * LowOscillator::kStep + i;
            const float aL = fromL + growthL * static_cast<float>(i), aR = fromR + growthR * static_cast<float>(i);
            const float feedback = feedback_ + feedbackGrowth * static_cast<float>(n);
            float xL = inLeft[n] + feedback * l.last, xR = inRight[n] + feedback * r.last;
            float beforeL = 0, beforeR = 0, afterL = 0, afterR = 0; // at the old and the new end of the chain
            for (std::size_t s = 0; s < static_cast<std::size_t>(running); ++s) {
                const float yL = aL * xL + l.state[s], yR = aR * xR + r.state[s];
                l.state[s] = xL - aL * yL;
                r.state[s] = xR - aR * yR;
                xL = yL;
                xR = yR;
                if (settled) continue;
                if (static_cast<int>(s) + 1 == stages_) beforeL = yL, beforeR = yR;
                if (static_cast<int>(s) + 1 == controls.stages) afterL = yL, afterR = yR;
            }
            // Another number of stages fades in over the quantum.
            const float share = static_cast<float>(n + 1) / kQuantum;
            l.last = settled ? xL : beforeL + (afterL - beforeL) * share;
            r.last = settled ? xR : beforeR + (afterR - beforeR) * share;
            left[n] = l.last;
            right[n] = r.last;
        }
        fromL = toL;
        fromR = toR;
    }
    for (Side& chain : sides_)
        for (int s = controls.stages; s < kStages; ++s) chain.state[static_cast<std::size_t>(s)] = 0;
    settle();
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
