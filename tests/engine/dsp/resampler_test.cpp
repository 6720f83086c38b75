#include "engine/dsp/resampler.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

using namespace lacquer;
using namespace lacquer::dsp;

namespace {

constexpr double kPi = 3.14159265358979323846;

std::vector<float> convert(const std::vector<float>& in, int from, int to, int piece = 4096) {
    auto resampler = Resampler::create({from}, {to}, 1);
    EXPECT_TRUE(resampler);
    std::vector<std::vector<float>> out;
    for (std::size_t done = 0; done < in.size(); done += static_cast<std::size_t>(piece)) {
        const float* const places[] = {in.data() + done};
        resampler->push(places,
                        static_cast<int>(std::min<std::size_t>(static_cast<std::size_t>(piece),
                                                               in.size() - done)),
                        out);
    }
    resampler->finish(out);
    return out[0];
}

std::vector<float> sine(double frequency, int rate, double seconds) {
    std::vector<float> samples(static_cast<std::size_t>(seconds * rate));
    for (std::size_t n = 0; n < samples.size(); ++n)
        samples[n] = static_cast<float>(
            0.9 * std::sin(2 * kPi * frequency * static_cast<double>(n) / rate));
    return samples;
}

struct Fit {
    double levelDb;    ///< of the sine against 0.9
    double residualDb; ///< everything else against full scale, RMS
};

/// The sine of this frequency in the middle half, by least squares.
Fit fitOf(const std::vector<float>& samples, double frequency, int rate) {
    double ss = 0, cc = 0, sc = 0, ys = 0, yc = 0;
    const std::size_t first = samples.size() / 4;
    const std::size_t last = 3 * samples.size() / 4;
    const auto at = [&](std::size_t n) { return 2 * kPi * frequency * static_cast<double>(n) / rate; };
    for (std::size_t n = first; n < last; ++n) {
        const double s = std::sin(at(n)), c = std::cos(at(n)), y = static_cast<double>(samples[n]);
        ss += s * s, cc += c * c, sc += s * c, ys += y * s, yc += y * c;
    }
    const double determinant = ss * cc - sc * sc;
    const double a = (ys * cc - yc * sc) / determinant;
    const double b = (yc * ss - ys * sc) / determinant;
    double rest = 0;
    for (std::size_t n = first; n < last; ++n) {
        const double error =
            static_cast<double>(samples[n]) - a * std::sin(at(n)) - b * std::cos(at(n));
        rest += error * error;
    }
    return {20 * std::log10(std::hypot(a, b) / 0.9),
            10 * std::log10(rest / static_cast<double>(last - first))};
}

struct Rates {
    int from;
    int to;
};

class BetweenRates : public ::testing::TestWithParam<Rates> {};

} // namespace

TEST_P(BetweenRates, TheResamplerIsFlatAndCleanToTheEdgeOfHearing) {
    const auto [from, to] = GetParam();
    // 0.907 of the lower Nyquist frequency: 20 kHz at 44.1 kHz.
    const double top = 0.907 * std::min(from, to) / 2;
    for (const double frequency : {997.0, 10000.0 * top / 20000.0, top}) {
        const Fit fit = fitOf(convert(sine(frequency, from, 1), from, to), frequency, to);
        EXPECT_NEAR(fit.levelDb, 0, 0.01) << frequency;
        EXPECT_LT(fit.residualDb, -140) << frequency;
    }
}

TEST_P(BetweenRates, TheLengthIsExactAndAnImpulseKeepsItsInstant) {
    const auto [from, to] = GetParam();
    for (const int frames : {1, 63, 4096, 50001}) {
        const auto out = convert(std::vector<float>(static_cast<std::size_t>(frames)), from, to);
        const std::int64_t expected = (std::int64_t{frames} * to + from - 1) / from;
        EXPECT_EQ(static_cast<std::int64_t>(out.size()), expected) << frames;
    }
    std::vector<float> impulse(static_cast<std::size_t>(from));
    impulse[static_cast<std::size_t>(from / 2)] = 1;
    const auto out = convert(impulse, from, to);
    const auto peak = std::max_element(out.begin(), out.end()) - out.begin();
    EXPECT_NEAR(static_cast<double>(peak) / to, 0.5, 1.0 / to);
}

std::vector<Rates> everyPair() {
    std::vector<Rates> pairs;
    for (const int from : {44100, 48000, 88200, 96000, 176400, 192000})
        for (const int to : {44100, 48000, 88200, 96000, 176400, 192000})
            if (from != to) pairs.push_back({from, to});
    // Ratios of small numbers, of large ones, and far apart.
    for (const Rates odd : {Rates{37800, 48000}, {44056, 96000}, {64000, 47952}, {96096, 44100}, {8000, 384000}, {384000, 8000}})
        pairs.push_back(odd);
    return pairs;
}

INSTANTIATE_TEST_SUITE_P(Pairs, BetweenRates, ::testing::ValuesIn(everyPair()), [](const auto& one) {
    return std::to_string(one.param.from) + "_to_" + std::to_string(one.param.to);
});

/// From 1.1 times what the new rate can hold to the end of what the old one can.
TEST(Resampler, LeavesNoAliasOfWhatTheNewRateCannotHold) {
    for (const auto [from, to] : everyPair())
        for (const double share : {1.1, 1.35, 1.9}) {
            const double frequency = share * to / 2;
            if (frequency > 0.49 * from) continue;
            const auto out = convert(sine(frequency, from, 0.5), from, to);
            double energy = 0;
            for (std::size_t n = out.size() / 4; n < 3 * out.size() / 4; ++n)
                energy += static_cast<double>(out[n]) * out[n];
            EXPECT_LT(10 * std::log10(energy / static_cast<double>(out.size() / 2) + 1e-30), -140)
                << frequency << " Hz from " << from << " to " << to;
        }
}

TEST(Resampler, GivesTheSameWhateverThePiecesAre) {
    const auto in = sine(1234, 44100, 0.5);
    const auto whole = convert(in, 44100, 48000, 1 << 20);
    for (const int piece : {1000, 8191}) EXPECT_EQ(convert(in, 44100, 48000, piece), whole) << piece;
}
