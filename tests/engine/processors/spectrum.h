#pragma once

#include <fftw3.h>

#include <cmath>
#include <complex>
#include <cstddef>
#include <span>
#include <vector>

namespace lacquer::processors::test {

/// The Fourier transform of a whole signal at one frequency (cycles per frame), in double.
inline std::complex<double> transformAt(std::span<const float> signal, double frequency) {
    const double w = 2 * 3.14159265358979323846 * frequency;
    std::complex<double> sum = 0, turn = std::polar(1.0, -w), at = 1;
    for (std::size_t n = 0; n < signal.size(); ++n) {
        sum += static_cast<double>(signal[n]) * at;
        at *= turn;
        // The recurrence is set right before it drifts.
        if (n % 1024 == 1023) at = std::polar(1.0, -std::fmod(w * static_cast<double>(n + 1), 2 * 3.14159265358979323846));
    }
    return sum;
}

/// The first half of the discrete Fourier transform.
inline std::vector<std::complex<double>> transform(std::span<const float> signal) {
    std::vector<double> input(signal.begin(), signal.end());
    std::vector<std::complex<double>> output(signal.size() / 2 + 1);
    const auto plan = fftw_plan_dft_r2c_1d(static_cast<int>(signal.size()), input.data(),
                                           reinterpret_cast<fftw_complex*>(output.data()), FFTW_ESTIMATE);
    fftw_execute(plan);
    fftw_destroy_plan(plan);
    return output;
}

inline double decibels(double magnitude) { return 20 * std::log10(magnitude + 1e-30); }

/// Level of a sine component through a Blackman window, dBFS.
inline double levelAt(std::span<const float> signal, double frequency) {
    const double w = 2 * 3.14159265358979323846 * frequency;
    const double size = static_cast<double>(signal.size());
    std::complex<double> sum = 0;
    double weight = 0;
    for (std::size_t n = 0; n < signal.size(); ++n) {
        const double t = 2 * 3.14159265358979323846 * (static_cast<double>(n) + 0.5) / size;
        const double window = 0.42 - 0.5 * std::cos(t) + 0.08 * std::cos(2 * t);
        weight += window;
        sum += window * static_cast<double>(signal[n]) *
               std::polar(1.0, -std::fmod(w * static_cast<double>(n), 2 * 3.14159265358979323846));
    }
    return decibels(2 * std::abs(sum) / weight);
}

inline double rmsDecibels(std::span<const float> signal) {
    double power = 0;
    for (const float sample : signal) power += static_cast<double>(sample) * sample;
    return 10 * std::log10(power / static_cast<double>(signal.size()) + 1e-30);
}

} // namespace lacquer::processors::test
