#include "app/cli/edit_command.h"
#include "app/cli/preset_words.h"
#include "engine/project/edit_names.h"
#include "engine/project/insert_edits.h"
#include "engine/project/place.h"
#include "engine/project/value_text.h"

#include <fmt/format.h>

namespace lacquer::cli {
namespace {

using namespace project;

struct InsertOptions {
    std::string place, processor, at;
    std::vector<std::string> assignments;
};

/// All of a chain's processors, one behind the other.
Result<Edit> insertChain(const InsertOptions& options, Project project, const EditContext& context, ChannelId channel, int at) {
    if (!options.assignments.empty())
        return badInput(fmt::format("A chain takes no values; you gave {}. Set them on its inserts afterwards.", options.assignments.front()));
    const auto chain = chainNamed(options.processor, context.catalogue);
    if (!chain) return tl::make_unexpected(chain.error());
    for (const ChainStep& step : chain->steps) {
        auto added = addInsert(std::move(project), context.catalogue, channel, step.processor, step.values, at == kAtEnd ? at : at++);
        if (!added) return tl::make_unexpected(added.error());
        Result<Project> next = std::move(added->project);
        if (step.bypassed) next = setInsertBypassed(std::move(*next), channel, added->id, true);
        if (!next) return tl::make_unexpected(next.error());
        project = std::move(*next);
    }
    std::string name = editOfChannel(project, fmt::format("Chain {}", chain->name), channel);
    return Edit{std::move(name), std::move(project), {}};
}

Result<Edit> insert(const InsertOptions& options, const Project& project, const EditContext& context) {
    const auto place = findChannelPlace(project, options.place);
    if (!place) return tl::make_unexpected(place.error());
    int at = kAtEnd;
    if (!options.at.empty()) {
        const auto number = parseNumber(options.at, "The place in the chain");
        if (!number) return tl::make_unexpected(number.error());
        const auto places = findChannel(project, place->channel)->inserts.size() + 1;
        if (*number < 1 || *number > static_cast<double>(places) || *number != static_cast<int>(*number))
            return badInput(fmt::format("The place in the chain goes from 1 to {}; you gave {}.", places,
                                        options.at));
        at = static_cast<int>(*number) - 1;
    }
    if (namesChain(options.processor)) return insertChain(options, project, context, place->channel, at);
    auto added = addInsert(project, context.catalogue, place->channel, options.processor, {}, at);
    if (!added) return tl::make_unexpected(added.error());
    Result<Project> next = std::move(added->project);
    for (const std::string& assignment : options.assignments) {
        const auto pair = splitAssignment(assignment);
        if (!pair) return tl::make_unexpected(pair.error());
        next = assignInsertValue(std::move(*next), context, place->channel, added->id,
                                 pair->first, pair->second);
        if (!next) return tl::make_unexpected(next.error());
    }
    std::string name = editOfInsert(*next, context.catalogue, "Insertion", place->channel, added->id);
    return Edit{std::move(name), std::move(*next), {}};
}

} // namespace

void addInsertArguments(Command& command, const std::shared_ptr<EditSlot>& slot) {
    auto options = std::make_shared<InsertOptions>();
    command.addOption("PLACE", options->place, "SONG/CHANNEL, SONG/Mix, @album or @album/N").required();
    command.addOption("PROCESSOR", options->processor, "Its id, as `lacquer processors` lists it; chain:NAME or a preset's file for a whole chain")
        .required();
    command.addOption("NAME=VALUE", options->assignments, "Values; the others are at their defaults, or as preset=NAME has them");
    command.addOption("--at", options->at, "Place in the chain, from 1; the end when not given");
    slot->work = [options](const Project& project, const EditContext& context) {
        return insert(*options, project, context);
    };
}

} // namespace lacquer::cli
