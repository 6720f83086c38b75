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
    const auto settle = [&] {
        gains_ = goals;
        depth_ = controls.depth;
        stereo_ = controls.stereo;
        feedback_ = controls.feedback;
    };
    if (fresh_) settle();
    fresh_ = false;
    if (state != SilenceWatch::State::sounds) {
        std::fill_n(left, kQuantum, 0.0F);
        std::fill_n(right, kQuantum, 0.0F);
        settle();
        oscillator_.advance(controls.hertz, rate_);
        return;
    }

    // The voices that sound, or still do.
    int sounding = voices;
    for (int v = voices; v < kVoices; ++v)
        if (gains_[static_cast<std::size_t>(v)] != 0) sounding = v + 1;
    const float feedbackGrowth = (controls.feedback - feedback_) * (1.0F / kQuantum);
    const auto feedbackAt = [&](int n) { return feedback_ + feedbackGrowth * static_cast<float>(n); };
    const float* const in[2] = {inLeft, inRight};
    float* const out[2] = {left, right};
    std::array<FractionalReads, kVoices> reads;
    for (std::size_t side = 0; side < 2; ++side) {
        auto& ring = rings_[side];
        static_assert(LowOscillator::kStep == kSwayStep);
        for (int v = 0; v < sounding; ++v) {
            double delays[LowOscillator::kPoints + 1];
            for (int point = 0; point <= LowOscillator::kPoints; ++point) {
                const double share = static_cast<double>(point) / LowOscillator::kPoints;
                const double ahead = side == 1 ? stereo_ + (controls.stereo - stereo_) * share : 0;
                // A golden section apart, so that no two voices of any number meet.
                const double sway = 1 + oscillator_.at(point, controls.hertz, rate_, 0.381966 * v + ahead);
                const double depth = depth_ + (controls.depth - depth_) * share;
                const double seconds = shape_.nearest + v * shape_.spread + 0.5 * shape_.swing * depth * sway;
                delays[point] = std::max(seconds * rate_, 3.0);
            }
            planReads(delays, reads[static_cast<std::size_t>(v)]);
        }
        if (sounding == 1 && gains_[0] == 1 && goals[0] == 1) {
            for (int n = 0; n < kQuantum; ++n) {
                const float copy = ring.read(reads[0], n);
                ring.write(in[side][n] + feedbackAt(n) * copy);
                out[side][n] = copy;
            }
            continue;
        }
        for (int n = 0; n < kQuantum; ++n) {
            float sum = 0, first = 0;
            for (std::size_t v = 0; v < static_cast<std::size_t>(sounding); ++v) {
                const float gain = gains_[v] + (goals[v] - gains_[v]) * (static_cast<float>(n) / kQuantum);
                const float copy = ring.read(reads[v], n);
                if (v == 0) first = copy;
                sum += gain * copy;
            }
            ring.write(in[side][n] + feedbackAt(n) * first);
            out[side][n] = sum;
        }
    }
    settle();
    oscillator_.advance(controls.hertz, rate_);
}

void ModulatedDelay::reset() noexcept {
    for (auto& ring : rings_) ring.clear();
    oscillator_.reset();
    watch_.reset();
    fresh_ = true;
}

} // namespace lacquer::dsp
