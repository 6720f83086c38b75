#include "app/cli/edit_command.h"
#include "app/cli/progress_line.h"
#include "engine/project/freeze_edits.h"
#include "engine/project/place.h"
#include "formats/audio/source_pool.h"
#include "formats/deliver/freeze.h"

#include <fmt/format.h>

namespace lacquer::cli {
namespace {

using namespace project;

struct FreezeOptions {
    std::vector<std::string> places;
};

std::string editName(const char* verb, const Project& project, const std::vector<ChannelId>& tracks) {
    return tracks.size() == 1 ? fmt::format("{} {}", verb, findChannel(project, tracks.front())->name)
                              : fmt::format("{} {} tracks", verb, tracks.size());
}

Result<std::vector<ChannelId>> tracksOf(const FreezeOptions& options, const Project& project) {
    std::vector<ChannelId> tracks;
    for (const std::string& text : options.places) {
        const auto place = findChannelPlace(project, text);
        if (!place) return tl::make_unexpected(place.error());
        tracks.push_back(place->channel);
    }
    return tracks;
}

Result<Edit> freeze(const FreezeOptions& options, const Project& project, const EditContext& context) {
    const auto tracks = tracksOf(options, project);
    if (!tracks) return tl::make_unexpected(tracks.error());
    const formats::SourcePool pool(project, context.folder);
    Result<Project> next = project;
    for (const ChannelId track : *tracks) {
        ProgressLine line;
        const Channel* channel = findChannel(project, track);
        const auto frozen = formats::renderFrozen(project, track, context.folder, context.catalogue, pool, [&](double share) {
            return line.show("Freezing " + channel->name, share);
        });
        if (!frozen) return tl::make_unexpected(frozen.error());
        auto added = freezeTrack(std::move(*next), track, frozen->rendering, frozen->position, frozen->recipe);
        if (!added) return tl::make_unexpected(added.error());
        next = std::move(added->project);
    }
    return Edit{editName("Freeze", project, *tracks), std::move(*next), {}};
}

Result<Edit> unfreeze(const FreezeOptions& options, const Project& project) {
    const auto tracks = tracksOf(options, project);
    if (!tracks) return tl::make_unexpected(tracks.error());
    Result<Project> next = project;
    for (const ChannelId track : *tracks) {
        next = unfreezeTrack(std::move(*next), track);
        if (!next) return tl::make_unexpected(next.error());
    }
    return Edit{editName("Unfreeze", project, *tracks), std::move(*next), {}};
}

} // namespace

void addFreezeArguments(Command& command, const std::shared_ptr<EditSlot>& slot) {
    auto options = std::make_shared<FreezeOptions>();
    command.addOption("PLACE", options->places, "SONG/TRACK, one or more").required();
    slot->work = [options](const Project& project, const EditContext& context) { return freeze(*options, project, context); };
}

void addUnfreezeArguments(Command& command, const std::shared_ptr<EditSlot>& slot) {
    auto options = std::make_shared<FreezeOptions>();
    command.addOption("PLACE", options->places, "SONG/TRACK, one or more").required();
    slot->work = [options](const Project& project, const EditContext&) { return unfreeze(*options, project); };
}

} // namespace lacquer::cli
