#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

namespace lacquer::analysis {

/// dBTP of all four (32 times, by Fourier transform).
inline constexpr double kBurstOfEbuTech3341 = -0.077;

/// EBU Tech 3341 cases 20 to 23 (`start` 0 to 3): at four times the rate one period of fs/4 at full
/// scale inside a tone of fs/6 at half of it, low-passed at half the rate and decimated from each of
/// the four starts.
inline std::vector<float> burstOfEbuTech3341(int start) {
    constexpr double kPi = 3.14159265358979323846;
    constexpr int kLong = 4 * 9600;
    std::vector<double> fast(kLong);
    double phase = 0;
    const int burstAt = 24 * 800; // a zero crossing of the slower tone
    for (int n = 0; n < kLong; ++n) {
        const bool inside = n >= burstAt && n < burstAt + 16;
        if (n == burstAt || n == burstAt + 16) phase = 0;
        const double fade = std::min({1.0, n / 1920.0, (kLong - n) / 1920.0});
        fast[static_cast<std::size_t>(n)] = fade * (inside ? 1.0 : 0.5) * std::sin(phase);
        phase += 2 * kPi / (inside ? 16 : 24);
    }
    std::vector<double> taps(4001);
    double sum = 0;
    for (int k = 0; k < 4001; ++k) {
        const double at = k - 2000;
        const double edge = at / 2001;
        double bessel = 0, top = 0, term = 1;
        const double x = 8 * std::sqrt(1 - edge * edge);
        for (int j = 1; j < 40; ++j) bessel += term, term *= x * x / (4.0 * j * j);
        term = 1;
        for (int j = 1; j < 40; ++j) top += term, term *= 64.0 / (4.0 * j * j);
        const double sinc = at == 0 ? 1 : std::sin(kPi * at / 4) / (kPi * at / 4);
        sum += taps[static_cast<std::size_t>(k)] = sinc * bessel / top;
    }
    std::vector<float> samples;
    for (int n = start; n < kLong; n += 4) {
        double value = 0;
        for (int k = std::max(0, n + 2000 - kLong + 1); k < 4001 && n + 2000 - k >= 0; ++k)
            value += taps[static_cast<std::size_t>(k)] * fast[static_cast<std::size_t>(n + 2000 - k)];
        samples.push_back(static_cast<float>(value / sum));
    }
    return samples;
}

} // namespace lacquer::analysis
