// How a bundle goes on where the performance before is: what it shares and what it takes over.

#include "engine/render/bundle_runner.h"
#include "engine/render/performance.h"

#include <map>

namespace lacquer::render {
namespace {

std::size_t at(int index) { return static_cast<std::size_t>(index); }

} // namespace

/// True when the performance before has a slot of the same inserts in the same lanes.
bool BundleRunner::shareInstances(Slot& slot, const Performance& before) {
    if (slot.plan->type->strips == 1) return false;
    const Slot* same = nullptr;
    for (std::size_t lane = 0; lane < strips(); ++lane) {
        if (!(slot.plan->strips & (1u << lane))) continue;
        const plan::Insert& insert = slot.inserts[at(slot.insertOf[lane])].insert();
        const auto [runner, index, oldLane] = before.placeOf(insert.id);
        if (!runner || oldLane != static_cast<int>(lane)) return false;
        const Slot& old = runner->slots_[at(index)];
        if (same && same != &old) return false;
        if (old.plan->type != slot.plan->type || old.plan->strips != slot.plan->strips) return false;
        const plan::Insert& its = old.inserts[at(old.insertOf[lane])].insert();
        if (!its.type->isSameInstance(its.settings(), insert.settings())) return false;
        same = &old;
    }
    if (!same || before.plan().rate != plan_->rate) return false;
    slot.instances = same->instances;
    for (Heir& heir : slot.heirs) heir.shared = true;
    return true;
}

void BundleRunner::inheritStrip(int lane, const Performance& before) {
    const auto [oldRunner, oldLane] = before.runnerOf(strip(at(lane)).channel);
    stripHeirs_[at(lane)] = {oldRunner, oldLane};
    if (oldRunner) inheritInputs(lane, before, *oldRunner, oldLane);
    for (Slot& slot : slots_) {
        if (!(slot.plan->strips & (1u << lane))) continue;
        const auto k = at(slot.insertOf[at(lane)]);
        const plan::Insert& insert = slot.inserts[k].insert();
        const auto [runner, index, laneBefore] = before.placeOf(insert.id);
        Heir& heir = slot.heirs[at(lane)];
        if (!runner || runner->slots_[at(index)].plan->type != slot.plan->type) continue;
        Slot& old = runner->slots_[at(index)];
        const auto j = at(old.insertOf[at(laneBefore)]);
        heir.insert = &old.inserts[j];
        heir.dry = &old.dry[j];
        heir.key = &old.keys[j];
        if (heir.shared) continue;
        heir.instance = old.instances[at(old.instanceOf[at(laneBefore)])].get();
        heir.strip = slot.plan->type->strips == 1 ? 0 : laneBefore;
    }
}

void BundleRunner::inheritInputs(int lane, const Performance& before, BundleRunner& old, int oldLane) {
    using Key = std::pair<std::uint64_t, std::uint64_t>; // channel it comes from, send
    std::map<Key, Edge*> edges;
    for (Edge& edge : old.inputs_[at(oldLane)].edges)
        edges[{before.plan().strips[at(edge.input->fromStrip)].channel.value, edge.input->send.value}] = &edge;
    for (Edge& edge : inputs_[at(lane)].edges) {
        const auto found =
            edges.find({plan_->strips[at(edge.input->fromStrip)].channel.value, edge.input->send.value});
        if (found != edges.end()) edge.heir = found->second;
    }
}

void BundleRunner::takeOver() noexcept {
    stir();
    for (std::size_t lane = 0; lane < strips(); ++lane) {
        if (auto [before, laneBefore] = stripHeirs_[lane]; before) {
            gains_[lane].adopt(before->gains_[at(laneBefore)]);
            trims_[lane].adopt(before->trims_[at(laneBefore)]);
            levels_[lane]->adopt(*before->levels_[at(laneBefore)]);
            loudness_.adopt(static_cast<int>(lane), before->loudness_, laneBefore);
        }
        for (Slot& slot : slots_) {
            if (!(slot.plan->strips & (1u << lane))) continue;
            Heir& heir = slot.heirs[lane];
            if (!heir.insert) continue;
            const auto k = at(slot.insertOf[lane]);
            slot.inserts[k].adopt(*heir.insert, heir.shared ? InsertRunner::Told::yes : InsertRunner::Told::no);
            slot.dry[k].adopt(*heir.dry);
            slot.keys[k].adopt(*heir.key);
            if (heir.instance)
                slot.instances[at(slot.instanceOf[lane])]->takeOver(slot.plan->type->strips == 1 ? 0 : static_cast<int>(lane), *heir.instance,
                                                                 heir.strip);
        }
        for (Edge& edge : inputs_[lane].edges) {
            if (!edge.heir) continue;
            edge.delay.adopt(edge.heir->delay);
            edge.level.adopt(edge.heir->level);
            edge.moves = edge.moves || edge.level.gliding();
            edge.heir = nullptr;
        }
    }
}

} // namespace lacquer::render
