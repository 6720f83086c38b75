// A bundle's chains at work: which strips a processor runs for, its dry path, its key, its bypass.

#include "engine/dsp/mixing.h"
#include "engine/render/bundle_runner.h"
#include "engine/render/performance.h"

#include <algorithm>

namespace lacquer::render {
namespace {

std::size_t at(int index) { return static_cast<std::size_t>(index); }

/// A crossfade without corners: what bends at both ends of a straight one can be heard in a bass note.
float eased(float share) { return share * share * (3 - 2 * share); }

} // namespace

void BundleRunner::buildSlot(const plan::Slot& planned, const Heritage& heritage) {
    Slot& slot = slots_.emplace_back();
    slot.plan = &planned;
    slot.reduction = std::make_unique<std::array<std::atomic<float>, kBundleStrips>>();
    std::array<const ParameterValues*, kBundleStrips> settings{};
    int instances = 0;
    for (std::size_t lane = 0; lane < strips(); ++lane) {
        if (!(planned.strips & (1u << lane))) continue;
        const plan::Insert& insert = strip(lane).inserts[at(planned.insert[lane])];
        settings[lane] = &insert.settings();
        slot.insertOf[lane] = static_cast<int>(slot.inserts.size());
        slot.inserts.emplace_back(insert);
        slot.dry.emplace_back(insert.latency);
        slot.keys.emplace_back(insert.keyDelay);
        slot.late = slot.late || insert.latency.value > 0;
        slot.keyed = slot.keyed || insert.keyStrip >= 0;
        if (planned.type->strips == 1) slot.instanceOf[lane] = instances++;
        if (!heritage.crossing) continue;
        const auto& crossing = heritage.crossing->inserts;
        if (std::find(crossing.begin(), crossing.end(), insert.id) == crossing.end()) continue;
        crossed_ = true;
        slot.inserts.back().pass(heritage.comes ? Passage::arriving(insert.latency) : Passage::leaving());
    }
    if (heritage.before && shareInstances(slot, *heritage.before)) return;
    if (planned.type->strips != 1) {
        slot.instances.push_back(planned.type->create({plan_->rate, settings, heritage.around}));
        return;
    }
    slot.instances.resize(at(instances));
    for (std::size_t lane = 0; lane < strips(); ++lane) {
        if (!(planned.strips & (1u << lane))) continue;
        auto& instance = slot.instances[at(slot.instanceOf[lane])];
        const plan::Insert& insert = strip(lane).inserts[at(planned.insert[lane])];
        if (heritage.before) {
            const auto [runner, index, oldLane] = heritage.before->placeOf(insert.id);
            if (runner) {
                const Slot& old = runner->slots_[at(index)];
                const plan::Insert& its = old.inserts[at(old.insertOf[at(oldLane)])].insert();
                if (its.type == insert.type && its.type->isSameInstance(its.settings(), insert.settings())) {
                    instance = old.instances[at(old.instanceOf[at(oldLane)])];
                    slot.heirs[lane].shared = true;
                }
            }
        }
        if (!instance) instance = planned.type->create({plan_->rate, {&settings[lane], 1}, heritage.around});
    }
}

void BundleRunner::runSlot(Slot& slot, FramePosition start, int quantum) noexcept {
    auto& parameters = slot.parameters;
    const bool tempoMoves = plan_->tempo.size() > 1;
    const bool sleeps = slot.rests;
    slot.rests = !tempoMoves;
    for (std::size_t lane = 0; lane < strips() && !sleeps; ++lane) {
        const StripMask bit = 1u << lane;
        if (!(slot.plan->strips & bit)) continue;
        InsertRunner& insert = slot.inserts[at(slot.insertOf[lane])];
        if (!insert.rests()) {
            slot.rests = false; // what it says now may hold for this quantum only
            insert.advance(start);
            parameters[lane] = insert.parameters();
            if (insert.beginsToRun()) resetInstance(slot, lane);
            slot.running = insert.isOff() ? slot.running & ~bit : slot.running | bit;
            slot.partly = insert.isFullyOn() ? slot.partly & ~bit : slot.partly | bit;
        } else if (!tempoMoves) {
            continue;
        }
        parameters[lane].tempo = plan::tempoAt(*plan_, start - insert.insert().offset);
    }
    StripMask running = slot.running;
    const StripMask partly = slot.partly;
    if (const StripMask quiet = silent_ & slot.plan->strips) {
        const StripMask resting = restingStrips(slot, quiet);
        running &= ~resting;
        silent_ &= ~(slot.plan->strips & ~resting);
    }
    // The dry path of what has latency is always under way, so that switching it off does not jump.
    if (slot.late || partly) keepDry(slot, slot.plan->strips);
    const StripMask keyed = slot.keyed ? gatherKeys(slot, quantum) : 0;
    const LaneView key{keyed ? keyLanes_.data() : nullptr};
    if (const StripMask entering = running & partly) feedGently(slot, entering);

    if (slot.plan->type->strips != 1) {
        if (running)
            slot.instances[0]->process({lanes_}, running, parameters, key, keyed);
    } else {
        for (std::size_t lane = 0; lane < strips(); ++lane) {
            if (!(running & (1u << lane))) continue;
            const LaneView own{lanes_ + 2 * lane};
            const LaneView ownKey{keyed & (1u << lane) ? keyLanes_.data() + 2 * lane : nullptr};
            slot.instances[at(slot.instanceOf[lane])]->process(
                own, 1, {&parameters[lane], 1}, ownKey, ownKey.samples ? 1u : 0u);
        }
    }
    // A processor that broke is silent for this quantum and starts afresh with the next.
    if (running) {
        if (const StripMask broken = stopNonsense() & running)
            for (std::size_t lane = 0; lane < strips(); ++lane)
                if (broken & (1u << lane)) resetInstance(slot, lane);
    }
    if (metering_) noteReductions(slot);
    if (partly) blendDry(slot, partly);
}

void BundleRunner::noteReductions(Slot& slot) noexcept {
    const bool shared = slot.plan->type->strips != 1;
    const processors::Processor* const one = shared ? slot.instances[0].get() : nullptr;
    auto& reductions = *slot.reduction;
    for (int lane = 0; slot.plan->strips >> lane; ++lane) {
        const StripMask bit = 1u << lane;
        if (!(slot.plan->strips & bit)) continue;
        float reduction = 0;
        if (slot.running & bit)
            reduction = one ? one->gainReduction(lane) : slot.instances[at(slot.instanceOf[at(lane)])]->gainReduction(0);
        reductions[at(lane)].store(reduction, std::memory_order_relaxed);
    }
}

/// Which of `strips`, where silence comes in, give silence and need not run: their insert is off, or
/// nothing moves and nothing rings.
StripMask BundleRunner::restingStrips(const Slot& slot, StripMask strips) const noexcept {
    StripMask resting = 0;
    for (int lane = 0; strips >> lane; ++lane) {
        if (!((strips >> lane) & 1u)) continue;
        const InsertRunner& runner = slot.inserts[at(slot.insertOf[at(lane)])];
        if (runner.insert().latency.value > 0) continue;
        if (runner.isOff()) resting |= 1u << lane;
        if (!runner.isFullyOn() || runner.insert().keyStrip >= 0 || slot.parameters[at(lane)].changed)
            continue;
        const bool shared = slot.plan->type->strips != 1;
        if (slot.instances[at(slot.instanceOf[at(lane)])]->atRest(shared ? lane : 0)) resting |= 1u << lane;
    }
    return resting;
}

void BundleRunner::feedGently(const Slot& slot, StripMask entering) noexcept {
    for (std::size_t lane = 0; lane < strips(); ++lane) {
        const InsertRunner& insert = slot.inserts[at(slot.insertOf[lane])];
        if (!(entering & (1u << lane)) || !insert.isEntering()) continue;
        const float step = (insert.enterTo() - insert.enterFrom()) / kQuantum;
        for (int frame = 0; frame < kQuantum; ++frame) {
            const float share = eased(insert.enterFrom() + step * static_cast<float>(frame + 1));
            for (std::size_t side = 0; side < 2; ++side)
                lanes_[at(frame) * kLaneStride + 2 * lane + side] *= share;
        }
    }
}

void BundleRunner::keepDry(Slot& slot, StripMask kept) noexcept {
    for (std::size_t lane = 0; lane < strips(); ++lane) {
        if (!(kept & (1u << lane))) continue;
        const int k = slot.insertOf[lane];
        DelayLine& line = slot.dry[at(k)];
        if (line.delay() == 0 && slot.inserts[at(k)].isFullyOn()) continue;
        alignas(64) float planes[2][kQuantum];
        dsp::fromLane(lanes_, static_cast<int>(2 * lane), planes[0]);
        dsp::fromLane(lanes_, static_cast<int>(2 * lane + 1), planes[1]);
        line.process(planes[0], planes[1]);
        for (int frame = 0; frame < kQuantum; ++frame) {
            dryLanes_.data()[at(frame) * kLaneStride + 2 * lane] = planes[0][frame];
            dryLanes_.data()[at(frame) * kLaneStride + 2 * lane + 1] = planes[1][frame];
        }
    }
}

void BundleRunner::blendDry(Slot& slot, StripMask blended) noexcept {
    for (std::size_t lane = 0; lane < strips(); ++lane) {
        if (!(blended & (1u << lane))) continue;
        const InsertRunner& insert = slot.inserts[at(slot.insertOf[lane])];
        const float step = (insert.wetTo() - insert.wetFrom()) / kQuantum;
        for (int frame = 0; frame < kQuantum; ++frame) {
            const float wet = eased(insert.wetFrom() + step * static_cast<float>(frame + 1));
            for (std::size_t side = 0; side < 2; ++side) {
                const std::size_t k = at(frame) * kLaneStride + 2 * lane + side;
                const float dry = dryLanes_.data()[k];
                float& sample = lanes_[k];
                sample = insert.isOff() ? dry : dry + wet * (sample - dry);
            }
        }
        // Switched off for good: the next time it starts afresh instead of with an old tail.
        if (insert.wetTo() == 0 && insert.wetFrom() != 0) resetInstance(slot, lane);
    }
}

void BundleRunner::resetInstance(Slot& slot, std::size_t lane) noexcept {
    slot.instances[at(slot.instanceOf[lane])]->reset(
        slot.plan->type->strips == 1 ? 0 : static_cast<int>(lane));
}

StripMask BundleRunner::stopNonsense() noexcept {
    const StripMask had = dsp::stopNonsense(lanes_);
    for (std::size_t lane = 0; had && lane < strips(); ++lane)
        if (had & (1u << lane)) levels_[lane]->stopped.fetch_add(1, std::memory_order_relaxed);
    return had;
}

StripMask BundleRunner::gatherKeys(Slot& slot, int quantum) noexcept {
    StripMask keyed = 0;
    for (std::size_t lane = 0; lane < strips(); ++lane) {
        if (!(slot.plan->strips & (1u << lane))) continue;
        const int k = slot.insertOf[lane];
        const plan::Insert& insert = slot.inserts[at(k)].insert();
        if (insert.keyStrip < 0) continue;
        const plan::Strip& from = plan_->strips[at(insert.keyStrip)];
        const BundleRunner& other = *(*others_)[at(from.bundle)];
        alignas(64) float planes[2][kQuantum];
        dsp::fromLane(other.preFader(quantum), 2 * from.lane, planes[0]);
        dsp::fromLane(other.preFader(quantum), 2 * from.lane + 1, planes[1]);
        slot.keys[at(k)].process(planes[0], planes[1]);
        for (int frame = 0; frame < kQuantum; ++frame) {
            keyLanes_.data()[at(frame) * kLaneStride + 2 * lane] = planes[0][frame];
            keyLanes_.data()[at(frame) * kLaneStride + 2 * lane + 1] = planes[1][frame];
        }
        keyed |= 1u << lane;
    }
    return keyed;
}

} // namespace lacquer::render
