#include "formats/project/preset_file.h"

#include "engine/processors/catalogue.h"
#include "engine/project/channel_edits.h"
#include "engine/project/insert_edits.h"
#include "engine/project/project.h"
#include "engine/project/song_edits.h"

#include <gtest/gtest.h>

namespace lacquer::formats {
namespace {

const processors::ProcessorCatalogue& catalogue() {
    static const processors::ProcessorCatalogue all;
    return all;
}

project::ChainPreset leadVocal() {
    project::ChainPreset preset{"Lead vocal", {{"eq", {}, false}, {"compressor", {}, false}, {"deesser", {}, true}}};
    const auto set = [](project::ChainStep& step, const char* name, const char* value) {
        EXPECT_TRUE(project::assignParameter(step.values, *catalogue().find(step.processor), name, value)) << name;
    };
    set(preset.steps[0], "band1.type", "lowcut");
    set(preset.steps[0], "band1.freq", "91.3 Hz");
    set(preset.steps[0], "band2.gain", "-2.37 dB");
    set(preset.steps[1], "ratio", "3.5");
    set(preset.steps[1], "style", "opto");
    set(preset.steps[2], "freq", "7200");
    return preset;
}

class PresetInAFile : public ::testing::Test {
protected:
    void SetUp() override {
        folder_ = std::filesystem::temp_directory_path() /
                  ("lacquer_presets_" + std::string(::testing::UnitTest::GetInstance()->current_test_info()->name()));
        std::filesystem::create_directories(folder_);
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }
    std::filesystem::path folder_;
};

TEST_F(PresetInAFile, ComesBackAsItWasGivenAway) {
    const auto file = folder_ / presetFileName("Lead vocal");
    EXPECT_EQ(file.filename(), "Lead vocal.lacquer-preset");
    ASSERT_TRUE(writePreset(file, leadVocal(), catalogue()));
    const auto back = readPreset(file, catalogue());
    ASSERT_TRUE(back) << back.error().message;
    EXPECT_EQ(back->preset, leadVocal());
    EXPECT_TRUE(back->notes.empty());
}

TEST(Preset, KeepsWhatIsKnownAndNamesWhatIsNot) {
    const auto file = parsePreset(R"({"lacquer": "preset", "version": 1, "name": "Old", "chain": [
        {"processor": "gramophone", "values": {"wear": "3"}},
        {"processor": "limiter", "values": {"gain": "4 dB", "colour": "red", "ceiling": "99 dB"}}]})",
                                  "old.lacquer-preset", catalogue());
    ASSERT_TRUE(file) << file.error().message;
    ASSERT_EQ(file->preset.steps.size(), 1u);
    EXPECT_EQ(file->preset.steps[0].processor, "limiter");
    EXPECT_EQ(file->preset.steps[0].values.numbers.at("gain"), 4);
    EXPECT_EQ(file->preset.steps[0].values.numbers.count("ceiling"), 0u);
    ASSERT_EQ(file->notes.size(), 3u);
    EXPECT_NE(file->notes[0].find("gramophone"), std::string::npos);
}

TEST(Preset, RefusesWhatIsNone) {
    for (const char* text : {"", "{", "[]", "7", "{\"lacquer\": 3}", "{\"lacquer\": \"preset\"}",
                             "{\"lacquer\": \"preset\", \"version\": \"1\", \"chain\": []}",
                             "{\"lacquer\": \"preset\", \"version\": 2, \"chain\": [{\"processor\": \"eq\"}]}",
                             "{\"lacquer\": \"preset\", \"version\": 1, \"chain\": [3, {\"processor\": 5}, {\"processor\": \"none\"}]}"}) {
        const auto read = parsePreset(text, "some.lacquer-preset", catalogue());
        ASSERT_FALSE(read) << text;
        EXPECT_NE(read.error().message.find("some.lacquer-preset"), std::string::npos);
    }
}

TEST(Preset, HasAFileNameThatEveryFileSystemTakes) {
    EXPECT_EQ(presetFileName("Drums / \"hot\": 2?"), "Drums - -hot-- 2-.lacquer-preset");
    EXPECT_EQ(presetFileName("..hidden. "), "hidden.lacquer-preset");
    EXPECT_EQ(presetFileName("..."), "Preset.lacquer-preset");
}

TEST(ReplaceChain, GivesAStripTheWholeChainAndNothingElse) {
    auto project = project::makeProject("Album", {48000});
    auto song = project::addSong(std::move(project), "Song");
    ASSERT_TRUE(song);
    project::NewTrack vocal;
    vocal.name = "Vocal";
    auto track = project::addTrack(std::move(song->project), song->id, std::move(vocal));
    ASSERT_TRUE(track);
    auto before = project::addInsert(std::move(track->project), catalogue(), track->id, "gate");
    ASSERT_TRUE(before);
    const auto after = project::replaceChain(before->project, catalogue(), track->id, leadVocal().steps);
    ASSERT_TRUE(after) << after.error().message;
    EXPECT_EQ(project::chainOf(*project::findChannel(*after, track->id)), leadVocal().steps);
    EXPECT_EQ(project::chainOf(*project::findChannel(before->project, track->id)).front().processor, "gate");
    EXPECT_FALSE(project::replaceChain(*after, catalogue(), ChannelId{999}, leadVocal().steps));
    project::ChainPreset unknown{"", {{"gramophone", {}, false}}};
    EXPECT_FALSE(project::replaceChain(*after, catalogue(), track->id, unknown.steps));
}

} // namespace
} // namespace lacquer::formats
