#include "formats/project/preset_library.h"

#include "engine/processors/catalogue.h"
#include "engine/project/insert_edits.h"

#include <gtest/gtest.h>

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>

namespace lacquer::formats {
namespace {

namespace fs = std::filesystem;

/// A user with an empty data folder.
class PresetLibrary : public ::testing::Test {
protected:
    PresetLibrary() {
        if (const char* before = std::getenv("XDG_DATA_HOME")) before_ = before;
        home_ = fs::temp_directory_path() / ("lacquer-library-" + std::to_string(::getpid()) + "-" +
                                             ::testing::UnitTest::GetInstance()->current_test_info()->name());
        fs::create_directories(home_ / "other");
        moveTo(home_);
    }

    ~PresetLibrary() override {
        if (before_.empty()) ::unsetenv("XDG_DATA_HOME");
        else moveTo(before_);
        fs::remove_all(home_);
    }

    static void moveTo(const fs::path& home) { ::setenv("XDG_DATA_HOME", home.c_str(), 1); }

    static ParameterValues values(const ProcessorSpec& spec, const std::vector<std::pair<const char*, const char*>>& set) {
        ParameterValues values;
        for (const auto& [name, text] : set) EXPECT_TRUE(project::assignParameter(values, spec, name, text)) << name;
        return values;
    }

    fs::path home_;
    std::string before_;
    processors::ProcessorCatalogue catalogue_;
    const ProcessorSpec& eq_ = *catalogue_.find("eq");
    const ParameterValues three_ = values(eq_, {{"band1.gain", "3 dB"}}), four_ = values(eq_, {{"band1.gain", "-4.5 dB"}});
    const project::ChainPreset vocal_{"Lead vocal",
                                      {{"eq", three_, false},
                                       {"compressor", values(*catalogue_.find("compressor"), {{"ratio", "4"}}), true}}};
    const project::ChainPreset other_{"Lead vocal", {{"eq", three_, false}, {"limiter", {}, false}}};
};

TEST_F(PresetLibrary, HasTheProgramsPresetsAndTheUsersBehindThem) {
    const auto shipped = presetsOf("eq", eq_);
    ASSERT_FALSE(shipped.empty());
    ASSERT_TRUE(savePreset("eq", eq_, {"Mine", three_}));
    const auto all = presetsOf("eq", eq_);
    ASSERT_EQ(all.size(), shipped.size() + 1);
    EXPECT_FALSE(all.front().own);
    EXPECT_TRUE(all.back().own);
    EXPECT_EQ(all.back().values, three_);
    EXPECT_FALSE(shippedChains(catalogue_).empty());
}

TEST_F(PresetLibrary, ReplacesAPresetOnlyAtAWord) {
    ASSERT_TRUE(savePreset("eq", eq_, {"Mine", three_}));
    EXPECT_TRUE(savePreset("eq", eq_, {"Mine", three_})) << "the same again";
    const auto refused = savePreset("eq", eq_, {"Mine", four_});
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().message.find("\"Mine\""), std::string::npos);
    EXPECT_EQ(findPreset("eq", eq_, "Mine")->values, three_);
    EXPECT_EQ(*savePreset("eq", eq_, {"Mine", four_}, TakenName::number), "Mine 2");
    EXPECT_EQ(*savePreset("eq", eq_, {"Mine", four_}, TakenName::replace), "Mine");
    EXPECT_EQ(findPreset("eq", eq_, "Mine")->values, four_);
}

TEST_F(PresetLibrary, FindsTheUsersOwnBeforeOneOfTheSameNameAndForgetsIt) {
    const std::string name = presetsOf("eq", eq_).front().name;
    ASSERT_TRUE(savePreset("eq", eq_, {name, three_}));
    EXPECT_EQ(findPreset("eq", eq_, name)->values, three_);
    ASSERT_TRUE(removePreset("eq", name));
    EXPECT_FALSE(findPreset("eq", eq_, name)->own);
    EXPECT_FALSE(removePreset("eq", name)) << "it comes with the program";
    EXPECT_NE(findPreset("eq", eq_, name + "x").error().message.find(name), std::string::npos);
}

TEST_F(PresetLibrary, KeepsChainsWhoseNamesMakeTheSameFileName) {
    auto slash = vocal_, dash = other_;
    slash.name = "Backing / wide";
    dash.name = "Backing - wide";
    ASSERT_TRUE(saveChainPreset(catalogue_, slash));
    ASSERT_TRUE(saveChainPreset(catalogue_, dash));
    EXPECT_EQ(*findChain(catalogue_, slash.name), slash);
    EXPECT_EQ(*findChain(catalogue_, dash.name), dash);
    ASSERT_TRUE(removeChainPreset(catalogue_, slash.name));
    EXPECT_FALSE(findChain(catalogue_, slash.name));
    EXPECT_EQ(*findChain(catalogue_, dash.name), dash);
}

TEST_F(PresetLibrary, ReplacesAChainOnlyAtAWord) {
    ASSERT_TRUE(saveChainPreset(catalogue_, vocal_));
    EXPECT_FALSE(saveChainPreset(catalogue_, other_));
    EXPECT_EQ(chainPresets(catalogue_), std::vector{vocal_});
    EXPECT_EQ(*saveChainPreset(catalogue_, other_, TakenName::replace), "Lead vocal");
    EXPECT_EQ(chainPresets(catalogue_), std::vector{other_});
    EXPECT_FALSE(saveChainPreset(catalogue_, {"Nothing", {}}));
}

TEST_F(PresetLibrary, TakesEveryNameThatPeopleType) {
    for (const std::string& name : {std::string("Ä/ö\\ü: 日本語 🎤 \"best\"?"), std::string("..hidden"), std::string(400, 'x') + "é", std::string("CON"),
                                    std::string("a\nb"), std::string("  spaces  ")}) {
        auto chain = vocal_;
        chain.name = name;
        const auto kept = saveChainPreset(catalogue_, chain);
        ASSERT_TRUE(kept) << name << ": " << kept.error().message;
        EXPECT_EQ(findChain(catalogue_, *kept)->steps, vocal_.steps) << name;
        const auto preset = savePreset("eq", eq_, {name, three_});
        ASSERT_TRUE(preset) << name;
        EXPECT_EQ(findPreset("eq", eq_, *preset)->values, three_) << name;
    }
    EXPECT_EQ(*savePreset("eq", eq_, {"  spaces  ", three_}), "spaces");
    EXPECT_FALSE(savePreset("eq", eq_, {" \n", three_}));
    EXPECT_EQ(chainPresets(catalogue_).size(), 6u);
}

TEST_F(PresetLibrary, LeavesADamagedFileAsItIs) {
    ASSERT_TRUE(savePreset("eq", eq_, {"Mine", three_}));
    const fs::path file = home_ / "lacquer" / "presets" / "eq.json";
    ASSERT_TRUE(fs::exists(file));
    std::ofstream(file) << "[{\"name\": \"Mi";
    EXPECT_FALSE(presetsOf("eq", eq_).empty()) << "those of the program";
    const auto refused = savePreset("eq", eq_, {"Another", four_});
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().message.find(file.string()), std::string::npos);
    std::ostringstream text;
    text << std::ifstream(file).rdbuf();
    EXPECT_EQ(text.str(), "[{\"name\": \"Mi");
}

