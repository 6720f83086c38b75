#include "app/cli/commands.h"
#include "formats/audio/file_formats.h"

#include <fmt/format.h>

#include <memory>
#include <sstream>

namespace lacquer::cli {
namespace {

void printTable() {
    fmt::print("{:<28}{:<20}{:<7}{}\n", "Format", "Extensions", "Reads", "Writes");
    for (const formats::FileFormatSpec& spec : formats::fileFormats())
        fmt::print("{:<28}{:<20}{:<7}{}\n", spec.name, spec.extensions, "yes",
                   !spec.written   ? "no"
                   : spec.lossy    ? "lossy"
                   : spec.floats   ? "16, 24, 32f"
                                   : "16, 24");
}

nlohmann::json asJson() {
    nlohmann::json list = nlohmann::json::array();
    for (const formats::FileFormatSpec& spec : formats::fileFormats()) {
        nlohmann::json extensions = nlohmann::json::array();
        std::istringstream words{std::string(spec.extensions)};
        for (std::string word; words >> word;) extensions.push_back(word);
        nlohmann::json bits = nlohmann::json::array();
        if (spec.written && spec.wholeNumbers) bits.insert(bits.end(), {"16", "24"});
        if (spec.written && spec.floats) bits.push_back("32f");
        list.push_back({{"id", spec.id},
                        {"name", spec.name},
                        {"extensions", std::move(extensions)},
                        {"read", true},
                        {"write", spec.written},
                        {"lossy", spec.lossy},
                        {"bits", std::move(bits)}});
    }
    return {{"formats", std::move(list)}};
}

} // namespace

void addFormatsCommand(Command& app, Dispatch& dispatch) {
    auto json = std::make_shared<bool>(false);
    Command* command =
        app.addCommand("formats", "List the audio formats that can be read and written");
    command->addFlag("--json", *json, "Print one JSON object");
    command->callback([json, &dispatch] {
        dispatch.work = [json]() -> Status {
            if (*json) printJson(asJson());
            else printTable();
            return 0;
        };
    });
}

} // namespace lacquer::cli
