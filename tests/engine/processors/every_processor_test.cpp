#include "tests/engine/processors/bundle_runner.h"

#include <gtest/gtest.h>
#include <hwy/targets.h>

#include <numbers>
#include <set>

namespace lacquer::processors::test {
namespace {

struct Case {
    const ProcessorType* type;
    int rate;
    unsigned settings; ///< 0: the defaults; otherwise the seed of random ones
};

void PrintTo(const Case& what, std::ostream* out) {
    *out << what.type->spec.id << " at " << what.rate << " Hz, settings " << what.settings;
}

ParameterValues settingsOf(const ProcessorType& type, unsigned seed) {
    ParameterValues values;
    if (seed == 0) return values;
    std::mt19937 random(seed * 7919u);
    std::uniform_real_distribution<double> share(0, 1);
    for (const auto& spec : type.spec.parameters) {
        const double where = share(random);
        // The bypass runs around the processor.
        if (spec.id == "bypass" || spec.kind == ParameterKind::text) continue;
        double value = spec.minimum + where * (spec.maximum - spec.minimum);
        if (spec.taper == Taper::logarithmic && spec.minimum > 0)
            value = spec.minimum * std::pow(spec.maximum / spec.minimum, where);
        if (spec.kind != ParameterKind::continuous) value = std::round(value);
        values.numbers[spec.id] = static_cast<double>(static_cast<float>(value));
    }
    return values;
}

class EveryProcessor : public ::testing::TestWithParam<Case> {
protected:
    const ProcessorType& type() const { return *GetParam().type; }
    SampleRate rate() const { return {GetParam().rate}; }
    ParameterValues values() const { return settingsOf(type(), GetParam().settings); }

    StripFeed feed(const Stereo& input) const {
        StripFeed strip;
        strip.values = values();
        strip.input = &input;
        return strip;
    }

