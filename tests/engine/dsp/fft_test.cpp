#include "engine/dsp/fft.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <random>
#include <thread>
#include <vector>

namespace lacquer::dsp {
namespace {

template <typename Sample>
AlignedMemory<Sample> noise(int size) {
    std::mt19937 random(7);
    std::uniform_real_distribution<double> any(-1, 1);
    AlignedMemory<Sample> out(static_cast<std::size_t>(size));
    for (auto& x : out) x = static_cast<Sample>(any(random));
    return out;
}

/// The definition: Σ x[n]·e^(−2πi·k·n/N).
template <typename Sample>
std::complex<double> definition(const AlignedMemory<Sample>& x, int k) {
    std::complex<double> sum = 0;
    const double n = static_cast<double>(x.size());
    for (std::size_t i = 0; i < x.size(); ++i)
        sum += static_cast<double>(x[i]) *
               std::polar(1.0, -2 * std::numbers::pi * std::fmod(static_cast<double>(k) * static_cast<double>(i), n) / n);
    return sum;
}

template <typename Sample>
class RealFftOf : public ::testing::Test {};
using Samples = ::testing::Types<float, double>;
TYPED_TEST_SUITE(RealFftOf, Samples);

TYPED_TEST(RealFftOf, GivesTheDefinitionForSmallOddAndPrimeSizes) {
    const double tolerance = std::is_same_v<TypeParam, float> ? 2e-5 : 1e-12;
    for (const int size : {1, 2, 3, 8, 15, 64, 101, 480, 1024}) {
        RealFft<TypeParam> fft(size);
        const auto x = noise<TypeParam>(size);
        AlignedMemory<std::complex<TypeParam>> spectrum(static_cast<std::size_t>(fft.bins()));
        fft.forward(x.data(), spectrum.data());
        for (int k = 0; k < fft.bins(); ++k)
            EXPECT_LT(std::abs(std::complex<double>(spectrum[static_cast<std::size_t>(k)]) - definition(x, k)),
                      tolerance * size)
                << "size " << size << ", bin " << k;
    }
}

TYPED_TEST(RealFftOf, ComesBackScaledByItsSize) {
    for (const int size : {64, 441, 4096, 65536}) {
        RealFft<TypeParam> fft(size);
        const auto x = noise<TypeParam>(size);
        AlignedMemory<std::complex<TypeParam>> spectrum(static_cast<std::size_t>(fft.bins()));
        AlignedMemory<TypeParam> back(static_cast<std::size_t>(size));
        fft.forward(x.data(), spectrum.data());
        fft.inverse(spectrum.data(), back.data());
        double worst = 0;
        for (std::size_t n = 0; n < x.size(); ++n)
            worst = std::max(worst, std::fabs(static_cast<double>(back[n]) / size - static_cast<double>(x[n])));
        EXPECT_LT(worst, (std::is_same_v<TypeParam, float> ? 2e-6 : 2e-15)) << size;
    }
}

TEST(RealFft, CanBePlannedOnSeveralThreadsAtOnce) {
    const auto x = noise<float>(3000);
    std::vector<std::complex<float>> results(8);
    std::vector<std::thread> threads;
    for (std::size_t t = 0; t < results.size(); ++t)
        threads.emplace_back([&, t] {
            for (int size = 1000; size < 1040; ++size) {
                RealFft<float> fft(size);
                AlignedMemory<std::complex<float>> spectrum(static_cast<std::size_t>(fft.bins()));
                fft.forward(x.data(), spectrum.data());
                results[t] += spectrum[10];
            }
        });
    for (auto& thread : threads) thread.join();
    for (const auto& result : results) EXPECT_EQ(result, results[0]);
}

} // namespace
} // namespace lacquer::dsp
