#include "app/cli/edit_command.h"
#include "engine/project/place.h"
#include "engine/project/snapshot_edits.h"
#include "engine/project/value_text.h"

#include <fmt/format.h>

#include <algorithm>

namespace lacquer::cli {
namespace {

using namespace project;

struct SnapshotOptions {
    std::string song, name;
    bool remove = false;
};

struct RecallOptions {
    std::string song, name;
    std::vector<std::string> only;
    std::vector<std::string> channels;
};

Result<const MixSnapshot*> findNamed(const Song& song, const std::string& name) {
    std::vector<std::string> names;
    for (const auto& snapshot : song.snapshots) {
        if (snapshot->name == name) return snapshot.get();
        names.push_back(snapshot->name);
    }
    return badInput(fmt::format("\"{}\" has no mix snapshot \"{}\".{}", song.name, name, suggestion(name, names)));
}

Result<Edit> snapshot(const SnapshotOptions& options, const Project& project) {
    const auto id = findSongPlace(project, options.song);
    if (!id) return tl::make_unexpected(id.error());
    const Song& song = *findSong(project, *id);
    if (options.remove) {
        const auto found = findNamed(song, options.name);
        if (!found) return tl::make_unexpected(found.error());
        auto next = removeSnapshot(project, *id, (*found)->id);
        if (!next) return tl::make_unexpected(next.error());
        return Edit{fmt::format("Remove mix snapshot {}", options.name), std::move(*next), {}};
    }
    // A name that is there is taken anew.
    for (const auto& old : song.snapshots)
        if (!options.name.empty() && old->name == options.name) {
            auto next = updateSnapshot(project, *id, old->id);
            if (!next) return tl::make_unexpected(next.error());
            return Edit{fmt::format("Update mix snapshot {}", options.name), std::move(*next), {}};
        }
    auto made = addSnapshot(project, *id, options.name);
    if (!made) return tl::make_unexpected(made.error());
    const std::string name = findSnapshot(*findSong(made->project, *id), made->id)->name;
    return Edit{fmt::format("Mix snapshot {}", name), std::move(made->project), [name] { fmt::print("{}\n", name); }};
}

Result<RecallParts> partsOf(const std::vector<std::string>& words) {
    if (words.empty()) return RecallParts{};
    static const std::vector<std::pair<std::string, bool RecallParts::*>> kParts{
        {"levels", &RecallParts::levels},         {"pans", &RecallParts::pans},       {"mutes", &RecallParts::mutes},
        {"equalizers", &RecallParts::equalizers}, {"dynamics", &RecallParts::dynamics}, {"effects", &RecallParts::effects},
        {"sends", &RecallParts::sends},           {"outputs", &RecallParts::outputs}, {"automation", &RecallParts::automation}};
    RecallParts parts = RecallParts::none();
    std::vector<std::string> names;
    for (const auto& part : kParts) names.push_back(part.first);
    for (const std::string& word : words) {
        const auto found = std::find_if(kParts.begin(), kParts.end(), [&](const auto& part) { return part.first == word; });
        if (found == kParts.end()) return fail(ErrorKind::badUsage, fmt::format("There is no part \"{}\" to recall; the parts are {}.", word, fmt::join(names, ", ")));
        parts.*found->second = true;
    }
    return parts;
}

Result<Edit> recall(const RecallOptions& options, const Project& project) {
    const auto id = findSongPlace(project, options.song);
    if (!id) return tl::make_unexpected(id.error());
    const auto found = findNamed(*findSong(project, *id), options.name);
    if (!found) return tl::make_unexpected(found.error());
    const auto parts = partsOf(options.only);
    if (!parts) return tl::make_unexpected(parts.error());
    std::vector<ChannelId> only;
    for (const std::string& name : options.channels) {
        const auto channel = findChannelPlace(project, options.song + "/" + name);
        if (!channel) return tl::make_unexpected(channel.error());
        only.push_back(channel->channel);
    }
    auto next = recallSnapshot(project, *id, (*found)->id, *parts, only);
    if (!next) return tl::make_unexpected(next.error());
    return Edit{fmt::format("Recall {}", options.name), std::move(*next), {}};
}

} // namespace

void addSnapshotArguments(Command& command, const std::shared_ptr<EditSlot>& slot) {
    auto options = std::make_shared<SnapshotOptions>();
    command.addOption("SONG", options->song, "A song").required();
    command.addOption("NAME", options->name, "Its name; one that is there is taken anew");
    command.addFlag("--remove", options->remove, "Remove the snapshot of this name");
    slot->work = [options](const Project& project, const EditContext&) { return snapshot(*options, project); };
}

void addRecallArguments(Command& command, const std::shared_ptr<EditSlot>& slot) {
    auto options = std::make_shared<RecallOptions>();
    command.addOption("SONG", options->song, "A song").required();
    command.addOption("NAME", options->name, "One of its mix snapshots").required();
    command.addOption("--only", options->only, "Parts: levels, pans, mutes, equalizers, dynamics, effects, sends, outputs, automation").delimiter(',');
    command.addOption("--channel", options->channels, "These channels only");
    slot->work = [options](const Project& project, const EditContext&) { return recall(*options, project); };
}

} // namespace lacquer::cli
