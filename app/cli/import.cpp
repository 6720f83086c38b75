#include "app/cli/commands.h"
#include "app/cli/progress_line.h"
#include "engine/project/import_edits.h"
#include "formats/audio/import.h"
#include "formats/project/project_store.h"

#include <fmt/format.h>

#include <memory>

namespace lacquer::cli {
namespace {

struct Options {
    std::string project, song;
    std::vector<std::string> paths;
    bool join = false, groups = false, json = false;
};

nlohmann::json asJson(const std::string& song, const project::Project& project,
                      const formats::ImportOutcome& outcome,
                      const std::vector<ChannelId>& channels) {
    nlohmann::json tracks = nlohmann::json::array();
    for (std::size_t k = 0; k < channels.size(); ++k) {
        const project::ImportedTrack& track = outcome.tracks[k];
        // As the song has it: a name that was taken has got a number.
        const project::Channel* channel = project::findChannel(project, channels[k]);
        tracks.push_back({{"name", channel ? channel->name : track.name},
                          {"source", outcome.sources[k]},
                          {"channels", track.source.channels},
                          {"source_rate", track.source.fileRate.hz},
                          {"position_s", secondsOf(track.position, project.rate).value},
                          {"duration_s", secondsOf(track.source.length, project.rate).value},
                          {"group", track.group}});
    }
    nlohmann::json skipped = nlohmann::json::array();
    for (const formats::SkippedFile& file : outcome.skipped)
        skipped.push_back({{"path", file.path}, {"reason", file.reason}});
    return {{"song", song},
            {"tracks", std::move(tracks)},
            {"skipped", std::move(skipped)},
            {"notes", outcome.notes}};
}

void printPlain(const std::string& song, const project::Project& project,
                const formats::ImportOutcome& outcome, const std::vector<ChannelId>& channels) {
    for (const ChannelId id : channels) {
        const project::Channel* channel = project::findChannel(project, id);
        if (channel) fmt::print("{}/{}\n", song, channel->name);
    }
    for (const formats::SkippedFile& file : outcome.skipped)
        fmt::print(stderr, "skipped {}: {}\n", file.path, file.reason);
    for (const std::string& note : outcome.notes) fmt::print(stderr, "{}\n", note);
}

std::string editName(std::size_t tracks) {
    return tracks == 1 ? "Import a track" : fmt::format("Import {} tracks", tracks);
}

Status import(const Options& options) {
    auto store = formats::ProjectStore::open(options.project);
    if (!store) return tl::make_unexpected(store.error());
    for (const std::string& note : store->notes()) fmt::print(stderr, "{}\n", note);
    const auto before = store->project();

    formats::ImportRequest request;
    request.paths.assign(options.paths.begin(), options.paths.end());
    request.projectFolder = store->folder();
    request.rate = before->rate;
    request.joinPairs = options.join;
    if (const project::Song* song = project::findSong(*before, options.song))
        request.songOrigin = formats::songOriginOf(*before, *song);
    Result<formats::ImportOutcome> outcome;
    {
        ProgressLine line;
        outcome = formats::importFiles(request, [&line](double share) { return line.show("Importing", share); });
    }
    if (!outcome) return tl::make_unexpected(outcome.error());

    std::vector<ChannelId> channels;
    auto after = before;
    if (!outcome->tracks.empty()) {
        auto into = project::addImportedTracks(*before, options.song, outcome->tracks, options.groups);
        if (!into) return tl::make_unexpected(into.error());
        channels = into->tracks;
        if (auto safe = store->commit(editName(channels.size()), std::move(into->project)); !safe)
            return tl::make_unexpected(safe.error());
        after = store->project();
    }
    if (options.json) printJson(asJson(options.song, *after, *outcome, channels));
    else printPlain(options.song, *after, *outcome, channels);
    if (channels.empty())
        return badInput(outcome->skipped.empty()
                            ? std::string("There are no files to import in what was given.")
                            : fmt::format("None of the {} files could be imported; the first: {}",
                                          outcome->skipped.size(), outcome->skipped[0].reason));
    return 0;
}

} // namespace

void addImportCommand(Command& app, Dispatch& dispatch) {
    auto options = std::make_shared<Options>();
    Command* command = app.addCommand(
        "import", "Take stems into a song: files, and folders read in natural order");
    command->addOption("PROJECT", options->project, "Project folder").required();
    command->addOption("--song", options->song, "Song to import into; made if new").required();
    command->addOption("PATH", options->paths, "Files and folders").required();
    command->addFlag("--join", options->join, "Join mono files that are left and right of a pair");
    command->addFlag("--groups", options->groups, "Route drums, guitars, vocals… to group buses");
    command->addFlag("--json", options->json, "Print one JSON object");
    command->callback([options, &dispatch] { dispatch.work = [options] { return import(*options); }; });
}

} // namespace lacquer::cli
