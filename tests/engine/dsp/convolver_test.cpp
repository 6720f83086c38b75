#include "engine/dsp/convolver.h"

#include "engine/dsp/fft.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

namespace lacquer::dsp {
namespace {

using Signal = std::vector<float>;

Signal noise(std::size_t size, unsigned seed, double seconds = 0) {
    std::mt19937 random(seed);
    std::normal_distribution<float> value;
    Signal out(size);
    for (std::size_t n = 0; n < size; ++n)
        out[n] = value(random) * (seconds > 0 ? static_cast<float>(std::exp(-static_cast<double>(n) / (seconds * 48000))) : 1.0F);
    return out;
}

/// Convolution in double through one large transform: the independent reference.
std::vector<double> reference(const Signal& x, const Signal& h, std::size_t length) {
    int size = 1;
    while (static_cast<std::size_t>(size) < x.size() + h.size()) size *= 2;
    const RealFft<double> fft(size);
    AlignedMemory<double> a(static_cast<std::size_t>(size)), b(static_cast<std::size_t>(size));
    std::copy(x.begin(), x.end(), a.begin());
    std::copy(h.begin(), h.end(), b.begin());
    AlignedMemory<std::complex<double>> p(static_cast<std::size_t>(fft.bins())), q(static_cast<std::size_t>(fft.bins()));
    fft.forward(a.data(), p.data());
    fft.forward(b.data(), q.data());
    for (std::size_t k = 0; k < p.size(); ++k) p[k] *= q[k] / static_cast<double>(size);
    fft.inverse(p.data(), a.data());
    return {a.begin(), a.begin() + static_cast<std::ptrdiff_t>(length)};
}

Signal run(Convolver& convolver, const Signal& x, auto&& before) {
    Signal out(x.size());
    for (std::size_t at = 0; at + kQuantum <= x.size(); at += kQuantum) {
        before(at / kQuantum);
        const float* in = x.data() + at;
        float* to = out.data() + at;
        convolver.process(&in, &to);
    }
    return out;
}

Signal run(Convolver& convolver, const Signal& x) {
    return run(convolver, x, [](std::size_t) {});
}

double errorDb(const Signal& out, const std::vector<double>& wanted, std::size_t from = 0) {
    double worst = 0, loudest = 0;
    for (std::size_t n = from; n < out.size(); ++n) {
        worst = std::max(worst, std::fabs(static_cast<double>(out[n]) - wanted[n]));
        loudest = std::max(loudest, std::fabs(wanted[n]));
    }
    return 20 * std::log10(worst / loudest + 1e-30);
}

TEST(Convolver, NullsAgainstDoublePrecisionConvolutionForEveryLength) {
    for (const int taps : {1, 63, 64, 65, 1000, 2560, 2561, 5000, 20481, 96000, 200000}) {
        const auto layout = ConvolutionLayout::forTaps(taps);
        const Signal h = noise(static_cast<std::size_t>(taps), 1, taps / 200000.0), x = noise(220 * 1024, 2);
        PartitionedFilter filter(layout, 1);
        filter.load(0, h);
        Convolver convolver(layout, 1, 1, {{0, 0, 0}}, 1);
        convolver.start(&filter);
        EXPECT_LT(errorDb(run(convolver, x), reference(x, h, x.size())), -120) << taps << " taps";
    }
}

/// The longest response, 20 s at 48 kHz, to its last tap: a few samples of input are heard through
/// all of it.
TEST(Convolver, HoldsAResponseOfTwentySeconds) {
    constexpr int kTaps = 960000;
    const auto layout = ConvolutionLayout::forTaps(kTaps);
    const Signal h = noise(kTaps, 3, 4);
    Signal x(kTaps + 64 * 1024);
    std::vector<double> wanted(x.size());
    for (const std::size_t at : {0u, 63u, 5000u, 20480u, 65535u}) {
        x[at] = 0.5F;
        for (std::size_t n = 0; n < h.size() && at + n < wanted.size(); ++n) wanted[at + n] += 0.5 * static_cast<double>(h[n]);
    }
    PartitionedFilter filter(layout, 1);
    filter.load(0, h);
    Convolver convolver(layout, 1, 1, {{0, 0, 0}}, 1);
    convolver.start(&filter);
    EXPECT_LT(errorDb(run(convolver, x), wanted), -120);
}

TEST(Convolver, HasNoLatency) {
    const auto layout = ConvolutionLayout::forTaps(100000);
    PartitionedFilter filter(layout, 1);
    Signal h(100000);
    h[0] = 0.5F;
    filter.load(0, h);
    Convolver convolver(layout, 1, 1, {{0, 0, 0}}, 1);
    convolver.start(&filter);
    const Signal x = noise(64 * 200, 3);
    const Signal out = run(convolver, x);
    for (std::size_t n = 0; n < x.size(); ++n) ASSERT_NEAR(out[n], 0.5F * x[n], 2e-6F);
}

TEST(Convolver, StartsAfreshWithTheSameBits) {
    const auto layout = ConvolutionLayout::forTaps(30000);
    const Signal h = noise(30000, 1, 0.1), x = noise(64 * 1500, 2);
    PartitionedFilter filter(layout, 1);
    filter.load(0, h);
    Convolver convolver(layout, 1, 1, {{0, 0, 0}});
    convolver.start(&filter);
    const Signal first = run(convolver, x);
    run(convolver, noise(64 * 777, 9));
    convolver.start(&filter);
    EXPECT_EQ(run(convolver, x), first);
}

/// At any moment, wherever the change comes: the old filter, a straight fade, the new one.
TEST(Convolver, FadesFromOneFilterToTheNextAsAStraightLine) {
    constexpr int kTaps = 12000;
    const auto layout = ConvolutionLayout::forTaps(kTaps, 512);
    const Signal h = noise(kTaps, 1, 0.05), g = noise(kTaps, 2, 0.05), x = noise(64 * 1000, 3);
    const auto a = reference(x, h, x.size()), b = reference(x, g, x.size());
    PartitionedFilter one(layout, 1), two(layout, 1);
    one.load(0, h);
    two.load(0, g);
    for (const std::size_t when : {0U, 1U, 7U, 8U, 9U, 15U, 100U, 333U}) {
        Convolver convolver(layout, 1, 1, {{0, 0, 0}});
        convolver.start(&one);
        const Signal out = run(convolver, x, [&](std::size_t quantum) {
            if (quantum == when) convolver.change(&two, 10, 40);
        });
        std::vector<double> wanted(x.size());
        const std::size_t fade = (when + 40) * kQuantum, length = 10 * kQuantum;
        for (std::size_t n = 0; n < x.size(); ++n) {
            const double share = n < fade ? 0 : std::min(1.0, static_cast<double>(n - fade + 1) / static_cast<double>(length));
            wanted[n] = a[n] + share * (b[n] - a[n]);
        }
        EXPECT_LT(errorDb(out, wanted), -120) << "changed at quantum " << when;
        EXPECT_FALSE(convolver.holds(&one));
    }
}

/// As automation does: the next filter is prepared while the one before fades in.
TEST(Convolver, FollowsAChainOfChangesWithoutAGap) {
    constexpr int kTaps = 6000;
    const auto layout = ConvolutionLayout::forTaps(kTaps, 512);
    std::vector<PartitionedFilter> filters;
    std::vector<std::vector<double>> outputs;
    const Signal x = noise(64 * 600, 3);
    for (unsigned k = 0; k < 6; ++k) {
        const Signal h = noise(kTaps, 10 + k, 0.02);
        filters.emplace_back(layout, 1).load(0, h);
        outputs.push_back(reference(x, h, x.size()));
    }
    Convolver convolver(layout, 1, 1, {{0, 0, 0}});
    convolver.start(&filters[0]);
    std::size_t next = 1;
    const Signal out = run(convolver, x, [&](std::size_t quantum) {
        if (quantum % 32 == 0 && next < filters.size()) {
            ASSERT_TRUE(convolver.canChange());
            convolver.change(&filters[next++], 32, 32);
        }
    });
    // Filter k fades in over the 32 quanta from 32·k.
    std::vector<double> wanted(x.size());
    for (std::size_t n = 0; n < x.size(); ++n) {
        const double place = std::min(static_cast<double>(n + 1) / (32 * kQuantum) - 1, 5.0);
        const auto k = static_cast<std::size_t>(std::clamp(std::floor(place), 0.0, 4.0));
        const double share = std::clamp(place - static_cast<double>(k), 0.0, 1.0);
        wanted[n] = outputs[k][n] + share * (outputs[k + 1][n] - outputs[k][n]);
    }
    EXPECT_LT(errorDb(out, wanted), -120);
}

TEST(Convolver, MixesItsPathsIntoTheirOutputs) {
    const auto layout = ConvolutionLayout::forTaps(3000);
    PartitionedFilter filter(layout, 4);
    std::vector<Signal> h;
    for (unsigned k = 0; k < 4; ++k) {
        h.push_back(noise(3000, 20 + k, 0.01));
        filter.load(static_cast<int>(k), h.back());
    }
    filter.share(3, 0);
    Convolver convolver(layout, 2, 2, {{0, 0, 0}, {1, 1, 1}, {0, 1, 2}, {1, 0, 3}}, 1);
    convolver.start(&filter);
    const Signal left = noise(64 * 200, 1), right = noise(64 * 200, 2);
    Signal out[2] = {Signal(left.size()), Signal(left.size())};
    for (std::size_t at = 0; at < left.size(); at += kQuantum) {
        const float* in[2] = {left.data() + at, right.data() + at};
        float* to[2] = {out[0].data() + at, out[1].data() + at};
        convolver.process(in, to);
    }
    const auto ll = reference(left, h[0], left.size()), rr = reference(right, h[1], left.size());
    const auto lr = reference(left, h[2], left.size()), rl = reference(right, h[0], left.size());
    std::vector<double> wanted[2] = {ll, rr};
    for (std::size_t n = 0; n < left.size(); ++n) wanted[0][n] += rl[n], wanted[1][n] += lr[n];
    EXPECT_LT(errorDb(out[0], wanted[0]), -120);
    EXPECT_LT(errorDb(out[1], wanted[1]), -120);
}

} // namespace
} // namespace lacquer::dsp
