#include "engine/processors/catalogue.h"
#include "engine/project/insert_edits.h"
#include "engine/project/value_text.h"
#include "tests/engine/processors/bundle_runner.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <set>

namespace lacquer {
namespace {

const processors::ProcessorCatalogue& catalogue() {
    static const processors::ProcessorCatalogue all;
    return all;
}

std::vector<std::filesystem::path> presetFiles() {
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(LACQUER_SOURCE_FOLDER "/assets/presets"))
        if (entry.path().extension() == ".json") files.push_back(entry.path());
    return files;
}

nlohmann::json read(const std::filesystem::path& file) {
    std::ifstream stream(file);
    return nlohmann::json::parse(stream);
}

TEST(FactoryPresets, AllBelongToAProcessorAndStayInsideItsRanges) {
    ASSERT_GE(presetFiles().size(), 6u);
    for (const auto& file : presetFiles()) {
        const auto* spec = catalogue().find(file.stem().string());
        ASSERT_NE(spec, nullptr) << file;
        for (const auto& preset : read(file)) {
            ParameterValues values;
            ASSERT_FALSE(preset.at("values").empty()) << preset;
            for (const auto& [id, text] : preset.at("values").items()) {
                const auto set = project::assignParameter(values, *spec, id, text.get<std::string>());
                EXPECT_TRUE(set) << file << ", " << preset.at("name") << ": " << (set ? "" : set.error().message);
            }
            EXPECT_FALSE(values.numbers.contains("bypass")) << preset.at("name");
            for (const auto& parameter : spec->parameters) {
                const double value = numberOf(values, parameter);
                if (parameter.kind == ParameterKind::text) continue;
                EXPECT_GE(value, parameter.minimum) << preset.at("name") << ' ' << parameter.id;
                EXPECT_LE(value, parameter.maximum) << preset.at("name") << ' ' << parameter.id;
            }
        }
    }
}

TEST(FactoryPresets, HaveNamesAndSoundsOfTheirOwn) {
    for (const auto& file : presetFiles()) {
        std::set<std::string> names, sounds;
        for (const auto& preset : read(file)) {
            const auto name = preset.at("name").get<std::string>();
            EXPECT_FALSE(name.empty());
            EXPECT_TRUE(names.insert(name).second) << file << ": " << name << " is there twice";
            EXPECT_TRUE(sounds.insert(preset.at("values").dump()).second) << file << ": " << name << " sounds like another";
        }
    }
}

/// A processor's values of a preset; every one of them has to be taken.
ParameterValues valuesOf(const ProcessorSpec& spec, const nlohmann::json& object, const std::string& whose) {
    ParameterValues values;
    for (const auto& [id, text] : object.at("values").items()) {
        const auto set = project::assignParameter(values, spec, id, text.get<std::string>());
        EXPECT_TRUE(set) << whose << ": " << (set ? "" : set.error().message);
    }
    return values;
}

TEST(FactoryPresets, AreManyForEveryProcessorAndUseAllThatItHas) {
    // Switches to listen by and one-off gestures belong to the hand.
    const std::set<std::string> byHand{"bypass", "key.listen", "truepeak", "source", "ir", "profile", "polarity", "channels"};
    for (const auto& file : presetFiles()) {
        const auto* spec = catalogue().find(file.stem().string());
        ASSERT_NE(spec, nullptr) << file;
        std::set<std::string> used;
        const auto presets = read(file);
        EXPECT_GE(presets.size(), spec->id == "translate" ? 8u : 9u) << file;
        for (const auto& preset : presets)
            for (const auto& [id, text] : preset.at("values").items()) used.insert(id.starts_with("band") ? id.substr(id.find('.')) : id);
        for (const auto& parameter : spec->parameters) {
            const bool band = parameter.id.starts_with("band");
            const std::string id = band ? parameter.id.substr(parameter.id.find('.')) : parameter.id;
            if (byHand.contains(id) || id == ".on" || id == ".solo" || id == ".mute") continue;
            EXPECT_TRUE(used.contains(id)) << file.filename() << ": no preset uses " << parameter.id;
        }
    }
}

/// A kick drum's strokes out of silence, then noise and a chord: the loudest of each is −10 dBFS.
processors::test::Stereo track() {
    processors::test::Stereo signal(64 * 400);
    std::uint32_t state = 1;
    for (std::size_t k = 0; k < signal.frames(); ++k) {
        const double t = static_cast<double>(k) / 48000, stroke = std::fmod(t, 0.14);
        state = state * 1664525u + 1013904223u;
        double sample = 0;
        if (t < 0.28) sample = stroke < 0.04 ? 0 : std::exp(-(stroke - 0.04) / 0.03) * std::cos(2 * 3.14159265 * 70 * (stroke - 0.04));
        else if (t < 0.4) sample = 2.0 * (state >> 8) / (1 << 24) - 1;
        else sample = (std::sin(1382 * t) + std::sin(1742 * t) + std::sin(2073 * t)) / 3;
        signal.sides[0][k] = static_cast<float>(0.316 * sample);
        signal.sides[1][k] = static_cast<float>(0.316 * sample * (t < 0.28 ? 1 : 0.8));
    }
    return signal;
}

TEST(FactoryPresets, NeverClipATrackThatPeaksAtMinusTen) {
    const auto input = track();
    for (const auto& file : presetFiles()) {
        const std::string id = file.stem().string();
        for (const auto& preset : read(file)) {
            const auto name = preset.at("name").get<std::string>();
            processors::test::StripFeed feed;
            feed.values = valuesOf(*catalogue().find(id), preset, name);
            if (!feed.values.texts.empty()) continue; // files and analyses
            const auto output = processors::test::processStrip(id, 48000, input, std::move(feed));
            float highest = 0;
            for (const auto& side : output.sides)
                for (const float sample : side) highest = std::max(highest, std::fabs(sample));
            EXPECT_LT(highest, 1) << id << ", " << name;
        }
    }
}

TEST(FactoryChains, AllLoadAndHaveNamesOfTheirOwn) {
    std::set<std::string> names;
    for (const auto& chain : read(LACQUER_SOURCE_FOLDER "/assets/presets/chains/chains.json")) {
        const auto name = chain.at("name").get<std::string>();
        EXPECT_TRUE(names.insert(name).second) << name;
        EXPECT_NE(name.find(": "), std::string::npos) << name << " has no menu";
        ASSERT_FALSE(chain.at("chain").empty()) << name;
        for (const auto& step : chain.at("chain")) {
            const auto* spec = catalogue().find(step.at("processor").get<std::string>());
            ASSERT_NE(spec, nullptr) << name;
            EXPECT_FALSE(valuesOf(*spec, step, name).numbers.empty()) << name << ": " << spec->id << " does nothing of its own";
        }
    }
    EXPECT_GE(names.size(), 30u);
}

} // namespace
} // namespace lacquer
