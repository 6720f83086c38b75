#include "formats/deliver/freeze.h"

#include "engine/project/channel_edits.h"
#include "engine/project/freeze_edits.h"
#include "engine/project/insert_edits.h"
#include "engine/project/song_edits.h"
#include "engine/render/bounce.h"
#include "formats/audio/audio_file_writer.h"
#include "formats/audio/source_pool.h"
#include "formats/project/project_store.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <random>
#include <stdexcept>

namespace lacquer::formats {
namespace {

namespace fs = std::filesystem;
using namespace project;

template <typename T>
T must(Result<T> result) {
    if (!result) throw std::runtime_error(result.error().message);
    return std::move(*result);
}

struct Memory final : render::AudioSink {
    std::vector<float> samples[2];
    Result<void> write(const float* const* planes, int frames) override {
        for (std::size_t side = 0; side < 2; ++side) samples[side].insert(samples[side].end(), planes[side], planes[side] + frames);
        return {};
    }
};

/// A project on disk with one track of a mono file through an equalizer and a limiter.
class Freezing : public ::testing::Test {
protected:
    Freezing() {
        std::string name = (fs::temp_directory_path() / "lacquer-freeze-XXXXXX").string();
        folder = ::mkdtemp(name.data());
        store.emplace(must(ProjectStore::create(folder / "EP.lacquer", SampleRate{48000})));
        fs::create_directories(store->folder() / "audio");
        WriteOptions options;
        options.rate = {48000};
        options.channels = 1;
        auto file = must(AudioFileWriter::create(store->folder() / "audio" / "vox.wav", options));
        std::mt19937 random(5);
        std::uniform_real_distribution<float> sample(-0.3f, 0.3f);
        std::vector<float> noise(30000);
        for (float& value : noise) value = sample(random);
        const float* planes[] = {noise.data()};
        (void)file->write(planes, 30000);
        EXPECT_TRUE(file->finish());

        Project made = *store->project();
        auto song = must(addSong(made, "Song"));
        Source source;
        source.name = "vox";
        source.file = "audio/vox.wav";
        source.fileRate = {48000};
        source.channels = source.fileChannels = 1;
        source.length = {30000};
        auto pooled = must(addSource(song.project, source));
        Clip clip;
        clip.source = pooled.id;
        clip.position = {777};
        clip.length = {30000};
        auto added = must(addTrack(pooled.project, song.id, {"Vox / Lead", {}, true, {clip}, {}}));
        track = added.id;
        auto limited = must(addInsert(added.project, catalogue, track, "limiter", {{{"gain", 9}}, {}}));
        made = must(setPan(must(setFader(limited.project, track, Decibels{-5})), track, 30));
        EXPECT_TRUE(store->commit("Made", made));
    }
    ~Freezing() override {
        store.reset();
        fs::remove_all(folder);
    }

    const Project& now() const { return *store->project(); }
    Memory bounced() const {
        const SourcePool pool(now(), store->folder());
        render::BounceRequest request;
        request.song = now().songs[0].get();
        request.rate = now().rate;
        Memory mix;
        EXPECT_TRUE(render::bounce(request, catalogue, pool, mix));
        return mix;
    }
    Result<FrozenTrack> render(const std::function<bool(double)>& progress = {}) const {
        const SourcePool pool(now(), store->folder());
        return renderFrozen(now(), track, store->folder(), catalogue, pool, progress);
    }

    processors::ProcessorCatalogue catalogue;
    fs::path folder;
    std::optional<ProjectStore> store;
    ChannelId track;
};

TEST_F(Freezing, PlaysTheSameBitsFromTheFileAndUnfreezingBringsAllBack) {
    const Memory unfrozen = bounced();
    const Project before = now();
    const FrozenTrack frozen = must(render());
    EXPECT_TRUE(fs::exists(store->folder() / frozen.rendering.file));
    EXPECT_TRUE(frozen.rendering.file.starts_with("frozen/Vox _ Lead ")) << frozen.rendering.file;
    ASSERT_TRUE(store->commit("Freeze Vox", must(freezeTrack(now(), track, frozen.rendering, frozen.position)).project));
    const Memory mix = bounced();
    EXPECT_EQ(mix.samples[0], unfrozen.samples[0]);
    EXPECT_EQ(mix.samples[1], unfrozen.samples[1]);

    const auto refused = store->commit("Trim", must(setTrim(now(), track, Decibels{2})));
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().message.find("is frozen"), std::string::npos);
    EXPECT_TRUE(store->commit("Fader", must(setFader(now(), track, Decibels{-6}))));
    EXPECT_EQ(must(store->undo(1)), 1);

