#include "app/cli/edit_command.h"
#include "engine/project/place.h"
#include "engine/project/vca_edits.h"

#include <fmt/format.h>

namespace lacquer::cli {
namespace {

using namespace project;

struct VcaOptions {
    std::string song, name;
    std::vector<std::string> channels;
    bool isRemoval = false;
};

Result<Edit> changeVca(const VcaOptions& options, const Project& project) {
    const auto song = findSongPlace(project, options.song);
    if (!song) return tl::make_unexpected(song.error());
    if (options.isRemoval) {
        const auto vca = findVcaPlace(*findSong(project, *song), options.name);
        if (!vca) return tl::make_unexpected(vca.error());
        auto next = removeVca(project, *vca);
        if (!next) return tl::make_unexpected(next.error());
        return Edit{fmt::format("Remove VCA {}", options.name), std::move(*next), {}};
    }
    auto added = addVca(project, *song, options.name);
    if (!added) return tl::make_unexpected(added.error());
    Result<Project> next = std::move(added->project);
    for (const std::string& name : options.channels) {
        const auto member = findChannelPlace(*next, options.song + "/" + name);
        if (!member) return tl::make_unexpected(member.error());
        next = setVca(std::move(*next), member->channel, added->id);
        if (!next) return tl::make_unexpected(next.error());
    }
    return Edit{fmt::format("Add VCA {}", options.name), std::move(*next), {}};
}

} // namespace

void addVcaArguments(Command& command, const std::shared_ptr<EditSlot>& slot) {
    auto options = std::make_shared<VcaOptions>();
    command.addOption("SONG", options->song, "The song").required();
    command.addOption("NAME", options->name, "The VCA's name").required();
    command.addOption("--channel", options->channels, "A track, bus or VCA it moves; more with set SONG/CHANNEL vca=NAME");
    command.addFlag("--remove", options->isRemoval, "Take the VCA away; what it moved stands where its own fader is");
    slot->work = [options](const Project& project, const EditContext&) { return changeVca(*options, project); };
}

} // namespace lacquer::cli