TEST_F(PresetLibrary, TravelsInFilesFromOneUserToAnother) {
    const project::ChainPreset single{"Air", {{"eq", values(eq_, {{"band3.freq", "12 kHz"}, {"band3.gain", "2 dB"}}), false}}};
    ASSERT_TRUE(exportPreset(home_ / "air.lacquer-preset", catalogue_, single));
    ASSERT_TRUE(exportPreset(home_ / "vocal.lacquer-preset", catalogue_, vocal_));
    moveTo(home_ / "other");
    const auto air = importPreset(home_ / "air.lacquer-preset", catalogue_);
    ASSERT_TRUE(air) << air.error().message;
    EXPECT_EQ(findPreset("eq", eq_, "Air")->values, single.steps.front().values);
    ASSERT_TRUE(importPreset(home_ / "vocal.lacquer-preset", catalogue_));
    EXPECT_EQ(chainPresets(catalogue_), std::vector{vocal_});
}

TEST_F(PresetLibrary, NumbersWhatComesUnderATakenName) {
    ASSERT_TRUE(saveChainPreset(catalogue_, vocal_));
    ASSERT_TRUE(exportPreset(home_ / "a.lacquer-preset", catalogue_, vocal_));
    ASSERT_TRUE(exportPreset(home_ / "b.lacquer-preset", catalogue_, other_));
    ASSERT_TRUE(importPreset(home_ / "a.lacquer-preset", catalogue_));
    EXPECT_EQ(chainPresets(catalogue_).size(), 1u) << "it was there already";
    EXPECT_EQ(importPreset(home_ / "b.lacquer-preset", catalogue_)->preset.name, "Lead vocal 2");
    EXPECT_EQ(importPreset(home_ / "b.lacquer-preset", catalogue_)->preset.name, "Lead vocal 2");
    EXPECT_EQ(chainPresets(catalogue_).size(), 2u);
}

} // namespace
} // namespace lacquer::formats
