#include "ui/models/presets.h"

#include "engine/processors/catalogue.h"
#include "engine/project/insert_edits.h"

#include <gtest/gtest.h>

#include <QTemporaryDir>

#include <algorithm>

namespace lacquer::ui {
namespace {

/// A user with an empty data folder.
class UserPresets : public ::testing::Test {
protected:
    UserPresets() : before_(qgetenv("XDG_DATA_HOME")) { qputenv("XDG_DATA_HOME", home_.path().toUtf8()); }
    ~UserPresets() override { qputenv("XDG_DATA_HOME", before_); }

    static ParameterValues values(const ProcessorSpec& spec, const std::vector<std::pair<const char*, const char*>>& set) {
        ParameterValues values;
        for (const auto& [name, text] : set) EXPECT_TRUE(project::assignParameter(values, spec, name, text)) << name;
        return values;
    }

    std::filesystem::path file(const char* name) const { return std::filesystem::path(home_.path().toStdString()) / name; }

    QTemporaryDir home_;
    QByteArray before_;
    processors::ProcessorCatalogue catalogue_;
    const ProcessorSpec& eq_ = *catalogue_.find("eq");
    const project::ChainPreset vocal_{"Lead vocal",
                                      {{"eq", values(eq_, {{"band1.gain", "3 dB"}}), false},
                                       {"compressor", values(*catalogue_.find("compressor"), {{"ratio", "4"}}), true}}};
};

bool has(const std::vector<Preset>& presets, std::string_view name) {
    return std::any_of(presets.begin(), presets.end(), [&](const Preset& preset) { return preset.name == name; });
}

TEST_F(UserPresets, AreKeptByNameReplacedAndForgotten) {
    const auto factory = presetsOf("eq", eq_);
    ASSERT_FALSE(factory.empty());
    ASSERT_TRUE(savePreset("eq", eq_, {"Mine", values(eq_, {{"band1.gain", "3 dB"}})}));
    ASSERT_TRUE(savePreset("eq", eq_, {"Mine", values(eq_, {{"band1.gain", "-4.5 dB"}})}));
    const auto presets = presetsOf("eq", eq_);
    ASSERT_EQ(presets.size(), factory.size() + 1);
    EXPECT_EQ(presets.back().values.numbers.at("band1.gain"), -4.5);
    EXPECT_EQ(presetNameOf("eq", presets.back().values, &eq_), "Mine");
    ASSERT_TRUE(removePreset("eq", "Mine"));
    ASSERT_TRUE(removePreset("eq", factory.front().name));
    EXPECT_EQ(presetsOf("eq", eq_).size(), factory.size());
}

TEST_F(UserPresets, KeepWholeStripsByName) {
    EXPECT_TRUE(chainPresets(catalogue_).empty());
    ASSERT_TRUE(saveChainPreset(catalogue_, vocal_));
    auto backing = vocal_;
    backing.name = "Backing / wide";
    ASSERT_TRUE(saveChainPreset(catalogue_, backing));
    const auto kept = chainPresets(catalogue_);
    ASSERT_EQ(kept.size(), 2u);
    EXPECT_EQ(kept[0], backing);
    EXPECT_EQ(kept[1], vocal_);
    ASSERT_TRUE(removeChainPreset("Backing / wide"));
    EXPECT_EQ(chainPresets(catalogue_).size(), 1u);
}

TEST_F(UserPresets, TravelInAFileFromOneUserToAnother) {
    const project::ChainPreset single{"Air", {{"eq", values(eq_, {{"band3.freq", "12 kHz"}, {"band3.gain", "2 dB"}}), false}}};
    ASSERT_TRUE(exportPreset(file("air.lacquer-preset"), catalogue_, single));
    ASSERT_TRUE(exportPreset(file("vocal.lacquer-preset"), catalogue_, vocal_));
    QTemporaryDir other;
    qputenv("XDG_DATA_HOME", other.path().toUtf8());
    const auto air = importPreset(file("air.lacquer-preset"), catalogue_);
    ASSERT_TRUE(air) << air.error().message;
    EXPECT_TRUE(has(presetsOf("eq", eq_), "Air"));
    const auto vocal = importPreset(file("vocal.lacquer-preset"), catalogue_);
    ASSERT_TRUE(vocal) << vocal.error().message;
    EXPECT_EQ(chainPresets(catalogue_), std::vector{vocal_});
}

TEST_F(UserPresets, NeverReplaceEachOtherWhenTheyCome) {
    ASSERT_TRUE(saveChainPreset(catalogue_, vocal_));
    auto same = vocal_;
    ASSERT_TRUE(exportPreset(file("a.lacquer-preset"), catalogue_, same));
    auto another = vocal_;
    another.steps.pop_back();
    another.steps.push_back({"limiter", {}, false});
    ASSERT_TRUE(exportPreset(file("b.lacquer-preset"), catalogue_, another));
    ASSERT_TRUE(importPreset(file("a.lacquer-preset"), catalogue_));
    EXPECT_EQ(chainPresets(catalogue_).size(), 1u) << "it was there already";
    const auto second = importPreset(file("b.lacquer-preset"), catalogue_);
    ASSERT_TRUE(second);
    EXPECT_EQ(second->preset.name, "Lead vocal 2");
    EXPECT_EQ(chainPresets(catalogue_).size(), 2u);
}

} // namespace
} // namespace lacquer::ui
