#include "engine/dsp/modulated_delay.h"

#include <algorithm>
#include <cmath>

namespace lacquer::dsp {

ModulatedDelay::ModulatedDelay(const ModulatedDelayShape& shape, double rate)
    : shape_(shape), rate_(rate) {
    const double longest = shape.nearest + shape.swing + kVoices * shape.spread;
    for (int side = 0; side < 2; ++side) rings_.emplace_back(longest * rate);
    reset();
}

std::int64_t ModulatedDelay::tail(const ModulatedDelayShape& shape, double feedback, double rate) {
    const double longest = shape.nearest + shape.swing + kVoices * shape.spread;
    const double most = std::clamp(std::abs(feedback), 1e-8, 0.96);
    // 156 dB of repetitions.
    return static_cast<std::int64_t>(longest * (1 + 156 / (-20 * log10(most))) * rate) + kQuantum;
}

void ModulatedDelay::process(const float* inLeft,
                             const float* inRight,
                             float* left,
                             float* right,
                             const ModulatedDelayControls& controls) noexcept {
    const auto state = watch_.look(inLeft, inRight,
                                   tail(shape_, static_cast<double>(controls.feedback), rate_));
    if (state == SilenceWatch::State::fallsAsleep)
        for (auto& ring : rings_) ring.clear();
    std::array<float, kVoices> goals{};
    const int voices = std::clamp(controls.voices, 1, kVoices);
    for (int v = 0; v < voices; ++v)
        goals[static_cast<std::size_t>(v)] = 1 / std::sqrt(static_cast<float>(voices));
    if (fresh_) gains_ = goals;
    fresh_ = false;
    if (state != SilenceWatch::State::sounds) {
        std::fill_n(left, kQuantum, 0.0F);
        std::fill_n(right, kQuantum, 0.0F);
        gains_ = goals;
        oscillator_.advance(controls.hertz, rate_);
        return;
    }

    const float* const in[2] = {inLeft, inRight};
    float* const out[2] = {left, right};
    for (std::size_t side = 0; side < 2; ++side) {
        auto& ring = rings_[side];
        for (int point = 0; point < LowOscillator::kPoints; ++point) {
            double delay[kVoices] = {}, growth[kVoices] = {};
            for (int v = 0; v < kVoices; ++v) {
                // A golden section apart, so that no two voices of any number meet.
                const double offset = 0.381966 * v + (side == 1 ? controls.stereo : 0);
                const auto at = [&](int p) {
                    return (shape_.nearest + v * shape_.spread +
                            0.5 * shape_.swing * controls.depth *
                                (1 + oscillator_.at(p, controls.hertz, rate_, offset))) * rate_;
                };
                delay[v] = std::max(at(point), 3.0);
                growth[v] = (std::max(at(point + 1), 3.0) - delay[v]) / LowOscillator::kStep;
            }
            for (int i = 0; i < LowOscillator::kStep; ++i) {
                const int n = point * LowOscillator::kStep + i;
                float sum = 0, first = 0;
                for (std::size_t v = 0; v < kVoices; ++v) {
                    if (gains_[v] == 0 && goals[v] == 0) continue;
                    const float gain = gains_[v] + (goals[v] - gains_[v]) * (static_cast<float>(n) / kQuantum);
                    const float copy = ring.read(delay[v] + growth[v] * i);
                    if (v == 0) first = copy;
                    sum += gain * copy;
                }
                ring.write(in[side][n] + controls.feedback * first);
                out[side][n] = sum;
            }
        }
    }
    gains_ = goals;
    oscillator_.advance(controls.hertz, rate_);
}

void ModulatedDelay::reset() noexcept {
    for (auto& ring : rings_) ring.clear();
    oscillator_.reset();
    watch_.reset();
    fresh_ = true;
}

} // namespace lacquer::dsp
