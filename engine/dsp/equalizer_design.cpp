#include "engine/dsp/equalizer_design.h"

#include "engine/dsp/math.h"

#include <algorithm>
#include <cmath>

namespace lacquer::dsp {
namespace {

constexpr double kTopFrequency = 20000.0 / 22050.0 * kPi; ///< radians per frame

/// Angles of resonances over this would fold back; a band out there acts by its skirt only.
constexpr double kTopResonance = 0.968 * kPi;
/// The same for zeros on the axis itself, as a notch has them; and how much farther from the band than
/// before they then are. Found by trying notches from 20 to 23 kHz at 44.1 kHz, Q 0.3 to 10.
constexpr double kTopZero = 0.964 * kPi;
constexpr double kZeroDistance = 1.79;

std::array<double, kCorrectionTaps> chebyshev(double x) {
    std::array<double, kCorrectionTaps> t{1.0, x};
    for (std::size_t n = 2; n < t.size(); ++n) t[n] = 2 * x * t[n - 1] - t[n - 2];
    return t;
}

/// Solves the symmetric positive system a·x = b by Cholesky.
void solve(std::array<std::array<double, kCorrectionTaps>, kCorrectionTaps>& a,
           std::array<double, kCorrectionTaps>& b) {
    constexpr std::size_t n = kCorrectionTaps;
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j <= i; ++j) {
            double sum = a[i][j];
            for (std::size_t k = 0; k < j; ++k) sum -= a[i][k] * a[j][k];
            a[i][j] = i == j ? std::sqrt(std::max(sum, 1e-300)) : sum / a[j][j];
        }
    }
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t k = 0; k < i; ++k) b[i] -= a[i][k] * b[k];
        b[i] /= a[i][i];
    }
    for (std::size_t i = n; i-- > 0;) {
        for (std::size_t k = i + 1; k < n; ++k) b[i] -= a[k][i] * b[k];
        b[i] /= a[i][i];
    }
}

} // namespace

/// 1 + c1·z⁻¹ + c2·z⁻² by its values at DC and at the Nyquist frequency, which keep their precision
/// at the lowest frequencies, together with the analog factor it stands for.
struct EqualizerDesign::Polynomial {
    double atDc = 1, atNyquist = 1, c2 = 0;
    /// |analog factor|² at x = (w / w0)²: a0 + a1·x + a2·x²
    double a0 = 1, a1 = 0, a2 = 0;

    double magnitudeSquared(double phi) const {
        return atDc * atDc * (1 - phi) + atNyquist * atNyquist * phi - 16 * c2 * phi * (1 - phi);
    }

    double analogSquared(double x) const { return a0 + x * (a1 + x * a2); }

    /// Roots of s² + damping·s + stiffness, s in units of w0.
    static Polynomial pair(double damping, double stiffness, double w0) {
        Polynomial p;
        p.a0 = stiffness * stiffness;
        p.a1 = damping * damping - 2 * stiffness;
        p.a2 = 1;
        const double discriminant = 0.25 * damping * damping - stiffness;
        if (discriminant < 0) {
            double decay = 0.5 * damping * w0;
            double angle = std::sqrt(-discriminant) * w0;
            const double top = damping > 0 ? kTopResonance : kTopZero;
            if (angle > top) {
                // As far from the band as before, so that its skirt is much the same.
                const double distance = (damping > 0 ? 1.0 : kZeroDistance) * (angle - top);
                decay = std::sqrt(decay * decay + distance * distance);
                angle = top;
            }
            const double radius = exp(-decay);
            const double s = sin(0.5 * angle);
            p.atDc = (1 - radius) * (1 - radius) + 4 * radius * s * s;
            p.atNyquist = (1 + radius) * (1 + radius) - 4 * radius * s * s;
            p.c2 = radius * radius;
        } else {
            // The smaller root from the product: no cancellation when they are far apart.
            const double larger = 0.5 * damping + std::sqrt(discriminant);
            const double e1 = exp(-larger * w0);
            const double e2 = exp(-stiffness / larger * w0);
            p.atDc = (1 - e1) * (1 - e2);
            p.atNyquist = (1 + e1) * (1 + e2);
            p.c2 = e1 * e2;
        }
        return p;
    }

