#include "engine/live/player.h"

#include "engine/realtime/realtime_guard.h"
#include "tests/engine/live/hand_device.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace lacquer::live {
namespace {

using namespace lacquer::testing;

constexpr int kSecond = 48000;

/// Tracks through processors with latency into a group and an effect return, with automation.
void makeBusySong(SongMaker& maker) {
    const ChannelId group = maker.addBus("Group"), effect = maker.addBus("Effect");
    for (unsigned k = 0; k < 5; ++k) {
        const ChannelId track =
            maker.addTrack("Track " + std::to_string(k), noise(k % 2 ? 1 : 2, 3 * kSecond, k + 1));
        maker.at(track).fader = {-3.0 - k};
        maker.at(track).pan = 30.0 * k - 60;
        if (k < 3) maker.at(track).output = group;
        maker.send(track, effect, -12);
        maker.insert(track, "utility", {{"delay", 100.0 * k}, {"gain", -1.0}});
        if (k == 1) maker.insert(track, "limiter", {{"gain", 12.0}});
    }
    maker.insert(group, "limiter", {{"gain", 6.0}});
    maker.automate(maker.mix().id, "fader", {{{1000}, -20.0}, {{60000}, 0.0}});
}

/// Where `heard` begins in `whole`, or −1: both are noise, so a run of 64 frames is unique.
std::int64_t placeOf(const Samples& heard, std::size_t at, const Samples& whole) {
    for (std::size_t start = 0; start + 64 <= whole[0].size(); ++start)
        if (std::equal(whole[0].begin() + static_cast<std::ptrdiff_t>(start),
                       whole[0].begin() + static_cast<std::ptrdiff_t>(start + 64),
                       heard[0].begin() + static_cast<std::ptrdiff_t>(at)))
            return static_cast<std::int64_t>(start);
    return -1;
}

std::size_t firstSound(const Samples& heard) {
    std::size_t at = 0;
    while (at < heard[0].size() && heard[0][at] == 0 && heard[1][at] == 0) ++at;
    return at;
}

/// The frames of `heard` from its first sound on that differ from the bounce.
std::int64_t differences(const Samples& heard, const Samples& bounce) {
    const std::size_t from = firstSound(heard), first = firstSound(bounce);
    std::int64_t wrong = 0;
    for (std::size_t k = 0; from + k < heard[0].size() && first + k < bounce[0].size(); ++k)
        wrong += heard[0][from + k] != bounce[0][first + k] || heard[1][from + k] != bounce[1][first + k];
    return wrong;
}

class PlayerWithBuffer : public ::testing::TestWithParam<int> {};

TEST_P(PlayerWithBuffer, PlaysTheBitsOfTheBounce) {
    SongMaker maker;
    makeBusySong(maker);
    const Samples bounce = maker.bounce();
    Bench bench(GetParam());
    ASSERT_TRUE(bench.show(maker));
    const Samples heard = bench.play(2 * kSecond);
    ASSERT_GE(heard[0].size(), static_cast<std::size_t>(2 * kSecond));
    EXPECT_LT(firstSound(heard), static_cast<std::size_t>(GetParam() + 4096));
    EXPECT_EQ(differences(heard, bounce), 0);
    EXPECT_EQ(bench.player.state().trouble, "");
}

INSTANTIATE_TEST_SUITE_P(Buffers, PlayerWithBuffer, ::testing::Values(16, 31, 64, 100, 256, 1000, 1024, 4096));

TEST(Player, PlaysTheSameBitsAgainFromTheTop) {
    SongMaker maker;
    makeBusySong(maker);
    const Samples bounce = maker.bounce();
    Bench bench;
    ASSERT_TRUE(bench.show(maker));
    EXPECT_EQ(differences(bench.play(kSecond), bounce), 0);
    bench.player.stop();
    Samples ringing(2);
    bench.turnFor(ringing, kSecond); // until everything has rung out
    bench.player.locate({0});
    EXPECT_EQ(differences(bench.play(kSecond), bounce), 0);
}

TEST(Player, IsSilentUntilItPlaysAndAfterItStopped) {
    SongMaker maker;
    maker.addTrack("Track", noise(2, kSecond, 1));
    Bench bench;
    ASSERT_TRUE(bench.show(maker));
    Samples heard(2);
    bench.turnFor(heard, 4096);
    EXPECT_EQ(firstSound(heard), heard[0].size());
    EXPECT_FALSE(bench.player.state().playing);
    ASSERT_FALSE(bench.play(4096).empty());
    EXPECT_TRUE(bench.player.state().playing);
    bench.player.stop();
    Samples fading(2), after(2);
    bench.turnFor(fading, 1024);
    bench.turnFor(after, 4096);
    EXPECT_EQ(firstSound(after), after[0].size());
}

/// A room is left alone a second after nobody hears it any more; an echo may come later than that.
TEST(Player, RestsOnceNobodyHearsWhatRingsButWaitsForEchoes) {
    const auto afterStop = [](const char* processor, std::map<std::string, double> numbers) {
        SongMaker maker;
        const ChannelId track = maker.addTrack("Track", noise(2, kSecond / 2, 1));
        maker.insert(track, processor, {numbers.begin(), numbers.end()});
        Bench bench;
        EXPECT_TRUE(bench.show(maker));
        (void)bench.play(kSecond / 2);
        bench.player.stop();
        Samples heard(2);
        bench.turnFor(heard, 7 * kSecond);
        // The louder side of each frame: neither is left while the other is heard.
        for (std::size_t k = 0; k < heard[0].size(); ++k) heard[0][k] = std::max(std::abs(heard[0][k]), std::abs(heard[1][k]));
        return heard[0];
    };
    const auto lastAbove = [](const std::vector<float>& heard, float level) {
        std::size_t last = 0;
        for (std::size_t k = 0; k < heard.size(); ++k)
            if (std::abs(heard[k]) > level) last = k;
        return last;
    };
    const auto room = afterStop("reverb", {{"decay", 1.5}, {"mix", 100}});
    EXPECT_GT(lastAbove(room, 1e-5f), static_cast<std::size_t>(kSecond));
    EXPECT_LT(lastAbove(room, 0), lastAbove(room, 1e-5f) + kSecond + 256);
    const auto echo = afterStop("delay", {{"time", 4000}, {"mix", 100}});
    EXPECT_GT(lastAbove(echo, 1e-3f), static_cast<std::size_t>(3.9 * kSecond));
}

TEST(Player, StopsWithoutAClick) {
    SongMaker maker;
    Samples steady(2, std::vector<float>(kSecond, 0.5f));
    maker.addTrack("Track", steady);
    Bench bench;
    ASSERT_TRUE(bench.show(maker));
    Samples heard = bench.play(4096);
    bench.player.stop();
    bench.turnFor(heard, 8192);
    float jump = 0;
    for (std::size_t k = 1024; k < heard[0].size(); ++k)
        jump = std::max(jump, std::abs(heard[0][k] - heard[0][k - 1]));
    // A line from 0.5 to 0 over 512 frames.
    EXPECT_LT(jump, 0.5f / 512 * 1.01f);
    EXPECT_EQ(heard[0].back(), 0.0f);
}

TEST(Player, LoopsOnTheExactFrame) {
    SongMaker maker;
    maker.addTrack("Track", staircase(2 * kSecond));
    Bench bench(100);
    ASSERT_TRUE(bench.show(maker));
    constexpr std::int64_t kStart = 12345, kEnd = 23456;
    bench.player.setLoop({{FramePosition{kStart}, FramePosition{kEnd}}});
    const Samples heard = bench.play(100000);
    const std::size_t first = firstSound(heard);
    std::int64_t expected = 0, wrong = 0, seams = 0;
    for (std::size_t k = first; k < heard[0].size(); ++k) {
        wrong += heard[0][k] != static_cast<float>(expected + 1) / 65536.0f;
        if (++expected == kEnd) {
            expected = kStart;
            ++seams;
        }
    }
    EXPECT_EQ(wrong, 0);
    EXPECT_GE(seams, 6);
}

TEST(Player, GoesWhereItIsSent) {
    SongMaker maker;
    const Samples audio = noise(2, 20 * kSecond, 7);
    maker.addTrack("Track", audio);
    Bench bench;
    ASSERT_TRUE(bench.show(maker));
    Samples heard = bench.play(8192);
    ASSERT_FALSE(heard.empty());
    for (std::int64_t second : {15, 3, 11}) {
        bench.player.locate({second * kSecond});
        EXPECT_EQ(bench.player.state().position.value, second * kSecond);
        const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
        while (bench.player.state().position.value < second * kSecond + 2048 ||
               bench.player.state().position.value > second * kSecond + kSecond) {
            ASSERT_LT(std::chrono::steady_clock::now(), end);
            bench.device->turn(heard, 64);
            std::this_thread::sleep_for(std::chrono::microseconds(100));
        }
        // Well behind the fade that a start in the middle has.
        const std::int64_t place = placeOf(heard, heard[0].size() - 64, audio);
        EXPECT_NEAR(static_cast<double>(place - second * kSecond), 2048, 1024);
    }
}

TEST(Player, StartsOnTheExactFrameItIsSentTo) {
    SongMaker maker;
    Samples audio(2, std::vector<float>(4 * kSecond));
    for (auto& side : audio) // the frame's number, exact in single precision
        for (std::size_t k = 0; k < side.size(); ++k) side[k] = static_cast<float>(k) / (1 << 20);
    maker.addTrack("Track", audio);
    Bench bench;
    ASSERT_TRUE(bench.show(maker));
    for (std::int64_t place : {std::int64_t{1}, std::int64_t{37}, std::int64_t{2 * kSecond + 63}, std::int64_t{kSecond - 1}}) {
        bench.player.locate({place});
        Samples heard(2);
        bench.turnFor(heard, 64);
        EXPECT_EQ(bench.player.state().position.value, place);
        heard = bench.play(4096);
        ASSERT_FALSE(heard.empty());
        // The first buffer lies on the grid: what is before the place is silent.
        const auto silent = static_cast<std::size_t>(place % 64);
        EXPECT_EQ(firstSound(heard), silent) << place;
        EXPECT_EQ(heard[0][1024], audio[0][static_cast<std::size_t>(place) - silent + 1024]) << place;
        bench.player.stop();
        bench.turnFor(heard, 20000);
    }
}

/// The place that is left plays on until the new one has been read, so what is heard of a jump is
/// its two fades of 10.7 ms.
TEST(Player, JumpsWithoutAGapWhileItPlays) {
    SongMaker maker;
    maker.addTrack("Track", Samples(2, std::vector<float>(30 * kSecond, 0.5f)));
    Bench bench;
    ASSERT_TRUE(bench.show(maker));
    Samples heard = bench.play(8192);
    ASSERT_FALSE(heard.empty());
    const std::size_t from = heard[0].size();
    for (std::int64_t place : {20 * kSecond + 17, 3 * kSecond, 27 * kSecond + 5}) {
        bench.player.locate({place});
        const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
        while (std::abs(bench.player.state().position.value - place) > kSecond || bench.player.state().position.value < place + 1024) {
            ASSERT_LT(std::chrono::steady_clock::now(), end);
            bench.device->turn(heard, 64);
            std::this_thread::sleep_for(std::chrono::microseconds(500));
        }
    }
    int quiet = 0, longest = 0;
    for (std::size_t k = from; k < heard[0].size(); ++k) {
        quiet = std::abs(heard[0][k]) < 0.05f ? quiet + 1 : 0;
        longest = std::max(longest, quiet);
        ASSERT_LT(std::abs(heard[0][k] - heard[0][k - 1]), 0.002f) << k;
    }
    EXPECT_LE(longest, 256);
}

TEST(Player, KeepsUntouchedSignalsBitIdenticalWhileOthersAreEdited) {
    SongMaker maker;
    const ChannelId left = maker.addTrack("Left", noise(1, 4 * kSecond, 1));
    const ChannelId right = maker.addTrack("Right", noise(1, 4 * kSecond, 2));
    maker.at(left).pan = -100;
    maker.at(right).pan = 100;
    maker.insert(left, "limiter", {{"gain", 9.0}});
    const Samples bounce = maker.bounce();

    Bench bench;
    ASSERT_TRUE(bench.show(maker));
    Samples heard = bench.play(4096);
    // Everything that can be done to the other track; the first one only looks on.
    for (int edit = 0; edit < 60; ++edit) {
        maker.at(right).fader = {-static_cast<double>(edit % 7)};
        if (edit % 5 == 0) maker.insert(right, "utility", {{"gain", -2.0}});
        if (edit % 5 == 4) maker.at(right).inserts.clear();
        if (edit % 9 == 0) maker.at(right).muted = !maker.at(right).muted;
        auto clips = project::ClipList{maker.firstClip(right)};
        clips[0].position = {edit % 3 * 1000};
        maker.setClips(right, clips);
        if (edit == 30) maker.addTrack("Silent newcomer", Samples(1, std::vector<float>(kSecond)));
        ASSERT_TRUE(bench.show(maker));
        bench.turnFor(heard, static_cast<std::int64_t>(heard[0].size()) + 1024);
    }
    const std::size_t from = firstSound({heard[0], heard[0]}), first = firstSound({bounce[0], bounce[0]});
    std::int64_t wrong = 0;
    for (std::size_t k = 0; from + k < heard[0].size(); ++k)
        wrong += heard[0][from + k] != bounce[0][first + k];
    EXPECT_EQ(wrong, 0);
    EXPECT_EQ(bench.player.state().trouble, "");
}

/// A sine bends by at most its amplitude times the square of its frequency from frame to frame;
/// a click bends more.
double largestBend(const std::vector<float>& sound, std::size_t from) {
    double bend = 0;
    for (std::size_t k = from + 2; k < sound.size(); ++k)
        bend = std::max(bend, std::abs(static_cast<double>(sound[k]) - 2.0 * sound[k - 1] + sound[k - 2]));
    return bend;
}

TEST(Player, DoesNotClickWhenValuesMoveOrClipsAreMoved) {
    constexpr double kFrequency = 110;
    SongMaker maker;
    Samples sine(2);
    for (auto& side : sine)
        for (int k = 0; k < 6 * kSecond; ++k)
            side.push_back(static_cast<float>(0.5 * std::sin(2 * std::numbers::pi * kFrequency * k / kSecond)));
    const ChannelId track = maker.addTrack("Sine", sine);
    Bench bench;
    ASSERT_TRUE(bench.show(maker));
    Samples heard = bench.play(4096);
    for (int edit = 0; edit < 40; ++edit) {
        maker.at(track).fader = {edit % 2 ? -12.0 : 0.0};
        auto clips = project::ClipList{maker.firstClip(track)};
        clips[0].offset = {edit * 37};
        maker.setClips(track, clips);
        if (edit % 4 == 0) bench.player.previewPan(track, edit % 8 ? 100 : -100);
        ASSERT_TRUE(bench.show(maker));
        bench.turnFor(heard, static_cast<std::int64_t>(heard[0].size()) + 2048);
    }
    // A cut would bend by up to 1.0. A smooth crossfade over 64 frames between two sines in opposite
    // phase bends by 6 / 64² at most.
    EXPECT_LT(largestBend(heard[0], 2048), 0.0016);
}

TEST(Player, LetsAHandBeHeardBeforeTheEdit) {
    SongMaker maker;
    const ChannelId track = maker.addTrack("Track", Samples(2, std::vector<float>(4 * kSecond, 0.5f)));
    const InsertId insert = maker.insert(track, "utility");
    Bench bench;
    ASSERT_TRUE(bench.show(maker));
    Samples heard = bench.play(4096);
    EXPECT_FLOAT_EQ(heard[0].back(), 0.5f);
    bench.player.previewFader(track, {-20});
    bench.turnFor(heard, 8192);
    EXPECT_NEAR(heard[0].back(), 0.05f, 1e-4);
    bench.player.previewParameter(insert, "gain", -20);
    bench.turnFor(heard, 12288);
    EXPECT_NEAR(heard[0].back(), 0.005f, 1e-4);
    ASSERT_TRUE(bench.show(maker));
    bench.turnFor(heard, 16384);
    EXPECT_NEAR(heard[0].back(), 0.5f, 1e-4);
}

TEST(Player, MetersWhatPasses) {
    SongMaker maker;
    const ChannelId track = maker.addTrack("Track", Samples(2, std::vector<float>(4 * kSecond, 0.5f)));
    const ChannelId loud = maker.addTrack("Loud", Samples(2, std::vector<float>(4 * kSecond, 0.75f)));
    maker.at(loud).fader = {6};
    Bench bench;
    ASSERT_TRUE(bench.show(maker));
    ASSERT_FALSE(bench.play(3 * kSecond).empty());
    const auto reading = bench.player.takeMeter(track);
    ASSERT_TRUE(reading);
    EXPECT_FLOAT_EQ(reading->peak[0], 0.5f);
    EXPECT_NEAR(reading->rms[1], 0.5f, 0.01);
    EXPECT_FALSE(reading->clipped[0]);
    EXPECT_TRUE(bench.player.takeMeter(loud)->clipped[0]);
    EXPECT_FALSE(bench.player.takeMeter(ChannelId{987654}));
}

TEST(Player, MeasuresAStripsLoudnessForThoseWhoAsk) {
    // EBU Tech 3341, case 1: 1 kHz at −23 dBFS on both sides is −23 LUFS.
    Samples sine(2);
    for (int n = 0; n < 4 * kSecond; ++n)
        for (auto& side : sine) side.push_back(static_cast<float>(std::pow(10, -23.0 / 20) * std::sin(2 * 3.14159265358979 * 1000 * n / 48000)));
    SongMaker maker;
    const ChannelId track = maker.addTrack("Sine", sine);
    Bench bench;
    ASSERT_TRUE(bench.show(maker));
    Samples heard = bench.play(kSecond);
    ASSERT_FALSE(heard.empty());
    EXPECT_EQ(bench.player.takeMeter(track)->momentary, 0);
    for (int k = 1; k <= 15; ++k) {
        (void)bench.player.takeMeter(track, live::MeterWish::loudnessToo);
        bench.turnFor(heard, kSecond + k * kSecond / 10);
    }
    const auto reading = bench.player.takeMeter(track, live::MeterWish::loudnessToo);
    EXPECT_NEAR(-0.691 + 10 * std::log10(static_cast<double>(reading->momentary)), -23, 0.05);
    EXPECT_GT(reading->momentary, reading->shortTerm) << "three seconds have not passed yet";
}

TEST(Player, DimsAndSumsToMonoBehindTheMix) {
    SongMaker maker;
    Samples sides(2, std::vector<float>(4 * kSecond));
    std::fill(sides[0].begin(), sides[0].end(), 0.5f);
    maker.addTrack("Track", sides);
    Bench bench;
    ASSERT_TRUE(bench.show(maker));
    Samples heard = bench.play(4096);
    bench.player.setMonitorMono(true);
    bench.turnFor(heard, 8192);
    EXPECT_FLOAT_EQ(heard[0].back(), 0.25f);
    EXPECT_FLOAT_EQ(heard[1].back(), 0.25f);
    bench.player.setDim(true);
    bench.turnFor(heard, 12288);
    EXPECT_NEAR(heard[0].back(), 0.025f, 1e-6);
    bench.player.setDim(false);
    bench.player.setMonitorMono(false);
    bench.turnFor(heard, 16384);
    EXPECT_EQ(heard[0].back(), 0.5f);
    EXPECT_EQ(heard[1].back(), 0.0f);
}

// EBU Tech 3341: a stereo sine of 1000 Hz at −23 dBFS reads −23 LUFS.
TEST(Player, MeasuresTheLoudnessOfWhatIsHeard) {
    SongMaker maker;
    Samples sine(2);
    for (auto& side : sine)
        for (int k = 0; k < 6 * kSecond; ++k)
            side.push_back(static_cast<float>(std::pow(10.0, -23.0 / 20) *
                                              std::sin(2 * std::numbers::pi * 1000 * k / kSecond)));
    maker.addTrack("Sine", sine);
    Bench bench(1024);
    ASSERT_TRUE(bench.show(maker));
    EXPECT_TRUE(std::isinf(bench.player.loudness().momentaryLufs));
    ASSERT_FALSE(bench.play(0).empty());
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    Samples heard;
    for (int turn = 0; turn < 5 * kSecond / 1024; ++turn) {
        bench.device->turn(heard, 1024);
        // The listener's ring holds 0.7 s.
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
        ASSERT_LT(std::chrono::steady_clock::now(), end);
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    const LoudnessReading reading = bench.player.loudness();
    EXPECT_NEAR(reading.shortTermLufs, -23, 0.1);
    EXPECT_NEAR(reading.integratedLufs, -23, 0.1);
    EXPECT_NEAR(reading.truePeakDbtp, -23, 0.1);
    EXPECT_NEAR(reading.correlation, 1, 1e-6);
}

TEST(Player, GivesTheNewestSoundForPictures) {
    SongMaker maker;
    maker.addTrack("Track", noise(2, 2 * kSecond, 3));
    Bench bench;
    ASSERT_TRUE(bench.show(maker));
    const Samples heard = bench.play(8192);
    std::vector<float> left(1000), right(1000);
    ASSERT_EQ(bench.player.recentAudio(left.data(), right.data(), 1000), 1000u);
    EXPECT_TRUE(std::equal(left.begin(), left.end(), heard[0].end() - 1000));
    EXPECT_TRUE(std::equal(right.begin(), right.end(), heard[1].end() - 1000));
}

TEST(Player, StopsAndSaysSoWhenTheDeviceGoes) {
    SongMaker maker;
    maker.addTrack("Track", noise(2, 2 * kSecond, 3));
    Bench bench;
    ASSERT_TRUE(bench.show(maker));
    ASSERT_FALSE(bench.play(8192).empty());
    bench.device->lost = "The cable is out.";
    const PlayerState state = bench.player.state();
    EXPECT_FALSE(state.playing);
    EXPECT_NE(state.trouble.find("The cable is out."), std::string::npos);
    EXPECT_NE(state.trouble.find("0:00."), std::string::npos);
    // When it is back, playback can go on from there.
    ASSERT_TRUE(bench.player.openDevice({}));
    EXPECT_EQ(bench.player.state().trouble, "");
    EXPECT_FALSE(bench.play(1024).empty());
    EXPECT_GT(bench.player.state().position.value, 8000);
}

class SlowSources final : public AudioSources {
public:
    explicit SlowSources(const MemorySources& inner) : inner_(inner) {}
    std::unique_ptr<AudioReader> open(SourceId source) const override {
        return std::make_unique<Reader>(inner_.open(source));
    }

private:
    class Reader final : public AudioReader {
    public:
        explicit Reader(std::unique_ptr<AudioReader> inner) : inner_(std::move(inner)) {}
        int channels() const override { return inner_->channels(); }
        FrameCount length() const override { return inner_->length(); }
        void read(FramePosition start, FrameCount count, float* const* planes) override {
            std::this_thread::sleep_for(std::chrono::milliseconds(200));
            inner_->read(start, count, planes);
        }

    private:
        std::unique_ptr<AudioReader> inner_;
    };

    const MemorySources& inner_;
};

TEST(Player, GivesSilenceAndSaysSoWhenTheDiskIsSlow) {
    SongMaker maker;
    for (unsigned k = 0; k < 4; ++k) maker.addTrack("Track", noise(2, 30 * kSecond, k));
    Bench bench(256);
    bench.sources = std::make_shared<SlowSources>(maker.sources);
    ASSERT_TRUE(bench.show(maker));
    const auto start = std::chrono::steady_clock::now();
    Samples heard = bench.play(20 * kSecond);
    const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - start;
    EXPECT_EQ(heard[0].size() / 256 * 256, heard[0].size());
    // 20 s of sound are 470 pages of 0.2 s each: waiting for the disk would take most of a minute.
    EXPECT_LT(spent.count(), 15);
    EXPECT_NE(bench.player.state().trouble.find("disk"), std::string::npos);
}

TEST(Player, PlaysTheRestWhenAFileIsMissing) {
    SongMaker maker;
    maker.addTrack("There", Samples(2, std::vector<float>(2 * kSecond, 0.5f)));
    const ChannelId gone = maker.addTrack("Gone", Samples(2, std::vector<float>(2 * kSecond, 0.25f)));
    maker.sources.audio.erase(maker.firstClip(gone).source);
    Bench bench;
    ASSERT_TRUE(bench.show(maker));
    const Samples heard = bench.play(8192);
    EXPECT_EQ(heard[0].back(), 0.5f);
    EXPECT_NE(bench.player.state().trouble.find("silence"), std::string::npos);
}

TEST(Player, ConvertsForADeviceThatRunsAtAnotherRate) {
    SongMaker maker;
    Samples tone(2, std::vector<float>(3 * kSecond));
    for (auto& side : tone)
        for (std::size_t k = 0; k < side.size(); ++k)
            side[k] = static_cast<float>(0.5 * std::sin(2 * std::numbers::pi * 997 * static_cast<double>(k) / kSecond));
    maker.addTrack("Track", std::move(tone));
    HandDevice* device = nullptr;
    Player player(Bench::catalogue(), [&](const DeviceSettings&, SampleRate) {
        auto made = std::make_unique<HandDevice>(SampleRate{44100}, 100);
        device = made.get();
        return Result<std::unique_ptr<Device>>(std::move(made));
    });
    const auto sources = std::shared_ptr<const AudioSources>(&maker.sources, [](const auto*) {});
    ASSERT_TRUE(player.show(Bench::projectOf(maker), sources, SongId{1'000'000}));
    ASSERT_TRUE(player.openDevice({}));
    EXPECT_EQ(player.state().rate.hz, 48000);
    EXPECT_EQ(player.state().deviceRate.hz, 44100);
    // Its own buffer and the bridge's millisecond.
    EXPECT_NEAR(player.state().outputLatency.value, 100.0 / 44100 + 0.001, 0.0002);
    HandDevice* const opened = device;
    // The same rate again: the device stays.
    ASSERT_TRUE(player.show(Bench::projectOf(maker), sources, SongId{1'000'000}));
    EXPECT_EQ(device, opened);
    player.play();
    Samples heard(2);
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (player.state().played.value < 2 * kSecond && std::chrono::steady_clock::now() < end) {
        device->turn(heard, 100);
        std::this_thread::sleep_for(std::chrono::microseconds(20));
    }
    const double step = 2 * std::numbers::pi * 997 / 44100;
    for (std::size_t k = firstSound(heard) + 2000; k + 2 < heard[0].size(); ++k)
        ASSERT_NEAR(heard[0][k] - 2 * std::cos(step) * heard[0][k + 1] + heard[0][k + 2], 0, 1e-5) << "frame " << k;
}

TEST(Player, SaysWhatItTakesAndHowLateItIs) {
    SongMaker maker;
    maker.addTrack("Track", noise(2, 3 * kSecond, 3));
    Bench bench(256);
    ASSERT_TRUE(bench.show(maker));
    ASSERT_FALSE(bench.play(8192).empty());
    const PlayerState state = bench.player.state();
    EXPECT_NEAR(state.outputLatency.value, 256.0 / 48000, 1e-9);
    // Three seconds of stereo in single precision.
    EXPECT_GE(state.readAheadBytes, 3u * kSecond * 2 * sizeof(float) / 2);
    EXPECT_LE(state.readAheadBytes, state.readAheadBudget);
}

TEST(Player, RefusesASongThatIsGone) {
    SongMaker maker;
    Player player(Bench::catalogue());
    EXPECT_FALSE(player.show(Bench::projectOf(maker), nullptr, SongId{5}));
    EXPECT_FALSE(player.show(Bench::projectOf(maker), nullptr, AlbumSubject{}));
}

// Everything at once, on a device with a clock, with the guard on the engine thread: what allocates,
// locks or blocks there ends this test program.
TEST(Player, SurvivesAStormOfEditsUnderTheGuard) {
    SongMaker maker;
    makeBusySong(maker);
    Bench bench;
    bench.sources = std::shared_ptr<const AudioSources>(&maker.sources, [](const auto*) {});
    Player player(Bench::catalogue());
    ASSERT_TRUE(player.show(Bench::projectOf(maker), bench.sources, SongId{1'000'000}));
    ASSERT_TRUE(player.openDevice({.id = "null", .rate = {}, .bufferFrames = 64}));
    player.play();
    std::mt19937 random(2024);
    auto upTo = [&](unsigned limit) { return static_cast<int>(random() % limit); };
    std::vector<ChannelId> channels;
    const project::Song song = maker.song();
    for (const auto& track : song.tracks) channels.push_back(track->channel.id);
    for (const auto& bus : song.buses) channels.push_back(bus->channel.id);
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(3);
    int edits = 0;
    while (std::chrono::steady_clock::now() < end) {
        const ChannelId channel = channels[static_cast<std::size_t>(upTo(static_cast<unsigned>(channels.size())))];
        switch (upTo(10)) {
        case 0: maker.at(channel).fader = {-static_cast<double>(upTo(60))}; break;
        case 1: maker.at(channel).muted = !maker.at(channel).muted; break;
        case 2: maker.insert(channel, upTo(2) ? "utility" : "limiter"); break;
        case 3: maker.at(channel).inserts.clear(); break;
        case 4: maker.at(channel).soloed = !maker.at(channel).soloed; break;
        case 5: player.locate({upTo(2 * kSecond)}); break;
        case 6: player.setLoop({{FramePosition{upTo(1000)}, FramePosition{2000 + upTo(50000)}}}); break;
        case 7: player.previewFader(channel, {-static_cast<double>(upTo(30))}); break;
        case 8:
            for (const auto& insert : maker.at(channel).inserts)
                player.previewParameter(insert->id, "gain", upTo(12));
            break;
        case 9:
            if (upTo(2))
                player.stop();
            else
                player.play();
            break;
        }
        ASSERT_TRUE(player.show(Bench::projectOf(maker), bench.sources, SongId{1'000'000}));
        (void)player.takeMeter(channel);
        (void)player.state();
        ++edits;
    }
    EXPECT_GT(edits, 20);
    player.closeDevice();
}

} // namespace
} // namespace lacquer::live
