#include "formats/deliver/target_library.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

namespace lacquer::formats {
namespace {

namespace fs = std::filesystem;

TEST(TargetLibrary, ShipsEveryTargetOfTheContract) {
    const TargetLibrary library = loadTargetsFrom({LACQUER_SHIPPED_TARGETS});
    EXPECT_TRUE(library.notes.empty()) << library.notes.front();
    for (const char* id :
         {"streaming-24", "streaming-16", "spotify", "apple-music", "youtube", "amazon-music", "tidal",
          "deezer", "soundcloud", "bandcamp", "qobuz", "cd-ddp", "cd-cue", "cd-toc", "vinyl", "cassette",
          "broadcast-r128", "broadcast-a85", "podcast", "archive", "flac", "mp3", "aac", "ogg", "opus",
          "stems", "alternates"})
        EXPECT_NE(library.find(id), nullptr) << id;
    ASSERT_FALSE(library.targets.empty());
    EXPECT_EQ(library.targets.front().id, "streaming-24");
}

TEST(TargetLibrary, EveryShippedTargetSaysWhereItsFiguresComeFrom) {
    for (const auto& target : loadTargetsFrom({LACQUER_SHIPPED_TARGETS}).targets) {
        EXPECT_FALSE(target.source.empty()) << target.id;
        EXPECT_FALSE(target.about.empty()) << target.id;
    }
}

std::string spotify() {
    std::ifstream stream(fs::path(LACQUER_SHIPPED_TARGETS) / "spotify.json");
    return {std::istreambuf_iterator<char>(stream), {}};
}

struct Wrong {
    const char* field;
    nlohmann::json value;
};

TEST(Target, SaysWhichFieldIsWrongAndInWhichFile) {
    const Wrong wrongs[] = {{"id", "Spot ify"},       {"id", 5},
                            {"codec", "mp3"},         {"codec", "mp4"},
                            {"bits", 12},             {"bits", 20},
                            {"sample_rate", "44100"}, {"ceiling_dbtp", 3},
                            {"layout", "disc"},       {"loudness_rule", "louder"},
                            {"required_album", "x"},  {"tags", "yes"},
                            {"colour", "blue"},       {"naming", ""},
                            {"group", "Other"}};
    for (const Wrong& wrong : wrongs) {
        auto object = nlohmann::json::parse(spotify());
        object[wrong.field] = wrong.value;
        const auto target = parseTarget(object.dump(), "own.json");
        ASSERT_FALSE(target) << wrong.field << ": " << wrong.value;
        EXPECT_NE(target.error().message.find("own.json"), std::string::npos);
        EXPECT_NE(target.error().message.find(wrong.field), std::string::npos) << target.error().message;
    }
    EXPECT_TRUE(parseTarget(spotify(), "own.json"));
    EXPECT_FALSE(parseTarget("{", "own.json"));
    EXPECT_FALSE(parseTarget("[]", "own.json"));
}

TEST(TargetLibrary, TakesUsersOwnTargetsAndLetsThemReplaceShippedOnes) {
    const fs::path folder = fs::temp_directory_path() / "lacquer-own-targets";
    fs::remove_all(folder);
    fs::create_directories(folder);
    auto own = nlohmann::json::parse(spotify());
    own["ceiling_dbtp"] = -2;
    std::ofstream(folder / "a.json") << own;
    own["id"] = "radio-five";
    std::ofstream(folder / "b.json") << own;
    std::ofstream(folder / "c.json") << "nonsense";
    const TargetLibrary library = loadTargetsFrom({LACQUER_SHIPPED_TARGETS, folder});
    EXPECT_EQ(library.find("spotify")->ceiling, -2);
    EXPECT_NE(library.find("radio-five"), nullptr);
    ASSERT_EQ(library.notes.size(), 1u);
    EXPECT_NE(library.notes[0].find("c.json"), std::string::npos);
    fs::remove_all(folder);
}

} // namespace
} // namespace lacquer::formats