    /// Root of s + position.
    static Polynomial single(double position, double w0) {
        Polynomial p;
        const double e = exp(-position * w0);
        p.atDc = 1 - e;
        p.atNyquist = 1 + e;
        p.a0 = position * position;
        p.a1 = 1;
        return p;
    }

    /// s or s²: differentiators keep their zeros at DC.
    static Polynomial differentiator(int order) {
        Polynomial p;
        p.atDc = 0;
        p.atNyquist = order == 2 ? 4 : 2;
        p.c2 = order == 2 ? 1 : 0;
        p.a0 = 0;
        p.a1 = order == 1 ? 1 : 0;
        p.a2 = order == 2 ? 1 : 0;
        return p;
    }

    /// For low-passes, which have no analog zeros: `order` equal real zeros that bring the section's
    /// magnitude where it belongs at 0.84 of the Nyquist frequency, so that little is left to correct.
    static Polynomial smoothing(int order, const Polynomial& poles, double w0) {
        constexpr double kAngle = 0.84 * kPi;
        const double s = sin(0.5 * kAngle);
        const double phi = s * s;
        const double x = (kAngle / w0) * (kAngle / w0);
        const double wanted = poles.magnitudeSquared(phi) / poles.analogSquared(x);
        const double atDc = poles.atDc * poles.atDc / poles.a0;
        double ratio = wanted / atDc;
        if (order == 2) ratio = std::sqrt(ratio);
        const double kappa = std::min((1 - ratio) / phi, 0.97);
        const double root = std::fabs(kappa) > 1e-9 ? (2 - kappa - 2 * std::sqrt(1 - kappa)) / kappa : 0.0;
        Polynomial p;
        p.atDc = order == 2 ? (1 + root) * (1 + root) : 1 + root;
        p.atNyquist = order == 2 ? (1 - root) * (1 - root) : 1 - root;
        p.c2 = order == 2 ? root * root : 0;
        return p;
    }
};

Biquad biquadOf(const StateVariable& f) {
    const double d = 1.0 / (1.0 + f.g * (f.g + f.k));
    const double low = f.g * f.g * d;   // numerator of the low-pass: low·(1 + 2z⁻¹ + z⁻²)
    const double band = f.g * d;        // of the band-pass: band·(1 − z⁻²)
    Biquad q;
    q.a1 = 2.0 * (f.g * f.g - 1.0) * d;
    q.a2 = (1.0 - f.g * (f.k - f.g)) * d;
    q.b0 = f.m0 + f.m1 * band + f.m2 * low;
    q.b1 = f.m0 * q.a1 + 2.0 * f.m2 * low;
    q.b2 = f.m0 * q.a2 - f.m1 * band + f.m2 * low;
    return q;
}

EqualizerDesign::Grid::Grid() {
    const double top = sin(0.5 * kTopFrequency);
    const double topPhi = top * top;
    for (std::size_t i = 0; i < kNodes; ++i) {
        const double theta = (static_cast<double>(i) + 0.5) * kPi / kNodes;
        phi[i] = 0.5 * (1 - cos(theta)) * topPhi;
        // The inverse of phi = sin²(w / 2), by bisection: there is no arcsine of our own.
        double low = 0, high = kPi;
        for (int step = 0; step < 60; ++step) {
            const double middle = 0.5 * (low + high);
            const double s = sin(0.5 * middle);
            (s * s < phi[i] ? low : high) = middle;
        }
        frequency[i] = 0.5 * (low + high);
        poles[i] = 1;
        for (const double p : kCorrectionPoles) {
            // |1 + p·e^−jw|²
            poles[i] *= (1 + p) * (1 + p) * (1 - phi[i]) + (1 - p) * (1 - p) * phi[i];
        }
        basis[i] = chebyshev(2 * phi[i] / topPhi - 1);
    }
    for (std::size_t m = 0; m < kCepstrum; ++m) {
        const double theta = (static_cast<double>(m) + 0.5) * kPi / kCepstrum;
        fine[m] = chebyshev((1 - cos(theta)) / topPhi - 1);
        for (std::size_t k = 0; k < kCorrectionTaps; ++k)
            cosines[m][k] = cos(static_cast<double>(k) * theta) * (k == 0 ? 1.0 : 2.0) / kCepstrum;
    }
}

