#include "app/cli/commands.h"
#include "engine/processors/catalogue.h"
#include "engine/project/mix_difference.h"
#include "engine/project/place.h"
#include "engine/project/snapshot_edits.h"
#include "engine/project/value_text.h"
#include "formats/project/recovery.h"

#include <fmt/format.h>

#include <charconv>

namespace lacquer::cli {
namespace {

using namespace project;

struct CompareOptions {
    std::string folder, song, from, to = "now";
    bool asJson = false;
};

/// The song as it is now, in a snapshot, or after the first N edits.
Result<Song> stateOf(const History& history, SongId id, const std::string& text) {
    const Song* now = findSong(history.current(), id);
    if (text == "now") return *now;
    for (const auto& snapshot : now->snapshots)
        if (snapshot->name == text) return withSnapshot(*now, *snapshot);
    std::size_t edits = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), edits);
    if (problem == std::errc{} && end == text.data() + text.size()) {
        if (edits > history.size()) return badInput(fmt::format("There are {} edits; you asked for the mix after edit {}.", history.size(), edits));
        const Song* then = findSong(history.valueAfter(edits), id);
        if (!then) return badInput(fmt::format("After edit {} the song was not there.", edits));
        return *then;
    }
    std::vector<std::string> names{"now"};
    for (const auto& snapshot : now->snapshots) names.push_back(snapshot->name);
    return badInput(fmt::format("\"{}\" has no mix snapshot \"{}\".{} A number means the mix after that many edits.", now->name, text, suggestion(text, names)));
}

Status compare(const CompareOptions& options) {
    const auto recovered = formats::recover(options.folder, formats::Wanted::history);
    if (!recovered) return tl::make_unexpected(recovered.error());
    for (const std::string& note : recovered->notes) fmt::print(stderr, "lacquer: {}\n", note);
    const Project& project = recovered->history.current();
    const auto song = findSongPlace(project, options.song);
    if (!song) return tl::make_unexpected(song.error());
    const auto from = stateOf(recovered->history, *song, options.from);
    if (!from) return tl::make_unexpected(from.error());
    const auto to = stateOf(recovered->history, *song, options.to);
    if (!to) return tl::make_unexpected(to.error());
    const processors::ProcessorCatalogue catalogue;
    const auto differences = compareMixes(catalogue, *from, *to, project.rate);
    if (options.asJson) {
        nlohmann::json list = nlohmann::json::array();
        for (const MixDifference& difference : differences) list.push_back({{"channel", difference.strip}, {"difference", difference.text}});
        printJson({{"differences", std::move(list)}});
        return 0;
    }
    for (const MixDifference& difference : differences) fmt::print("{}: {}\n", difference.strip, difference.text);
    if (differences.empty()) fmt::print("Nothing is different.\n");
    return 0;
}

} // namespace

void addCompareCommand(Command& app, Dispatch& dispatch) {
    auto options = std::make_shared<CompareOptions>();
    Command* command = app.addCommand("compare", "Tell what differs between two states of a song's mix");
    command->addOption("PROJECT", options->folder, "The project's folder").required();
    command->addOption("SONG", options->song, "A song").required();
    command->addOption("FROM", options->from, "A mix snapshot, or a number of edits as in history").required();
    command->addOption("TO", options->to, "Another one, or now").showDefault();
    command->addFlag("--json", options->asJson, "One JSON object on stdout");
    command->callback([options, &dispatch] { dispatch.work = [options] { return compare(*options); }; });
}

} // namespace lacquer::cli
