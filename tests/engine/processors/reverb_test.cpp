#include "tests/engine/processors/measure.h"

#include <gtest/gtest.h>

namespace lacquer::processors::test {
namespace {

const char* const kStyleNames[] = {"room", "chamber", "hall", "plate"};
enum Style { room, chamber, hall, plate };

Stereo response(int rate,
                double seconds,
                std::map<std::string, double, std::less<>> numbers,
                std::map<std::string, Motion> motions = {}) {
    const auto frames = static_cast<std::size_t>(seconds * rate) / 64 * 64;
    return process("reverb", rate, impulse(frames, 100), std::move(numbers), std::move(motions));
}

/// Seconds for 60 dB by the line through Schroeder's curve between -5 and -35 dB, of both sides,
/// in a band of a fourth-order Butterworth filter run forwards and backwards.
double reverberationTime(const Stereo& impulseResponse, double rate, double low, double high) {
    const std::size_t n = impulseResponse.frames();
    std::vector<double> energy(n);
    for (const auto& side : impulseResponse.sides) {
        // Padded, so that what the filter rings ahead does not come round to the tail.
        std::vector<double> padded(side.begin(), side.end());
        padded.resize(2 * n);
        auto bins = spectrum(padded);
        for (std::size_t k = 0; k < bins.size(); ++k) {
            const double hertz = static_cast<double>(k) * rate / static_cast<double>(2 * n);
            const double off = k == 0 ? 1e9 : (hertz * hertz - low * high) / (hertz * (high - low));
            bins[k] *= 1 / (1 + std::pow(off, 8));
        }
        auto band = inverse(std::move(bins), 2 * n);
        for (double& value : band) value /= static_cast<double>(2 * n);
        for (std::size_t k = 0; k < n; ++k) energy[k] += band[k] * band[k];
    }
    for (std::size_t k = n - 1; k-- > 0;) energy[k] += energy[k + 1];
    double count = 0, sumT = 0, sumL = 0, sumTT = 0, sumTL = 0;
    for (std::size_t k = 0; k < n; ++k) {
        const double level = 10 * std::log10(energy[k] / energy[0] + 1e-30);
        if (level > -5) continue;
        if (level < -35) break;
        const double t = static_cast<double>(k) / rate;
        count += 1, sumT += t, sumL += level, sumTT += t * t, sumTL += t * level;
    }
    return -60 * (count * sumTT - sumT * sumT) / (count * sumTL - sumT * sumL);
}

/// Share of samples beyond the standard deviation over a Gaussian's: Abel & Huang, "A simple,
/// robust measure of reverberation echo density" (AES 121, 2006).
double echoDensity(const std::vector<float>& signal, std::size_t from, std::size_t window) {
    double power = 0;
    for (std::size_t k = from; k < from + window; ++k) power += static_cast<double>(signal[k]) * signal[k];
    const double deviation = std::sqrt(power / static_cast<double>(window));
    double beyond = 0;
    for (std::size_t k = from; k < from + window; ++k) beyond += std::fabs(signal[k]) > deviation ? 1 : 0;
    return beyond / static_cast<double>(window) / 0.3173;
}

/// The strongest line of the spectrum over the mean of 401 lines around it, 300 Hz to 12 kHz, in dB.
double standingOut(const std::vector<float>& signal, std::size_t from, double rate) {
    constexpr std::size_t kLength = 1 << 15;
    std::vector<double> part(kLength);
    for (std::size_t k = 0; k < kLength; ++k)
        part[k] = signal[from + k] *
                  (0.5 - 0.5 * std::cos(2 * 3.14159265358979 * static_cast<double>(k) / kLength));
    std::vector<double> power;
    for (const auto& bin : spectrum(part)) power.push_back(std::norm(bin));
    double worst = 0;
    for (std::size_t k = 201; k + 201 < power.size(); ++k) {
        const double hertz = static_cast<double>(k) * rate / kLength;
        if (hertz < 300 || hertz > 12000) continue;
        double mean = 0;
        for (std::size_t j = k - 200; j <= k + 200; ++j) mean += power[j] / 401;
        worst = std::max(worst, 10 * std::log10(power[k] / mean));
    }
    return worst;
}

struct Case {
    int style;
    double decay;
    int rate;
};

class ReverbDecay : public ::testing::TestWithParam<Case> {};

TEST_P(ReverbDecay, IsWhatIsSetInTheOctaveAroundOneKilohertz) {
    // Within 5 % over 0.3 to 10 s. Today: 4 % at 0.3 s, 2 % above.
    const auto [style, decay, rate] = GetParam();
    const auto output = response(rate, 1.2 * decay + 0.5, {{"style", style}, {"decay", decay}});
    EXPECT_NEAR(reverberationTime(output, rate, 707, 1414) / decay, 1, 0.05);
}

std::vector<Case> decayCases() {
    std::vector<Case> cases;
    for (const int style : {room, chamber, hall, plate}) {
        for (const double decay : {0.3, 0.6, 1.0, 2.0, 4.0, 10.0}) cases.push_back({style, decay, 48000});
        for (const int rate : {44100, 88200, 96000, 192000}) cases.push_back({style, 1.5, rate});
    }
    return cases;
}

INSTANTIATE_TEST_SUITE_P(Catalogue, ReverbDecay, ::testing::ValuesIn(decayCases()), [](const auto& one) {
    return std::string(kStyleNames[one.param.style]) + "_" +
           std::to_string(static_cast<int>(one.param.decay * 1000)) + "ms_" + std::to_string(one.param.rate);
});

class Reverb : public ::testing::TestWithParam<int> {};

TEST_P(Reverb, GivesBassAndTrebleTheirOwnDecay) {
    // dsp.md 6: octaves within 5 %. At 64 Hz a second holds so few modes that Schroeder's line itself
    // wanders (today up to 8 %); today 5 % at 125 Hz and 2 % from 1 kHz on.
    for (const double low : {0.5, 1.0, 2.0}) {
        const auto output = response(48000, 6, {{"style", GetParam()}, {"decay", 2}, {"lowdecay", low}, {"damping", 20000}});
        EXPECT_NEAR(reverberationTime(output, 48000, 45, 90) / (2 * low), 1, 0.09) << low;
        EXPECT_NEAR(reverberationTime(output, 48000, 88, 177) / (2 * low), 1, 0.055) << low;
        for (const double octave : {1000.0, 2000.0, 4000.0, 8000.0}) {
            EXPECT_NEAR(reverberationTime(output, 48000, octave * 0.7071, octave * 1.4142) / 2, 1, 0.05) << low << " at " << octave;
        }
    }
    for (const double damping : {3000.0, 6000.0}) {
        const auto output = response(48000, 4, {{"style", GetParam()}, {"decay", 2}, {"damping", damping}});
        EXPECT_NEAR(reverberationTime(output, 48000, damping * 0.89, damping * 1.12) / 1, 1, 0.1) << damping;
    }
}

TEST_P(Reverb, HoldsItsDecayWhenDampedFromCloseToOneKilohertz) {
    // processors.md: the decay is that of the octave around 1 kHz, whatever dulls it above. Damped from 1.5 kHz
    // its lower half rings on: 20 to 38 % too long where 1 kHz itself falls as set.
    for (const double damping : {1500.0, 2000.0}) {
        for (const double decay : {2.0, 6.0}) {
            const auto output = response(48000, 1.3 * decay + 0.5, {{"style", GetParam()}, {"decay", decay}, {"damping", damping}});
            EXPECT_NEAR(reverberationTime(output, 48000, 707, 1414) / decay, 1, 0.05) << damping << " Hz, " << decay << " s";
        }
    }
}

TEST_P(Reverb, LosesNoTrebleOverALongDecay) {
    // dsp.md 4.1: octaves within 5 %. Reading between frames takes a little of the treble at every pass
    // through a path, and in 10 s there are hundreds. Today -1 to -4 %.
    for (const double decay : {5.0, 10.0}) {
        const auto output = response(48000, 0.9 * decay, {{"style", GetParam()}, {"decay", decay}, {"damping", 20000}});
        EXPECT_NEAR(reverberationTime(output, 48000, 8000 * 0.7071, 8000 * 1.4142) / decay, 1, 0.05) << decay;
    }
}

TEST_P(Reverb, MeltsItsEchoesTogether) {
    // Gaussian from a quarter of the decay on: 0.9 to 1.1; dense within the time of the style.
    constexpr std::size_t kDense[] = {80, 80, 120, 50}; // ms
    const auto output = response(48000, 3, {{"style", GetParam()}, {"decay", 2}});
    for (const auto& side : output.sides) {
        double mean = 0;
        for (std::size_t w = 0; w < 8; ++w) mean += echoDensity(side, 24000 + w * 1024, 1024) / 8;
        EXPECT_NEAR(mean, 1, 0.1);
        EXPECT_GT(echoDensity(side, 100 + 48 * kDense[GetParam()] - 720, 1440), 0.85);
    }
}

TEST_P(Reverb, HasNoTonesOfItsOwn) {
    // No line more than 14.5 dB over its neighbours; Gaussian noise itself reaches 10.5.
    for (const int rate : {44100, 48000}) {
        for (const double decay : {0.8, 1.0, 2.0, 4.0}) {
            const auto output = response(rate, decay + 1.5, {{"style", GetParam()}, {"decay", decay}});
            for (const auto& side : output.sides)
                EXPECT_LT(standingOut(side, static_cast<std::size_t>(decay * rate / 4), rate), 14.5) << decay << " s at " << rate;
        }
    }
}

TEST_P(Reverb, SpreadsToTheSidesAndAddsUpInMono) {
    const auto output = response(48000, 5, {{"style", GetParam()}, {"decay", 3}});
    double left = 0, right = 0, both = 0, sum = 0;
    for (std::size_t k = 100; k < output.frames(); ++k) {
        const double l = output.sides[0][k], r = output.sides[1][k];
        left += l * l, right += r * r, both += l * r, sum += l;
    }
    EXPECT_NEAR(both / std::sqrt(left * right), 0, 0.15); // early reflections included
    EXPECT_NEAR(10 * std::log10(left / right), 0, 1);
    // Uncorrelated sides keep their power in mono: 0 dB; anything that cancels is lower.
    EXPECT_NEAR(10 * std::log10((left + right + 2 * both) / (left + right)), 0, 1);
    double peak = samplePeak(output.sides[0]);
    EXPECT_LT(std::fabs(sum) / static_cast<double>(output.frames()) / peak, 1e-4);
    double lateBoth = 0, lateLeft = 0, lateRight = 0;
    for (std::size_t k = 36000; k < output.frames(); ++k) {
        const double l = output.sides[0][k], r = output.sides[1][k];
        lateLeft += l * l, lateRight += r * r, lateBoth += l * r;
    }
    EXPECT_NEAR(lateBoth / std::sqrt(lateLeft * lateRight), 0, 0.1);
}

TEST_P(Reverb, MovesWithoutAClick) {
    // A 200 Hz tone has next to nothing in its second difference; a step of a hundredth of its
    // level would stand out tenfold.
    const auto input = sine(200, 48000, 64 * 1500, -6);
    const auto roughness = [&](std::map<std::string, Motion> motions) {
        const auto output = process("reverb", 48000, input, {{"style", GetParam()}, {"decay", 1}},
                                    std::move(motions));
        double worst = 0, peak = 0;
        for (const auto& side : output.sides) {
            for (std::size_t k = 24000; k < side.size(); ++k) {
                worst = std::max(worst, std::fabs(static_cast<double>(side[k]) - 2 * side[k - 1] + side[k - 2]));
                peak = std::max(peak, std::fabs(static_cast<double>(side[k])));
            }
        }
        return worst / peak;
    };
    const auto between = [](double a, double b) {
        return [=](std::int64_t k) { return a + (b - a) * std::clamp((static_cast<double>(k) - 40000) / 2000, 0.0, 1.0); };
    };
    const double still = roughness({});
    EXPECT_LT(roughness({{"style", [&](std::int64_t k) { return k < 40000 ? GetParam() : (GetParam() + 1) % 4; }}}), 0.01);
    EXPECT_LT(roughness({{"size", between(100, 50)}}), 0.01);
    EXPECT_LT(roughness({{"decay", between(1, 5)}}), 3 * still);
    EXPECT_LT(roughness({{"mix", between(100, 0)}}), 3 * still);
    EXPECT_LT(roughness({{"predelay", between(0, 20)}}), 0.02);
    EXPECT_LT(roughness({{"modulation", between(0, 100)}}), 0.005);
}

TEST_P(Reverb, KeepsTheLevelOfASteadySignalForAnyDecay) {
    const auto input = pinkNoise(64 * 4000, 3, -20);
    std::vector<double> levels;
    for (const double decay : {0.5, 1.5, 5.0}) {
        const auto output = process("reverb", 48000, input, {{"style", GetParam()}, {"decay", decay}, {"damping", 20000}});
        double power = 0;
        for (std::size_t k = output.frames() / 2; k < output.frames(); ++k)
            power += static_cast<double>(output.sides[0][k]) * output.sides[0][k];
        levels.push_back(10 * std::log10(power / (static_cast<double>(output.frames()) / 2)));
    }
    for (const double level : levels) EXPECT_NEAR(level, levels[1], 2.0);
}

INSTANTIATE_TEST_SUITE_P(Styles, Reverb, ::testing::Values(room, chamber, hall, plate), [](const auto& one) {
    return kStyleNames[one.param];
});

TEST(ReverbMix, AtZeroIsTheDrySignal) {
    const auto input = noise(64 * 100, 9);
    EXPECT_EQ(process("reverb", 48000, input, {{"mix", 0}}), input);
}

} // namespace
} // namespace lacquer::processors::test
