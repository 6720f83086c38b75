#include "engine/analysis/vinyl_check.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace lacquer::analysis {
namespace {

constexpr double kWindow = 0.1; // s
constexpr double kTiny = 1e-12;

enum class Pass { low, high };

/// R. Bristow-Johnson, Audio EQ Cookbook; Butterworth.
auto second(Pass pass, double frequency, double rate) {
    const double turn = 2 * std::numbers::pi * std::min(frequency, 0.45 * rate) / rate;
    const double alpha = std::sin(turn) / std::numbers::sqrt2, c = std::cos(turn);
    const double middle = pass == Pass::low ? 1 - c : -(1 + c);
    const double outer = pass == Pass::low ? (1 - c) / 2 : (1 + c) / 2;
    struct {
        double b0, b1, b2, a1, a2;
    } filter{outer / (1 + alpha), middle / (1 + alpha), outer / (1 + alpha), -2 * c / (1 + alpha), (1 - alpha) / (1 + alpha)};
    return filter;
}

double decibels(double power) { return 10 * std::log10(std::max(power, kTiny)); }

} // namespace

double VinylCheck::Biquad::run(double x) {
    const double y = b0 * x + b1 * x1 + b2 * x2 - a1 * y1 - a2 * y2;
    x2 = x1;
    x1 = x;
    y2 = y1;
    y1 = y;
    return y;
}

VinylCheck::VinylCheck(SampleRate rate, VinylLimits limits)
    : rate_(rate), limits_(limits), windowFrames_(static_cast<std::int64_t>(kWindow * rate.hz)) {
    const auto make = [&](Pass pass, double frequency) {
        const auto f = second(pass, frequency, rate.hz);
        return Biquad{f.b0, f.b1, f.b2, f.a1, f.a2};
    };
    bass_.fill(make(Pass::low, limits.bassHz));
    sibilance_ = {make(Pass::high, 5000), make(Pass::low, 10000), make(Pass::high, 5000), make(Pass::low, 10000)};
}

void VinylCheck::add(const float* const* planes, int frames) {
    for (int k = 0; k < frames; ++k) {
        const double left = std::isfinite(planes[0][k]) ? planes[0][k] : 0.0;
        const double right = std::isfinite(planes[1][k]) ? planes[1][k] : 0.0;
        const double mid = bass_[1].run(bass_[0].run(0.5 * (left + right)));
        const double side = bass_[3].run(bass_[2].run(0.5 * (left - right)));
        const double highLeft = sibilance_[1].run(sibilance_[0].run(left));
        const double highRight = sibilance_[3].run(sibilance_[2].run(right));
        now_.bassMid += mid * mid;
        now_.bassSide += side * side;
        now_.left += left * left;
        now_.right += right * right;
        now_.cross += left * right;
        now_.sibilance += 0.5 * (highLeft * highLeft + highRight * highRight);
        if (++inWindow_ == windowFrames_) close();
    }
}

void VinylCheck::close() {
    const auto count = static_cast<double>(inWindow_);
    for (double* power : {&now_.bassMid, &now_.bassSide, &now_.left, &now_.right, &now_.cross, &now_.sibilance})
        *power /= count;
    windows_.push_back(now_);
    now_ = {};
    inWindow_ = 0;
}

std::vector<VinylFinding> VinylCheck::finish() {
    if (inWindow_ > 0) close();
    std::vector<VinylFinding> findings;
    const double audible = std::pow(10.0, limits_.audibleDbfs / 10);
    double mean = 0;
    std::size_t sounding = 0;
    for (const Window& window : windows_)
        if (window.left + window.right > 2 * audible) {
            mean += window.sibilance;
            ++sounding;
        }
    if (sounding > 0) mean /= static_cast<double>(sounding);

    const auto mark = [&](VinylRisk risk, std::size_t from, std::size_t to, double value) {
        const Seconds start{kWindow * static_cast<double>(from)}, end{kWindow * static_cast<double>(to)};
        // Within a second of the last of its kind it is the same trouble.
        for (auto last = findings.rbegin(); last != findings.rend(); ++last) {
            if (last->risk != risk) continue;
            if (start.value - last->end.value > 1.0) break;
            last->end = {std::max(last->end.value, end.value)};
            last->worst = risk == VinylRisk::vertical ? std::min(last->worst, value) : std::max(last->worst, value);
            return;
        }
        findings.push_back({risk, start, end, value});
    };
    constexpr std::size_t kBassWindows = 3, kSecond = 10; // 0.3 s and 1 s
    for (std::size_t k = 0; k < windows_.size(); ++k) {
        const Window& window = windows_[k];
        if (k + 1 >= kBassWindows) {
            double mid = 0, side = 0;
            for (std::size_t j = k + 1 - kBassWindows; j <= k; ++j) {
                mid += windows_[j].bassMid / kBassWindows;
                side += windows_[j].bassSide / kBassWindows;
            }
            const double over = decibels(side) - decibels(mid);
            if (side > audible / 4 && over > limits_.bassSideDb) mark(VinylRisk::wideBass, k + 1 - kBassWindows, k + 1, over);
        }
        if (k + 1 >= kSecond) {
            double left = 0, right = 0, cross = 0;
            for (std::size_t j = k + 1 - kSecond; j <= k; ++j) {
                left += windows_[j].left;
                right += windows_[j].right;
                cross += windows_[j].cross;
            }
            if ((left + right) / (2 * kSecond) > audible) {
                const double correlation = left > 0 && right > 0 ? cross / std::sqrt(left * right) : 1;
                if (correlation < limits_.correlation) mark(VinylRisk::vertical, k + 1 - kSecond, k + 1, correlation);
            }
        }
        // Against the mean, and only where it also rules the sound.
        const double over = decibels(window.sibilance) - decibels(mean);
        if (window.sibilance > audible && over > limits_.sibilanceDb &&
            window.sibilance > 0.5 * 0.5 * (window.left + window.right))
            mark(VinylRisk::sibilance, k, k + 1, over);
    }
    std::sort(findings.begin(), findings.end(), [](const auto& a, const auto& b) { return a.start.value < b.start.value; });
    return findings;
}

const char* textOf(VinylRisk risk) {
    switch (risk) {
    case VinylRisk::wideBass: return "Bass out of phase: make it mono below 150 Hz";
    case VinylRisk::vertical: return "Left and right against each other: narrow it, or turn one channel's polarity";
    case VinylRisk::sibilance: return "Sibilance: de-ess between 5 and 10 kHz";
    }
    return "";
}

} // namespace lacquer::analysis
