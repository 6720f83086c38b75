#include "app/cli/edit_command.h"
#include "engine/project/folder_edits.h"
#include "engine/project/place.h"
#include "engine/project/value_text.h"

#include <fmt/format.h>

namespace lacquer::cli {
namespace {

using namespace project;

struct FolderOptions {
    std::string song, name;
    std::vector<std::string> tracks;
    bool isRemoval = false;
};

Result<Edit> changeFolder(const FolderOptions& options, const Project& project) {
    const auto id = findSongPlace(project, options.song);
    if (!id) return tl::make_unexpected(id.error());
    const Song& song = *findSong(project, *id);
    const TrackFolder* there = findFolder(song, options.name);
    if (options.isRemoval) {
        std::vector<std::string> names;
        for (const TrackFolder& folder : song.folders) names.push_back(folder.name);
        if (!there)
            return badInput(fmt::format("The song \"{}\" has no folder \"{}\".{}", song.name, options.name,
                                        suggestion(options.name, names)));
        auto next = removeFolder(project, *id, there->id);
        if (!next) return tl::make_unexpected(next.error());
        return Edit{fmt::format("Remove folder {}", options.name), std::move(*next), {}};
    }
    std::vector<ChannelId> tracks;
    for (const std::string& name : options.tracks) {
        const auto track = findChannelPlace(project, options.song + "/" + name);
        if (!track) return tl::make_unexpected(track.error());
        tracks.push_back(track->channel);
    }
    if (there) {
        Result<Project> next = project;
        for (const ChannelId track : tracks)
            if (next) next = setTrackFolder(std::move(*next), track, there->id);
        if (!next) return tl::make_unexpected(next.error());
        return Edit{fmt::format("Folder {}", options.name), std::move(*next), {}};
    }
    auto added = addFolder(project, *id, options.name, tracks);
    if (!added) return tl::make_unexpected(added.error());
    return Edit{fmt::format("Add folder {}", options.name), std::move(added->project), {}};
}

} // namespace

void addFolderArguments(Command& command, const std::shared_ptr<EditSlot>& slot) {
    auto options = std::make_shared<FolderOptions>();
    command.addOption("SONG", options->song, "The song").required();
    command.addOption("NAME", options->name, "The folder's name; it is made when it is not there").required();
    command.addOption("--track", options->tracks, "A track that goes into it");
    command.addFlag("--remove", options->isRemoval, "Take the folder away; its tracks stay");
    slot->work = [options](const Project& project, const EditContext&) { return changeFolder(*options, project); };
}

} // namespace lacquer::cli
