#include "app/demo/players.h"
#include "app/demo/recording.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <set>

namespace lacquer::demo {
namespace {

/// FNV-1a over the samples' bits.
std::uint64_t fingerprint(const Stem& stem) {
    std::uint64_t hash = 0xcbf29ce484222325u;
    for (const Sound& sound : stem.channels)
        for (float sample : sound) hash = (hash ^ std::bit_cast<std::uint32_t>(sample)) * 0x100000001b3u;
    return hash;
}

/// Cents by which a steady stretch is off a pitch, by the peak of its autocorrelation near it.
double centsOff(const Sound& sound, double from, double to, double pitch) {
    const auto first = static_cast<std::size_t>(frameAt(from)), last = static_cast<std::size_t>(frameAt(to));
    const double period = kRate / hertzOf(pitch);
    // Ten periods at once: the peak is ten times as sharp.
    constexpr int kPeriods = 10;
    auto likeness = [&](std::size_t lag) {
        double sum = 0;
        for (std::size_t k = first; k + lag < last; ++k) sum += static_cast<double>(sound[k]) * sound[k + lag];
        return sum / static_cast<double>(last - first - lag);
    };
    const auto middle = static_cast<std::size_t>(std::lround(kPeriods * period));
    const auto reach = static_cast<std::size_t>(period * 0.4);
    std::size_t best = middle;
    double most = -1e300;
    for (std::size_t lag = middle - reach; lag <= middle + reach; ++lag)
        if (const double here = likeness(lag); here > most) {
            most = here;
            best = lag;
        }
    return 1200 * std::log2(static_cast<double>(middle) / static_cast<double>(best));
}

TEST(DemoParts, AreFourteenForEachSong) {
    const auto parts = demoParts();
    EXPECT_EQ(parts.size(), 28u);
    std::set<std::pair<std::string, std::string>> names;
    for (const Part& part : parts) names.insert({part.song, part.name});
    EXPECT_EQ(names.size(), parts.size());
}

TEST(DemoParts, AreTheSameEveryTime) {
    const Score score = northernLine();
    EXPECT_EQ(fingerprint(playSnare(score, Groove::driving)), fingerprint(playSnare(score, Groove::driving)));
    EXPECT_EQ(fingerprint(singLead(score)), fingerprint(singLead(score)));
}

TEST(DemoParts, HaveRoomAboveThemAndNoBrokenSamples) {
    const Score score = paperLanterns();
    for (const Stem& stem : {playKick(score, Groove::halfTime), playHats(score, Groove::halfTime), playToms(score),
                             playGuitar(score, Groove::halfTime, Take::left), singLead(score)}) {
        float peak = 0;
        for (const Sound& sound : stem.channels)
            for (float sample : sound) {
                ASSERT_TRUE(std::isfinite(sample)) << stem.name;
                peak = std::max(peak, std::abs(sample));
            }
        EXPECT_LE(peak, 0.61f) << stem.name;
        EXPECT_GE(peak, 0.2f) << stem.name;
    }
}

TEST(DemoScore, LastsAsLongAsAShortSong) {
    for (const Score& score : {paperLanterns(), northernLine()}) {
        EXPECT_GE(score.length(), 30) << score.name;
        EXPECT_LE(score.length(), 50) << score.name;
        for (const Note& note : score.melody) EXPECT_LE(note.beat + note.length, score.beats()) << score.name;
    }
}

// Long notes behind their scoop and with the vibrato averaged out; a good singer is within a
// fifth of a semitone.
TEST(DemoSinger, SingsInTune) {
    for (const Score& score : {paperLanterns(), northernLine()}) {
        const Stem lead = singLead(score);
        int checked = 0;
        for (const Note& note : score.melody) {
            if (note.length < 1.4) continue;
            const double from = score.secondsAt(note.beat) + 0.15, to = score.secondsAt(note.beat + note.length) - 0.08;
            EXPECT_NEAR(centsOff(lead.channels[0], from, to, note.pitch), 0, 20) << score.name << ", beat " << note.beat;
            ++checked;
        }
        EXPECT_GE(checked, 6);
    }
}

TEST(DemoBass, PlaysInTune) {
    const Score score = paperLanterns();
    const Stem bass = playBass(score, Groove::halfTime);
    const double beat = 8; // the verse's first note: A1
    EXPECT_NEAR(centsOff(bass.channels[0], score.secondsAt(beat) + 0.05, score.secondsAt(beat + 1.4), 33), 0, 5);
}

TEST(DemoDrummer, KeepsTime) {
    const Score score = northernLine();
    const Stem kick = playKick(score, Groove::driving);
    // Every bar of verse and chorus begins with the kick: loud within 15 ms of the beat, quiet just before.
    for (std::size_t bar = 2; bar < 18; ++bar) {
        const auto beat = frameAt(score.secondsAt(4.0 * static_cast<double>(bar)));
        auto loudest = [&](std::int64_t from, std::int64_t to) {
            float peak = 0;
            for (std::int64_t k = from; k < to; ++k)
                peak = std::max(peak, std::abs(kick.channels[0][static_cast<std::size_t>(k)]));
            return peak;
        };
        EXPECT_GT(loudest(beat - 720, beat + 1440), 0.3f) << bar;
        EXPECT_LT(loudest(beat - 1440, beat - 720), 0.15f) << bar;
    }
}

} // namespace
} // namespace lacquer::demo
