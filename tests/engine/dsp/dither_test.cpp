#include "engine/dsp/dither.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

using namespace lacquer;
using namespace lacquer::dsp;

namespace {

constexpr double kStep = 1.0 / 32768;

std::vector<std::int32_t> quantised(const std::vector<float>& in, DitherKind kind, int piece = 1 << 20,
                                    int rate = 48000) {
    Quantiser quantiser(16, kind, 1, {rate});
    std::vector<std::int32_t> out(in.size());
    for (std::size_t done = 0; done < in.size(); done += static_cast<std::size_t>(piece)) {
        const float* const places[] = {in.data() + done};
        const auto count = std::min<std::size_t>(static_cast<std::size_t>(piece), in.size() - done);
        quantiser.process(places, static_cast<int>(count), out.data() + done);
    }
    return out;
}

} // namespace

TEST(Quantiser, PassesWhatFitsBitForBit) {
    std::vector<float> in;
    for (int n = -32768; n <= 32767; n += 7) in.push_back(static_cast<float>(n) * 0x1p-15F);
    for (const DitherKind kind : {DitherKind::none, DitherKind::tpdf, DitherKind::shaped}) {
        const auto out = quantised(in, kind);
        for (std::size_t n = 0; n < in.size(); ++n)
            ASSERT_EQ(out[n], std::lround(static_cast<double>(in[n]) * 32768));
    }
}

TEST(Quantiser, KeepsDigitalSilenceBeforeTheFirstNote) {
    std::vector<float> in(1000);
    in[500] = 0.1234567F;
    const auto out = quantised(in, DitherKind::tpdf);
    for (std::size_t n = 0; n < 500; ++n) ASSERT_EQ(out[n], 0);
}

TEST(Quantiser, LeavesNoTraceOfTheSignalInTheErrorOfTpdf) {
    // Mean 0 and power 1/4 step² wherever the signal lies between two steps (Wannamaker 1992).
    for (const double offset : {-0.4, -0.13, 0.0001, 0.25, 0.49}) {
        const auto value = static_cast<float>((1000 + offset) * kStep);
        const std::vector<float> in(400000, value);
        const auto out = quantised(in, DitherKind::tpdf);
        double mean = 0;
        double power = 0;
        for (const std::int32_t sample : out) {
            const double error = sample - static_cast<double>(value) / kStep;
            mean += error;
            power += error * error;
        }
        EXPECT_NEAR(mean / 400000, 0, 0.004) << offset;
        EXPECT_NEAR(power / 400000, 0.25, 0.003) << offset;
    }
}

TEST(Quantiser, MovesShapedNoiseAwayFromWhereTheEarIsKeenest) {
    // Power in a band around 3.5 kHz, by correlation with tones there.
    const std::vector<float> in(96000, static_cast<float>(1000.3 * kStep));
    const auto bandPower = [&](DitherKind kind) {
        const auto out = quantised(in, kind);
        double power = 0;
        for (int k = 0; k < 40; ++k) {
            const double step = 2 * 3.14159265358979323846 * (3000 + 25 * k) / 48000;
            double re = 0;
            double im = 0;
            for (std::size_t n = 0; n < out.size(); ++n) {
                const double error = out[n] - 1000.3;
                re += error * std::cos(step * static_cast<double>(n));
                im += error * std::sin(step * static_cast<double>(n));
            }
            power += re * re + im * im;
        }
        return 10 * std::log10(power);
    };
    EXPECT_LT(bandPower(DitherKind::shaped), bandPower(DitherKind::tpdf) - 12);
}

TEST(Quantiser, GivesTheSameWhateverThePiecesAreAndInEveryRun) {
    std::vector<float> in(5000);
    for (std::size_t n = 0; n < in.size(); ++n)
        in[n] = static_cast<float>(0.3 * std::sin(0.01 * static_cast<double>(n)));
    for (const DitherKind kind : {DitherKind::tpdf, DitherKind::shaped}) {
        const auto whole = quantised(in, kind);
        EXPECT_EQ(quantised(in, kind), whole);
        EXPECT_EQ(quantised(in, kind, 17), whole);
    }
}

TEST(Quantiser, GivesEachChannelItsOwnNoise) {
    const std::vector<float> in(1000, 0.1234567F);
    const float* const places[] = {in.data(), in.data()};
    std::vector<std::int32_t> out(2000);
    Quantiser(16, DitherKind::tpdf, 2, {48000}).process(places, 1000, out.data());
    int different = 0;
    for (std::size_t n = 0; n < 1000; ++n) different += out[2 * n] != out[2 * n + 1];
    EXPECT_GT(different, 300);
}

TEST(Quantiser, ClipsAndCountsWhatIsBeyondFullScale) {
    const std::vector<float> in{1.5F, -1.5F, 0.25F, std::numeric_limits<float>::infinity(),
                                std::numeric_limits<float>::quiet_NaN()};
    const float* const places[] = {in.data()};
    std::vector<std::int32_t> out(in.size());
    Quantiser quantiser(16, DitherKind::none, 1, {48000});
    quantiser.process(places, static_cast<int>(in.size()), out.data());
    EXPECT_EQ(out, (std::vector<std::int32_t>{32767, -32768, 8192, 32767, 0}));
    EXPECT_EQ(quantiser.clipped(), 3);
}

TEST(Quantiser, StaysStableWhenAShapedSignalClips) {
    std::vector<float> in(20000, 1.2F);
    std::fill(in.begin() + 10000, in.end(), 0.1234567F);
    const auto out = quantised(in, DitherKind::shaped);
    for (std::size_t n = 10100; n < out.size(); ++n)
        ASSERT_NEAR(out[n], 0.1234567 * 32768, 40) << n;
}
