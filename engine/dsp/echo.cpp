#include "engine/dsp/echo.h"

#include "engine/dsp/math.h"
#include "engine/dsp/one_pole.h"

#include <algorithm>
#include <cmath>

namespace lacquer::dsp {

namespace {

constexpr double kFadeTime = 0.05;
/// Gliding takes this share of the way per second (a time constant of 120 ms), but never bends the
/// pitch by more than an octave.
constexpr double kGlideTime = 0.12;
constexpr double kSteepestGlide = 0.5;
/// Input level at which half of the ducking has set in, linear: -36 dBFS.
constexpr float kDuckingLevel = 0.016F;
constexpr double kLongestTail = 600;

/// Straight up to 6 dB over full scale, bounded by 12 dB over it.
float saturate(float x) {
    const float over = 0.5F * std::abs(x) - 1;
    if (over <= 0) return x;
    const float bounded = 2 + 2 * over / (1 + over);
    return x < 0 ? -bounded : bounded;
}

} // namespace

Echo::Echo(double rate)
    : rate_(rate), fadeStep_(static_cast<float>(1 / (kQuantum * std::ceil(kFadeTime * rate / kQuantum)))),
      attack_(static_cast<float>(1 - exp(-1 / (0.003 * rate)))),
      release_(static_cast<float>(1 - exp(-1 / (0.16 * rate)))) {
    for (int side = 0; side < 2; ++side)
        lines_.emplace_back((kLongestTime + 4 * kDepth) * rate + 2 * kQuantum);
    reset();
}

std::int64_t Echo::tail(const EchoControls& controls, double rate) {
    double echoes = 1;
    // Under 10^-7.8 a single echo of any level is left.
    if (controls.feedback > 1e-8F)
        echoes += controls.feedback < 1 ? 156 / (-20 * log10(static_cast<double>(controls.feedback))) : 1e9;
    const double seconds = std::min(echoes * (controls.time + 4 * kDepth) + 1.5, kLongestTail);
    return static_cast<std::int64_t>(seconds * rate) + 4 * kQuantum;
}

void Echo::glide(double goal) noexcept {
    const double way = goal - from_;
    const double step = way * (1 - exp(-kQuantum / (kGlideTime * rate_)));
    const double most = kSteepestGlide * kQuantum;
    // The pitch itself bends gradually: a jump of it would be heard as a corner.
    const double bend = most / 16;
    const double wanted = std::clamp(step, -most, most);
    glide_ += std::clamp(wanted - glide_, -bend, bend);
    const bool arrives = std::abs(way) < 0.05 && std::abs(glide_) < bend;
    to_ = arrives ? goal : from_ + glide_;
    if (arrives) glide_ = 0;
}

void Echo::follow(const EchoControls& controls) noexcept {
    const double goal = std::floor(std::clamp(controls.time, 0.001, kLongestTime) * rate_ + 0.5);
    from_ = to_;
    if (fresh_ || asleep_) {
        from_ = to_ = next_ = goal;
        fade_ = 1;
        glide_ = 0;
        feedback_ = controls.feedback;
        pingPong_ = controls.pingPong ? 1.0F : 0.0F;
        modulation_ = controls.modulation;
    } else if (fade_ < 1) {
        // A fade is finished first.
    } else if (controls.tape || glide_ != 0 || to_ != std::floor(to_)) {
        glide(goal);
        next_ = to_;
    } else if (to_ != goal) {
        next_ = goal;
        fade_ = 0;
    }
    if (fresh_ || !(controls == controls_)) {
        lowOn_ = controls.lowCut > 20.01;
        highOn_ = controls.highCut < 19999;
        lowFollow_ = static_cast<float>(highpassFollow(controls.lowCut, rate_));
        highFollow_ = static_cast<float>(lowpassFollow(controls.highCut, rate_));
    }
    controls_ = controls;
    fresh_ = false;
}

void Echo::process(const float* inLeft,
                   const float* inRight,
                   float* left,
                   float* right,
                   const EchoControls& controls) noexcept {
    bool sounds = false;
    for (int n = 0; n < kQuantum; ++n) sounds = sounds || inLeft[n] != 0 || inRight[n] != 0;
    silent_ = sounds ? 0 : silent_ + kQuantum;
    if (!sounds && !asleep_ && silent_ > tail(controls, rate_) - 3 * kQuantum) forget();
    follow(controls);
    if (!sounds && asleep_) {
        std::fill_n(left, kQuantum, 0.0F);
        std::fill_n(right, kQuantum, 0.0F);
        return;
    }
    asleep_ = false;

    constexpr float kPart = 1.0F / kQuantum;
    const float feedbackGrowth = (controls.feedback - feedback_) * kPart;
    const float pingPongGrowth = ((controls.pingPong ? 1.0F : 0.0F) - pingPong_) * kPart;
    // The sides sway a quarter turn apart; the depth stays under half of the delay.
    const double most = 0.25 * std::min({from_, to_, next_}) / rate_;
    const double depthFrom = std::min(modulation_ * kDepth, most) * rate_;
    const double depthTo = std::min(controls.modulation * kDepth, most) * rate_;
    phase_ += kPace * kQuantum / rate_;
    phase_ -= std::floor(phase_);
    std::array<double, 2> sway{}, swayGrowth{};
    for (std::size_t side = 0; side < 2; ++side) {
        sway[side] = depthFrom * (1 + sway_[side]);
        sway_[side] = sin(2 * kPi * (phase_ + 0.25 * static_cast<double>(side)));
        swayGrowth[side] = (depthTo * (1 + sway_[side]) - sway[side]) * (1.0 / kQuantum);
    }
    const double growth = (to_ - from_) * (1.0 / kQuantum);

    float* const out[2] = {left, right};
    for (int n = 0; n < kQuantum; ++n) {
        const double step = n;
        float echo[2];
        for (std::size_t side = 0; side < 2; ++side) {
            const double swayed = sway[side] + swayGrowth[side] * step;
            echo[side] = lines_[side].read(from_ + growth * step + swayed);
            if (fade_ < 1) {
                const float share = fade_ + fadeStep_ * static_cast<float>(n);
                echo[side] += share * (lines_[side].read(next_ + swayed) - echo[side]);
            }
        }
        const float dry[2] = {inLeft[n], inRight[n]};
        const float feedback = feedback_ + feedbackGrowth * static_cast<float>(n);
        const float cross = pingPong_ + pingPongGrowth * static_cast<float>(n);
        // In ping-pong both sides enter on the left and every echo changes over.
        float in[2] = {dry[0] + cross * 0.5F * (dry[1] - dry[0]), dry[1] - cross * dry[1]};
        for (std::size_t side = 0; side < 2; ++side) {
            in[side] += saturate(feedback * (echo[side] + cross * (echo[1 - side] - echo[side])));
            Filter& filter = filters_[side];
            if (lowOn_) {
                filter.low += lowFollow_ * (in[side] - filter.low);
                in[side] -= filter.low;
            }
            if (highOn_) {
                filter.high += highFollow_ * (in[side] - filter.high);
                in[side] = filter.high;
            }
            lines_[side].write(in[side]);
        }

        const float level = std::max(std::abs(dry[0]), std::abs(dry[1]));
        envelope_ += (level > envelope_ ? attack_ : release_) * (level - envelope_);
        const float duck = 1 - (1 - controls.ducking) * (envelope_ / (envelope_ + kDuckingLevel));
        for (std::size_t side = 0; side < 2; ++side) out[side][n] = echo[side] * duck;
    }
    feedback_ = controls.feedback;
    pingPong_ = controls.pingPong ? 1.0F : 0.0F;
    modulation_ = controls.modulation;
    if (fade_ < 1) {
        fade_ += fadeStep_ * kQuantum;
        if (fade_ >= 1 - fadeStep_) {
            fade_ = 1;
            from_ = to_ = next_;
        }
    }
}

void Echo::forget() noexcept {
    for (auto& line : lines_) line.clear();
    filters_ = {};
    envelope_ = 0;
    asleep_ = true;
}

void Echo::reset() noexcept {
    forget();
    fresh_ = true;
    fade_ = 1;
    phase_ = 0;
    sway_ = {0, 1};
    silent_ = 0;
}

} // namespace lacquer::dsp
