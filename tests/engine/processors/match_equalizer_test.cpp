#include "engine/processors/impulse_responses.h"
#include "tests/engine/processors/measure.h"

#include <gtest/gtest.h>

namespace lacquer::processors::test {
namespace {

class Files final : public AudioSources {
public:
    std::map<std::string, LoadedAudio> files;

    std::unique_ptr<AudioReader> open(SourceId) const override { return nullptr; }
    Result<std::shared_ptr<const LoadedAudio>> load(const std::string& file) const override {
        const auto found = files.find(file);
        if (found == files.end()) return badInput("\"" + file + "\" is not there.");
        return std::make_shared<const LoadedAudio>(found->second);
    }
};

LoadedAudio loaded(const Stereo& audio) { return {{48000}, {audio.sides[0], audio.sides[1]}}; }

/// Level in third octaves, 31.5 Hz to 16 kHz, of a part of one side, mean taken out.
std::vector<double> thirds(const std::vector<float>& side, std::size_t from) {
    const auto bins = spectrum({side.begin() + static_cast<std::ptrdiff_t>(from), side.end()});
    const double step = 48000.0 / static_cast<double>(2 * (bins.size() - 1));
    std::vector<double> levels;
    double mean = 0;
    for (double hertz = 31.5; hertz < 17000; hertz *= std::exp2(1.0 / 3)) {
        double power = 0, count = 0;
        for (std::size_t k = 1; k < bins.size(); ++k) {
            const double f = static_cast<double>(k) * step;
            if (f > hertz / std::exp2(1.0 / 6) && f < hertz * std::exp2(1.0 / 6)) power += std::norm(bins[k]), count += 1;
        }
        levels.push_back(10 * std::log10(power / count));
        mean += levels.back();
    }
    for (double& level : levels) level -= mean / static_cast<double>(levels.size());
    return levels;
}

double worstDifference(const std::vector<double>& a, const std::vector<double>& b) {
    double worst = 0;
    for (std::size_t k = 0; k < a.size(); ++k) worst = std::max(worst, std::fabs(a[k] - b[k]));
    return worst;
}

/// Pink noise, tilted by 6 dB around 1 kHz: the reference; other pink noise is matched to it.
struct Programme {
    Files files;
    Stereo input = pinkNoise(48000 * 12 / 64 * 64, 1, -20);

    Programme() {
        const Stereo pink = pinkNoise(48000 * 12 / 64 * 64, 2, -20);
        files.files["reference.wav"] = loaded(process("eq", 48000, pink, {{"band1.on", 1}, {"band1.type", 8}, {"band1.freq", 1000}, {"band1.gain", 6}}));
        files.files["source.wav"] = loaded(input);
    }

    Stereo run(std::map<std::string, std::string, std::less<>> texts, std::map<std::string, double, std::less<>> numbers) const {
        StripFeed feed;
        feed.values.texts = std::move(texts);
        feed.values.numbers = std::move(numbers);
        feed.input = &input;
        return BundleRunner(*catalogue().type("matcheq"), {48000}, {feed}, {&files, nullptr}).run()[0];
    }
};

const Programme& programme() {
    static const Programme one;
    return one;
}

// The figure is ours: 1 dB in every third octave. What remains is the noise's own, 12 s of it.

TEST(MatchEqualizer, BringsAProgrammeToItsReferenceWithinADecibel) {
    const auto wanted = thirds(programme().files.files.at("reference.wav").channels[0], 0);
    EXPECT_GT(worstDifference(thirds(programme().input.sides[0], 0), wanted), 5);
    for (const double phase : {0.0, 1.0}) {
        const Stereo out = programme().run({{"reference", "reference.wav"}, {"source", "source.wav"}}, {{"phase", phase}});
        EXPECT_LT(worstDifference(thirds(out.sides[0], 48000), wanted), 1.0) << "phase " << phase;
    }
}

TEST(MatchEqualizer, LearnsTheSourceFromWhatPasses) {
    const auto wanted = thirds(programme().files.files.at("reference.wav").channels[0], 0);
    const Stereo out = programme().run({{"reference", "reference.wav"}}, {});
    // It has heard eight seconds when the listening begins, and goes on learning: 1.3 dB here.
    EXPECT_LT(worstDifference(thirds(out.sides[0], 48000 * 8), wanted), 1.5);
}

TEST(MatchEqualizer, MovesByItsAmountAndNotBeyondItsLimit) {
    const std::map<std::string, std::string, std::less<>> texts{{"reference", "reference.wav"}, {"source", "source.wav"}};
    const auto before = thirds(programme().input.sides[0], 48000);
    const auto full = thirds(programme().run(texts, {{"phase", 1}}).sides[0], 48000);
    const auto half = thirds(programme().run(texts, {{"phase", 1}, {"amount", 50}}).sides[0], 48000);
    const auto limited = thirds(programme().run(texts, {{"phase", 1}, {"limit", 2}}).sides[0], 48000);
    for (std::size_t k = 0; k < before.size(); ++k) {
        EXPECT_NEAR(half[k] - before[k], 0.5 * (full[k] - before[k]), 0.3);
        EXPECT_LT(std::fabs(limited[k] - before[k]), 2.5);
    }
}

TEST(MatchEqualizer, TakesAWrittenAnalysisForAReference) {
    // Pink noise has −3.01 dB per octave; so has this line.
    const Stereo out = programme().run({{"reference", "analysis: 20=0 20480=-30.1"}, {"source", "source.wav"}}, {{"phase", 1}});
    EXPECT_LT(worstDifference(thirds(out.sides[0], 48000), thirds(programme().input.sides[0], 48000)), 0.5);
    EXPECT_TRUE(parseAnalysis("analysis: 20=0 20480=-30.1"));
    for (const auto* wrong : {"analysis:", "analysis: 20=0", "analysis: 100=0 20=1", "analysis: 20=0 40", "analysis: 20:1 40:2", "analysis: 20=a 40=2"})
        EXPECT_FALSE(parseAnalysis(wrong)) << wrong;
}

TEST(MatchEqualizer, PassesWithoutAReference) {
    const Stereo input = noise(64 * 300, 3);
    const Stereo out = process("matcheq", 48000, input, {});
    for (std::size_t n = 0; n < input.frames(); ++n) ASSERT_NEAR(out.sides[0][n], input.sides[0][n], 1e-6);
}

} // namespace
} // namespace lacquer::processors::test
