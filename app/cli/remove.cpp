#include "app/cli/edit_command.h"
#include "engine/project/edit_names.h"
#include "engine/project/insert_edits.h"
#include "engine/project/place.h"

#include <fmt/format.h>

namespace lacquer::cli {
namespace {

using namespace project;

struct RemoveOptions {
    std::string place, index;
};

Result<Edit> removeFrom(const RemoveOptions& options, const Project& project, const EditContext& context) {
    const auto place = findChannelPlace(project, options.place);
    if (!place) return tl::make_unexpected(place.error());
    const auto insert = findInsertPlace(*findChannel(project, place->channel), options.index);
    if (!insert) return tl::make_unexpected(insert.error());
    auto next = removeInsert(project, place->channel, *insert);
    if (!next) return tl::make_unexpected(next.error());
    return Edit{editOfInsert(project, context.catalogue, "Removal", place->channel, *insert),
                std::move(*next), {}};
}

} // namespace

void addRemoveArguments(Command& command, const std::shared_ptr<EditSlot>& slot) {
    auto options = std::make_shared<RemoveOptions>();
    command.addOption("PLACE", options->place, "SONG/CHANNEL, SONG/Mix, @album or @album/N").required();
    command.addOption("INDEX", options->index, "Place in the chain, from 1").required();
    slot->work = [options](const Project& project, const EditContext& context) {
        return removeFrom(*options, project, context);
    };
}

} // namespace lacquer::cli
