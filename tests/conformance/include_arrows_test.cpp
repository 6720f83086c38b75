#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

/// The arrows of the house: app → ui → formats → engine, and inside the engine surfaces, mastering,
/// live → render → plan → project, processors → dsp → vocabulary. Every #include in the tree is
/// held against them.
namespace lacquer::testing {
namespace {

namespace fs = std::filesystem;

/// What the files of a room may include beside their own room. A name with no slash behind it
/// stands for all rooms in that folder.
const std::map<std::string, std::set<std::string>>& allowed() {
    static const std::map<std::string, std::set<std::string>> arrows = [] {
        const std::set<std::string> words{"engine/vocabulary"};
        std::map<std::string, std::set<std::string>> map;
        const auto add = [&](const std::string& room, std::set<std::string> rooms) {
            rooms.merge(std::set<std::string>(words));
            map[room] = std::move(rooms);
        };
        map["engine/vocabulary"] = {};
        add("engine/realtime", {});
        add("engine/dsp", {});
        add("engine/project", {"engine/dsp"});
        add("engine/processors", {"engine/dsp"});
        add("engine/analysis", {"engine/dsp"});
        add("engine/plan", {"engine/project", "engine/processors", "engine/dsp"});
        add("engine/render", {"engine/plan", "engine/project", "engine/processors", "engine/dsp",
                              "engine/realtime"});
        const std::set<std::string> top{"engine/render",     "engine/plan", "engine/project",
                                        "engine/processors", "engine/dsp",  "engine/realtime",
                                        "engine/analysis"};
        add("engine/live", top);
        add("engine/mastering", top);
        add("engine/surfaces", top);
        for (const char* room :
             {"album", "assets", "audio", "check", "checksum", "project", "disc", "exchange", "report", "deliver",
              "surfaces"})
            map[std::string("formats/") + room] = {"engine", "formats"};
        map["ui"] = {"engine", "formats", "ui"};
        map["app"] = {"engine", "formats", "ui", "app"};
        return map;
    }();
    return arrows;
}

/// "engine/dsp" of "engine/dsp/pan.h"; "ui" and "app" are one room each.
std::string roomOf(const std::string& path) {
    const auto first = path.find('/');
    const std::string folder = path.substr(0, first);
    if (folder == "ui" || folder == "app") return folder;
    return path.substr(0, path.find('/', first + 1));
}

bool mayInclude(const std::string& from, const std::string& to) {
    if (from == to) return true;
    const auto arrows = allowed().find(from);
    if (arrows == allowed().end()) return false;
    const auto& rooms = arrows->second;
    return rooms.count(to) || rooms.count(to.substr(0, to.find('/')));
}

struct Include {
    std::string file, target;
    int line;
};

std::vector<Include> includesUnder(const fs::path& root, const std::string& folder) {
    std::vector<Include> found;
    static const std::regex pattern(R"(^\s*#\s*include\s*[<"]([^>"]+)[>"])");
    for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
        const auto extension = entry.path().extension();
        if (extension != ".h" && extension != ".cpp") continue;
        std::ifstream file(entry.path());
        int number = 0;
        for (std::string line; std::getline(file, line);) {
            ++number;
            std::smatch match;
            if (std::regex_search(line, match, pattern))
                found.push_back({fs::relative(entry.path(), root).string(), match[1], number});
        }
    }
    return found;
}

bool isOurs(const std::string& target) {
    for (const char* folder : {"engine/", "formats/", "ui/", "app/"})
        if (target.rfind(folder, 0) == 0) return true;
    return false;
}

bool isQt(const std::string& target) {
    return target.rfind("Qt", 0) == 0 ||
           (target.size() > 1 && target[0] == 'Q' && std::isupper(target[1]));
}

const fs::path kRoot = LACQUER_SOURCE_FOLDER;

TEST(IncludeArrows, RunOneWayOnly) {
    std::size_t looked = 0;
    for (const char* folder : {"engine", "formats", "ui", "app"})
        for (const Include& include : includesUnder(kRoot, folder)) {
            ++looked;
            if (!isOurs(include.target)) continue;
            EXPECT_TRUE(mayInclude(roomOf(include.file), roomOf(include.target)))
                << include.file << ":" << include.line << " includes " << include.target;
        }
    EXPECT_GT(looked, 100u) << "the walk found too little to mean anything";
}

TEST(IncludeArrows, KeepQtAboveTheFormats) {
    for (const char* folder : {"engine", "formats", "app/cli"})
        for (const Include& include : includesUnder(kRoot, folder))
            EXPECT_FALSE(isQt(include.target))
                << include.file << ":" << include.line << " includes " << include.target;
}

TEST(IncludeArrows, AreCaughtWhenTheyRunBackwards) {
    EXPECT_FALSE(mayInclude("engine/dsp", "engine/processors"));
    EXPECT_FALSE(mayInclude("engine/project", "engine/processors"));
    EXPECT_FALSE(mayInclude("engine/render", "engine/live"));
    EXPECT_FALSE(mayInclude("formats/audio", "ui"));
    EXPECT_FALSE(mayInclude("ui", "app"));
    EXPECT_TRUE(mayInclude("ui", "formats/audio"));
}

/// The sample path keeps away from libm, whose results differ between processors.
TEST(SamplePath, CallsNoFunctionOfLibm) {
    static const std::regex pattern(
        R"(std::(exp|exp2|log|log2|log10|pow|sin|cos|tan|tanh|sinh|cosh|atan|atan2|cbrt)f?\()");
    for (const char* folder : {"engine/dsp", "engine/render", "engine/processors"})
        for (const auto& entry : fs::recursive_directory_iterator(kRoot / folder)) {
            if (entry.path().extension() != ".h" && entry.path().extension() != ".cpp") continue;
            std::ifstream file(entry.path());
            int number = 0;
            for (std::string line; std::getline(file, line);) {
                ++number;
                EXPECT_FALSE(std::regex_search(line, pattern))
                    << fs::relative(entry.path(), kRoot).string() << ":" << number << ": " << line;
            }
        }
}

} // namespace
} // namespace lacquer::testing
