#pragma once

#include "engine/project/change.h"

#include <memory>
#include <vector>

/// A channel's chain as a whole, to compare two of them. One that was written down is a ChainPreset.
namespace lacquer::project {

/// The processors of a channel, with their values, ids and automation.
struct Chain {
    std::vector<std::shared_ptr<const Insert>> inserts;
    std::vector<std::shared_ptr<const AutomationCurve>> automation; ///< of the inserts

    bool empty() const { return inserts.empty(); }
    friend bool operator==(const Chain& a, const Chain& b);
};

Chain insertChainOf(const Channel& channel);

/// Puts a chain of this channel back; its inserts keep their ids, so that what plays goes on.
Result<Project> setChain(Project project, ChannelId channel, Chain chain);

} // namespace lacquer::project
