#include "engine/plan/passes.h"

#include <algorithm>
#include <numeric>

namespace lacquer::plan {
namespace {

std::size_t at(int index) { return static_cast<std::size_t>(index); }

} // namespace

void alignLatency(RenderPlan& plan) {
    std::vector<int> order(plan.strips.size());
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [&](int a, int b) {
        return plan.strips[at(a)].level < plan.strips[at(b)].level;
    });

    std::vector<FrameCount> tailAfter(plan.strips.size());
    for (int s : order) {
        Strip& strip = plan.strips[at(s)];
        FrameCount input{}, tail{};
        for (const Input& edge : strip.inputs) {
            input = std::max(input, plan.strips[at(edge.fromStrip)].outputLatency);
            tail = std::max(tail, tailAfter[at(edge.fromStrip)]);
        }
        // A key must reach its insert in time: what the inserts before it delay counts for it.
        FrameCount before{};
        for (const Insert& insert : strip.inserts) {
            if (insert.keyStrip >= 0)
                input = std::max(input, plan.strips[at(insert.keyStrip)].outputLatency - before);
            before = before + insert.latency;
        }
        strip.inputLatency = input;
        for (Input& edge : strip.inputs)
            edge.delay = input - plan.strips[at(edge.fromStrip)].outputLatency;
        FrameCount here = input;
        for (Insert& insert : strip.inserts) {
            insert.offset = here;
            if (insert.keyStrip >= 0)
                insert.keyDelay = here - plan.strips[at(insert.keyStrip)].outputLatency;
            here = here + insert.latency;
            tail = tail + insert.tail;
        }
        strip.outputLatency = here;
        tailAfter[at(s)] = tail;
    }
    plan.latency = plan.strips[at(plan.mixStrip)].outputLatency;
    plan.tail = tailAfter[at(plan.mixStrip)];
}

} // namespace lacquer::plan
