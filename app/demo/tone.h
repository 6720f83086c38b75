#pragma once

#include "engine/dsp/math.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

/// Building blocks of the demo's instruments. All arithmetic is ours, so that the demo has the same
/// bytes on every machine.
namespace lacquer::demo {

inline constexpr int kRate = 48000;

using Sound = std::vector<float>;

/// One recorded part of a song: one channel or two.
struct Stem {
    std::string name;
    std::vector<Sound> channels;
};

inline double hertzOf(double pitch) { return 440.0 * dsp::exp2((pitch - 69) / 12); }

inline std::int64_t frameAt(double seconds) {
    return static_cast<std::int64_t>(seconds * kRate + 0.5);
}

/// xorshift64*: the same sequence everywhere.
class Random {
public:
    explicit Random(std::uint64_t seed) : state_(seed * 0x9E3779B97F4A7C15u + 1) {}

    /// [0, 1)
    double unit() {
        state_ ^= state_ >> 12;
        state_ ^= state_ << 25;
        state_ ^= state_ >> 27;
        return static_cast<double>((state_ * 0x2545F4914F6CDD1Du) >> 11) * 0x1.0p-53;
    }
    /// [−1, 1)
    double noise() { return 2 * unit() - 1; }
    /// About normal, deviation 1.
    double bell() { return (unit() + unit() + unit() + unit() - 2) * 1.7320508; }

private:
    std::uint64_t state_;
};

/// A sawtooth without the worst of its aliases (polyBLEP, Välimäki & Huovilainen 2007).
class Saw {
public:
    explicit Saw(double phase = 0) : phase_(phase) {}

    double next(double hertz) {
        const double step = hertz / kRate;
        double value = 2 * phase_ - 1;
        if (phase_ < step) {
            const double t = phase_ / step;
            value -= t + t - t * t - 1;
        } else if (phase_ > 1 - step) {
            const double t = (phase_ - 1) / step;
            value -= t * t + t + t + 1;
        }
        phase_ += step;
        if (phase_ >= 1) phase_ -= 1;
        return value;
    }

private:
    double phase_;
};

class Sine {
public:
    explicit Sine(double phase = 0) : phase_(phase) {}
    /// `bend` is added to the phase, in turns.
    double next(double hertz, double bend = 0) {
        const double value = dsp::sin(2 * dsp::kPi * (phase_ + bend));
        phase_ += hertz / kRate;
        if (phase_ >= 1) phase_ -= 1;
        return value;
    }

private:
    double phase_;
};

/// State-variable filter (Zavalishin, trapezoidal): all three outputs at once.
class Filter {
public:
    void tune(double hertz, double q) {
        const double g = dsp::tan(dsp::kPi * std::min(hertz, 0.45 * kRate) / kRate);
        k_ = 1 / q;
        a1_ = 1 / (1 + g * (g + k_));
        a2_ = g * a1_;
        a3_ = g * a2_;
    }
    void process(double in) {
        const double v3 = in - s2_;
        band_ = a1_ * s1_ + a2_ * v3;
        low_ = s2_ + a2_ * s1_ + a3_ * v3;
        high_ = in - k_ * band_ - low_;
        s1_ = 2 * band_ - s1_;
        s2_ = 2 * low_ - s2_;
    }
    double low(double in) { return process(in), low_; }
    /// Gain 1 at the peak.
    double band(double in) { return process(in), k_ * band_; }
    double high(double in) { return process(in), high_; }

private:
    double k_ = 1, a1_ = 1, a2_ = 0, a3_ = 0;
    double s1_ = 0, s2_ = 0, low_ = 0, band_ = 0, high_ = 0;
};

/// Falls by 60 dB in `seconds`, one factor per frame.
inline double decayFactor(double seconds) { return dsp::exp2(-9.96578428 / (seconds * kRate)); }

/// Adds `sound(k)` for k in [0, frames) from `start` seconds on; what falls outside is dropped.
template <typename Make>
void addFrom(Sound& out, double start, double seconds, Make&& sound) {
    const std::int64_t from = frameAt(start), frames = frameAt(seconds);
    for (std::int64_t k = 0; k < frames; ++k) {
        const double value = sound(k);
        const std::int64_t at = from + k;
        if (at >= 0 && at < static_cast<std::int64_t>(out.size()))
            out[static_cast<std::size_t>(at)] += static_cast<float>(value);
    }
}

/// A line up, a hold, a line down: no note starts or ends with a click.
inline double edge(std::int64_t frame, double seconds, double attack, double release) {
    const double t = static_cast<double>(frame) / kRate;
    return std::clamp(std::min(t / attack, (seconds - t) / release), 0.0, 1.0);
}

/// Takes what lies below hearing away and brings the loudest sample of all channels to `peak`.
void level(Stem& stem, double peak);

/// Soft clipping, unity for small signals.
void drive(Sound& sound, double amount);

} // namespace lacquer::demo
