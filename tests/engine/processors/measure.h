#pragma once

#include "tests/engine/processors/bundle_runner.h"

#include <fftw3.h>

#include <complex>
#include <cstring>

/// Measurements that know nothing of how the processors work.
namespace lacquer::processors::test {

inline double dB(double gain) { return 20 * std::log10(std::max(std::fabs(gain), 1e-30)); }

/// Half the discrete Fourier transform of a real signal.
inline std::vector<std::complex<double>> spectrum(const std::vector<double>& signal) {
    std::vector<double> in = signal;
    std::vector<std::complex<double>> out(signal.size() / 2 + 1);
    fftw_plan plan = fftw_plan_dft_r2c_1d(static_cast<int>(in.size()), in.data(),
                                          reinterpret_cast<fftw_complex*>(out.data()), FFTW_ESTIMATE);
    fftw_execute(plan);
    fftw_destroy_plan(plan);
    return out;
}

inline std::vector<double> inverse(std::vector<std::complex<double>> half, std::size_t length) {
    std::vector<double> out(length);
    fftw_plan plan = fftw_plan_dft_c2r_1d(static_cast<int>(length),
                                          reinterpret_cast<fftw_complex*>(half.data()), out.data(),
                                          FFTW_ESTIMATE);
    fftw_execute(plan);
    fftw_destroy_plan(plan);
    return out;
}

/// Highest magnitude of the band-limited waveform: 32 times interpolation by a Fourier transform of
/// the whole signal, which has no filter error. The signal must begin and end in silence.
inline double truePeak(const std::vector<float>& signal) {
    constexpr std::size_t kFactor = 32;
    const std::size_t n = signal.size();
    auto half = spectrum({signal.begin(), signal.end()});
    half.resize(n * kFactor / 2 + 1);
    double peak = 0;
    for (const double value : inverse(std::move(half), n * kFactor))
        peak = std::max(peak, std::fabs(value));
    return peak / static_cast<double>(n);
}

inline double samplePeak(const std::vector<float>& signal) {
    double peak = 0;
    for (const float value : signal) peak = std::max(peak, std::fabs(static_cast<double>(value)));
    return peak;
}

/// Power of everything but the given sines over theirs, in dB, between two frames at least a second apart. The
/// window is Blackman and Harris's of four terms: what it lets through beside a sine is 92 dB down.
inline double distortion(const std::vector<float>& signal,
                         std::size_t from,
                         std::size_t to,
                         double rate,
                         std::initializer_list<double> sines) {
    std::vector<double> part(to - from);
    const double step = 2 * 3.14159265358979323846 / static_cast<double>(part.size());
    for (std::size_t k = 0; k < part.size(); ++k) {
        const double at = step * static_cast<double>(k);
        part[k] = signal[from + k] * (0.35875 - 0.48829 * std::cos(at) + 0.14128 * std::cos(2 * at) - 0.01168 * std::cos(3 * at));
    }
    double all = 0, wanted = 0;
    const auto bins = spectrum(part);
    for (std::size_t k = 0; k < bins.size(); ++k) {
        const double hertz = static_cast<double>(k) * rate / static_cast<double>(part.size());
        const double power = std::norm(bins[k]);
        all += power;
        for (const double sine : sines)
            if (std::fabs(hertz - sine) < 5) wanted += power;
    }
    return 10 * std::log10((all - wanted) / wanted);
}

/// Pink noise, different on both sides.
inline Stereo pinkNoise(std::size_t frames, unsigned seed, double rmsDecibels) {
    std::mt19937 random(seed);
    std::normal_distribution<double> value;
    Stereo signal(frames);
    for (auto& side : signal.sides) {
        std::vector<double> white(frames);
        for (auto& sample : white) sample = value(random);
        auto bins = spectrum(white);
        bins[0] = 0;
        for (std::size_t k = 1; k < bins.size(); ++k) bins[k] /= std::sqrt(static_cast<double>(k));
        auto pink = inverse(std::move(bins), frames);
        double power = 0;
        for (const double sample : pink) power += sample * sample;
        const double scale =
            std::pow(10, rmsDecibels / 20) / std::sqrt(power / static_cast<double>(frames));
        for (std::size_t k = 0; k < frames; ++k) side[k] = static_cast<float>(pink[k] * scale);
    }
    return signal;
}

} // namespace lacquer::processors::test
