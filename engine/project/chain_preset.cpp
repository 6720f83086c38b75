#include "engine/project/chain_preset.h"

#include "engine/project/insert_edits.h"
#include "engine/project/project.h"

namespace lacquer::project {

std::vector<ChainStep> chainOf(const Channel& channel) {
    std::vector<ChainStep> steps;
    for (const auto& insert : channel.inserts)
        steps.push_back({insert->processor, insert->values, insert->bypassed});
    return steps;
}

Result<Project> replaceChain(Project project, const Catalogue& catalogue, ChannelId channel,
                             std::span<const ChainStep> steps) {
    std::vector<InsertId> before;
    if (const Channel* found = findChannel(project, channel))
        for (const auto& insert : found->inserts) before.push_back(insert->id);
    for (const InsertId insert : before) {
        auto removed = removeInsert(std::move(project), channel, insert);
        if (!removed) return removed;
        project = std::move(*removed);
    }
    for (const ChainStep& step : steps) {
        auto added = addInsert(std::move(project), catalogue, channel, step.processor, step.values);
        if (!added) return tl::make_unexpected(added.error());
        project = std::move(added->project);
        if (!step.bypassed) continue;
        auto bypassed = setInsertBypassed(std::move(project), channel, added->id, true);
        if (!bypassed) return bypassed;
        project = std::move(*bypassed);
    }
    return project;
}

} // namespace lacquer::project
