#include "ui/models/strip_probe.h"

#include "tests/ui/models/two_tones.h"
#include "ui/models/strip_isolation.h"
#include "ui/models/strip_spectrum.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <numbers>
#include <thread>

namespace lacquer::ui {
namespace {

using project::Project;

constexpr SampleRate kRate = testing::kToneRate;

class StripProbeTest : public testing::TwoTones {
protected:
    StripProbeTest() : TwoTones(-12) {}

    /// RMS of 4096 frames that end at `end`; negative when they never come.
    double heard(const MatchPoint& point, PointSide side, FramePosition from, FramePosition end) {
        const auto isolated = isolatedAt(project, song, point, side);
        EXPECT_TRUE(isolated);
        StripProbe probe(std::make_shared<const Project>(*isolated), song, from, sources, catalogue);
        std::vector<float> mono(4096);
        probe.follow(end);
        for (int wait = 0; wait < 500; ++wait) {
            if (probe.read(end, mono.data(), mono.size())) {
                double power = 0;
                for (const float x : mono) power += static_cast<double>(x) * static_cast<double>(x);
                return std::sqrt(power / static_cast<double>(mono.size()));
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
        return -1;
    }

    std::shared_ptr<const AudioSources> sources = std::make_shared<const testing::ToneSources>(0.5, 1);
};

TEST_F(StripProbeTest, HearsAStripBeforeAndBehindAnInsert) {
    const FramePosition from{kRate.hz}, end{2 * kRate.hz};
    // A sine of half of full scale has an RMS of 0.5 / √2; a stereo track in the middle passes it as it is.
    const double before = heard({voice, insert}, PointSide::before, from, end);
    EXPECT_NEAR(before, 0.5 / std::numbers::sqrt2, 0.001);
    EXPECT_NEAR(heard({voice, insert}, PointSide::behind, from, end) / before, std::pow(10, -12 / 20.0), 0.002);
}

TEST_F(StripProbeTest, HearsWhatAFaderAndAMuteKeepFromTheMix) {
    project = *project::setFader(*project::setMuted(project, voice, true), voice, Decibels{-60});
    EXPECT_NEAR(heard({voice, insert}, PointSide::before, {0}, {kRate.hz}), 0.5 / std::numbers::sqrt2, 0.001);
}

TEST_F(StripProbeTest, DoesNotRunAwayFromThePlayhead) {
    const auto isolated = isolatedAt(project, song, {voice, {}}, PointSide::behind);
    StripProbe probe(std::make_shared<const Project>(*isolated), song, {0}, sources, catalogue);
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    std::vector<float> mono(64);
    // The playhead stands at 0: five seconds behind it nothing is rendered.
    EXPECT_FALSE(probe.read({5 * kRate.hz}, mono.data(), mono.size()));
    EXPECT_TRUE(probe.reaches({4096}, {4096}));
    EXPECT_FALSE(probe.reaches({10 * kRate.hz}, {4096}));
}

TEST(Overlap, IsFoundWhereTwoSoundsAreBothLoudAndNowhereElse) {
    std::vector<SpectrumPoint> one, other;
    for (int i = 0; i < 240; ++i) {
        const double frequency = 20 * std::exp2(i / 24.0);
        // One lives from 80 to 640 Hz, the other from 320 Hz to 2.5 kHz, 15 dB lower.
        one.push_back({frequency, frequency > 80 && frequency < 640 ? -20.0 : -80.0});
        other.push_back({frequency, frequency > 320 && frequency < 2560 ? -35.0 : -95.0});
    }
    const auto found = overlapsOf(one, other);
    ASSERT_EQ(found.size(), 1u);
    EXPECT_NEAR(std::log2(found[0].from / 320), 0, 0.25);
    EXPECT_NEAR(std::log2(found[0].to / 640), 0, 0.25);
    std::vector<SpectrumPoint> silent = other;
    for (auto& point : silent) point.level = -120;
    EXPECT_TRUE(overlapsOf(one, silent).empty());
}

} // namespace
} // namespace lacquer::ui
