#include "engine/mastering/vinyl_level.h"

#include <gtest/gtest.h>

namespace lacquer::mastering {
namespace {

struct Reference {
    std::size_t format;
    double minutes, decibels;
};

// The chart of recording time against level: minutes at 0, −3 and −6 dB.
class VinylLevelChart : public ::testing::TestWithParam<Reference> {};

TEST_P(VinylLevelChart, IsMetAtItsPoints) {
    EXPECT_NEAR(cutLevel(vinylFormats()[GetParam().format], {GetParam().minutes * 60}), GetParam().decibels, 1e-9);
}

INSTANTIATE_TEST_SUITE_P(Chart, VinylLevelChart,
                         ::testing::Values(Reference{0, 12, 0}, Reference{0, 20, 0}, Reference{0, 24, -3}, Reference{0, 28, -6}, Reference{1, 16, -3},
                                           Reference{4, 5, 0}, Reference{5, 9.5, -6}));

TEST(VinylLevel, FallsWithEveryMinuteBeyondTheReference) {
    for (const VinylFormat& format : vinylFormats())
        for (double minutes = format.reference; minutes < 40; minutes += 0.5)
            EXPECT_LT(cutLevel(format, {(minutes + 0.5) * 60}), cutLevel(format, {minutes * 60})) << format.name << " at " << minutes;
}

} // namespace
} // namespace lacquer::mastering
