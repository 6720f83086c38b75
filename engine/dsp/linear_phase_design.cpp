#include "engine/dsp/linear_phase_design.h"

#include "engine/dsp/math.h"

#include <algorithm>
#include <cmath>

namespace lacquer::dsp {
namespace {

std::size_t at(int index) { return static_cast<std::size_t>(index); }

/// (n0 + n1·x + n2·x²) / (d0 + d1·x + d2·x²), x = (f / f0)²
struct Section {
    double n0 = 1, n1 = 0, n2 = 0, d0 = 1, d1 = 0, d2 = 0;
};

/// |s² + damping·s + stiffness|² as a polynomial in x.
void setPair(double& a0, double& a1, double& a2, double damping, double stiffness, double gain = 1) {
    a0 = gain * stiffness * stiffness;
    a1 = gain * (damping * damping - 2 * stiffness);
    a2 = gain;
}

int sectionsOf(const EqualizerBand& band, Section (&sections)[kMaxSections + 1]) {
    const double q = band.q;
    const double a = exp2(band.decibels * (0.166096404744368117394 * 0.5)); // 10^(dB/40)
    const double rootA = std::sqrt(a);
    Section& s = sections[0];
    switch (band.type) {
    case BandType::bell:
        setPair(s.n0, s.n1, s.n2, a / q, 1);
        setPair(s.d0, s.d1, s.d2, 1 / (a * q), 1);
        return 1;
    case BandType::lowShelf:
        setPair(s.n0, s.n1, s.n2, rootA / q, a);
        setPair(s.d0, s.d1, s.d2, 1 / (rootA * q), 1 / a);
        return 1;
    case BandType::highShelf:
        setPair(s.n0, s.n1, s.n2, 1 / (rootA * q), 1 / a, a * a * a * a);
        setPair(s.d0, s.d1, s.d2, rootA / q, a);
        return 1;
    case BandType::notch:
        setPair(s.n0, s.n1, s.n2, 0, 1);
        setPair(s.d0, s.d1, s.d2, 1 / q, 1);
        return 1;
    case BandType::bandPass:
        s.n0 = 0, s.n1 = 1 / (q * q);
        setPair(s.d0, s.d1, s.d2, 1 / q, 1);
        return 1;
    case BandType::allPass: return 0;
    case BandType::tilt: {
        const double gain = a * a;
        s.n0 = 1, s.n1 = gain * gain;
        s.d0 = gain * gain, s.d1 = 1;
        return 1;
    }
    case BandType::lowCut:
    case BandType::highCut: {
        const bool low = band.type == BandType::lowCut;
        const int order = band.decibelsPerOctave / 6;
        int count = 0;
        for (int pair = 1; pair <= order / 2; ++pair) {
            const double angle = order % 2 == 0 ? kPi * (2 * pair - 1) / (2.0 * order) : kPi * pair / order;
            Section& section = sections[count++];
            setPair(section.d0, section.d1, section.d2, order == 2 ? 1 / q : 2 * cos(angle), 1);
            if (low) section.n0 = 0, section.n2 = 1;
        }
        if (order % 2 == 1) {
            Section& section = sections[count++];
            section.d1 = 1;
            if (low) section.n0 = 0, section.n1 = 1;
        }
        return count;
    }
    }
    return 0;
}

} // namespace

LinearPhaseDesign::LinearPhaseDesign(int latency)
    : latency_(latency), fft_(4 * latency), spectrum_(at(fft_.bins())), samples_(at(fft_.size())),
      taper_(at(latency)) {
    const int flat = latency - latency / 4;
    for (int n = 0; n < latency; ++n)
        taper_[at(n)] = n < flat ? 1 : 0.5 + 0.5 * cos(kPi * (n - flat) / (latency - flat));
}

void LinearPhaseDesign::design(std::span<const double> magnitude, std::span<float> taps) noexcept {
    const double scale = 1.0 / fft_.size();
    for (std::size_t k = 0; k < spectrum_.size(); ++k) spectrum_[k] = magnitude[k] * scale;
    fft_.inverse(spectrum_.data(), samples_.data());
    taps[0] = 0;
    for (int n = 0; n < latency_; ++n)
        taps[at(latency_ + n)] = taps[at(latency_ - n)] = static_cast<float>(samples_[at(n)] * taper_[at(n)]);
}

void LinearPhaseDesign::designMinimum(std::span<const double> magnitude, std::span<float> taps) noexcept {
    const double scale = 1.0 / fft_.size();
    for (std::size_t k = 0; k < spectrum_.size(); ++k)
        spectrum_[k] = log(std::max(std::fabs(magnitude[k]), 1e-10)) * scale;
    fft_.inverse(spectrum_.data(), samples_.data());
    // All of the cepstrum goes to the side of causes; the two ends are their own partners.
    const auto half = samples_.size() / 2;
    for (std::size_t n = 1; n < half; ++n) samples_[n] *= 2;
    for (std::size_t n = half + 1; n < samples_.size(); ++n) samples_[n] = 0;
    fft_.forward(samples_.data(), spectrum_.data());
    for (auto& bin : spectrum_) {
        const auto angle = sincos(bin.imag());
        bin = exp(bin.real()) * scale * std::complex<double>(angle.cos, angle.sin);
    }
    fft_.inverse(spectrum_.data(), samples_.data());
    // The taper of the far half of a symmetric filter, stretched over all of this one.
    for (int n = 0; n < 2 * latency_; ++n) taps[at(n)] = static_cast<float>(samples_[at(n)] * taper_[at(n / 2)]);
}

void multiplyPower(const EqualizerBand& band, const LinearPhaseDesign& design, double rate, std::span<double> power) noexcept {
    Section sections[kMaxSections + 1];
    const int count = sectionsOf(band, sections);
    const double step = design.hertzOf(1, rate) / band.hertz;
    for (int s = 0; s < count; ++s) {
        const Section& p = sections[s];
        for (std::size_t k = 0; k < power.size(); ++k) {
            const double f = static_cast<double>(k) * step;
            const double x = f * f;
            power[k] *= (p.n0 + x * (p.n1 + x * p.n2)) / (p.d0 + x * (p.d1 + x * p.d2));
        }
    }
}

} // namespace lacquer::dsp
