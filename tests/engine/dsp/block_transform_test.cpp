#include "engine/dsp/block_transform.h"

#include <gtest/gtest.h>
#include <hwy/targets.h>

#include <cmath>
#include <random>
#include <vector>

namespace lacquer::dsp {
namespace {

std::vector<float> noise(int size, unsigned seed) {
    std::mt19937 random(seed);
    std::normal_distribution<float> value;
    std::vector<float> out(static_cast<std::size_t>(size));
    for (auto& x : out) x = value(random);
    return out;
}

/// The newer half of the convolution of two blocks with a filter of one.
std::vector<float> convolveBlock(const BlockTransform& transform,
                                 const std::vector<float>& input,
                                 const std::vector<float>& filter,
                                 int slice) {
    const int block = transform.block();
    const auto size = static_cast<std::size_t>(2 * block);
    AlignedMemory<float> work(size), x(size), h(size), sum(size);
    std::vector<float> out(static_cast<std::size_t>(block));
    constexpr int kStride = BlockTransform::kUnitFloats;
    transform.loadFilter(filter.data(), static_cast<int>(filter.size()), work.data(), h.data(), kStride);
    const auto run = [&](auto&& step) {
        for (int s = 0; s < transform.steps(); ++s)
            for (int u = 0; u < transform.units(); u += slice) step(s, u, std::min(u + slice, transform.units()));
    };
    run([&](int s, int from, int to) {
        transform.forward(s, from, to, input.data(), input.data() + block, work.data(), x.data(), kStride);
    });
    for (int u = 0; u < transform.units(); ++u)
        multiplyUnits(sum.data() + u * kStride, x.data() + u * kStride, 0, h.data() + u * kStride, 0, 1);
    run([&](int s, int from, int to) {
        transform.inverse(s, from, to, sum.data(), kStride, work.data(), out.data());
    });
    return out;
}

TEST(BlockTransform, ConvolvesABlockAsTheDefinitionDoes) {
    for (const int block : {64, 128, 256, 512, 1024, 2048}) {
        const BlockTransform transform(block);
        const auto input = noise(2 * block, 1), filter = noise(block, 2);
        const auto out = convolveBlock(transform, input, filter, transform.units());
        double worst = 0, loudest = 0;
        for (int n = 0; n < block; ++n) {
            double sum = 0;
            for (int k = 0; k < block; ++k)
                sum += static_cast<double>(filter[static_cast<std::size_t>(k)]) *
                       static_cast<double>(input[static_cast<std::size_t>(block + n - k)]);
            worst = std::max(worst, std::fabs(sum - static_cast<double>(out[static_cast<std::size_t>(n)])));
            loudest = std::max(loudest, std::fabs(sum));
        }
        EXPECT_LT(20 * std::log10(worst / loudest), -130) << "block " << block;
    }
}

TEST(BlockTransform, GivesTheSameBitsInSlices) {
    for (const int block : {512, 4096, 32768}) {
        const BlockTransform transform(block);
        const auto input = noise(2 * block, 3), filter = noise(block, 4);
        const auto whole = convolveBlock(transform, input, filter, transform.units());
        EXPECT_EQ(convolveBlock(transform, input, filter, 1), whole);
        EXPECT_EQ(convolveBlock(transform, input, filter, 3), whole);
    }
}

TEST(BlockTransform, GivesTheSameBitsOnEveryInstructionSet) {
    const BlockTransform transform(1024);
    const auto input = noise(2048, 5), filter = noise(1024, 6);
    const auto best = convolveBlock(transform, input, filter, 4);
    for (const auto target : hwy::SupportedAndGeneratedTargets()) {
        hwy::SetSupportedTargetsForTest(target);
        EXPECT_EQ(convolveBlock(transform, input, filter, 4), best) << hwy::TargetName(target);
    }
    hwy::SetSupportedTargetsForTest(0);
}

} // namespace
} // namespace lacquer::dsp
