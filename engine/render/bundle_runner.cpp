#include "engine/render/bundle_runner.h"

#include "engine/dsp/math.h"
#include "engine/dsp/mixing.h"
#include "engine/render/performance.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <new>

namespace lacquer::render {
namespace {

std::size_t at(int index) { return static_cast<std::size_t>(index); }

float sendGain(double decibels) {
    return decibels <= -90 ? 0.0f : static_cast<float>(dsp::gainOfDecibels(decibels));
}

/// A crossfade without corners: what bends at both ends of a straight one can be heard in a bass note.
float eased(float share) { return share * share * (3 - 2 * share); }

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

void LevelTap::adopt(const LevelTap& before) noexcept {
    for (int side = 0; side < 2; ++side) {
        peak[side].store(before.peak[side].load(std::memory_order_relaxed), std::memory_order_relaxed);
        meanSquare[side].store(before.meanSquare[side].load(std::memory_order_relaxed),
                               std::memory_order_relaxed);
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

BundleRunner::BundleRunner(std::shared_ptr<const plan::RenderPlan> shared,
                           int bundle,
                           int quanta,
                           bool keepPreFader,
                           const Heritage& heritage)
    : plan_(std::move(shared)), bundle_(&plan_->bundles[at(bundle)]), keepPreFader_(keepPreFader),
      output_(at(quanta) * kSamples), preFader_(keepPreFader ? at(quanta) * kSamples : 0),
      own_(kSamples), other_(kSamples), dryLanes_(kSamples), keyLanes_(kSamples),
      silentSlots_(at(quanta), 1) {
    const plan::RenderPlan& plan = *plan_;
    inputs_.resize(strips());
    gains_.reserve(strips());
    trims_.reserve(strips());
    for (std::size_t lane = 0; lane < strips(); ++lane) {
        const plan::Strip& planned = strip(lane);
        trims_.emplace_back(planned);
        gains_.emplace_back(planned, plan.panLaw);
        levels_.push_back(std::make_unique<LevelTap>());

        for (std::size_t k = 0; k < planned.inputs.size(); ++k) {
            const plan::Input& edge = planned.inputs[k];
            if (edge.silent) continue;
            const std::pair place{bundle_->strips[lane], static_cast<int>(k)};
            if (!heritage.crossing || !std::binary_search(heritage.crossing->inputs.begin(),
                                                          heritage.crossing->inputs.end(), place)) {
                addInput(inputs_[lane], edge, nullptr);
                continue;
            }
            const plan::Strip& from = plan.strips[at(edge.fromStrip)];
            const Passage passage =
                heritage.comes
                    ? Passage::arriving(edge.delay + (from.outputLatency - from.inputLatency))
                    : Passage::leaving();
            addInput(inputs_[lane], edge, &passage);
            crossed_ = true;
        }
        busInputs_.resize(std::max(busInputs_.size(), inputs_[lane].gathers.size()));
    }
    slots_.reserve(bundle_->insertSlots.size());
    for (const plan::Slot& planned : bundle_->insertSlots) buildSlot(planned, heritage);
    if (!heritage.before) return;
    for (std::size_t lane = 0; lane < strips(); ++lane)
        inheritStrip(static_cast<int>(lane), *heritage.before);
}

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

void BundleRunner::addInput(StripInput& input, const plan::Input& edge, const Passage* passage) {
    const plan::Strip& from = plan_->strips[at(edge.fromStrip)];
    const bool isSend = static_cast<bool>(edge.send);
    const int gather =
        edge.delay.value == 0 ? gatherFor(input, from, edge.tap, isSend) : -1;
    if (!isSend && gather >= 0 && !passage) {
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
    if (passage) kept.passage = *passage;
    // What comes or goes is left out of the gather until its way is open.
    kept.moves = passage != nullptr;
    if (gather >= 0 && !passage) input.gathers[at(gather)].set(from.lane, sendGain(kept.gathered));
    input.edges.push_back(std::move(kept));
}

void BundleRunner::connect(const std::vector<BundleRunner*>& bundles) noexcept { others_ = &bundles; }

void BundleRunner::stir() noexcept {
    trimsRest_ = false;
    for (Slot& slot : slots_) slot.rests = false;
    for (StripInput& input : inputs_) input.rests = false;
}

void BundleRunner::release() noexcept {
    if (!touched_) return;
    touched_ = false;
    stir();
    for (StripGain& gain : gains_) gain.release();
    for (StripTrim& trim : trims_) trim.release();
    for (Slot& slot : slots_)
        for (InsertRunner& insert : slot.inserts) insert.release();
    for (StripInput& input : inputs_)
        for (Edge& edge : input.edges) edge.level.release();
}

void BundleRunner::run(FramePosition start, int slot, TrackFeed& feed) noexcept {
    lanes_ = output_.data() + slot * kSamples;
    gatherInputs(start, slot, feed);
    if (silent_ != allStrips()) stopNonsense();
    applyTrims(start);
    for (Slot& insertSlot : slots_) runSlot(insertSlot, start, slot);
    silentSlots_[at(slot)] = silent_ == allStrips();
    if (keepPreFader_)
        std::memcpy(preFader_.data() + slot * kSamples, lanes_, kSamples * sizeof(float));
    applyGains(start);
    if (metering_) measureLevels();
}

void BundleRunner::gatherInputs(FramePosition start, int slot, TrackFeed& feed) noexcept {
    alignas(64) float planes[kLaneStride][kQuantum];
    const float* used[kLaneStride] = {};
    silent_ = allStrips();
    for (std::size_t lane = 0; lane < strips(); ++lane) {
        if (strip(lane).track < 0 || (shut_ & (1u << lane))) continue;
        float* const room[2] = {planes[2 * lane], planes[2 * lane + 1]};
        const float* lent[2];
        if (!readTrack(lane, start, feed, room, lent)) continue;
        used[2 * lane] = lent[0];
        used[2 * lane + 1] = lent[1];
        silent_ &= ~(1u << lane);
    }
    if (silent_ != allStrips()) {
        dsp::toLanes(used, lanes_);
    } else if (!silentSlots_[at(slot)]) {
        std::memset(lanes_, 0, kSamples * sizeof(float));
    }
    for (std::size_t lane = 0; lane < strips(); ++lane)
        if (strip(lane).track < 0 && !(shut_ & (1u << lane)) &&
            gatherStrip(static_cast<int>(lane), start, slot))
            silent_ &= ~(1u << lane);
}

bool BundleRunner::readTrack(std::size_t lane,
                             FramePosition start,
                             TrackFeed& feed,
                             float* const room[2],
                             const float* planes[2]) noexcept {
    const plan::Strip& planned = strip(lane);
    if (!feed.lend(planned.track, start - planned.inputLatency, room, planes)) return false;
    // Gaps inside clips are silence too; where there is sound the first frames tell.
    for (int frame = 0; frame < kQuantum; ++frame)
        if (planes[0][frame] != 0 || planes[1][frame] != 0) return true;
    return false;
}

void BundleRunner::goOffline() noexcept {
    metering_ = false;
    for (std::size_t lane = 0; lane < strips() && !keepPreFader_; ++lane) {
        const plan::Strip& planned = strip(lane);
        const auto isOn = [](const plan::Value& mute) { return !mute.curve && mute.constant > 0.5; };
        const bool muted = isOn(planned.mute) || std::any_of(planned.vcas.begin(), planned.vcas.end(),
                                                             [&](const plan::VcaShare& share) { return isOn(share.mute); });
        if (muted || planned.silenced) shut_ |= 1u << lane;
    }
}

void BundleRunner::advanceEdges(StripInput& input, FramePosition start) noexcept {
    if (input.rests) return;
    input.rests = !crossed_;
    for (Edge& edge : input.edges) {
        const bool moved = edge.moves;
        edge.moves = false;
        input.rests = input.rests && !moved && (!edge.isSend || edge.level.still());
        if (edge.isSend) {
            const auto sourceLatency = plan_->strips[at(edge.input->fromStrip)].outputLatency;
            edge.moves = edge.level.read(start - sourceLatency, edge.gains.data());
            if (edge.moves) dsp::decibelsToGains(edge.gains.data(), kQuantum);
        }
        edge.passes = edge.passage.advance();
        if (edge.passes && !edge.moves) {
            edge.gains.fill(edge.isSend ? sendGain(edge.level.value()) : 1.0f);
            edge.moves = true;
        }
        if (edge.gather < 0) continue;
        Gather& gather = input.gathers[at(edge.gather)];
        if (edge.moves) {
            gather.set(edge.lane, 0);
        } else if (moved || (edge.isSend && edge.level.value() != edge.gathered)) {
            edge.gathered = edge.level.value();
            gather.set(edge.lane, edge.isSend ? sendGain(edge.gathered) : 1.0f);
        }
    }
}

bool BundleRunner::gatherStrip(int lane, FramePosition start, int slot) noexcept {
    StripInput& input = inputs_[at(lane)];
    advanceEdges(input, start);
    std::size_t sounding = 0;
    for (const Gather& gather : input.gathers) {
        const BundleRunner& from = *(*others_)[at(gather.bundle)];
        if (from.isSilent(slot)) continue;
        busInputs_[sounding++] = {
            gather.tap == plan::Tap::preFader ? from.preFader(slot) : from.output(slot),
                         gather.gain.data()};
    }
    alignas(64) double sums[kQuantum][kStripLanes];
    dsp::sumBus(busInputs_.data(), static_cast<int>(sounding), sums[0]);
    for (Edge& edge : input.edges) {
        if (edge.gather >= 0 && !edge.moves) continue;
        const BundleRunner& from = *(*others_)[at(edge.bundle)];
        const float* lanes =
            edge.input->tap == plan::Tap::preFader ? from.preFader(slot) : from.output(slot);
        alignas(64) float planes[2][kQuantum];
        dsp::fromLane(lanes, 2 * edge.lane, planes[0]);
        dsp::fromLane(lanes, 2 * edge.lane + 1, planes[1]);
        if (edge.isSend || edge.moves) {
            const float held = sendGain(edge.level.value());
            for (auto& plane : planes)
                for (std::size_t frame = 0; frame < kQuantum; ++frame)
                    plane[frame] *= edge.moves ? edge.gains[frame] : held;
        }
        edge.delay.process(planes[0], planes[1]);
        if (edge.passes)
            for (auto& plane : planes) edge.passage.apply(plane);
        for (int side = 0; side < 2; ++side)
            for (int frame = 0; frame < kQuantum; ++frame) sums[frame][side] += planes[side][frame];
    }
    const double* const first = sums[0];
    const bool sounds = std::any_of(first, first + kQuantum * kStripLanes,
                                    [](double sample) { return sample != 0; });
    if (sounds || silent_ != allStrips()) dsp::placeStrip(sums[0], lanes_, lane);
    return sounds;
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
    for (std::size_t lane = 0; metering_ && lane < strips(); ++lane) {
        if (!(slot.plan->strips & (1u << lane))) continue;
        const bool shared = slot.plan->type->strips != 1;
        const float reduction =
            slot.running & (1u << lane)
                ? slot.instances[at(slot.instanceOf[lane])]->gainReduction(
                      shared ? static_cast<int>(lane) : 0)
                : 0.0f;
        (*slot.reduction)[lane].store(reduction, std::memory_order_relaxed);
    }
    if (partly) blendDry(slot, partly);
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

void BundleRunner::advanceTrims(FramePosition start) noexcept {
    trimsHeld_.fill(1);
    trimsMoving_ = 0;
    trimsRest_ = trimsAreUnity_ = true;
    for (std::size_t lane = 0; lane < strips(); ++lane) {
        if (trims_[lane].advance(start)) {
            trimsMoving_ |= 1u << lane;
            trimsRest_ = false;
            continue;
        }
        trimsHeld_[2 * lane] = trimsHeld_[2 * lane + 1] = trims_[lane].held();
        trimsAreUnity_ = trimsAreUnity_ && trims_[lane].held() == 1;
        trimsRest_ = trimsRest_ && trims_[lane].rests();
    }
}

void BundleRunner::applyTrims(FramePosition start) noexcept {
    if (!trimsRest_) advanceTrims(start);
    if (!trimsAreUnity_) dsp::multiply(lanes_, trimsHeld_.data());
    for (std::size_t lane = 0; lane < strips(); ++lane) {
        if (!(trimsMoving_ & (1u << lane))) continue;
        const float* gains = trims_[lane].frames();
        for (std::size_t frame = 0; frame < kQuantum; ++frame)
            for (std::size_t side = 0; side < 2; ++side)
                lanes_[frame * kLaneStride + 2 * lane + side] *= gains[frame];
    }
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
    if (silent_ == allStrips()) return;
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
            if (slot.plan->strips & (1u << lane)) resetInstance(slot, lane);
        for (DelayLine& line : slot.dry) line.reset();
        for (DelayLine& line : slot.keys) line.reset();
    }
    for (StripInput& input : inputs_)
        for (Edge& edge : input.edges) edge.delay.reset();
}

void BundleRunner::takeOver() noexcept {
    stir();
    for (std::size_t lane = 0; lane < strips(); ++lane) {
        if (auto [before, laneBefore] = stripHeirs_[lane]; before) {
            gains_[lane].adopt(before->gains_[at(laneBefore)]);
            trims_[lane].adopt(before->trims_[at(laneBefore)]);
            levels_[lane]->adopt(*before->levels_[at(laneBefore)]);
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

InsertRunner* BundleRunner::insert(InsertId id) noexcept {
    for (Slot& slot : slots_)
        for (InsertRunner& runner : slot.inserts)
            if (runner.insert().id == id) return touch(), &runner;
    return nullptr;
}

DrivenValue* BundleRunner::send(SendId id) noexcept {
    for (StripInput& input : inputs_)
        for (Edge& edge : input.edges)
            if (edge.isSend && edge.input->send == id) return touch(), &edge.level;
    return nullptr;
}

std::pair<DrivenValue*, int> BundleRunner::sendFrom(SendId id) noexcept {
    for (StripInput& input : inputs_)
        for (Edge& edge : input.edges)
            if (edge.isSend && edge.input->send == id) return touched_ = true, std::pair{&edge.level, edge.input->fromStrip};
    return {nullptr, -1};
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
