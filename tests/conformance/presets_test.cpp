#include "engine/processors/catalogue.h"
#include "engine/project/insert_edits.h"
#include "engine/project/value_text.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

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

} // namespace
} // namespace lacquer