    std::int64_t wholeQuanta(std::int64_t frames) const {
        return (frames + kQuantum - 1) / kQuantum * kQuantum;
    }
};

TEST_P(EveryProcessor, FallsSilentWithinItsTail) {
    const std::int64_t sounding = wholeQuanta(rate().hz / 10);
    const std::int64_t tail = wholeQuanta(type().tail(values(), rate()).value +
                                          type().latency(values(), rate()).value);
    ASSERT_LT(tail, 700ll * rate().hz);
    // A tail of minutes takes too long to run for every setting; the others stand for it.
    if (tail > 20ll * rate().hz) GTEST_SKIP() << "tail of " << tail / rate().hz << " s";
    Stereo input = noise(static_cast<std::size_t>(sounding), 3);
    BundleRunner runner(type(), rate(), {feed(input)});
    runner.run(0, sounding + tail);
    const Stereo after = runner.run(sounding + tail, sounding + tail + 4 * kQuantum)[0];
    for (const auto& side : after.sides)
        for (const float sample : side) ASSERT_EQ(sample, 0.0f);
}

TEST_P(EveryProcessor, IsSilentOnSilence) {
    const Stereo input(64 * 50);
    const Stereo output = BundleRunner(type(), rate(), {feed(input)}).run()[0];
    for (const auto& side : output.sides)
        for (const float sample : side) ASSERT_EQ(sample, 0.0f);
}

TEST_P(EveryProcessor, StaysFiniteOnAnyFiniteInput) {
    Stereo input = noise(64 * 100, 5, 8.0f);
    for (std::size_t k = 3000; k < 4000; ++k) input.sides[0][k] = k % 2 ? 30.0f : -30.0f;
    for (std::size_t k = 4500; k < 5000; ++k) input.sides[1][k] = 16.0f;
    const Stereo output = BundleRunner(type(), rate(), {feed(input)}).run()[0];
    for (const auto& side : output.sides)
        for (const float sample : side) ASSERT_TRUE(std::isfinite(sample));
}

TEST_P(EveryProcessor, IsLikeNewAfterReset) {
    const Stereo input = noise(64 * 60, 11);
    const Stereo fresh = BundleRunner(type(), rate(), {feed(input)}).run()[0];
    BundleRunner used(type(), rate(), {feed(input)});
    used.run();
    used.processor().reset(0);
    EXPECT_EQ(used.run()[0], fresh);
}

TEST_P(EveryProcessor, GoesOnBitForBitInAnotherInstance) {
    if (type().strips == 1) return; // handed over whole
    const Stereo input = noise(64 * 60, 13);
    const Stereo expected = BundleRunner(type(), rate(), {feed(input)}).run()[0];

    BundleRunner first(type(), rate(), {feed(input)});
    first.run(0, 64 * 20);
    BundleRunner second(type(), rate(), {{}, {}, {}, feed(input)});
    second.processor().takeOver(3, first.processor(), 0);
    const Stereo rest = second.run(64 * 20, 64 * 60)[3];
    for (std::size_t side = 0; side < 2; ++side)
        for (std::size_t k = 0; k < rest.frames(); ++k)
            ASSERT_EQ(rest.sides[side][k], expected.sides[side][64 * 20 + k]) << "frame " << k;
}

TEST_P(EveryProcessor, SoundsTheSameInEveryStripAndCompany) {
    if (type().strips == 1) return;
    const Stereo input = noise(64 * 40, 17);
    const Stereo alone = BundleRunner(type(), rate(), {feed(input)}).run()[0];
    const Stereo loud = noise(64 * 40, 19, 1.0f);
    for (const std::size_t place : {1u, 5u, 7u}) {
        std::vector<StripFeed> feeds(kBundleStrips);
        for (std::size_t strip = 0; strip < kBundleStrips; ++strip) {
            if (strip % 3 == 1 && strip != place) continue; // some stay inactive
            feeds[strip].input = &loud;
            feeds[strip].values = settingsOf(type(), static_cast<unsigned>(strip));
        }
        feeds[place] = feed(input);
        BundleRunner runner(type(), rate(), feeds);
        EXPECT_EQ(runner.run()[place], alone) << "in strip " << place;
        EXPECT_TRUE(runner.inactiveStripsUntouched());
    }
}

TEST_P(EveryProcessor, LosesNothingWhenItIsNotRunAtRest) {
    if (rate().hz != 48000) return; // four seconds each
    Stereo input = noise(64 * 3000, 43);
    for (auto& side : input.sides) std::fill(side.begin() + 64 * 8, side.begin() + 64 * 2980, 0.0f);
    BundleRunner skipping(type(), rate(), {feed(input)});
    BundleRunner running(type(), rate(), {feed(input)});
    skipping.run(0, 64 * 8);
    const Stereo expected = running.run()[0];
    std::int64_t at = 64 * 8;
    while (at < 64 * 2980 && !skipping.processor().atRest(0)) {
        skipping.run(at, at + 64);
        at += 64;
    }
    // The tails of reverb and delay are longer than this silence.
    const std::set<std::string> resting{"eq", "compressor", "gate", "utility"};
    if (GetParam().settings == 0 && resting.count(type().spec.id)) {
        EXPECT_LT(at, 64 * 2980) << "it never rests";
    }
    for (std::int64_t k = at; k < 64 * 2980; ++k)
        for (const auto& side : expected.sides)
            ASSERT_EQ(side[static_cast<std::size_t>(k)], 0.0f) << "frame " << k;
    const Stereo rest = skipping.run(64 * 2980, 64 * 3000)[0];
    for (std::size_t side = 0; side < 2; ++side)
        for (std::size_t k = 0; k < rest.frames(); ++k)
            ASSERT_EQ(rest.sides[side][k], expected.sides[side][64 * 2980 + k]) << "frame " << k;
}

TEST_P(EveryProcessor, GivesTheSameBitsOnEveryInstructionSet) {
    const Stereo input = noise(64 * 40, 23);
    const Stereo expected = BundleRunner(type(), rate(), {feed(input)}).run()[0];
    for (std::int64_t left = hwy::SupportedTargets(); left; left &= left - 1) {
        const std::int64_t target = left & -left;
        hwy::SetSupportedTargetsForTest(target);
        hwy::GetChosenTarget().Update(target);
        const Stereo output = BundleRunner(type(), rate(), {feed(input)}).run()[0];
        hwy::SetSupportedTargetsForTest(0);
        hwy::GetChosenTarget().Update(hwy::SupportedTargets());
        EXPECT_EQ(output, expected) << hwy::TargetName(target);
    }
}

/// Every parameter of `strip` on its way to other settings and back.
void moveEverything(const ProcessorType& type, StripFeed& strip) {
    const ParameterValues other = settingsOf(type, 77);
    for (const auto& spec : type.spec.parameters) {
        if (!other.numbers.count(spec.id)) continue;
        const double a = numberOf(strip.values, spec), b = numberOf(other, spec);
        strip.motions[spec.id] = [=, kind = spec.kind](std::int64_t frame) {
            if (kind != ParameterKind::continuous) return frame / kQuantum % 7 < 3 ? a : b;
            return a + (b - a) * (0.5 - 0.5 * std::cos(static_cast<double>(frame) * 0.002));
        };
    }
}

TEST_P(EveryProcessor, KeepsItsBitsWhileItsNeighbourMoves) {
    if (type().strips == 1) return;
    const Stereo input = noise(64 * 40, 37);
    const Stereo loud = noise(64 * 40, 41, 1.0f);
    const Stereo alone = BundleRunner(type(), rate(), {feed(input)}).run()[0];
    std::vector<StripFeed> feeds{feed(input), feed(loud)};
    moveEverything(type(), feeds[1]);
    EXPECT_EQ(BundleRunner(type(), rate(), feeds).run()[0], alone);
}

TEST_P(EveryProcessor, SurvivesEveryParameterMoving) {
    const Stereo input = noise(64 * 60, 29);
    StripFeed strip = feed(input);
    moveEverything(type(), strip);
    const Stereo output = BundleRunner(type(), rate(), {strip}).run()[0];
    for (const auto& side : output.sides)
        for (const float sample : side) ASSERT_TRUE(std::isfinite(sample));
}

std::vector<Case> cases() {
    std::vector<Case> all;
    for (const auto& type : catalogue().types()) {
        for (const int rate : {44100, 48000, 88200, 96000, 176400, 192000}) all.push_back({&type, rate, 0});
        for (unsigned seed = 1; seed <= 4; ++seed) all.push_back({&type, seed % 2 ? 44100 : 96000, seed});
    }
    return all;
}

INSTANTIATE_TEST_SUITE_P(Catalogue, EveryProcessor, ::testing::ValuesIn(cases()), [](const auto& one) {
    return one.param.type->spec.id + "_" + std::to_string(one.param.rate) + "_" +
           std::to_string(one.param.settings);
});

/// Settings at which a processor passes an impulse on in one piece, so that its place can be seen.
struct LatencyCase {
    std::string id;
    std::map<std::string, double, std::less<>> numbers;
};

class Latency : public ::testing::TestWithParam<LatencyCase> {};

/// A bump of a few milliseconds with its top at a place: for what takes a lone sample for damage.
Stereo bump(std::size_t frames, std::size_t at, float height) {
    constexpr int kReach = 400;
    Stereo signal(frames);
    for (int k = -kReach; k <= kReach; ++k) {
        const double share = 0.5 + 0.5 * std::cos(std::numbers::pi * k / kReach);
        const auto place = static_cast<std::size_t>(static_cast<std::ptrdiff_t>(at) + k);
        signal.sides[0][place] = signal.sides[1][place] = height * static_cast<float>(share);
    }
    return signal;
}

TEST_P(Latency, IsWhatIsReported) {
    const auto* type = catalogue().type(GetParam().id);
    ASSERT_NE(type, nullptr);
    for (const int rate : {44100, 48000, 96000, 192000}) {
        const auto reported = type->latency({GetParam().numbers, {}}, {rate}).value;
        const auto at = static_cast<std::size_t>(1000);
        const auto frames = (at + static_cast<std::size_t>(reported) + 4096) / 64 * 64;
        const Stereo output = process(GetParam().id, rate, GetParam().id == "declick" ? bump(frames, at, 0.01f) : impulse(frames, at, 0.01f),
                                      GetParam().numbers);
        const auto peak = std::max_element(output.sides[0].begin(), output.sides[0].end(),
                                           [](float a, float b) { return std::fabs(a) < std::fabs(b); }) -
                          output.sides[0].begin();
        // A positive utility delay is wanted lateness, not latency.
        const auto wanted = std::max(0.0, GetParam().numbers.count("delay") && GetParam().id == "utility"
                                              ? GetParam().numbers.at("delay")
                                              : 0.0);
        EXPECT_EQ(peak, static_cast<std::ptrdiff_t>(at) + static_cast<std::ptrdiff_t>(wanted) +
                            (GetParam().id == "utility" ? 0 : reported))
            << rate;
    }
}

INSTANTIATE_TEST_SUITE_P(Catalogue,
                         Latency,
                         ::testing::Values(LatencyCase{"eq", {}},
                                           LatencyCase{"eq", {{"phase", 1}, {"resolution", 0}}},
                                           LatencyCase{"lineareq", {}},
                                           LatencyCase{"multiband", {{"phase", 1}, {"band1.on", 0}, {"band2.on", 0}, {"band3.on", 0}, {"band4.on", 0}}},
                                           LatencyCase{"convolver", {}},
                                           LatencyCase{"matcheq", {}},
                                           LatencyCase{"matcheq", {{"phase", 1}}},
                                           LatencyCase{"saturator", {}},
                                           LatencyCase{"saturator", {{"oversampling", 1}}},
                                           LatencyCase{"saturator", {{"oversampling", 3}}},
                                           LatencyCase{"clipper", {{"oversampling", 4}}},
                                           LatencyCase{"compressor", {}},
                                           LatencyCase{"compressor", {{"lookahead", 5}}},
                                           LatencyCase{"gate", {{"lookahead", 3.3}, {"threshold", -60}, {"attack", 0.01}}},
                                           LatencyCase{"transient", {}},
                                           LatencyCase{"imager", {{"width", 150}}},
                                           LatencyCase{"hum", {}},
                                           LatencyCase{"denoise", {{"reduction", 0}}},
                                           LatencyCase{"declip", {}},
                                           LatencyCase{"declick", {}},
                                           LatencyCase{"utility", {}},
                                           LatencyCase{"utility", {{"delay", 777}}},
                                           LatencyCase{"utility", {{"delay", -777}}},
                                           LatencyCase{"limiter", {}},
                                           LatencyCase{"limiter", {{"lookahead", 0.5}}},
                                           LatencyCase{"limiter", {{"lookahead", 20}}}));

} // namespace
} // namespace lacquer::processors::test
