#include "engine/render/up_to_fader.h"
#include "tests/engine/render/song_maker.h"

#include <gtest/gtest.h>

/// Freezing, in memory: what a track gives up to its fader, played in its place, makes the same mix.
namespace lacquer::render {
namespace {

using namespace lacquer::testing;

constexpr int kFrames = 24000;

Samples renderUpToFader(const SongMaker& maker, ChannelId track) {
    const project::Song alone = songUpToFader(maker.song(), track);
    BounceRequest request;
    request.song = &alone;
    request.rate = SampleRate{48000};
    MemorySink mix, stem;
    const StemSink stems[] = {{track, &stem}};
    const auto done = bounce(request, maker.catalogue, maker.sources, mix, stems);
    EXPECT_TRUE(done);
    return stem.audio;
}

/// A track with latency, a key, automation, trim and polarity among others.
struct Stage {
    Stage() {
        group = maker.addBus("Group");
        key = maker.addTrack("Key", noise(2, kFrames, 7, 0.9f));
        maker.insert(key, "utility", {{"gain", -3}});
        track = maker.addTrack("Track", noise(1, kFrames, 1));
        other = maker.addTrack("Other", noise(2, kFrames, 2));
        maker.at(key).output = group;
        maker.at(track).output = group;
        maker.at(track).fader = {-4};
        maker.at(track).pan = 35;
        maker.at(track).trim = {3};
        maker.at(track).polarityInverted = true;
        maker.insert(track, "limiter", {{"gain", 9}, {"lookahead", 4.3}});
        const InsertId compressor = maker.insert(track, "compressor", {{"threshold", -30}, {"ratio", 8}, {"key", 1}});
        auto keyed = std::make_shared<project::Insert>(*maker.at(track).inserts.back());
        keyed->key = key;
        maker.at(track).inserts.back() = keyed;
        maker.at(track).automation.push_back(std::make_shared<const project::AutomationCurve>(project::AutomationCurve{
            {project::AutomationTarget::Owner::insert, compressor.value, "threshold"}, {{{0}, -40, 0}, {{20000}, -6, 0}}}));
        maker.insert(other, "limiter", {{"gain", 3}, {"lookahead", 8}});
        maker.send(track, maker.addBus("Hall"), -6);
    }
    SongMaker maker;
    ChannelId group, key, track, other;
};

TEST(Freeze, GivesTheBitsOfTheUnfrozenMix) {
    Stage stage;
    const Samples unfrozen = stage.maker.bounce();
    stage.maker.freeze(stage.track, renderUpToFader(stage.maker, stage.track));
    EXPECT_EQ(stage.maker.bounce(), unfrozen);
}

TEST(Freeze, KeepsFaderPanSendsMuteAndSoloLive) {
    Stage stage;
    stage.maker.freeze(stage.track, renderUpToFader(stage.maker, stage.track));
    const Samples frozen = stage.maker.bounce();
    stage.maker.at(stage.track).fader = {-12};
    EXPECT_NE(stage.maker.bounce(), frozen);
    stage.maker.at(stage.track).fader = {-4};
    stage.maker.at(stage.track).pan = -20;
    EXPECT_NE(stage.maker.bounce(), frozen);
    stage.maker.at(stage.track).pan = 35;
    EXPECT_EQ(stage.maker.bounce(), frozen);
    stage.maker.at(stage.track).trim = {12};
    stage.maker.at(stage.track).inserts.clear();
    EXPECT_EQ(stage.maker.bounce(), frozen) << "what was rendered in is not done again";
}

TEST(Freeze, RendersTheTrackWhateverItsFaderMuteAndSoloSay) {
    Stage stage;
    const Samples rendered = renderUpToFader(stage.maker, stage.track);
    stage.maker.at(stage.track).fader = kSilence;
    stage.maker.at(stage.track).muted = true;
    stage.maker.at(stage.other).soloed = true;
    stage.maker.at(stage.key).muted = true;
    EXPECT_EQ(renderUpToFader(stage.maker, stage.track), rendered) << "a key is taken before its fader";
}

TEST(Freeze, RingsOnBehindTheLastClip) {
    SongMaker maker;
    const ChannelId track = maker.addTrack("Track", noise(2, 4800, 1));
    maker.insert(track, "delay", {{"time", 100}, {"feedback", 50}, {"mix", 50}});
    BounceRequest untilSilent;
    const project::Song song = maker.song();
    untilSilent.song = &song;
    untilSilent.rate = SampleRate{48000};
    MemorySink whole, again;
    ASSERT_TRUE(bounce(untilSilent, maker.catalogue, maker.sources, whole));
    ASSERT_GT(whole.audio[0].size(), 20000u);
    maker.freeze(track, renderUpToFader(maker, track));
    const project::Song frozen = maker.song();
    untilSilent.song = &frozen;
    ASSERT_TRUE(bounce(untilSilent, maker.catalogue, maker.sources, again));
    EXPECT_EQ(again.audio, whole.audio);
}

/// The rendering of freezing: nothing is left off.
Samples renderWhole(const SongMaker& maker, ChannelId track) {
    const project::Song alone = songUpToFader(maker.song(), track);
    BounceRequest request;
    request.song = &alone;
    request.rate = SampleRate{48000};
    request.tail.silence = Silence::digital;
    MemorySink mix, stem;
    const StemSink stems[] = {{track, &stem}};
    EXPECT_TRUE(bounce(request, maker.catalogue, maker.sources, mix, stems));
    return stem.audio;
}

TEST(Freeze, KeepsTheFaintestEndOfARingingFilter) {
    SongMaker maker;
    // The music ends in silence, and the filter rings on below what 24 bits can hold; another track
    // sounds meanwhile, so that it is there in the mix.
    Samples music = noise(2, 12000, 1);
    for (auto& side : music)
        for (std::size_t k = 6000; k < side.size(); ++k) side[k] = 0;
    const ChannelId track = maker.addTrack("Track", music);
    maker.insert(track, "eq", {{"band1.on", 1}, {"band1.type", 4}, {"band1.freq", 60}, {"band1.gain", 9}, {"band1.q", 4}});
    maker.addTrack("Other", noise(2, 96000, 2));
    const Samples unfrozen = maker.bounce();
    const Samples rendered = renderWhole(maker, track);
    ASSERT_GT(rendered[0].size(), renderUpToFader(maker, track)[0].size());
    maker.freeze(track, rendered);
    EXPECT_EQ(maker.bounce(), unfrozen);
}

TEST(Freeze, LeavesOutTheVcasThatMoveNothingInIt) {
    Stage stage;
    const ChannelId own = stage.maker.addVca("Own"), ofKey = stage.maker.addVca("Of the key"), aside = stage.maker.addVca("Aside");
    stage.maker.at(stage.track).vca = own;
    stage.maker.at(stage.key).vca = ofKey;
    stage.maker.at(stage.other).vca = aside;
    EXPECT_TRUE(songUpToFader(stage.maker.song(), stage.track).vcas.empty())
        << "a track's own is behind its chain, and a key is taken before its fader";
}

} // namespace
} // namespace lacquer::render
