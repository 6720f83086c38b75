#include "ui/models/tempo_map.h"

#include <gtest/gtest.h>

#include <array>

namespace lacquer::ui {
namespace {

constexpr SampleRate kRate{48000};

TEST(TempoMap, CountsBarsBeatsAndTicksFromOne) {
    const project::TempoPoint plain; // 120 quarters a minute, 4/4: a beat is 24000 frames
    const TempoMap tempo(std::span(&plain, 1), kRate);
    EXPECT_EQ(tempo.musicalAt({0}), (MusicalPosition{1, 1, 0}));
    EXPECT_EQ(tempo.musicalAt({24000}), (MusicalPosition{1, 2, 0}));
    EXPECT_EQ(tempo.musicalAt({96000 + 36000}), (MusicalPosition{2, 2, 480}));
}

TEST(TempoMap, FindsTheFrameOfEveryPositionItNames) {
    const std::array points{project::TempoPoint{{0}, 97.3, 4, 4}, project::TempoPoint{{700'001}, 133.7, 7, 8}};
    const TempoMap tempo(points, SampleRate{44100});
    for (std::int64_t bar = 1; bar < 200; ++bar) {
        for (int beat = 1; beat <= tempo.beatsInBar(bar); ++beat) {
            const FramePosition frame = tempo.beatStart(bar, beat - 1);
            if (frame >= tempo.barStart(bar + 1)) continue;
            EXPECT_EQ(tempo.musicalAt(frame), (MusicalPosition{bar, beat, 0})) << bar << "|" << beat;
            EXPECT_EQ(tempo.positionOf({bar, beat, 0}), frame);
        }
    }
}

TEST(TempoMap, StartsABarAtEveryTempoPoint) {
    // Bars of 96000 frames; the change falls into bar 3, which it cuts short.
    const std::array points{project::TempoPoint{{0}, 120, 4, 4}, project::TempoPoint{{200'000}, 60, 3, 4}};
    const TempoMap tempo(points, kRate);
    EXPECT_EQ(tempo.barAt({199'999 - 1}), 3);
    EXPECT_EQ(tempo.musicalAt({200'000}), (MusicalPosition{4, 1, 0}));
    EXPECT_EQ(tempo.barStart(5).value, 200'000 + 3 * 48'000);
}

TEST(TempoMap, GridLinesStartAnewInEveryBar) {
    const project::TempoPoint waltz{{0}, 120, 3, 4};
    const TempoMap tempo(std::span(&waltz, 1), kRate);
    EXPECT_EQ(tempo.nearestGridLine({71'000}, 0).value, 72'000);
    // Half notes in 3/4: lines at 0 and 48000 of each bar, then the next bar.
    EXPECT_EQ(tempo.nearestGridLine({58'000}, 2).value, 48'000);
    EXPECT_EQ(tempo.nearestGridLine({73'000}, 2).value, 72'000);
    EXPECT_EQ(tempo.nearestGridLine({7'000}, 1.0 / 3).value, 8'000);
}

} // namespace
} // namespace lacquer::ui
