#include "engine/project/chain_edits.h"

#include <algorithm>

namespace lacquer::project {
namespace {

bool isOfInsert(const std::shared_ptr<const AutomationCurve>& curve) { return curve->target.owner == AutomationTarget::Owner::insert; }

template <typename Value>
bool sameValues(const std::vector<std::shared_ptr<const Value>>& a, const std::vector<std::shared_ptr<const Value>>& b) {
    return std::ranges::equal(a, b, [](const auto& one, const auto& other) { return one == other || *one == *other; });
}

} // namespace

bool operator==(const Chain& a, const Chain& b) { return sameValues(a.inserts, b.inserts) && sameValues(a.automation, b.automation); }

Chain insertChainOf(const Channel& channel) {
    Chain chain{channel.inserts, {}};
    std::ranges::copy_if(channel.automation, std::back_inserter(chain.automation), isOfInsert);
    return chain;
}

Result<Project> setChain(Project project, ChannelId id, Chain chain) {
    return changeChannel(std::move(project), id, [&](Channel& channel) -> Result<void> {
        channel.inserts = std::move(chain.inserts);
        std::erase_if(channel.automation, isOfInsert);
        channel.automation.insert(channel.automation.end(), chain.automation.begin(), chain.automation.end());
        return {};
    });
}

} // namespace lacquer::project
