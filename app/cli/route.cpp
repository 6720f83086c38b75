#include "app/cli/edit_command.h"
#include "engine/project/edit_names.h"
#include "engine/project/place.h"
#include "engine/project/routing_edits.h"

#include <fmt/format.h>

namespace lacquer::cli {
namespace {

using namespace project;

struct RouteOptions {
    std::string place, bus;
};

Result<Edit> route(const RouteOptions& options, const Project& project) {
    const auto place = findChannelPlace(project, options.place);
    if (!place) return tl::make_unexpected(place.error());
    const Song* song = findSong(project, place->song);
    if (!song) return badInput("The album's channels have no output to choose.");
    const auto bus = findBusPlace(*song, options.bus, true);
    if (!bus) return tl::make_unexpected(bus.error());
    auto next = setOutput(project, place->channel, *bus);
    if (!next) return tl::make_unexpected(next.error());
    return Edit{editOfChannel(project, "Output", place->channel), std::move(*next), {}};
}

} // namespace

void addRouteArguments(Command& command, const std::shared_ptr<EditSlot>& slot) {
    auto options = std::make_shared<RouteOptions>();
    command.addOption("PLACE", options->place, "SONG/CHANNEL").required();
    command.addOption("BUS", options->bus, "A bus of the song, or Mix").required();
    slot->work = [options](const Project& project, const EditContext&) {
        return route(*options, project);
    };
}

} // namespace lacquer::cli
