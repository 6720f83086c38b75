#include "engine/processors/convolver.h"
#include "engine/processors/impulse_responses.h"
#include "tests/engine/processors/measure.h"

#include <gtest/gtest.h>

namespace lacquer::processors::test {
namespace {

/// Files that are in memory.
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

std::vector<float> decay(std::size_t frames, unsigned seed) {
    std::mt19937 random(seed);
    std::normal_distribution<float> value;
    std::vector<float> out(frames);
    for (std::size_t n = 0; n < frames; ++n)
        out[n] = value(random) * static_cast<float>(std::exp(-5.0 * static_cast<double>(n) / static_cast<double>(frames)));
    return out;
}

/// By the definition, in double, through one transform of everything.
std::vector<double> convolved(const std::vector<float>& x, const std::vector<float>& h) {
    std::size_t size = 1;
    while (size < x.size() + h.size()) size *= 2;
    std::vector<double> a(x.begin(), x.end()), b(h.begin(), h.end());
    a.resize(size), b.resize(size);
    auto p = spectrum(a);
    const auto q = spectrum(b);
    for (std::size_t k = 0; k < p.size(); ++k) p[k] *= q[k] / static_cast<double>(size);
    auto out = inverse(std::move(p), size);
    out.resize(x.size());
    return out;
}

/// Loudest difference over the loudest wanted sample, dB, after the best constant gain.
double nullDepth(const std::vector<float>& out, const std::vector<double>& wanted) {
    double product = 0, power = 0, worst = 0, loudest = 0;
    for (std::size_t n = 0; n < out.size(); ++n) product += static_cast<double>(out[n]) * wanted[n], power += wanted[n] * wanted[n];
    const double gain = product / power;
    for (std::size_t n = 0; n < out.size(); ++n) {
        worst = std::max(worst, std::fabs(static_cast<double>(out[n]) - gain * wanted[n]));
        loudest = std::max(loudest, std::fabs(gain * wanted[n]));
    }
    return dB(worst / loudest);
}

Stereo run(const Files& files, const std::string& ir, const Stereo& input,
           std::map<std::string, double, std::less<>> numbers = {}, int rate = 48000) {
    StripFeed feed;
    feed.values.numbers = std::move(numbers);
    feed.values.texts["ir"] = ir;
    feed.input = &input;
    return BundleRunner(*catalogue().type("convolver"), {rate}, {feed}, {&files, nullptr}).run()[0];
}

// Figures: issue of the sound and dsp.md 4.4, null under −120 dB.

TEST(ConvolverProcessor, NullsAgainstDirectConvolutionInStereo) {
    Files files;
    for (const std::size_t frames : {9600u, 96000u}) {
        files.files["ir.wav"] = {{48000}, {decay(frames, 1), decay(frames, 2)}};
        const Stereo input = noise(64 * 2500, 3);
        const Stereo out = run(files, "ir.wav", input);
        for (std::size_t side = 0; side < 2; ++side)
            EXPECT_LT(nullDepth(out.sides[side], convolved(input.sides[side], files.files["ir.wav"].channels[side])), -120)
                << frames << " frames, side " << side;
    }
}

TEST(ConvolverProcessor, SendsAMonoResponseToBothSides) {
    Files files;
    files.files["ir.wav"] = {{48000}, {decay(5000, 1)}};
    const Stereo input = noise(64 * 400, 3);
    const Stereo out = run(files, "ir.wav", input);
    for (std::size_t side = 0; side < 2; ++side)
        EXPECT_LT(nullDepth(out.sides[side], convolved(input.sides[side], files.files["ir.wav"].channels[0])), -120);
}

TEST(ConvolverProcessor, CrossesTheSidesInTrueStereo) {
    Files files;
    files.files["ir.wav"] = {{48000}, {decay(5000, 1), decay(5000, 2), decay(5000, 3), decay(5000, 4)}};
    const auto& h = files.files["ir.wav"].channels;
    const Stereo input = noise(64 * 400, 5);
    const Stereo out = run(files, "ir.wav", input);
    auto left = convolved(input.sides[0], h[0]), right = convolved(input.sides[0], h[1]);
    const auto fromRight = convolved(input.sides[1], h[2]), ownRight = convolved(input.sides[1], h[3]);
    for (std::size_t n = 0; n < left.size(); ++n) left[n] += fromRight[n], right[n] += ownRight[n];
    EXPECT_LT(nullDepth(out.sides[0], left), -120);
    EXPECT_LT(nullDepth(out.sides[1], right), -120);
}

TEST(ConvolverProcessor, AnswersInTheSameFrame) {
    Files files;
    files.files["ir.wav"] = {{48000}, {std::vector<float>(30000)}};
    files.files["ir.wav"].channels[0][0] = 0.25f;
    const Stereo out = run(files, "ir.wav", impulse(64 * 4, 37));
    for (std::size_t n = 0; n < out.frames(); ++n) EXPECT_NEAR(out.sides[0][n], n == 37 ? 1 : 0, 1e-6) << n;
    EXPECT_EQ(catalogue().type("convolver")->latency({}, {48000}).value, 0);
}

TEST(ConvolverProcessor, ConvertsAResponseOfAnotherRate) {
    // A band-limited response: the same at both rates, up to the conversion's own −140 dB.
    const auto response = [](int rate) {
        std::vector<float> out(static_cast<std::size_t>(rate / 10));
        for (std::size_t n = 0; n < out.size(); ++n) {
            const double t = static_cast<double>(n) / rate;
            const double rise = t * 1000;
            out[n] = static_cast<float>(rise * rise * rise * std::exp(-t * 400) * std::sin(2 * 3.14159265358979 * 700 * t));
        }
        return out;
    };
    Files files;
    files.files["high.wav"] = {{96000}, {response(96000)}};
    files.files["own.wav"] = {{48000}, {response(48000)}};
    const Stereo input = pinkNoise(64 * 800, 3, -20);
    const Stereo high = run(files, "high.wav", input), own = run(files, "own.wav", input);
    EXPECT_LT(nullDepth(high.sides[0], {own.sides[0].begin(), own.sides[0].end()}), -90);
}

TEST(ConvolverProcessor, KeepsTheLoudnessOfNoise) {
    Files files;
    files.files["ir.wav"] = {{48000}, {decay(20000, 1), decay(20000, 2)}};
    for (auto& channel : files.files["ir.wav"].channels)
        for (float& tap : channel) tap *= 0.003f;
    const Stereo input = noise(64 * 3000, 3);
    const Stereo out = run(files, "ir.wav", input);
    double in = 0, result = 0;
    for (std::size_t n = 64 * 1000; n < input.frames(); ++n) {
        in += static_cast<double>(input.sides[0][n]) * static_cast<double>(input.sides[0][n]);
        result += static_cast<double>(out.sides[0][n]) * static_cast<double>(out.sides[0][n]);
    }
    EXPECT_NEAR(10 * std::log10(result / in), 0, 0.5);
}

TEST(ConvolverProcessor, BlendsAndDelaysTheWetSide) {
    Files files;
    files.files["ir.wav"] = {{48000}, {{1.0f, 0.0f}}};
    const Stereo out = run(files, "ir.wav", impulse(64 * 10, 5), {{"predelay", 5}, {"mix", 25}, {"gain", 6.0205999}});
    for (std::size_t n = 0; n < out.frames(); ++n)
        EXPECT_NEAR(out.sides[0][n], n == 5 ? 0.75 : n == 245 ? 0.5 : 0, 1e-5) << n;
}

TEST(ConvolverProcessor, PassesTheInputWithoutAResponse) {
    const Stereo input = noise(64 * 20, 3);
    EXPECT_EQ(run({}, "", input), input);
    EXPECT_EQ(run({}, "gone.wav", input), input);
}

TEST(ConvolverProcessor, SaysWhichFileIsMissing) {
    Files files;
    const auto missing = checkAudioFile("gone.wav", files);
    ASSERT_FALSE(missing);
    EXPECT_NE(missing.error().message.find("gone.wav"), std::string::npos);
    const auto unknown = checkAudioFile("factory:moon", files);
    ASSERT_FALSE(unknown);
    EXPECT_NE(unknown.error().message.find("hall"), std::string::npos);
    EXPECT_TRUE(checkAudioFile("", files));
    EXPECT_TRUE(checkAudioFile("factory:hall", files));
}

TEST(ConvolverProcessor, IsSilentWhenTheResponseHasRungOut) {
    Files files;
    files.files["ir.wav"] = {{48000}, {decay(30000, 1)}};
    Stereo input(64 * 1000);
    std::copy_n(noise(6400, 1).sides[0].begin(), 6400, input.sides[0].begin());
    const Stereo out = run(files, "ir.wav", input);
    EXPECT_NE(out.sides[0][6400 + 29000], 0.0f);
    for (std::size_t n = 6400 + 30000 + 2 * 8192 + 128; n < out.frames(); ++n) ASSERT_EQ(out.sides[0][n], 0.0f) << n;
}

/// A low sine: what a cut would add lies far above it.
TEST(ConvolverProcessor, ChangesItsResponseWithoutAClick) {
    Files files;
    files.files["a.wav"] = {{48000}, {decay(20000, 1)}};
    files.files["b.wav"] = {{48000}, {decay(30000, 2)}};
    const Stereo input = sine(100, 48000, 64 * 2000, -6);
    StripFeed first, second;
    first.values.texts["ir"] = "a.wav";
    first.input = second.input = &input;
    second.values.texts["ir"] = "b.wav";
    const auto& type = *catalogue().type("convolver");
    EXPECT_FALSE(type.isSameInstance(first.values, second.values));
    BundleRunner before(type, {48000}, {first}, {&files, nullptr}), after(type, {48000}, {second}, {&files, nullptr});
    Stereo out = before.run(0, 64 * 1000)[0];
    after.processor().takeOver(0, before.processor(), 0);
    const Stereo rest = after.run(64 * 1000, 64 * 2000)[0];
    auto& sound = out.sides[0];
    sound.insert(sound.end(), rest.sides[0].begin(), rest.sides[0].end());
    // dsp.md 11.2: a click under −80 dBFS. All there is above 3 kHz, around the change, where the
    // new one has taken over, and where the old one has rung out.
    for (const std::size_t middle : {64000u, 64000u + 960u, 64000u + 24000u}) {
        constexpr std::size_t kLength = 8192;
        std::vector<double> part(kLength);
        for (std::size_t n = 0; n < kLength; ++n) {
            const double turn = 2 * 3.14159265358979323846 * static_cast<double>(n) / kLength;
            part[n] = static_cast<double>(sound[middle - kLength / 2 + n]) * (0.42 - 0.5 * std::cos(turn) + 0.08 * std::cos(2 * turn));
        }
        double power = 0;
        const auto bins = spectrum(part);
        for (std::size_t k = 512; k < bins.size(); ++k) power += 2 * std::norm(bins[k]) / kLength / kLength / 0.3;
        EXPECT_LT(10 * std::log10(power), -80) << "around frame " << middle;
    }
    // It is the new one in the end.
    const Stereo alone = run(files, "b.wav", input);
    for (std::size_t n = 64 * 1900; n < 64 * 2000; ++n) ASSERT_NEAR(sound[n], alone.sides[0][n], 1e-5);
}

// RT60 by backward integration, the octave around 1 kHz (ISO 3382), within 15 % of what is stated.
TEST(FactoryResponses, DecayAsTheySay) {
    for (const auto& response : factoryResponses()) {
        const auto audio = synthesise(response, {48000});
        ASSERT_EQ(audio.channels.size(), 2u);
        std::size_t size = 1;
        while (size < 4 * audio.channels[0].size()) size *= 2;
        std::vector<double> plane(audio.channels[0].begin(), audio.channels[0].end());
        plane.resize(size);
        auto bins = spectrum(plane);
        for (std::size_t k = 0; k < bins.size(); ++k) {
            const double hertz = 48000.0 * static_cast<double>(k) / static_cast<double>(size);
            if (hertz < 707 || hertz > 1414) bins[k] = 0;
        }
        const auto band = inverse(std::move(bins), size);
        std::vector<double> energy(audio.channels[0].size() + 1);
        for (std::size_t n = audio.channels[0].size(); n-- > 0;) energy[n] = energy[n + 1] + band[n] * band[n];
        const auto fallen = [&](double decibels) {
            std::size_t n = 0;
            while (n + 1 < energy.size() && 10 * std::log10(energy[n] / energy[0]) > -decibels) ++n;
            return static_cast<double>(n) / 48000;
        };
        EXPECT_NEAR(2 * (fallen(35) - fallen(5)) / response.seconds, 1, 0.15) << response.id;
    }
}

TEST(FactoryResponses, DifferBetweenTheSidesAndHoldNoDirectCurrent) {
    for (const auto& response : factoryResponses()) {
        const auto audio = synthesise(response, {44100});
        double product = 0, left = 0, right = 0, sum = 0;
        for (std::size_t n = 0; n < audio.channels[0].size(); ++n) {
            const double l = static_cast<double>(audio.channels[0][n]), r = static_cast<double>(audio.channels[1][n]);
            product += l * r, left += l * l, right += r * r, sum += l;
        }
        EXPECT_LT(std::fabs(product / std::sqrt(left * right)), 0.35) << response.id;
        EXPECT_LT(dB(sum / std::sqrt(left) / 20), 0) << response.id;
    }
}

} // namespace
} // namespace lacquer::processors::test
