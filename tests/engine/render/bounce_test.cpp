#include "engine/plan/compile.h"
#include "engine/render/clip_feed.h"
#include "engine/render/performance.h"
#include "tests/engine/render/song_maker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <map>

namespace lacquer::testing {
namespace {

using project::FadeShape;

double decibels(double gain) { return 20 * std::log10(gain); }

TEST(Bounce, LeavesAStereoTrackAtUnityBitIdentical) {
    SongMaker maker;
    const Samples audio = noise(2, 10007, 1);
    maker.addTrack("Keys", audio);
    EXPECT_EQ(maker.bounce(), audio);
}

TEST(Bounce, SumsTracksAsIn64Bits) {
    SongMaker maker;
    std::vector<Samples> all;
    for (unsigned k = 0; k < 24; ++k) {
        all.push_back(noise(2, 4000, 10 + k, 0.04f));
        maker.addTrack("T" + std::to_string(k), all.back());
    }
    const Samples mix = maker.bounce();
    for (std::size_t frame = 0; frame < 4000; ++frame) {
        double sum = 0;
        for (const Samples& audio : all) sum += static_cast<double>(audio[0][frame]);
        ASSERT_EQ(mix[0][frame], static_cast<float>(sum)) << frame;
    }
}

TEST(Bounce, PansMonoBySineAndCosine) {
    for (const double pan : {-100.0, -37.0, 0.0, 62.0, 100.0}) {
        SongMaker maker;
        const Samples audio = noise(1, 640, 3);
        const ChannelId track = maker.addTrack("Vox", audio);
        maker.at(track).pan = pan;
        const Samples mix = maker.bounce();
        const double angle = (pan / 100 + 1) * M_PI / 4;
        for (std::size_t k = 0; k < 640; ++k) {
            ASSERT_NEAR(mix[0][k], audio[0][k] * std::cos(angle), 1e-7);
            ASSERT_NEAR(mix[1][k], audio[0][k] * std::sin(angle), 1e-7);
        }
    }
}

TEST(Bounce, PansByTheLawOfTheProject) {
    // The gain at the centre, and at half way to the left by the law's formula.
    struct LawCase {
        project::PanLaw law;
        double centre, left, right;
    };
    const double c = std::cos(M_PI / 8), s = std::sin(M_PI / 8);
    const double power = 2.5 / 3.0103;
    for (const auto& [law, centre, left, right] :
         {LawCase{project::PanLaw::minus2p5dB, -2.5, std::pow(c, power), std::pow(s, power)},
          LawCase{project::PanLaw::minus3dB, -3.0103, c, s},
          LawCase{project::PanLaw::minus4p5dB, -4.5154, std::sqrt(c * 0.75), std::sqrt(s * 0.25)},
          LawCase{project::PanLaw::minus6dB, -6.0206, 0.75, 0.25},
          LawCase{project::PanLaw::balance, 0, 1, 0.5}}) {
        const Samples audio = noise(1, 640, 3);
        const auto panned = [&, law = law](double pan) {
            SongMaker maker;
            maker.at(maker.addTrack("Vox", audio)).pan = pan;
            render::BounceRequest request;
            request.panLaw = law;
            return maker.bounce(request);
        };
        const Samples middle = panned(0), half = panned(-50);
        for (std::size_t k = 0; k < 640; ++k) {
            ASSERT_NEAR(middle[0][k], audio[0][k] * std::pow(10, centre / 20), 3e-6);
            ASSERT_NEAR(middle[1][k], audio[0][k] * std::pow(10, centre / 20), 3e-6);
            ASSERT_NEAR(half[0][k], audio[0][k] * left, 3e-6);
            ASSERT_NEAR(half[1][k], audio[0][k] * right, 3e-6);
        }
    }
}

TEST(Bounce, BalancesStereoWithUnityAtTheCentre) {
    SongMaker maker;
    const Samples audio = noise(2, 640, 4);
    const ChannelId track = maker.addTrack("Keys", audio);
    maker.at(track).pan = 100;
    const Samples mix = maker.bounce();
    for (std::size_t k = 0; k < 640; ++k) {
        ASSERT_EQ(mix[0][k], 0);
        ASSERT_NEAR(mix[1][k], audio[1][k] * std::sqrt(2.0), 1e-7);
    }
}

/// Counts what is read of each source.
class CountedSources final : public AudioSources {
public:
    explicit CountedSources(const MemorySources& sources) : sources_(sources) {}
    std::unique_ptr<AudioReader> open(SourceId source) const override {
        return std::make_unique<Reader>(sources_.open(source), frames[source]);
    }
    mutable std::map<SourceId, std::atomic<std::int64_t>> frames;

private:
    struct Reader final : AudioReader {
        Reader(std::unique_ptr<AudioReader> inner, std::atomic<std::int64_t>& count) : reader(std::move(inner)), read_(count) {}
        int channels() const override { return reader->channels(); }
        FrameCount length() const override { return reader->length(); }
        void read(FramePosition start, FrameCount count, float* const* planes) override {
            read_ += count.value;
            reader->read(start, count, planes);
        }
        std::unique_ptr<AudioReader> reader;
        std::atomic<std::int64_t>& read_;
    };
    const MemorySources& sources_;
};

/// Twelve tracks, two of them voices with a group of their own, a hall that all are sent to, a key.
struct VoicesAndBand {
    VoicesAndBand() {
        const ChannelId voices = maker.addBus("Voices"), hall = maker.addBus("Hall");
        maker.insert(hall, "reverb");
        maker.insert(voices, "limiter", {{"gain", 6}});
        for (int k = 0; k < 12; ++k) {
            tracks.push_back(maker.addTrack("T" + std::to_string(k), noise(2, 20000, static_cast<unsigned>(k + 1))));
            maker.insert(tracks.back(), "eq", {{"band1.on", 1}, {"band1.type", 4}, {"band1.gain", 3.0 + k}});
            maker.send(tracks.back(), hall, -12);
        }
        for (const int voice : {0, 1}) maker.at(tracks[static_cast<std::size_t>(voice)]).output = voices;
        maker.insert(maker.mix().id, "limiter", {{"gain", 3}});
    }
    /// Without the tracks from `from` to before `to`.
    project::Song without(std::size_t from, std::size_t to) {
        for (std::size_t k = from; k < to; ++k) maker.at(tracks[k]).muted = true;
        project::Song song = maker.song();
        for (std::size_t k = from; k < to; ++k) maker.at(tracks[k]).muted = false;
        return song;
    }
    SongMaker maker;
    std::vector<ChannelId> tracks;
};

TEST(Bounce, OfSeveralMixesTogetherGivesEachTheBitsItHasAlone) {
    VoicesAndBand band;
    const project::Song whole = band.without(0, 0), instrumental = band.without(0, 2), tv = band.without(0, 1),
                        voices = band.without(2, 12);
    const project::Song* const songs[] = {&whole, &instrumental, &tv, &voices};
    render::BounceRequest request;
    request.rate = SampleRate{48000};
    for (const int threads : {1, 2, 3}) {
        request.threads = threads;
        std::vector<MemorySink> sinks(4);
        std::vector<render::MixOrder> orders;
        for (std::size_t k = 0; k < 4; ++k) orders.push_back({songs[k], &sinks[k], {}});
        const auto done = render::bounceTogether(request, orders, band.maker.catalogue, band.maker.sources);
        ASSERT_TRUE(done);
        for (std::size_t k = 0; k < 4; ++k) {
            MemorySink alone;
            request.song = songs[k];
            const auto summary = render::bounce(request, band.maker.catalogue, band.maker.sources, alone);
            ASSERT_TRUE(summary);
            EXPECT_EQ(sinks[k].audio, alone.audio) << "mix " << k << " on " << threads << " threads";
            EXPECT_EQ((*done)[k].frames, summary->frames);
        }
    }
}

TEST(Bounce, OfSeveralMixesTogetherReadsWhatTheyShareOnce) {
    VoicesAndBand band;
    const project::Song whole = band.without(0, 0), instrumental = band.without(0, 2);
    MemorySink sinks[2];
    const render::MixOrder orders[] = {{&whole, &sinks[0], {}}, {&instrumental, &sinks[1], {}}};
    const CountedSources alone(band.maker.sources), together(band.maker.sources);
    render::BounceRequest request;
    request.rate = SampleRate{48000};
    request.song = &whole;
    MemorySink sink;
    ASSERT_TRUE(render::bounce(request, band.maker.catalogue, alone, sink));
    ASSERT_TRUE(render::bounceTogether(request, orders, band.maker.catalogue, together));
    // Eight strips run side by side: those beside a voice are another bundle, the last four are not.
    int readOnce = 0;
    for (const auto& [source, frames] : together.frames) readOnce += frames == alone.frames.at(source);
    EXPECT_GE(readOnce, 4);
    EXPECT_LT(readOnce, 12) << "and what differs is computed for each";
}

TEST(Bounce, NarrowsToMonoAtWidthZero) {
    SongMaker maker;
    const Samples audio = noise(2, 640, 5);
    const ChannelId track = maker.addTrack("Keys", audio);
    maker.at(track).width = 0;
    const Samples mix = maker.bounce();
    for (std::size_t k = 0; k < 640; ++k) {
        ASSERT_NEAR(mix[0][k], (audio[0][k] + audio[1][k]) / 2, 1e-7);
        ASSERT_EQ(mix[0][k], mix[1][k]);
    }
}

TEST(Bounce, FollowsAFaderCurveAtEverySample) {
    SongMaker maker;
    const int frames = 9000;
    const ChannelId track = maker.addTrack("DC", Samples(2, std::vector<float>(frames, 0.5f)));
    maker.automate(track, "fader", {{{1003}, -40}, {{2507}, 6}, {{6000}, -3}});
    const Samples mix = maker.bounce();
    for (int k = 0; k < frames; ++k) {
        double level = -40;
        if (k >= 6000)
            level = -3;
        else if (k >= 2507)
            level = 6 - 9.0 * (k - 2507) / (6000 - 2507);
        else if (k >= 1003)
            level = -40 + 46.0 * (k - 1003) / (2507 - 1003);
        ASSERT_NEAR(decibels(mix[0][static_cast<std::size_t>(k)] / 0.5), level, 1e-4) << k;
    }
}

TEST(Bounce, GivesTheSameBitsForAnyNumberOfThreads) {
    SongMaker maker;
    const ChannelId group = maker.addBus("Group");
    for (unsigned k = 0; k < 21; ++k) {
        const ChannelId track = maker.addTrack("T" + std::to_string(k), noise(2, 20000, 50 + k));
        maker.at(track).fader = {-3.0 - k};
        maker.at(track).pan = 5.0 * k - 50;
        if (k % 3 == 0) maker.at(track).output = group;
        if (k % 2 == 0) maker.send(track, group, -7.0 - k);
        if (k % 4 == 0) maker.automate(track, "fader", {{{100}, -60}, {{15000}, 3}});
    }
    render::BounceRequest request;
    request.threads = 1;
    const Samples one = maker.bounce(request);
    for (const int threads : {2, 3, 5}) {
        request.threads = threads;
        EXPECT_EQ(maker.bounce(request), one) << threads;
    }
}

/// Strips of every kind that feed each other over several levels, with latency and a side-chain.
SongMaker busySong() {
    SongMaker maker;
    const ChannelId group = maker.addBus("Group");
    const ChannelId hall = maker.addBus("Hall");
    maker.insert(hall, "reverb", {{"decay", 0.4}});
    maker.insert(group, "compressor", {{"threshold", -30}, {"style", 3}});
    ChannelId kick;
    for (unsigned k = 0; k < 19; ++k) {
        const ChannelId track = maker.addTrack("T" + std::to_string(k), noise(1 + k % 2, 9000, 90 + k));
        if (k == 0) kick = track;
        maker.insert(track, "eq", {{"band1.on", 1}, {"band1.freq", 200.0 * (k + 1)}, {"band1.gain", 6}});
        maker.insert(track, "compressor",
                     {{"threshold", -30}, {"style", k % 5}, {"detector", k % 2}, {"lookahead", k % 3}});
        if (k % 2) maker.insert(track, "gate", {{"threshold", -20}, {"ratio", k % 4 == 1 ? 2 : 100}});
        maker.at(track).pan = 10.0 * k - 90;
        if (k % 3 == 0) maker.at(track).output = group;
        if (k % 3 != 1) maker.send(track, hall, -10.0 - k, k % 4 == 0);
        if (k % 4 != 2) maker.automate(track, "fader", {{{70 * k}, -60}, {{4000}, 3}, {{8500}, -9}});
        if (k % 5 == 0) maker.automate(track, "pan", {{{0}, -50}, {{7000}, 50}});
    }
    maker.insert(group, "compressor", {{"key", 1}, {"threshold", -40}});
    auto& ducker = maker.at(group).inserts.back();
    project::Insert keyed = *ducker;
    keyed.key = kick;
    ducker = std::make_shared<const project::Insert>(keyed);
    maker.insert(maker.mix().id, "limiter", {{"ceiling", -6}});
    return maker;
}

TEST(Bounce, GivesTheBitsOfPlaybackOnAnyNumberOfThreads) {
    const SongMaker maker = busySong();
    const auto plan = *plan::compile(maker.song(), {48000}, project::PanLaw::minus3dB, maker.catalogue);
    render::ClipFeed feed(*plan, maker.sources);
    render::Performance performance(plan);
    Samples played(2);
    const std::int64_t latency = plan->latency.value;
    for (std::int64_t at = 0; at < 9000 + latency; at += kQuantum) {
        performance.run({at}, 1, feed, nullptr);
        played[0].insert(played[0].end(), performance.left(), performance.left() + kQuantum);
        played[1].insert(played[1].end(), performance.right(), performance.right() + kQuantum);
    }
    for (auto& side : played) {
        side.erase(side.begin(), side.begin() + latency);
        side.resize(9000);
    }
    render::BounceRequest request;
    request.to = FramePosition{9000};
    for (const int threads : {1, 2, 3, 4}) {
        request.threads = threads;
        EXPECT_EQ(maker.bounce(request), played) << threads << " threads";
    }
}

/// Says whether anybody read it.
class WatchedSources final : public AudioSources {
public:
    class Reader final : public AudioReader {
    public:
        Reader(std::unique_ptr<AudioReader> inner, bool& wasRead)
            : inner_(std::move(inner)), wasRead_(&wasRead) {}
        int channels() const override { return inner_->channels(); }
        FrameCount length() const override { return inner_->length(); }
        void read(FramePosition start, FrameCount count, float* const* planes) override {
            *wasRead_ = true;
            inner_->read(start, count, planes);
        }

