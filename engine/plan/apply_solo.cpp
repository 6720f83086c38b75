#include "engine/plan/passes.h"

#include "engine/project/vca_edits.h"

#include <algorithm>

namespace lacquer::plan {
namespace {

std::size_t at(int index) { return static_cast<std::size_t>(index); }

} // namespace

void applySolo(RenderPlan& plan, const project::Song& song) {
    const std::size_t count = plan.strips.size();
    std::vector<char> soloed(count), safe(count);
    bool any = false;
    for (std::size_t s = 0; s < count; ++s) {
        const project::Channel* channel = findChannel(song, plan.strips[s].channel);
        const auto vcas = vcasAbove(song, *channel);
        const bool solo = channel->soloed || std::any_of(vcas.begin(), vcas.end(), [](const auto* vca) { return vca->soloed; });
        soloed[s] = solo && static_cast<int>(s) != plan.mixStrip;
        safe[s] = channel->soloSafe;
        any = any || soloed[s];
    }
    if (!any) return;

    // What a soloed channel feeds, and what feeds it, must stay open for it to be heard. Both
    // relations are closed by repetition; a song has a handful of levels.
    std::vector<char> downstream = soloed, upstream = soloed;
    for (bool grew = true; grew;) {
        grew = false;
        for (std::size_t to = 0; to < count; ++to)
            for (const Input& input : plan.strips[to].inputs) {
                if (downstream[at(input.fromStrip)] && !downstream[to]) downstream[to] = grew = true;
                if (upstream[to] && !upstream[at(input.fromStrip)])
                    upstream[at(input.fromStrip)] = grew = true;
            }
    }

    for (std::size_t s = 0; s < count; ++s)
        plan.strips[s].silenced = !downstream[s] && !upstream[s] && !safe[s] &&
                                  static_cast<int>(s) != plan.mixStrip;

    // A channel that is open only because it sends to a soloed return is heard through that return
    // alone: its other paths stay shut.
    for (std::size_t to = 0; to < count; ++to)
        for (Input& input : plan.strips[to].inputs) {
            const std::size_t from = at(input.fromStrip);
            if (upstream[from] && !downstream[from] && !upstream[to] && !safe[from])
                input.silent = true;
        }
}

} // namespace lacquer::plan