const EqualizerDesign::Grid& EqualizerDesign::sharedGrid() {
    static const Grid grid;
    return grid;
}

EqualizerDesign::EqualizerDesign() : grid_(&sharedGrid()) { begin(); }

void EqualizerDesign::begin() {
    wanted_.fill(1);
    analog_.fill(1);
}

/// `ideal`: the digital response is what is wanted, as with all-passes.
StateVariable EqualizerDesign::section(
    const Polynomial& zeros, const Polynomial& poles, double analogGain, double w0, bool ideal) {
    double gain = analogGain;
    if (!ideal) {
        const double squared = analogGain * analogGain;
        double first = 1, last = 1;
        for (std::size_t i = 0; i < kNodes; ++i) {
            const double x = (grid_->frequency[i] / w0) * (grid_->frequency[i] / w0);
            const double analog = squared * zeros.analogSquared(x) / poles.analogSquared(x);
            double ratio = analog * poles.magnitudeSquared(grid_->phi[i]) / zeros.magnitudeSquared(grid_->phi[i]);
            // A notch's centre is 0 over 0; the node before tells enough.
            if (!(ratio > 0 && ratio < 1e300)) ratio = i ? last : 1;
            last = ratio;
            if (i == 0) first = ratio;
            wanted_[i] *= ratio / first;
            analog_[i] *= analog;
        }
        gain = std::sqrt(first);
    }
    StateVariable f;
    f.g = std::sqrt(poles.atDc / poles.atNyquist);
    f.k = 2 * (1 - poles.c2) / (poles.atNyquist * f.g);
    f.m0 = gain * zeros.atNyquist / poles.atNyquist;
    f.m2 = gain * zeros.atDc / poles.atDc - f.m0;
    f.m1 = 2 * gain * (1 - zeros.c2) / (poles.atNyquist * f.g) - f.k * f.m0;
    return f;
}

int EqualizerDesign::add(const EqualizerBand& band,
                         double rate,
                         std::span<StateVariable, kMaxSections> sections) {
    using P = Polynomial;
    const double w0 = 2 * kPi * band.hertz / rate;
    const double q = band.q;
    const double a = exp2(band.decibels * (0.166096404744368117394 * 0.5)); // 10^(dB/40)
    const double rootA = std::sqrt(a);
    switch (band.type) {
    case BandType::bell:
        if (band.decibels == 0) return 0;
        sections[0] = section(P::pair(a / q, 1, w0), P::pair(1 / (a * q), 1, w0), 1, w0, false);
        return 1;
    case BandType::lowShelf:
        if (band.decibels == 0) return 0;
        sections[0] =
            section(P::pair(rootA / q, a, w0), P::pair(1 / (rootA * q), 1 / a, w0), 1, w0, false);
        return 1;
    case BandType::highShelf:
        if (band.decibels == 0) return 0;
        sections[0] =
            section(P::pair(1 / (rootA * q), 1 / a, w0), P::pair(rootA / q, a, w0), a * a, w0, false);
        return 1;
    case BandType::notch:
        sections[0] = section(P::pair(0, 1, w0), P::pair(1 / q, 1, w0), 1, w0, false);
        return 1;
    case BandType::bandPass:
        sections[0] = section(P::differentiator(1), P::pair(1 / q, 1, w0), 1 / q, w0, false);
        return 1;
    case BandType::allPass: {
        // The bilinear transform, exact at the band's frequency: there the phase is what is asked for.
        StateVariable& f = sections[0];
        f.g = tan(0.5 * std::min(w0, 0.95 * kPi));
        f.k = 1 / q;
        f.m0 = 1;
        f.m1 = -2 * f.k;
        f.m2 = 0;
        return 1;
    }
    case BandType::tilt: {
        if (band.decibels == 0) return 0;
        const double gain = a * a;
        sections[0] = section(P::single(1 / gain, w0), P::single(gain, w0), gain, w0, false);
        return 1;
    }
    case BandType::lowCut:
    case BandType::highCut: {
        const bool low = band.type == BandType::lowCut;
        const int order = band.decibelsPerOctave / 6;
        int count = 0;
        for (int pair = 1; pair <= order / 2; ++pair) {
            const double angle = order % 2 == 0 ? kPi * (2 * pair - 1) / (2.0 * order) : kPi * pair / order;
            const double damping = order == 2 ? 1 / q : 2 * cos(angle);
            const auto poles = P::pair(damping, 1, w0);
            sections[static_cast<std::size_t>(count++)] =
                section(low ? P::differentiator(2) : P::smoothing(2, poles, w0), poles, 1, w0, false);
        }
        if (order % 2) {
            const auto poles = P::single(1, w0);
            sections[static_cast<std::size_t>(count++)] =
                section(low ? P::differentiator(1) : P::smoothing(1, poles, w0), poles, 1, w0, false);
        }
        return count;
    }
    }
    return 0;
}

