#include "engine/mastering/album_tone.h"

#include <gtest/gtest.h>

#include <cmath>

namespace lacquer::mastering {
namespace {

using analysis::kToneBands;

/// Falls by 3 dB an octave as music does, more or less; `tilt` dB an octave on top, around 1 kHz.
TrackTone song(std::uint64_t id, double tilt, double width) {
    TrackTone made;
    made.track = {id};
    for (std::size_t k = 0; k < kToneBands.size(); ++k) {
        made.tone.levels[k] = -14 + (tilt - 0.5) * std::log2(kToneBands[k] / 1000);
        made.tone.widths[k] = width;
    }
    made.tone.width = width;
    return made;
}

TEST(AlbumTone, IsTheMeanOfItsSongsInEveryBand) {
    const TrackTone songs[] = {song(1, 0, 0.2), song(2, 1, 0.4), song(3, -1, 0.3)};
    const AlbumTone album = compareTones(songs);
    for (std::size_t k = 0; k < kToneBands.size(); ++k) EXPECT_NEAR(album.mean.levels[k], songs[0].tone.levels[k], 1e-9);
    EXPECT_NEAR(album.mean.width, 0.3, 1e-9);
    ASSERT_EQ(album.tracks.size(), 3u);
    EXPECT_NEAR(album.tracks[0].distance, 0, 1e-9);
    // 8 kHz is three octaves above 1 kHz.
    EXPECT_NEAR(album.tracks[1].deviation[25], 3, 1e-9);
    EXPECT_NEAR(album.tracks[2].deviation[25], -3, 1e-9);
    EXPECT_NEAR(album.tracks[1].widthDeviation, 0.1, 1e-9);
    EXPECT_NEAR(album.tracks[2].widthDeviation, 0, 1e-9);
}

TEST(AlbumTone, SuggestsWhatBringsASongCloserAndNothingForOneThatFits) {
    const TrackTone songs[] = {song(1, 0, 0.3), song(2, 1, 0.3), song(3, -1, 0.3)};
    const AlbumTone album = compareTones(songs);
    for (const auto& band : album.tracks[0].match.bands) EXPECT_EQ(band.gainDb, 0);
    const ToneMatch& bright = album.tracks[1].match;
    EXPECT_LT(bright.after, 0.6 * bright.before);
    EXPECT_LT(bright.bands[4].gainDb, -0.5) << "the treble comes down";
    EXPECT_GT(bright.bands[0].gainDb, 0.5) << "and the bass up";
}

TEST(AlbumTone, LeavesBandsOutInWhichASongHasNothing) {
    TrackTone songs[] = {song(1, 0, 0.3), song(2, 0, 0.3)};
    songs[0].tone.levels[0] = songs[1].tone.levels[0] = -120;
    songs[1].tone.levels[29] = -120; // an MP3 among files
    const AlbumTone album = compareTones(songs);
    EXPECT_TRUE(std::isnan(album.tracks[0].deviation[0]));
    EXPECT_TRUE(std::isnan(album.tracks[1].deviation[29]));
    EXPECT_NEAR(album.tracks[0].deviation[29], 0, 1e-9) << "the mean is of the songs that have it";
}

TEST(AlbumTone, NamesTheBandThatIsFurthestAway) {
    TrackTone songs[] = {song(1, 0, 0.3), song(2, 0, 0.3)};
    songs[0].tone.levels[25] -= 5; // 8 kHz; the mean goes down by half of it
    const AlbumTone album = compareTones(songs);
    EXPECT_EQ(furthestBand(album.tracks[0]), "2.5 dB less at 8 kHz");
    EXPECT_EQ(furthestBand(album.tracks[1]), "2.5 dB more at 8 kHz");
    EXPECT_EQ(furthestBand(album.tracks[0], 3), "");
}

} // namespace
} // namespace lacquer::mastering
