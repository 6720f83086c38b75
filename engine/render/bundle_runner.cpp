#include "engine/render/bundle_runner.h"

#include "engine/dsp/math.h"
#include "engine/dsp/mixing.h"

#include <algorithm>
#include <cstring>
#include <new>

namespace lacquer::render {
namespace {

std::size_t at(int index) { return static_cast<std::size_t>(index); }

float sendGain(double decibels) {
    return decibels <= -90 ? 0.0f : static_cast<float>(dsp::gainOfDecibels(decibels));
}

} // namespace

void LevelTap::add(int side, float quantumPeak, float quantumMeanSquare) noexcept {
    // One writer; a reading that comes between load and store loses at most one quantum's peak.
    if (quantumPeak > peak[side].load(std::memory_order_relaxed))
        peak[side].store(quantumPeak, std::memory_order_relaxed);
    // A mean over about 300 ms at 48 kHz, as a VU-like reading: 0.0044 = 64 / (0.3 · 48000).
    const float before = meanSquare[side].load(std::memory_order_relaxed);
    meanSquare[side].store(before + 0.0044f * (quantumMeanSquare - before),
                           std::memory_order_relaxed);
}

void LevelTap::take(float peaks[2], float meanSquares[2]) noexcept {
    for (int side = 0; side < 2; ++side) {
        peaks[side] = peak[side].exchange(0, std::memory_order_relaxed);
        meanSquares[side] = meanSquare[side].load(std::memory_order_relaxed);
    }
}

BundleRunner::AlignedBuffer::AlignedBuffer(std::size_t count)
    : samples(static_cast<float*>(
          ::operator new[](std::max<std::size_t>(count, 1) * sizeof(float), std::align_val_t(64)))) {
    std::memset(samples.get(), 0, count * sizeof(float));
}

void BundleRunner::AlignedBuffer::Free::operator()(float* p) const {
    ::operator delete[](p, std::align_val_t(64));
}

BundleRunner::BundleRunner(const plan::RenderPlan& plan, int bundle, int quanta, bool keepPreFader)
    : plan_(&plan), bundle_(&plan.bundles[at(bundle)]), keepPreFader_(keepPreFader),
      output_(at(quanta) * kSamples), preFader_(keepPreFader ? at(quanta) * kSamples : 0),
      own_(kSamples), other_(kSamples), dryLanes_(kSamples), keyLanes_(kSamples) {
    trim_.fill(1);
    inputs_.resize(strips());
    gains_.reserve(strips());
    for (std::size_t lane = 0; lane < strips(); ++lane) {
        const plan::Strip& planned = strip(lane);
        trim_[2 * lane] = trim_[2 * lane + 1] = static_cast<float>(planned.trimGain);
        anyTrim_ = anyTrim_ || planned.trimGain != 1;
        gains_.emplace_back(planned, plan.panLaw);
        levels_.push_back(std::make_unique<LevelTap>());

        for (const plan::Input& edge : planned.inputs)
            if (!edge.silent) addInput(inputs_[lane], edge);
        busInputs_.resize(std::max(busInputs_.size(), inputs_[lane].gathers.size()));
    }

    slots_.reserve(bundle_->slots.size());
    for (const plan::Slot& planned : bundle_->slots) {
        Slot slot;
        slot.plan = &planned;
        slot.reduction = std::make_unique<std::array<std::atomic<float>, kBundleStrips>>();
        std::array<const ParameterValues*, kBundleStrips> settings{};
        for (std::size_t lane = 0; lane < strips(); ++lane) {
            if (!(planned.strips & (1u << lane))) continue;
            const plan::Insert& insert = strip(lane).inserts[at(planned.insert[lane])];
            settings[lane] = &insert.settings;
            slot.insertOf[lane] = static_cast<int>(slot.inserts.size());
            slot.inserts.emplace_back(insert);
            slot.dry.emplace_back(insert.latency);
            slot.keys.emplace_back(insert.keyDelay);
            slot.late = slot.late || insert.latency.value > 0;
            slot.keyed = slot.keyed || insert.keyStrip >= 0;
            if (planned.type->strips == 1) {
                slot.instanceOf[lane] = static_cast<int>(slot.instances.size());
                slot.instances.push_back(
                    planned.type->create({plan.rate, {&settings[lane], 1}}));
            }
        }
        if (planned.type->strips != 1)
            slot.instances.push_back(planned.type->create({plan.rate, settings}));
        slots_.push_back(std::move(slot));
    }
}

int BundleRunner::gatherFor(StripInput& input,
                            const plan::Strip& from,
                            plan::Tap tap,
                            bool ofSends) {
    for (std::size_t k = 0; k < input.gathers.size(); ++k) {
        Gather& gather = input.gathers[k];
        if (gather.bundle != from.bundle || gather.tap != tap || gather.ofSends != ofSends ||
            gather.taken[at(from.lane)])
            continue;
        gather.taken[at(from.lane)] = true;
        return static_cast<int>(k);
    }
    Gather gather;
    gather.bundle = from.bundle;
    gather.tap = tap;
    gather.ofSends = ofSends;
    gather.taken[at(from.lane)] = true;
    input.gathers.push_back(gather);
    return static_cast<int>(input.gathers.size()) - 1;
}

void BundleRunner::addInput(StripInput& input, const plan::Input& edge) {
    const plan::Strip& from = plan_->strips[at(edge.fromStrip)];
    const bool isSend = static_cast<bool>(edge.send);
    const int gather =
        edge.delay.value == 0 ? gatherFor(input, from, edge.tap, isSend) : -1;
    if (!isSend && gather >= 0) {
        input.gathers[at(gather)].set(from.lane, 1);
        return;
    }
    Edge kept;
    kept.input = &edge;
    kept.bundle = from.bundle;
    kept.lane = from.lane;
    kept.delay = DelayLine(edge.delay);
    kept.isSend = isSend;
    kept.gather = gather;
    if (isSend) kept.level = DrivenValue(edge.level);
    kept.gathered = kept.level.value();
    if (gather >= 0) input.gathers[at(gather)].set(from.lane, sendGain(kept.gathered));
    input.edges.push_back(std::move(kept));
}

void BundleRunner::connect(const std::vector<std::unique_ptr<BundleRunner>>& bundles) {
    others_.clear();
    for (const auto& bundle : bundles) others_.push_back(bundle.get());
}

void BundleRunner::run(FramePosition start, int slot, TrackFeed& feed) noexcept {
    lanes_ = output_.data() + slot * kSamples;
    gatherInputs(start, slot, feed);
    if (anyTrim_) dsp::multiply(lanes_, trim_.data());
    for (Slot& insertSlot : slots_) runSlot(insertSlot, start, slot);
    if (keepPreFader_)
        std::memcpy(preFader_.data() + slot * kSamples, lanes_, kSamples * sizeof(float));
    applyGains(start);
    if (metering_) measureLevels();
}

void BundleRunner::gatherInputs(FramePosition start, int slot, TrackFeed& feed) noexcept {
    alignas(64) float planes[kLaneStride][kQuantum];
    const float* used[kLaneStride] = {};
    bool anyTrack = false;
    for (std::size_t lane = 0; lane < strips(); ++lane) {
        const plan::Strip& planned = strip(lane);
        if (planned.track < 0) continue;
        anyTrack = true;
        float* const room[2] = {planes[2 * lane], planes[2 * lane + 1]};
        const float* lent[2];
        if (!feed.lend(planned.track, start - planned.inputLatency, room, lent)) continue;
        used[2 * lane] = lent[0];
        used[2 * lane + 1] = lent[1];
    }
    if (anyTrack) dsp::toLanes(used, lanes_);
    for (std::size_t lane = 0; lane < strips(); ++lane)
        if (strip(lane).track < 0) gatherStrip(static_cast<int>(lane), start, slot);
}

void BundleRunner::advanceSends(StripInput& input, FramePosition start) noexcept {
    for (Edge& edge : input.edges) {
        if (!edge.isSend) continue;
        const auto sourceLatency = plan_->strips[at(edge.input->fromStrip)].outputLatency;
        const bool moved = edge.moves;
        edge.moves = edge.level.read(start - sourceLatency, edge.gains.data());
        if (edge.moves) dsp::decibelsToGains(edge.gains.data(), kQuantum);
        if (edge.gather < 0) continue;
        Gather& gather = input.gathers[at(edge.gather)];
        if (edge.moves) {
            gather.set(edge.lane, 0);
        } else if (moved || edge.level.value() != edge.gathered) {
            edge.gathered = edge.level.value();
            gather.set(edge.lane, sendGain(edge.gathered));
        }
    }
}

void BundleRunner::gatherStrip(int lane, FramePosition start, int slot) noexcept {
    StripInput& input = inputs_[at(lane)];
    advanceSends(input, start);
    for (std::size_t k = 0; k < input.gathers.size(); ++k) {
        const Gather& gather = input.gathers[k];
        const BundleRunner& from = *others_[at(gather.bundle)];
        busInputs_[k] = {gather.tap == plan::Tap::preFader ? from.preFader(slot) : from.output(slot),
                         gather.gain.data()};
    }
    alignas(64) double sums[kQuantum][kStripLanes];
    dsp::sumBus(busInputs_.data(), static_cast<int>(input.gathers.size()), sums[0]);
    for (Edge& edge : input.edges) {
        if (edge.gather >= 0 && !edge.moves) continue;
        const BundleRunner& from = *others_[at(edge.bundle)];
        const float* lanes =
            edge.input->tap == plan::Tap::preFader ? from.preFader(slot) : from.output(slot);
        alignas(64) float planes[2][kQuantum];
        dsp::fromLane(lanes, 2 * edge.lane, planes[0]);
        dsp::fromLane(lanes, 2 * edge.lane + 1, planes[1]);
        if (edge.isSend) {
            const float held = sendGain(edge.level.value());
            for (auto& plane : planes)
                for (std::size_t frame = 0; frame < kQuantum; ++frame)
                    plane[frame] *= edge.moves ? edge.gains[frame] : held;
        }
        edge.delay.process(planes[0], planes[1]);
        for (int side = 0; side < 2; ++side)
            for (int frame = 0; frame < kQuantum; ++frame) sums[frame][side] += planes[side][frame];
    }
    dsp::placeStrip(sums[0], lanes_, lane);
}

void BundleRunner::runSlot(Slot& slot, FramePosition start, int quantum) noexcept {
    std::array<processors::ParameterQuantum, kBundleStrips> parameters;
    StripMask running = 0, partly = 0;
    for (std::size_t lane = 0; lane < strips(); ++lane) {
        if (!(slot.plan->strips & (1u << lane))) continue;
        InsertRunner& insert = slot.inserts[at(slot.insertOf[lane])];
        insert.advance(start);
        parameters[lane] = insert.parameters();
        parameters[lane].tempo = plan::tempoAt(*plan_, start - insert.insert().offset);
        if (!insert.isOff()) running |= 1u << lane;
        if (!insert.isFullyOn()) partly |= 1u << lane;
    }
    // The dry path of what has latency is always under way, so that switching it off does not jump.
    if (slot.late || partly) keepDry(slot, slot.plan->strips);
    const StripMask keyed = slot.keyed ? gatherKeys(slot, quantum) : 0;
    const LaneView key{keyed ? keyLanes_.data() : nullptr};

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
    for (std::size_t lane = 0; metering_ && lane < strips(); ++lane) {
        if (!(slot.plan->strips & (1u << lane))) continue;
        const bool shared = slot.plan->type->strips != 1;
        const float reduction =
            running & (1u << lane)
                ? slot.instances[at(slot.instanceOf[lane])]->gainReduction(
                      shared ? static_cast<int>(lane) : 0)
                : 0.0f;
        (*slot.reduction)[lane].store(reduction, std::memory_order_relaxed);
    }
    if (partly) blendDry(slot, partly);
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
            const float wet = insert.wetFrom() + step * static_cast<float>(frame + 1);
            for (std::size_t side = 0; side < 2; ++side) {
                const std::size_t k = at(frame) * kLaneStride + 2 * lane + side;
                const float dry = dryLanes_.data()[k];
                float& sample = lanes_[k];
                sample = insert.isOff() ? dry : dry + wet * (sample - dry);
            }
        }
        // Switched off for good: the next time it starts afresh instead of with an old tail.
        if (insert.wetTo() == 0 && insert.wetFrom() != 0)
            slot.instances[at(slot.instanceOf[lane])]->reset(
                slot.plan->type->strips == 1 ? 0 : static_cast<int>(lane));
    }
}

