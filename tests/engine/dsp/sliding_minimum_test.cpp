#include "engine/dsp/sliding_minimum.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

namespace lacquer::dsp {
namespace {

TEST(SlidingMinimum, IsTheSmallestOfTheWindowForWindowsOfAnyLength) {
    std::mt19937 random(8);
    std::uniform_real_distribution<float> value(0, 1);
    constexpr int kQuanta = 12;
    for (const int window : {65, 66, 100, 127, 128, 129, 192, 300, 320}) {
        SlidingMinimum minimum(320);
        minimum.restart(window);
        std::vector<float> in(kQuanta * kQuantum), out(in.size());
        for (float& x : in) x = value(random) < 0.01F ? value(random) : 1.0F;
        for (std::size_t q = 0; q < in.size(); q += kQuantum) minimum.process(in.data() + q, out.data() + q);
        for (std::size_t n = 0; n < in.size(); ++n) {
            const std::size_t length = std::min(n + 1, static_cast<std::size_t>(window));
            const auto end = in.begin() + static_cast<std::ptrdiff_t>(n) + 1;
            ASSERT_EQ(out[n], *std::min_element(end - static_cast<std::ptrdiff_t>(length), end))
                << "window " << window << ", value " << n;
        }
    }
}

TEST(SlidingMinimum, ForgetsWhatWasBeforeARestart) {
    SlidingMinimum minimum(200);
    std::vector<float> values(kQuantum, 0.25F), out(kQuantum);
    minimum.process(values.data(), out.data());
    minimum.restart(150);
    std::ranges::fill(values, 0.5F);
    minimum.process(values.data(), out.data());
    for (const float least : out) ASSERT_EQ(least, 0.5F);
}

} // namespace
} // namespace lacquer::dsp
