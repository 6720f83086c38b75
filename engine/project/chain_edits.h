#pragma once

#include "engine/project/change.h"
#include "engine/vocabulary/parameter.h"

#include <memory>
#include <string>
#include <vector>

/// A channel's chain as a whole: to compare two of them, or to take one over from elsewhere.
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

/// A processor of a chain that was written down: without an id.
struct ChainLink {
    std::string processor;
    ParameterValues values;
    bool bypassed = false;
};

/// Builds the chain anew, with new ids, in the place of what is there; the automation of what goes
/// goes too.
///
/// Errors   an unknown processor or a value it does not take: then nothing is changed
Result<Project> replaceChain(Project project, const Catalogue& catalogue, ChannelId channel, const std::vector<ChainLink>& links);

} // namespace lacquer::project
