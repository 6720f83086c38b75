#include "tests/engine/processors/measure.h"

#include <gtest/gtest.h>

#include <complex>

namespace lacquer::processors::test {
namespace {

using Numbers = std::map<std::string, double, std::less<>>;
using Complex = std::complex<double>;

enum Type { lowcut, highcut, lowshelf, highshelf, bell, notch, bandpass, allpass, tilt };

struct Band {
    Type type;
    double hertz, decibels, q;
    int slope; ///< index into 6 12 18 24 36 48 72 96
};

/// Robert Bristow-Johnson's prototypes on the analog axis; Butterworth cuts.
double prototype(const Band& band, double hertz) {
    const Complex s(0, hertz / band.hertz);
    const double a = std::pow(10, band.decibels / 40), q = band.q, root = std::sqrt(a);
    switch (band.type) {
    case bell: return std::abs((s * s + s * a / q + 1.0) / (s * s + s / (a * q) + 1.0));
    case lowshelf: return std::abs(a * (s * s + s * root / q + a) / (a * s * s + s * root / q + 1.0));
    case highshelf: return std::abs(a * (a * s * s + s * root / q + 1.0) / (s * s + s * root / q + a));
    case notch: return std::abs((s * s + 1.0) / (s * s + s / q + 1.0));
    case bandpass: return std::abs((s / q) / (s * s + s / q + 1.0));
    case allpass: return 1;
    case tilt: return std::abs((s * a * a + 1.0) / (s + a * a));
    default: break;
    }
    constexpr int kSlopes[] = {6, 12, 18, 24, 36, 48, 72, 96};
    const int order = kSlopes[band.slope] / 6;
    const double x = band.type == highcut ? hertz / band.hertz : band.hertz / hertz;
    if (order == 2) return std::abs(1.0 / (Complex(0, x) * Complex(0, x) + Complex(0, x) / q + 1.0));
    return 1 / std::sqrt(1 + std::pow(x, 2 * order));
}

Numbers numbersOf(const Band& band) {
    return {{"band1.on", 1}, {"band1.type", band.type}, {"band1.freq", band.hertz}, {"band1.gain", band.decibels},
            {"band1.q", band.q}, {"band1.slope", band.slope}};
}

constexpr std::size_t kFrames = 1 << 16;

Stereo impulseResponse(const std::string& id, int rate, const Numbers& numbers, std::size_t at = 1024) {
    return process(id, rate, impulse(kFrames, at), numbers);
}

// Figures: dsp.md 1.1, linear phase within 0.05 dB; 1.6, symmetric, latency exact.

TEST(LinearEqualizer, FollowsItsPrototypesWithin005Decibels) {
    const Band bands[] = {{bell, 60, 12, 1, 0},       {bell, 1000, -18, 4, 0},    {bell, 15000, 12, 0.5, 0},
                          {lowshelf, 80, 9, 0.7, 0},  {highshelf, 9000, -12, 0.7, 0}, {highshelf, 3000, 18, 0.5, 0},
                          {notch, 400, 0, 2, 0},      {bandpass, 2000, 0, 1, 0},  {allpass, 1000, 0, 1, 0},
                          {tilt, 800, 6, 0.7, 0},     {lowcut, 80, 0, 0.7, 0},    {lowcut, 80, 0, 0.7, 1},
                          {lowcut, 60, 0, 0.7, 3},    {lowcut, 100, 0, 0.7, 7},   {highcut, 12000, 0, 0.7, 1},
                          {highcut, 15000, 0, 0.7, 5}, {highcut, 10000, 0, 0.7, 7}};
    for (const int rate : {44100, 96000}) {
        for (const Band& band : bands) {
            const Stereo out = impulseResponse("lineareq", rate, numbersOf(band));
            const auto bins = spectrum({out.sides[0].begin(), out.sides[0].end()});
            double worst = 0, where = 0;
            for (std::size_t k = 1; k < bins.size(); ++k) {
                const double hertz = static_cast<double>(k) * rate / kFrames;
                const double wanted = dB(prototype(band, hertz));
                // The bottom of a notch is as sharp as the kernel is long.
                const double floor = band.type == notch ? -15 : -40;
                if (hertz < 20 || hertz > 20000 || wanted < floor) continue;
                const double error = std::fabs(dB(std::abs(bins[k])) - wanted);
                if (error > worst) worst = error, where = hertz;
            }
            EXPECT_LT(worst, 0.05) << "type " << band.type << " at " << band.hertz << " Hz, rate " << rate << ", at " << where;
        }
    }
}

TEST(LinearEqualizer, CutsReachTheFloorOfTheirSlope) {
    const Stereo out = impulseResponse("lineareq", 48000, numbersOf({lowcut, 200, 0, 0.7, 7}));
    const auto bins = spectrum({out.sides[0].begin(), out.sides[0].end()});
    // Two octaves down 96 dB/oct is −193 dB; the float path leaves far less than could be heard.
    for (std::size_t k = 1; k < 50 * kFrames / 48000; ++k) EXPECT_LT(dB(std::abs(bins[k])), -95);
}

TEST(LinearEqualizer, IsSymmetricAboutItsLatency) {
    for (const int rate : {44100, 96000}) {
        const Numbers numbers = numbersOf({bell, 1500, 9, 1.4, 0});
        const auto latency = static_cast<std::size_t>(catalogue().type("lineareq")->latency({numbers, {}}, {rate}).value);
        const Stereo out = impulseResponse("lineareq", rate, numbers);
        const auto middle = 1024 + latency;
        EXPECT_EQ(std::max_element(out.sides[0].begin(), out.sides[0].end()) - out.sides[0].begin(),
                  static_cast<std::ptrdiff_t>(middle));
        for (std::size_t n = 1; n < latency; ++n)
            ASSERT_NEAR(out.sides[0][middle - n], out.sides[0][std::min(middle + n, kFrames - 1)], 1e-6) << n;
    }
}

TEST(LinearEqualizer, RingsBeforeNoMoreThanItsMagnitudeAsksFor) {
    // A bell's zero-phase response falls with its pole: e^(−π·f·t / (A·Q)).
    const Stereo out = impulseResponse("lineareq", 48000, numbersOf({bell, 1000, 6, 1, 0}));
    const std::size_t middle = 1024 + 8192;
    for (std::size_t n = 300; n < 8192; ++n) {
        const double theory = std::exp(-3.14159265 * 1000 * static_cast<double>(n) / 48000 / 1.4125);
        ASSERT_LT(std::fabs(static_cast<double>(out.sides[0][middle - n])), theory + 1e-6) << n << " frames before";
    }
}

TEST(LinearEqualizer, TreatsLeftRightMidAndSideAlone) {
    const double at = 1000;
    const auto gainAt = [&](const std::vector<float>& side) {
        return std::abs(spectrum({side.begin(), side.end()})[static_cast<std::size_t>(std::lround(at * kFrames / 48000))]);
    };
    for (int channel = 0; channel < 5; ++channel) {
        Numbers numbers = numbersOf({bell, at, 9, 1, 0});
        numbers["band1.channel"] = channel;
        Stereo left = impulse(kFrames, 1024), mid = left, side = left;
        std::fill(left.sides[1].begin(), left.sides[1].end(), 0.0f);
        side.sides[1][1024] = -1;
        const Stereo outLeft = process("lineareq", 48000, left, numbers);
        const Stereo outMid = process("lineareq", 48000, mid, numbers), outSide = process("lineareq", 48000, side, numbers);
        const double boosted = 9, flat = 0;
        EXPECT_NEAR(dB(gainAt(outMid.sides[0])), channel == 4 || channel == 2 ? flat : boosted, 0.05) << channel;
        EXPECT_NEAR(dB(gainAt(outMid.sides[1])), channel == 4 || channel == 1 ? flat : boosted, 0.05) << channel;
        EXPECT_NEAR(dB(gainAt(outSide.sides[0])), channel == 3 || channel == 2 ? flat : boosted, 0.05) << channel;
        if (channel <= 2) {
            EXPECT_LT(dB(gainAt(outLeft.sides[1])), -120) << channel;
        }
    }
}

TEST(LinearEqualizer, IsTheSameAsTheEqualizerWithLinearPhase) {
    Numbers numbers = numbersOf({bell, 700, -6, 2, 0});
    const Stereo input = noise(64 * 500, 5);
    const Stereo linear = process("lineareq", 48000, input, numbers);
    numbers["phase"] = 1;
    EXPECT_EQ(process("eq", 48000, input, numbers), linear);
    EXPECT_EQ(catalogue().type("eq")->latency({numbers, {}}, {48000}).value,
              catalogue().type("lineareq")->latency({numbers, {}}, {48000}).value);
}

TEST(LinearEqualizer, HasTheLatencyOfItsResolution) {
    for (const int rate : {44100, 48000, 96000, 192000}) {
        for (int resolution = 0; resolution < 4; ++resolution) {
            if (rate == 192000 && resolution == 3) continue; // as the others, four times as long
            Numbers numbers = numbersOf({bell, 1000, 0.01, 1, 0});
            numbers["resolution"] = resolution;
            const auto latency = static_cast<std::size_t>(catalogue().type("lineareq")->latency({numbers, {}}, {rate}).value);
            const Stereo out = process("lineareq", rate, impulse((latency + 2048) / 64 * 64, 1000), numbers);
            EXPECT_EQ(std::max_element(out.sides[0].begin(), out.sides[0].end()) - out.sides[0].begin(),
                      static_cast<std::ptrdiff_t>(1000 + latency));
        }
    }
}

/// As a hand does: from one gain to the other in no time, and swept. What clicks shows far above the
/// sine.
TEST(LinearEqualizer, ChangesWithoutAClick) {
    const Stereo input = sine(200, 48000, 64 * 1500, -6);
    const Motion motions[] = {[](std::int64_t frame) { return frame < 40000 ? -12.0 : 12.0; },
                              [](std::int64_t frame) { return 12 * std::sin(static_cast<double>(frame) * 3e-4); }};
    for (const auto& motion : motions) {
        const Stereo out = process("lineareq", 48000, input, numbersOf({bell, 200, 0, 1, 0}), {{"band1.gain", motion}});
        for (std::size_t from = 20000; from + 8192 < out.frames(); from += 4096) {
            std::vector<double> part(8192);
            for (std::size_t n = 0; n < part.size(); ++n) {
                const double turn = 2 * 3.14159265358979323846 * static_cast<double>(n) / 8192;
                part[n] = static_cast<double>(out.sides[0][from + n]) * (0.42 - 0.5 * std::cos(turn) + 0.08 * std::cos(2 * turn));
            }
            const auto bins = spectrum(part);
            for (std::size_t k = 8192 * 3000 / 48000; k < bins.size(); ++k)
                ASSERT_LT(dB(std::abs(bins[k]) / 0.42 * 2 / 8192), -90) << "around " << from << ", bin " << k;
        }
    }
}

/// The gain that belongs to a frame is what the frame gets, latency taken out.
TEST(LinearEqualizer, MovesWithTheSoundThatItsAutomationMeets) {
    const Stereo input = sine(1000, 48000, 64 * 2000, -12);
    const Stereo out = process("lineareq", 48000, input, numbersOf({bell, 1000, 0, 0.5, 0}),
                               {{"band1.gain", [](std::int64_t frame) { return -6 + 12 * static_cast<double>(frame) / 128000; }}});
    for (const std::size_t frame : {30000u, 60000u, 90000u}) {
        double power = 0;
        for (std::size_t n = 0; n < 480; ++n) {
            const double x = static_cast<double>(out.sides[0][8192 + frame - 240 + n]);
            power += x * x / 240;
        }
        EXPECT_NEAR(10 * std::log10(power) + 12, -6 + 12 * static_cast<double>(frame) / 128000, 0.15) << frame;
    }
}

/// Another worker than one's own: what the engine thread gets is the same.
class PatientWorkshop final : public Workshop {
public:
    void add(Job& job) override { jobs.push_back(&job); }
    void remove(Job& job) override { std::erase(jobs, &job); }
    void ring() noexcept override { ++rings; }
    std::vector<Job*> jobs;
    int rings = 0;
};

TEST(LinearEqualizer, SoundsTheSameWithAWorkshopInTheBackground) {
    const Stereo input = noise(64 * 1200, 7);
    StripFeed feed;
    feed.values.numbers = numbersOf({bell, 500, 0, 1, 0});
    feed.motions["band1.gain"] = [](std::int64_t frame) { return 9 * std::sin(static_cast<double>(frame) * 1e-4); };
    feed.input = &input;
    const auto& type = *catalogue().type("lineareq");
    const Stereo alone = BundleRunner(type, {48000}, {feed}).run()[0];
    const auto workshop = std::make_shared<PatientWorkshop>();
    BundleRunner runner(type, {48000}, {feed}, {nullptr, workshop});
    Stereo together(0);
    for (std::int64_t at = 0; at < 64 * 1200; at += 64 * 10) {
        const Stereo part = runner.run(at, at + 64 * 10)[0];
        for (std::size_t side = 0; side < 2; ++side)
            together.sides[side].insert(together.sides[side].end(), part.sides[side].begin(), part.sides[side].end());
        // It comes ten quanta late at worst: before the step is over.
        for (Job* job : workshop->jobs) job->work();
    }
    EXPECT_GT(workshop->rings, 10);
    EXPECT_EQ(together, alone);
}

TEST(LinearEqualizer, KeepsDynamicMovesInTimeWithTheSound) {
    // A bell that falls 12 dB over the threshold; the burst comes out at its new gain, in its place.
    Stereo input(64 * 1200);
    const Stereo loud = sine(1000, 48000, 64 * 1200, 0);
    for (std::size_t n = 0; n < input.frames(); ++n)
        for (auto* side : {&input.sides[0], &input.sides[1]}) (*side)[n] = loud.sides[0][n] * (n < 40000 ? 0.01f : 0.5f);
    Numbers numbers = numbersOf({bell, 1000, 0, 1, 0});
    numbers["band1.threshold"] = -30;
    numbers["band1.range"] = -12;
    numbers["band1.attack"] = 5;
    const Stereo out = process("lineareq", 48000, input, numbers);
    const auto level = [&](std::size_t frame) {
        double power = 0;
        for (std::size_t n = 0; n < 4800; ++n) {
            const double x = static_cast<double>(out.sides[0][8192 + frame + n]);
            power += x * x / 2400;
        }
        return 10 * std::log10(power);
    };
    EXPECT_NEAR(level(30000), -40, 0.05);
    EXPECT_NEAR(level(50000), -6.02 - 12, 0.15);
}

// Sums flat: the issue of the sound, 0.01 dB with nothing happening.

TEST(LinearMultiband, AddsUpToItsInputExactlyLate) {
    Numbers numbers{{"phase", 1}};
    for (int band = 1; band <= 4; ++band) numbers["band" + std::to_string(band) + ".on"] = 0;
    for (const int rate : {44100, 96000}) {
        const auto latency = static_cast<std::size_t>(catalogue().type("multiband")->latency({numbers, {}}, {rate}).value);
        const Stereo input = noise(64 * 600, 3);
        const Stereo out = process("multiband", rate, input, numbers);
        for (std::size_t n = latency; n < out.frames(); ++n)
            ASSERT_NEAR(out.sides[0][n], input.sides[0][n - latency], 2e-6) << n;
    }
}

TEST(LinearMultiband, SplitsWithTheMagnitudeOfLinkwitzRiley) {
    for (int solo = 1; solo <= 4; ++solo) {
        Numbers numbers{{"phase", 1}, {"xover1", 150}, {"xover2", 1200}, {"xover3", 5000}, {"band" + std::to_string(solo) + ".solo", 1}};
        for (int band = 1; band <= 4; ++band) numbers["band" + std::to_string(band) + ".on"] = 0;
        const Stereo out = process("multiband", 48000, impulse(kFrames, 100), numbers);
        const auto bins = spectrum({out.sides[0].begin(), out.sides[0].end()});
        const auto low = [](double hertz, double cut) { return 1 / (1 + std::pow(hertz / cut, 4)); };
        for (std::size_t k = 30; k < bins.size(); k += 7) {
            const double hertz = static_cast<double>(k) * 48000 / kFrames;
            const double cuts[5] = {0, low(hertz, 150), low(hertz, 1200), low(hertz, 5000), 1};
            ASSERT_NEAR(std::abs(bins[k]), cuts[solo] - cuts[solo - 1], 1e-3) << "band " << solo << " at " << hertz;
        }
    }
}

} // namespace
} // namespace lacquer::processors::test
