#include "engine/analysis/level_meter.h"

#include <cmath>
#include <limits>

namespace lacquer::analysis {
namespace {

constexpr double kPi = 3.14159265358979323846;

/// The constants are per second and become shares per frame, so that any rate moves alike.
double shareOf(double perSecond, SampleRate rate) { return 1 - std::exp(-perSecond / rate.hz); }

// The two followers of a peak programme meter and what makes their sum read a sine's peak, fitted to
// the bursts of IEC 60268-10; after the meters of Fons Adriaensen's jmeters.
struct Ppm {
    double first, second, fallPerSecond, gain;
};
constexpr Ppm kTypeI{450, 1300, 5.4 / 4, 0.5108};
constexpr Ppm kTypeII{200, 860, 4.0 / 4, 0.5141};

constexpr double kVuPerSecond = 11.1;
constexpr double kKSystemPerSecond = 9.72;
/// 20 dB in 1.7 s as a natural logarithm per second.
constexpr double kDigitalFall = 2.302585092994046 / 1.7;

} // namespace

double onScale(MeterScale scale, double dbfs) {
    switch (scale) {
    case MeterScale::dbfs: break;
    case MeterScale::k20: return dbfs + 20;
    case MeterScale::k14: return dbfs + 14;
    case MeterScale::k12: return dbfs + 12;
    case MeterScale::din: return dbfs + 9;
    case MeterScale::vu:
    case MeterScale::nordic:
    case MeterScale::ebu: return dbfs + 18;
    case MeterScale::bbc: return 4 + (dbfs + 18) / 4;
    }
    return dbfs;
}

LevelMeter::LevelMeter(SampleRate rate, Ballistics ballistics) : ballistics_(ballistics) {
    switch (ballistics) {
    case Ballistics::digitalPeak: fall_ = std::exp(-kDigitalFall / rate.hz); break;
    case Ballistics::kSystem: rise_ = shareOf(kKSystemPerSecond, rate); break;
    case Ballistics::vu: rise_ = kVuPerSecond / rate.hz; break;
    case Ballistics::ppmTypeI:
    case Ballistics::ppmTypeII: {
        const Ppm& ppm = ballistics == Ballistics::ppmTypeI ? kTypeI : kTypeII;
        rise_ = shareOf(ppm.first, rate);
        secondRise_ = shareOf(ppm.second, rate);
        fall_ = std::exp(-ppm.fallPerSecond / rate.hz);
        break;
    }
    }
}

void LevelMeter::process(const float* samples, int frames) noexcept {
    double first = first_, second = second_;
    for (int n = 0; n < frames; ++n) {
        const double x = std::isfinite(samples[n]) ? std::fabs(double{samples[n]}) : 0;
        switch (ballistics_) {
        case Ballistics::digitalPeak:
            first *= fall_;
            if (x > first) first = x;
            break;
        case Ballistics::kSystem:
            first += rise_ * (x * x - first);
            second += rise_ * (first - second);
            break;
        case Ballistics::vu:
            // A needle with mass and spring: what overshoots by a hundredth.
            first += rise_ * (x - 0.5 * second - first);
            second += rise_ * (first - second);
            break;
        case Ballistics::ppmTypeI:
        case Ballistics::ppmTypeII:
            first *= fall_;
            second *= fall_;
            if (x > first) first += rise_ * (x - first);
            if (x > second) second += secondRise_ * (x - second);
            break;
        }
    }
    // Below any scale, and long before denormals.
    constexpr double kNothing = 1e-30;
    first_ = first > kNothing ? first : 0;
    second_ = second > kNothing ? second : 0;
}

double LevelMeter::reading() const noexcept {
    double level = 0;
    switch (ballistics_) {
    case Ballistics::digitalPeak: level = first_; break;
    case Ballistics::kSystem: level = std::sqrt(2 * second_); break;
    case Ballistics::vu: level = 1.5 * 0.5 * kPi * second_; break;
    case Ballistics::ppmTypeI: level = kTypeI.gain * (first_ + second_); break;
    case Ballistics::ppmTypeII: level = kTypeII.gain * (first_ + second_); break;
    }
    return level > 0 ? 20 * std::log10(level) : -std::numeric_limits<double>::infinity();
}

} // namespace lacquer::analysis
