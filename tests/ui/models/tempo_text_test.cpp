#include "ui/models/tempo_text.h"

#include <gtest/gtest.h>

namespace lacquer::ui {
namespace {

TEST(TempoText, HasAsManyDecimalsAsItNeeds) {
    EXPECT_EQ(tempoText(112), "112");
    EXPECT_EQ(tempoText(112.5), "112.5");
    EXPECT_EQ(tempoText(97.05), "97.05");
    EXPECT_EQ(tempoText(114.285714), "114.29");
    EXPECT_EQ(metreText({{0}, 120, 6, 8}), "6/8");
}

TEST(TempoText, IsReadAsItIsTyped) {
    const project::TempoPoint before{{960}, 100, 4, 4};
    using Point = project::TempoPoint;
    EXPECT_EQ(tempoTyped("112", before), (Point{{960}, 112, 4, 4}));
    EXPECT_EQ(tempoTyped(" 112,5 bpm  3/4 ", before), (Point{{960}, 112.5, 3, 4}));
    EXPECT_EQ(tempoTyped("98.25bpm", before), (Point{{960}, 98.25, 4, 4}));
    EXPECT_EQ(tempoTyped("6/8", before), (Point{{960}, 100, 6, 8}));
    for (const char* nonsense : {"", "  ", "fast", "112 113", "3/", "/4", "3/4 6/8", "bpm"}) EXPECT_FALSE(tempoTyped(nonsense, before)) << nonsense;
}

} // namespace
} // namespace lacquer::ui
