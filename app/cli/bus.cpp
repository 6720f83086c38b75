#include "app/cli/edit_command.h"
#include "engine/project/place.h"
#include "engine/project/routing_edits.h"

#include <fmt/format.h>

namespace lacquer::cli {
namespace {

using namespace project;

struct BusOptions {
    std::string song, name;
    bool isRemoval = false;
};

Result<Edit> changeBus(const BusOptions& options, const Project& project) {
    const auto song = findSongPlace(project, options.song);
    if (!song) return tl::make_unexpected(song.error());
    if (options.isRemoval) {
        const auto bus = findBusPlace(*findSong(project, *song), options.name);
        if (!bus) return tl::make_unexpected(bus.error());
        auto next = removeBus(project, *bus);
        if (!next) return tl::make_unexpected(next.error());
        return Edit{fmt::format("Remove bus {}", options.name), std::move(*next), {}};
    }
    auto added = addBus(project, *song, options.name);
    if (!added) return tl::make_unexpected(added.error());
    return Edit{fmt::format("Add bus {}", options.name), std::move(added->project), {}};
}

} // namespace

void addBusArguments(Command& command, const std::shared_ptr<EditSlot>& slot) {
    auto options = std::make_shared<BusOptions>();
    command.addOption("SONG", options->song, "The song").required();
    command.addOption("NAME", options->name, "The bus's name").required();
    command.addFlag("--remove", options->isRemoval,
                     "Take the bus away; what was routed to it goes where it went");
    slot->work = [options](const Project& project, const EditContext&) {
        return changeBus(*options, project);
    };
}

} // namespace lacquer::cli