StripMask BundleRunner::gatherKeys(Slot& slot, int quantum) noexcept {
    StripMask keyed = 0;
    for (std::size_t lane = 0; lane < strips(); ++lane) {
        if (!(slot.plan->strips & (1u << lane))) continue;
        const int k = slot.insertOf[lane];
        const plan::Insert& insert = slot.inserts[at(k)].insert();
        if (insert.keyStrip < 0) continue;
        const plan::Strip& from = plan_->strips[at(insert.keyStrip)];
        const BundleRunner& other = *others_[at(from.bundle)];
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

void BundleRunner::applyGains(FramePosition start) noexcept {
    bool lines = true, unity = true;
    bool wide = false;
    faders_.moving = 0;
    for (std::size_t lane = 0; lane < strips(); ++lane) {
        StripGain& gain = gains_[lane];
        const bool moves = gain.advance(start);
        wide = wide || gain.isWide();
        lines = lines && (!moves || gain.isLine());
        if (gain.isLine()) faders_.moving |= 1u << lane;
        for (int side = 0; side < 2; ++side) {
            const std::size_t column = 2 * lane + at(side);
            faders_.held[column] = gain.own(side);
            unity = unity && !moves && gain.own(side) == 1;
            if (!gain.isLine()) continue;
            faders_.from[column] = gain.line().from;
            faders_.slope[column] = gain.line().slope;
            faders_.into[column] = gain.line().into;
            faders_.side[column] = gain.pan(side);
        }
    }
    if (lines && !wide) {
        if (!unity) dsp::applyFaders(lanes_, faders_);
        return;
    }
    for (StripGain& gain : gains_) gain.fillFrames();
    // Strips that hold still give their gain as a plane too, so that one turn makes the lanes.
    alignas(64) float held[2][kLaneStride][kQuantum];
    const float* own[kLaneStride] = {};
    const float* other[kLaneStride] = {};
    for (std::size_t lane = 0; lane < strips(); ++lane) {
        const StripGain& gain = gains_[lane];
        for (int side = 0; side < 2; ++side) {
            const std::size_t column = 2 * lane + at(side);
            if (gain.moves()) {
                own[column] = gain.ownFrames(side);
                other[column] = gain.otherFrames(side);
            } else {
                std::fill_n(held[0][column], kQuantum, gain.own(side));
                std::fill_n(held[1][column], kQuantum, gain.other(side));
                own[column] = held[0][column];
                other[column] = held[1][column];
            }
        }
    }
    dsp::toLanes(own, own_.data());
    if (wide) dsp::toLanes(other, other_.data());
    if (wide)
        dsp::blendPairs(lanes_, own_.data(), other_.data());
    else
        dsp::multiplyEach(lanes_, own_.data());
}

void BundleRunner::measureLevels() noexcept {
    alignas(64) float peaks[kLaneStride], squares[kLaneStride];
    dsp::measure(lanes_, peaks, squares);
    for (std::size_t lane = 0; lane < strips(); ++lane)
        for (int side = 0; side < 2; ++side)
            levels_[lane]->add(side, peaks[2 * lane + at(side)],
                               squares[2 * lane + at(side)] / kQuantum);
}

void BundleRunner::reset() noexcept {
    for (Slot& slot : slots_) {
        for (std::size_t lane = 0; lane < strips(); ++lane)
            if (slot.plan->strips & (1u << lane))
                slot.instances[at(slot.instanceOf[lane])]->reset(
                    slot.plan->type->strips == 1 ? 0 : static_cast<int>(lane));
        for (DelayLine& line : slot.dry) line.reset();
        for (DelayLine& line : slot.keys) line.reset();
    }
    for (StripInput& input : inputs_)
        for (Edge& edge : input.edges) edge.delay.reset();
}

void BundleRunner::adoptInstances(BundleRunner& before) noexcept {
    for (Slot& slot : slots_)
        for (Slot& old : before.slots_) {
            if (slot.plan->type != old.plan->type || slot.plan->strips != old.plan->strips) continue;
            bool same = slot.inserts.size() == old.inserts.size();
            for (std::size_t k = 0; same && k < slot.inserts.size(); ++k)
                same = slot.inserts[k].insert().id == old.inserts[k].insert().id &&
                       slot.inserts[k].insert().settings.texts ==
                           old.inserts[k].insert().settings.texts;
            if (!same || slot.takenOver) continue;
            slot.instances.swap(old.instances);
            slot.takenOver = true;
        }
}

void BundleRunner::adoptStrip(int lane, BundleRunner& before, int laneBefore) noexcept {
    gains_[at(lane)].adopt(before.gains_[at(laneBefore)]);
    for (Slot& slot : slots_) {
        if (!(slot.plan->strips & (1u << lane))) continue;
        const auto k = at(slot.insertOf[at(lane)]);
        const InsertId id = slot.inserts[k].insert().id;
        for (Slot& old : before.slots_) {
            if (!(old.plan->strips & (1u << laneBefore)) || old.plan->type != slot.plan->type)
                continue;
            const auto j = at(old.insertOf[at(laneBefore)]);
            if (old.inserts[j].insert().id != id) continue;
            slot.inserts[k].adopt(old.inserts[j]);
            slot.dry[k].adopt(old.dry[j]);
            slot.keys[k].adopt(old.keys[j]);
            if (slot.takenOver) continue;
            auto& mine = slot.instances[at(slot.instanceOf[at(lane)])];
            auto& its = old.instances[at(old.instanceOf[at(laneBefore)])];
            if (slot.plan->type->strips == 1) {
                if (slot.inserts[k].insert().settings.texts == old.inserts[j].insert().settings.texts)
                    std::swap(mine, its);
            } else {
                mine->adopt(lane, *its, laneBefore);
            }
        }
    }
    StripInput& input = inputs_[at(lane)];
    StripInput& inputBefore = before.inputs_[at(laneBefore)];
    for (Edge& edge : input.edges)
        for (Edge& old : inputBefore.edges) {
            const bool same =
                edge.input->send == old.input->send &&
                plan_->strips[at(edge.input->fromStrip)].channel ==
                    before.plan_->strips[at(old.input->fromStrip)].channel;
            if (!same) continue;
            edge.delay.adopt(old.delay);
            edge.level.adopt(old.level);
            edge.moves = edge.moves || edge.level.gliding();
        }
}

InsertRunner* BundleRunner::insert(InsertId id) noexcept {
    for (Slot& slot : slots_)
        for (InsertRunner& runner : slot.inserts)
            if (runner.insert().id == id) return &runner;
    return nullptr;
}

DrivenValue* BundleRunner::send(SendId id) noexcept {
    for (StripInput& input : inputs_)
        for (Edge& edge : input.edges)
            if (edge.isSend && edge.input->send == id) return &edge.level;
    return nullptr;
}

float BundleRunner::gainReduction(InsertId id) const noexcept {
    for (const Slot& slot : slots_)
        for (std::size_t lane = 0; lane < strips(); ++lane)
            if (slot.plan->strips & (1u << lane) &&
                slot.inserts[at(slot.insertOf[lane])].insert().id == id)
                return (*slot.reduction)[lane].load(std::memory_order_relaxed);
    return 0;
}

} // namespace lacquer::render
