#include "engine/plan/passes.h"

#include <algorithm>
#include <map>

namespace lacquer::plan {
namespace {

std::size_t at(int index) { return static_cast<std::size_t>(index); }

using Signature = std::vector<const processors::ProcessorType*>;

Signature signatureOf(const Strip& strip) {
    Signature signature;
    for (const Insert& insert : strip.inserts) signature.push_back(insert.type);
    return signature;
}

// Four full bundles: enough neighbours to find alike ones among, few enough that moving them all
// costs nothing that is felt.
constexpr int kNeighbours = 32;

/// Where each type of `chain` lands in `slots` when order is kept; slots are added as needed.
/// Greedy: the first later slot of the same type is taken, which is exact for equal chains and
/// good for similar ones.
void mergeChain(Bundle& bundle, const Strip& strip, int lane) {
    std::size_t from = 0;
    for (std::size_t k = 0; k < strip.inserts.size(); ++k) {
        const auto* type = strip.inserts[k].type;
        std::size_t slot = from;
        while (slot < bundle.insertSlots.size() && bundle.insertSlots[slot].type != type) ++slot;
        if (slot == bundle.insertSlots.size()) {
            slot = from;
            Slot fresh;
            fresh.type = type;
            bundle.insertSlots.insert(bundle.insertSlots.begin() + static_cast<std::ptrdiff_t>(slot), fresh);
        }
        bundle.insertSlots[slot].strips |= 1u << lane;
        bundle.insertSlots[slot].insert[at(lane)] = static_cast<int>(k);
        from = slot + 1;
    }
}

void addBundle(RenderPlan& plan, const std::vector<int>& strips, std::size_t begin, std::size_t end,
               std::vector<int>& level) {
    Bundle bundle;
    for (std::size_t k = begin; k < end; ++k) {
        Strip& strip = plan.strips[at(strips[k])];
        strip.bundle = static_cast<int>(plan.bundles.size());
        strip.lane = static_cast<int>(k - begin);
        bundle.strips.push_back(strips[k]);
        mergeChain(bundle, strip, strip.lane);
    }
    level.push_back(static_cast<int>(plan.bundles.size()));
    plan.bundles.push_back(std::move(bundle));
}

/// The strips first…end−1 of a level. Alike chains in order of their first appearance, so that the
/// same song always gives the same bundles.
void bundleNeighbours(RenderPlan& plan, int level, int first, int end) {
    std::vector<std::pair<Signature, std::vector<int>>> groups;
    for (int s = first; s < end; ++s) {
        if (plan.strips[at(s)].level != level) continue;
        const Signature signature = signatureOf(plan.strips[at(s)]);
        auto group = std::find_if(groups.begin(), groups.end(), [&](const auto& candidate) {
            return candidate.first == signature;
        });
        if (group == groups.end()) group = groups.insert(groups.end(), {signature, {}});
        group->second.push_back(s);
    }
    std::vector<int> rest;
    for (const auto& [signature, strips] : groups) {
        const std::size_t full = strips.size() / kBundleStrips * kBundleStrips;
        for (std::size_t k = 0; k < full; k += kBundleStrips)
            addBundle(plan, strips, k, k + kBundleStrips, plan.levels[at(level)]);
        rest.insert(rest.end(), strips.begin() + static_cast<std::ptrdiff_t>(full), strips.end());
    }
    for (std::size_t k = 0; k < rest.size(); k += kBundleStrips)
        addBundle(plan, rest, k, std::min(rest.size(), k + kBundleStrips), plan.levels[at(level)]);
}

} // namespace

void formBundles(RenderPlan& plan) {
    int deepest = 0;
    for (const Strip& strip : plan.strips) deepest = std::max(deepest, strip.level);
    plan.levels.resize(at(deepest) + 1);

    const int count = static_cast<int>(plan.strips.size());
    for (int level = 0; level <= deepest; ++level)
        for (int first = 0; first < count; first += kNeighbours)
            bundleNeighbours(plan, level, first, std::min(count, first + kNeighbours));
}

} // namespace lacquer::plan
