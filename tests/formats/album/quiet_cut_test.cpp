#include "formats/album/quiet_cut.h"

#include "engine/project/album_edits.h"
#include "tests/formats/album/small_album.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace lacquer::formats {
namespace {

/// A sine of 100 Hz at 48 kHz on both channels: it crosses zero every 240 frames.
std::vector<std::int16_t> sine() {
    std::vector<std::int16_t> samples;
    for (int k = 0; k < 48000; ++k)
        for (int c = 0; c < 2; ++c) samples.push_back(static_cast<std::int16_t>(std::lround(10000 * std::sin(2 * std::numbers::pi * 100 * k / 48000.0))));
    return samples;
}

TEST(QuietCut, GoesToTheNearestZeroCrossing) {
    SmallAlbum album("quiet-cut", {48000});
    album.addTrack(sine(), 0, "Sine");
    const processors::ProcessorCatalogue catalogue;
    const auto cut = [&](int frame) {
        const auto at = quietCutNear(album.subject(), album.project()->album->tracks[0]->id, {frame / 48000.0}, catalogue);
        EXPECT_TRUE(at) << at.error().message;
        return std::lround(at.value_or(Seconds{}).value * 48000);
    };
    EXPECT_EQ(cut(4800), 4800) << "is one already";
    EXPECT_EQ(cut(4850), 4800);
    EXPECT_EQ(cut(5000), 5040);
    EXPECT_LE(cut(47990), 48000) << "at the end";
}

TEST(QuietCut, StaysWhereNothingCrosses) {
    SmallAlbum album("quiet-cut-dc", {48000});
    album.addTrack(std::vector<std::int16_t>(96000, 5000), 0, "Offset");
    const auto at = quietCutNear(album.subject(), album.project()->album->tracks[0]->id, {0.5}, processors::ProcessorCatalogue{});
    ASSERT_TRUE(at);
    EXPECT_DOUBLE_EQ(at->value, 0.5);
}

} // namespace
} // namespace lacquer::formats