/// The numerator, over Chebyshev polynomials, that misses `target` least.
std::array<double, kCorrectionTaps> EqualizerDesign::fitted(const std::array<double, kNodes>& target,
                                                            const std::array<double, kNodes>& weight) const {
    std::array<std::array<double, kCorrectionTaps>, kCorrectionTaps> matrix{};
    std::array<double, kCorrectionTaps> fit{};
    for (std::size_t i = 0; i < kNodes; ++i) {
        for (std::size_t r = 0; r < kCorrectionTaps; ++r) {
            const double row = weight[i] * grid_->basis[i][r];
            fit[r] += row * target[i];
            for (std::size_t c = 0; c <= r; ++c) matrix[r][c] += row * grid_->basis[i][c];
        }
    }
    solve(matrix, fit);
    return fit;
}

bool EqualizerDesign::correction(std::span<double, kCorrectionTaps> taps) const {
    std::copy(kPassingCorrection.begin(), kPassingCorrection.end(), taps.begin());
    const auto [least, most] = std::minmax_element(wanted_.begin(), wanted_.end());
    if (*least > 0.9989 && *most < 1.0011) return false;

    std::array<double, kNodes> target, weight, squared;
    for (std::size_t i = 0; i < kNodes; ++i) {
        target[i] = wanted_[i] * grid_->poles[i];
        // The error counts relative to the response; under −58 dB it counts less and less.
        weight[i] = std::clamp(std::sqrt(analog_[i]) / 0.0012, 0.01, 1.0) / target[i];
        squared[i] = weight[i] * weight[i];
    }
    auto fit = fitted(target, squared);
    // Least squares may leave much at one place: where it does, that place counts more the next time.
    std::array<double, kNodes> miss;
    double worst = 0;
    for (std::size_t i = 0; i < kNodes; ++i) {
        double value = 0;
        for (std::size_t k = 0; k < kCorrectionTaps; ++k) value += fit[k] * grid_->basis[i][k];
        miss[i] = std::fabs(value - target[i]) * weight[i];
        worst = std::max(worst, miss[i]);
    }
    // Of |H|²: 0.03 and 0.06 dB. In between the second fit comes in by degrees, so that nothing jumps.
    const double share = std::clamp((worst - 0.007) / 0.007, 0.0, 1.0);
    if (share > 0) {
        for (std::size_t i = 0; i < kNodes; ++i) squared[i] *= 1 + share * (miss[i] / worst - 0.85);
        fit = fitted(target, squared);
    }

    std::array<double, kCorrectionTaps> cepstrum{};
    double top = 0; // the value at the edge of the fit; beyond it nothing is wanted but a sane end
    for (std::size_t k = 0; k < kCorrectionTaps; ++k) top += fit[k];
    const double floor = std::max(1e-4 * std::fabs(top), 1e-12);
    for (std::size_t m = 0; m < kCepstrum; ++m) {
        double value = 0;
        for (std::size_t k = 0; k < kCorrectionTaps; ++k) value += fit[k] * grid_->fine[m][k];
        const double half = 0.5 * log(std::max(value, floor));
        for (std::size_t k = 0; k < kCorrectionTaps; ++k) cepstrum[k] += half * grid_->cosines[m][k];
    }
    taps[0] = exp(cepstrum[0]);
    for (std::size_t n = 1; n < kCorrectionTaps; ++n) {
        taps[n] = 0;
        for (std::size_t k = 1; k <= n; ++k)
            taps[n] += static_cast<double>(k) / static_cast<double>(n) * cepstrum[k] * taps[n - k];
    }
    return true;
}

} // namespace lacquer::dsp