    // Across a restart.
    const fs::path place = store->folder();
    store.reset();
    store.emplace(must(ProjectStore::open(place)));
    EXPECT_EQ(bounced().samples[0], unfrozen.samples[0]);
    Project back = must(unfreezeTrack(now(), track));
    ASSERT_TRUE(store->commit("Unfreeze Vox", back));
    back = now();
    back.nextId = before.nextId;
    EXPECT_TRUE(back == before);
    EXPECT_EQ(must(store->undo(1)), 1);
    EXPECT_EQ(bounced().samples[0], unfrozen.samples[0]) << "undo finds the rendering again";
}

TEST_F(Freezing, SaysWhenItsKeyOrTheTempoIsAnotherNow) {
    // A second track keys a compressor on the first.
    Clip clip = now().songs[0]->tracks[0]->clips->front();
    clip.id = {};
    auto second = must(addTrack(now(), now().songs[0]->id, {"Kick", {}, true, {clip}, {}}));
    auto keyed = must(addInsert(second.project, catalogue, track, "compressor", {}));
    ASSERT_TRUE(store->commit("Key", must(setInsertKey(keyed.project, catalogue, track, keyed.id, second.id))));
    const FrozenTrack frozen = must(render());
    ASSERT_TRUE(store->commit("Freeze Vox",
                              must(freezeTrack(now(), track, frozen.rendering, frozen.position, frozen.recipe)).project));
    const auto isOld = [&](const Project& project) {
        const Song& song = *project.songs[0];
        return isFreezeOutOfDate(project, song, *findTrack(song, track));
    };
    EXPECT_FALSE(isOld(now()));
    EXPECT_FALSE(isOld(must(setFader(now(), track, Decibels{-20})))) << "what is behind the chain stays live";
    EXPECT_FALSE(isOld(must(setFader(now(), second.id, Decibels{-20})))) << "a key is taken before its fader";
    EXPECT_TRUE(isOld(must(setTrim(now(), second.id, Decibels{3}))));
    EXPECT_TRUE(isOld(must(addInsert(now(), catalogue, second.id, "eq", {})).project));
    Project relinked = now();
    auto other = std::make_shared<Source>(*relinked.sources[0]);
    other->contentHash = "another";
    relinked.sources[0] = other;
    EXPECT_TRUE(isOld(relinked));
    const fs::path place = store->folder();
    store.reset();
    store.emplace(must(ProjectStore::open(place)));
    EXPECT_FALSE(isOld(now())) << "the note is kept with the project";
    ASSERT_TRUE(store->commit("Trim", must(setTrim(now(), second.id, Decibels{3}))));
    EXPECT_TRUE(isOld(now())) << "it is allowed, and it shows";
}

TEST_F(Freezing, HangsOnTheTempoOnlyWhereSomethingFollowsIt) {
    const auto withDelay = must(addInsert(now(), catalogue, track, "delay", {}));
    const auto isOldAtAnotherTempo = [&](const Project& project) {
        const Song& song = *project.songs[0];
        Track frozen = *findTrack(song, track);
        frozen.freeze = Freeze{frozen.clips, freezeRecipe(project, song, track)};
        Song faster = song;
        TempoPoint point;
        point.beatsPerMinute = 133;
        faster.tempo = {point};
        EXPECT_FALSE(isFreezeOutOfDate(project, song, frozen));
        return isFreezeOutOfDate(project, faster, frozen);
    };
    EXPECT_FALSE(isOldAtAnotherTempo(withDelay.project)) << "its time is in milliseconds";
    const Project synced = must(setInsertParameter(withDelay.project, catalogue, track, withDelay.id, "sync", 3));
    EXPECT_TRUE(isOldAtAnotherTempo(synced));
}

TEST_F(Freezing, LeavesNothingBehindWhenItIsStopped) {
    const auto stopped = render([](double) { return false; });
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error().kind, ErrorKind::cancelled);
    EXPECT_TRUE(fs::is_empty(store->folder() / "frozen"));
}

TEST_F(Freezing, RefusesWhatWouldBeSilence) {
    fs::remove(store->folder() / "audio" / "vox.wav");
    const auto refused = render();
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().message.find("is missing"), std::string::npos) << refused.error().message;
}

} // namespace
} // namespace lacquer::formats