    private:
        std::unique_ptr<AudioReader> inner_;
        bool* wasRead_;
    };

    explicit WatchedSources(const MemorySources& sources) : sources_(&sources) {
        for (const auto& [id, audio] : sources.audio) wasRead[id] = false;
    }
    std::unique_ptr<AudioReader> open(SourceId source) const override {
        return std::make_unique<Reader>(sources_->open(source), wasRead.at(source));
    }

    mutable std::map<SourceId, bool> wasRead;

private:
    const MemorySources* sources_;
};

TEST(Bounce, NeitherReadsNorHearsWhatIsMuted) {
    const auto make = [](int muted) {
        SongMaker maker;
        for (int k = 0; k < 8 + muted; ++k) {
            const ChannelId track =
                maker.addTrack("T" + std::to_string(k), noise(2, 5000, static_cast<unsigned>(k)));
            maker.insert(track, "compressor", {{"threshold", -40}});
            maker.at(track).muted = k >= 8;
        }
        return maker;
    };
    const SongMaker with = make(8);
    const project::Song song = with.song();
    render::BounceRequest request;
    request.song = &song;
    request.tail.length = Seconds{0};
    MemorySink sink;
    const WatchedSources sources(with.sources);
    ASSERT_TRUE(render::bounce(request, with.catalogue, sources, sink));
    EXPECT_EQ(sink.audio, make(0).bounce());
    for (std::size_t k = 0; k < song.tracks.size(); ++k)
        EXPECT_EQ(sources.wasRead[song.tracks[k]->clips->front().source], k < 8) << k;
}

TEST(Bounce, HearsWhatIsMutedWhereItIsTappedBeforeTheFader) {
    SongMaker maker;
    const ChannelId bus = maker.addBus("Bus");
    const ChannelId track = maker.addTrack("T", noise(2, 5000, 1));
    maker.send(track, bus, 0, true);
    const Samples tapped = maker.bounce();
    maker.at(track).muted = true;
    const Samples muted = maker.bounce();
    for (std::size_t k = 0; k < 5000; ++k) ASSERT_EQ(tapped[0][k], 2 * muted[0][k]);
}

TEST(Bounce, WakesLikeATrackThatNeverSlept) {
    // The same end of the song, once after a long silence and once from the start.
    const Samples audio = noise(2, 3000, 7);
    const auto renderFrom = [&](std::int64_t position) {
        SongMaker maker;
        const ChannelId track = maker.addTrack("T", audio);
        maker.insert(track, "eq", {{"band1.on", 1}, {"band1.freq", 60}, {"band1.gain", 12}});
        maker.insert(track, "compressor", {{"threshold", -40}, {"release", 20}});
        maker.insert(track, "gate", {{"threshold", -60}});
        project::Clip first = maker.firstClip(track), second = first;
        second.id = {9001};
        second.position = {position};
        maker.setClips(track, position > 0 ? project::ClipList{first, second} : project::ClipList{second});
        Samples all = maker.bounce();
        for (auto& side : all) side.erase(side.begin(), side.begin() + position);
        return all;
    };
    // Ten seconds: the gate is shut by then and the compressor has let go. A gate that starts anew is
    // open, so the first frames differ; from the first loud sample on it is open either way.
    const Samples slept = renderFrom(48000 * 10);
    const Samples fresh = renderFrom(0);
    ASSERT_EQ(slept[0].size(), fresh[0].size());
    for (std::size_t k = 2000; k < 3000; ++k) EXPECT_NEAR(slept[0][k], fresh[0][k], 1e-6) << k;
}

TEST(Bounce, Carries256TracksWithTheSameBitsOnAnyThreads) {
    SongMaker maker;
    const ChannelId bus = maker.addBus("Bus");
    for (unsigned k = 0; k < 256; ++k) {
        const ChannelId track = maker.addTrack("T" + std::to_string(k), noise(1, 1500, 300 + k, 0.01f));
        maker.insert(track, "eq", {{"band1.on", 1}, {"band1.freq", 100.0 + k}, {"band1.gain", 3}});
        maker.send(track, bus, -20);
    }
    render::BounceRequest request;
    request.threads = 1;
    const Samples one = maker.bounce(request);
    ASSERT_EQ(one[0].size(), 1500u);
    request.threads = 4;
    EXPECT_EQ(maker.bounce(request), one);
}

TEST(Bounce, RendersARangeAsThePartOfTheWhole) {
    SongMaker maker;
    const ChannelId track = maker.addTrack("Stairs", staircase(30000));
    maker.automate(track, "fader", {{{100}, -6}, {{29000}, 6}});
    const Samples whole = maker.bounce();
    render::BounceRequest request;
    request.from = {7777};
    request.to = FramePosition{21003};
    const Samples part = maker.bounce(request);
    ASSERT_EQ(part[0].size(), 21003u - 7777u);
    EXPECT_TRUE(std::equal(part[0].begin(), part[0].end(), whole[0].begin() + 7777));
}

TEST(Bounce, EndsWithTheLastClipWhenNothingRings) {
    SongMaker maker;
    maker.addTrack("Keys", noise(2, 12345, 6));
    MemorySink sink;
    const project::Song song = maker.song();
    render::BounceRequest request;
    request.song = &song;
    const auto summary = render::bounce(request, maker.catalogue, maker.sources, sink);
    ASSERT_TRUE(summary);
    EXPECT_EQ(summary->frames.value, 12345);
    EXPECT_EQ(sink.audio[0].size(), 12345u);
}

TEST(Bounce, NamesTheChannelsOfACircle) {
    SongMaker maker;
    const ChannelId a = maker.addBus("Parallel"), b = maker.addBus("Crush");
    maker.at(a).output = b;
    maker.send(b, a, 0);
    MemorySink sink;
    const auto result = maker.bounceTo(sink);
    ASSERT_FALSE(result);
    EXPECT_THAT(result.error().message, ::testing::HasSubstr("Parallel"));
    EXPECT_THAT(result.error().message, ::testing::HasSubstr("Crush"));
}

TEST(Bounce, StopsWhenAskedTo) {
    SongMaker maker;
    maker.addTrack("Keys", noise(2, 48000, 6));
    MemorySink sink;
    const project::Song song = maker.song();
    render::BounceRequest request;
    request.song = &song;
    const auto result = render::bounce(request, maker.catalogue, maker.sources, sink, {},
                                       [](double share) { return share < 0.5; });
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::cancelled);
}

TEST(Bounce, SilencesWhatIsMutedAndWhatIsNotSoloed) {
    SongMaker maker;
    const Samples a = noise(2, 3000, 7), b = noise(2, 3000, 8);
    const ChannelId first = maker.addTrack("A", a), second = maker.addTrack("B", b);
    maker.at(first).muted = true;
    EXPECT_EQ(maker.bounce(), b);
    maker.at(first).muted = false;
    maker.at(first).soloed = true;
    EXPECT_EQ(maker.bounce(), a);
    maker.at(second).soloSafe = true;
    EXPECT_NE(maker.bounce(), a);
}

TEST(Bounce, KeepsTheReverbOfASoloedTrackAndTheTracksOfASoloedGroup) {
    SongMaker maker;
    const Samples a = noise(2, 3000, 9), b = noise(2, 3000, 10);
    const ChannelId group = maker.addBus("Drums");
    const ChannelId kick = maker.addTrack("Kick", a), bass = maker.addTrack("Bass", b);
    maker.at(kick).output = group;
    maker.at(group).soloed = true;
    EXPECT_EQ(maker.bounce(), a) << "what feeds a soloed group is heard through it";
    maker.at(group).soloed = false;
    maker.at(bass).soloed = true;
    maker.send(bass, group, 0);
    const Samples both = maker.bounce();
    for (std::size_t k = 0; k < 3000; ++k) ASSERT_NEAR(both[0][k], 2 * b[0][k], 1e-6);
}

TEST(Bounce, WritesStemsThatSumToTheMixBeforeItsProcessing) {
    SongMaker maker;
    const ChannelId hall = maker.addBus("Hall");
    std::vector<ChannelId> channels{hall};
    for (unsigned k = 0; k < 5; ++k) {
        channels.push_back(maker.addTrack("T" + std::to_string(k), noise(2, 7000, 20 + k)));
        maker.send(channels.back(), hall, -9);
        maker.at(channels.back()).pan = 20.0 * k - 30;
    }
    std::vector<MemorySink> files(channels.size());
    std::vector<render::StemSink> stems;
    for (std::size_t k = 0; k < channels.size(); ++k) stems.push_back({channels[k], &files[k]});
    MemorySink mix;
    ASSERT_TRUE(maker.bounceTo(mix, {}, stems));
    for (std::size_t frame = 0; frame < 7000; ++frame) {
        double sum = 0;
        for (const MemorySink& file : files) sum += static_cast<double>(file.audio[0][frame]);
        ASSERT_NEAR(mix.audio[0][frame], sum, 1e-7);
    }
}

TEST(Bounce, PlaysClipsWhereTheyLieAndOverlapsThem) {
    SongMaker maker;
    const ChannelId track = maker.addTrack("Stairs", staircase(5000));
    project::Clip clip = maker.firstClip(track);
    clip.position = {1000};
    clip.offset = {300};
    clip.length = {2000};
    project::Clip second = clip;
    second.position = {2500};
    second.reversed = true;
    maker.setClips(track, {clip, second});
    const Samples mix = maker.bounce();
    ASSERT_EQ(mix[0].size(), 4500u);
    for (int k = 0; k < 4500; ++k) {
        float expected = 0;
        if (k >= 1000 && k < 3000) expected += static_cast<float>(k - 1000 + 300 + 1) / 65536.0f;
        if (k >= 2500) expected += static_cast<float>(300 + 2000 - 1 - (k - 2500) + 1) / 65536.0f;
        ASSERT_EQ(mix[0][static_cast<std::size_t>(k)], expected) << k;
    }
}

TEST(Bounce, CrossfadesEqualPowerPairsAtConstantPower) {
    SongMaker maker;
    const ChannelId track =
        maker.addTrack("DC", Samples(2, std::vector<float>(4000, 0.5f)));
    project::Clip clip = maker.firstClip(track);
    clip.fadeIn = {.length = {1000}, .shape = FadeShape::equalPower, .past = {}};
    clip.fadeOut = {.length = {1000}, .shape = FadeShape::equalPower, .past = {}};
    maker.setClips(track, {clip});
    const Samples faded = maker.bounce();
    for (std::size_t k = 1; k < 1000; ++k) {
        const double in = faded[0][k] / 0.5, out = faded[0][3999 - (1000 - k)] / 0.5;
        ASSERT_NEAR(in * in + out * out, 1, 1e-5) << k; // sin² + cos²
    }
}

TEST(Bounce, PlaysTheHalvesOfAFadeThatWasSplitAsTheWhole) {
    SongMaker maker;
    const ChannelId track = maker.addTrack("Stairs", staircase(4000));
    project::Clip clip = maker.firstClip(track);
    clip.fadeIn = {.length = {1000}, .shape = FadeShape::sCurve, .past = {}};
    maker.setClips(track, {clip});
    const Samples whole = maker.bounce();
    project::Clip left = clip, right = clip;
    left.length = {400};
    right.position = right.position + FrameCount{400};
    right.offset = {400};
    right.length = {3600};
    right.fadeIn.past = {400};
    maker.setClips(track, {left, right});
    EXPECT_EQ(maker.bounce(), whole);
}

/// Tracks with different latencies through groups of groups, sends and side-chains: an impulse on all
/// of them must come out as one impulse, at its place, as high as all paths together.
TEST(Bounce, LandsAnImpulseOnOneSampleThroughAnyRouting) {
    for (unsigned seed = 1; seed <= 200; ++seed) {
        std::mt19937 random(seed);
        const auto roll = [&](int below) { return static_cast<int>(random() % static_cast<unsigned>(below)); };
        SongMaker maker;
        std::vector<ChannelId> tracks, buses;
        for (int k = 0; k < 4; ++k) buses.push_back(maker.addBus("B" + std::to_string(k)));
        for (int k = 0; k < 6; ++k)
            tracks.push_back(maker.addTrack("T" + std::to_string(k), impulse(6000, 1500, 0.01f)));
        const auto addLatency = [&](ChannelId channel) {
            for (int k = roll(3); k > 0; --k)
                maker.insert(channel, "limiter",
                             {{"ceiling", 0}, {"lookahead", 0.5 + roll(10)}});
        };
        std::map<ChannelId, double> arriving;
        const auto leave = [&](ChannelId channel, double level, int firstBus) {
            addLatency(channel);
            if (firstBus < 4 && roll(2)) {
                const ChannelId bus = buses[static_cast<std::size_t>(firstBus + roll(4 - firstBus))];
                maker.at(channel).output = bus;
                arriving[bus] += level;
            } else {
                arriving[maker.mix().id] += level;
            }
            if (firstBus < 4 && roll(2)) {
                const ChannelId bus = buses[static_cast<std::size_t>(firstBus + roll(4 - firstBus))];
                maker.send(channel, bus, 0, roll(2) == 0);
                arriving[bus] += level;
            }
        };
        // Some listen to another channel, which must reach them in time: one that makes no difference.
        const auto listenTo = [&](ChannelId channel, ChannelId key) {
            const InsertId id = maker.insert(channel, "compressor", {{"threshold", 0}, {"lookahead", 1.0 * roll(6)}, {"key", 1}});
            auto keyed = std::make_shared<project::Insert>(*maker.at(channel).inserts.back());
            ASSERT_EQ(keyed->id, id);
            keyed->key = key;
            maker.at(channel).inserts.back() = keyed;
        };
        for (const ChannelId track : tracks) {
            if (track != tracks.front() && roll(3) == 0) listenTo(track, tracks[0]);
            leave(track, 0.01, 0);
        }
        for (const ChannelId bus : buses)
            if (roll(3) == 0) listenTo(bus, tracks[static_cast<std::size_t>(roll(6))]);
        for (int k = 0; k < 4; ++k)
            leave(buses[static_cast<std::size_t>(k)], arriving[buses[static_cast<std::size_t>(k)]], k + 1);
        const Samples mix = maker.bounce();
        for (std::size_t k = 0; k < mix[0].size(); ++k)
            ASSERT_NEAR(mix[0][k], k == 1500 ? arriving[maker.mix().id] : 0, 1e-5)
                << "frame " << k << ", seed " << seed;
    }
}

TEST(Bounce, ReadsAMissingSourceAsSilence) {
    SongMaker maker;
    const ChannelId track = maker.addTrack("Gone", noise(2, 500, 3));
    maker.sources.audio.clear();
    (void)track;
    EXPECT_EQ(maker.bounce(), Samples(2, std::vector<float>(500, 0.0f)));
}

TEST(Bounce, InvertsPolarityAndTrims) {
    SongMaker maker;
    const Samples audio = noise(2, 500, 3);
    const ChannelId track = maker.addTrack("Snare Bottom", audio);
    maker.at(track).polarityInverted = true;
    maker.at(track).trim = {-6.0};
    const Samples mix = maker.bounce();
    for (std::size_t k = 0; k < 500; ++k)
        ASSERT_NEAR(mix[0][k], -audio[0][k] * std::pow(10, -6.0 / 20), 1e-7);
}

} // namespace
} // namespace lacquer::testing
