#include "engine/dsp/listening_device.h"

#include "engine/dsp/math.h"
#include "engine/dsp/one_pole.h"

#include <algorithm>
#include <cmath>
#include <span>

namespace lacquer::dsp {
namespace {

constexpr double kCrossHertz = 700, kCrossSeconds = 0.00027, kCrossGain = 0.5;
constexpr double kFadeSeconds = 0.02;

enum class Shape { highPass, lowPass, bell, lowShelf, highShelf };

struct Band {
    Shape shape;
    double hertz, q, decibels = 0;
};

/// Averages of published measurements of each kind, rounded: what they have in common, not one model.
constexpr double kFlat = 0.7071;
constexpr Band kPhone[] = {{Shape::highPass, 520, 0.9}, {Shape::highPass, 300, kFlat},
                           {Shape::bell, 950, 1.2, 4}, {Shape::bell, 2100, 1.6, -3},
                           {Shape::bell, 3900, 1.8, 6}, {Shape::bell, 7000, 2.5, -4},
                           {Shape::lowPass, 11500, kFlat}};
constexpr Band kLaptop[] = {{Shape::highPass, 260, 0.8}, {Shape::highPass, 150, kFlat},
                            {Shape::bell, 620, 1.4, -2}, {Shape::bell, 1500, 1.5, 3},
                            {Shape::bell, 3400, 2, -3}, {Shape::bell, 6500, 1.8, 4},
                            {Shape::lowPass, 14500, kFlat}};
constexpr Band kCar[] = {{Shape::highPass, 32, kFlat}, {Shape::lowShelf, 110, 0.7, 8},
                         {Shape::bell, 210, 1.6, -4}, {Shape::bell, 480, 1.4, 2},
                         {Shape::bell, 1300, 1.6, -3}, {Shape::bell, 2800, 2, 2},
                         {Shape::highShelf, 7500, 0.7, -4}};
constexpr Band kEarbuds[] = {{Shape::highPass, 28, kFlat}, {Shape::lowShelf, 130, 0.7, 5},
                             {Shape::bell, 1300, 1.2, -2}, {Shape::bell, 2900, 1.5, 5},
                             {Shape::bell, 5600, 3, -4}, {Shape::bell, 8300, 3, 5},
                             {Shape::highShelf, 12500, 0.7, -3}};
constexpr Band kTv[] = {{Shape::highPass, 155, 0.9}, {Shape::highPass, 90, kFlat},
                        {Shape::bell, 330, 1.2, 3}, {Shape::bell, 1100, 1.4, -2},
                        {Shape::bell, 2600, 1, 3}, {Shape::bell, 5200, 2, -3},
                        {Shape::lowPass, 13500, kFlat}};
constexpr Band kClub[] = {{Shape::highPass, 30, kFlat}, {Shape::lowShelf, 85, 0.8, 9},
                          {Shape::bell, 260, 1.2, -3}, {Shape::bell, 2400, 1.2, 2},
                          {Shape::highShelf, 9000, 0.7, -3}};

std::span<const Band> bandsOf(Device device) {
    switch (device) {
    case Device::phone: return kPhone;
    case Device::laptop: return kLaptop;
    case Device::car: return kCar;
    case Device::earbuds: return kEarbuds;
    case Device::tv: return kTv;
    case Device::club: return kClub;
    case Device::mono:
    case Device::crossfeed: break;
    }
    return {};
}

} // namespace

ListeningDevice::ListeningDevice(double rate)
    : rate_(rate), crossFollow_(lowpassFollow(kCrossHertz, rate)),
      crossDelay_(static_cast<std::size_t>(kCrossSeconds * rate + 0.5)) {
    for (auto& past : crossPast_) past.resize(crossDelay_ + 1);
    for (int k = 0; k < kDevices; ++k) design(static_cast<Device>(k));
    reset();
}

void ListeningDevice::design(Device device) {
    Chain& chain = chains_[static_cast<std::size_t>(device)];
    for (const Band& band : bandsOf(device)) {
        // Cytomic's form of the trapezoidal state-variable filter (dsp.md 0): safe at any rate.
        Section section;
        const double a = pow10(band.decibels / 40);
        double g = tan(kPi * std::min(band.hertz / rate_, 0.45));
        double k = 1 / band.q;
        switch (band.shape) {
        case Shape::highPass: section.m0 = 1, section.m1 = -k, section.m2 = -1; break;
        case Shape::lowPass: section.m0 = 0, section.m2 = 1; break;
        case Shape::bell: k /= a, section.m1 = k * (a * a - 1); break;
        case Shape::lowShelf:
            g /= std::sqrt(a), section.m1 = k * (a - 1), section.m2 = a * a - 1;
            break;
        case Shape::highShelf:
            g *= std::sqrt(a), section.m0 = a * a, section.m1 = k * (1 - a) * a, section.m2 = 1 - a * a;
            break;
        }
        section.g = g;
        section.k = k;
        section.a1 = 1 / (1 + g * (g + k));
        section.a2 = g * section.a1;
        section.a3 = g * section.a2;
        chain.sections[chain.count++] = section;
    }
    switch (device) {
    case Device::phone: chain.width = 0; break; // one loudspeaker
    case Device::laptop: chain.width = 0.6; break;
    case Device::car: chain.width = 0.8, chain.monoBelow = 90; break;
    case Device::tv: chain.width = 0.5; break;
    case Device::club: chain.width = 0.7, chain.monoBelow = 120; break;
    case Device::mono: chain.width = 0; break;
    case Device::earbuds:
    case Device::crossfeed: break;
    }
    if (chain.monoBelow > 0) chain.sideFollow = highpassFollow(chain.monoBelow, rate_, 2);
    // Pink noise has the same power in each step of a logarithmic grid.
    double power = 0;
    constexpr int kSteps = 64;
    for (int k = 0; k < kSteps; ++k) {
        const double gain = responseAt(device, 100 * pow(80, (k + 0.5) / kSteps));
        power += gain * gain / kSteps;
    }
    chain.gain = 1 / std::sqrt(power);
}

double ListeningDevice::responseAt(Device device, double hertz) const noexcept {
    const Chain& chain = chains_[static_cast<std::size_t>(device)];
    const double w = tan(kPi * hertz / rate_);
    double gain = chain.gain;
    for (std::size_t k = 0; k < chain.count; ++k) {
        // The analogue filter at the warped frequency: H = m0 + (m1 g s + m2 g²) / (s² + k g s + g²).
        const Section& s = chain.sections[k];
        const double real = s.g * s.g - w * w, imaginary = s.k * s.g * w;
        const double topReal = s.m0 * real + s.m2 * s.g * s.g;
        const double topImaginary = s.m0 * imaginary + s.m1 * s.g * w;
        gain *= std::sqrt((topReal * topReal + topImaginary * topImaginary) /
                          (real * real + imaginary * imaginary));
    }
    return gain;
}

void ListeningDevice::reset() noexcept {
    state_ = nextState_ = {};
    for (auto& past : crossPast_) std::ranges::fill(past, 0.0);
    crossAt_ = 0;
    fade_ = 1;
    fresh_ = true;
    silent_ = 0;
}

void ListeningDevice::run(Device device, State& state, const float* left, const float* right,
                          float* outLeft, float* outRight) noexcept {
    const Chain& chain = chains_[static_cast<std::size_t>(device)];
    for (int n = 0; n < kQuantum; ++n) {
        const double middle = 0.5 * (double{left[n]} + right[n]);
        double side = 0.5 * (double{left[n]} - right[n]);
        if (chain.monoBelow > 0)
            for (double& low : state.side) side -= low += chain.sideFollow * (side - low);
        side *= chain.width;
        double sides[2] = {middle + side, middle - side};
        if (device == Device::crossfeed) {
            const std::size_t oldest = (crossAt_ + 1) % crossPast_[0].size();
            for (std::size_t c = 0; c < 2; ++c) {
                state.cross[c] += crossFollow_ * (sides[c] - state.cross[c]);
                crossPast_[c][crossAt_] = state.cross[c];
            }
            for (std::size_t c = 0; c < 2; ++c)
                sides[c] += kCrossGain * (crossPast_[1 - c][oldest] - crossPast_[c][oldest]);
            crossAt_ = oldest;
        }
        for (std::size_t c = 0; c < 2; ++c) {
            double x = sides[c];
            for (std::size_t k = 0; k < chain.count; ++k) {
                const Section& s = chain.sections[k];
                auto& memory = state.filters[c][k];
                const double v3 = x - memory[1];
                const double v1 = s.a1 * memory[0] + s.a2 * v3;
                const double v2 = memory[1] + s.a2 * memory[0] + s.a3 * v3;
                memory[0] = 2 * v1 - memory[0];
                memory[1] = 2 * v2 - memory[1];
                x = s.m0 * x + s.m1 * v1 + s.m2 * v2;
            }
            x *= chain.gain;
            (c == 0 ? outLeft : outRight)[n] = static_cast<float>(x);
        }
    }
}

void ListeningDevice::process(float* left, float* right, Device device) noexcept {
    bool sounds = false;
    for (int n = 0; n < kQuantum; ++n) sounds = sounds || left[n] != 0 || right[n] != 0;
    // Two seconds are longer than any of the filters rings at a level that a float could show.
    const int settled = static_cast<int>(2 * rate_);
    silent_ = sounds ? 0 : std::min(silent_ + kQuantum, settled);
    if (fresh_) {
        device_ = next_ = device;
        fresh_ = false;
    }
    if (silent_ >= settled) {
        reset();
        silent_ = settled;
        return;
    }
    if (fade_ >= 1 && device != device_) {
        next_ = device;
        nextState_ = {};
        fade_ = 0;
    }
    alignas(64) float out[2][kQuantum], other[2][kQuantum];
    run(device_, state_, left, right, out[0], out[1]);
    if (fade_ < 1) {
        run(next_, nextState_, left, right, other[0], other[1]);
        const double step = 1 / (kFadeSeconds * rate_);
        for (int n = 0; n < kQuantum; ++n) {
            fade_ = std::min(1.0, fade_ + step);
            const auto share = static_cast<float>(fade_);
            for (auto c : {0, 1}) out[c][n] += share * (other[c][n] - out[c][n]);
        }
        if (fade_ >= 1) {
            device_ = next_;
            state_ = nextState_;
        }
    }
    for (int n = 0; n < kQuantum; ++n) {
        left[n] = out[0][n];
        right[n] = out[1][n];
    }
}

} // namespace lacquer::dsp
