#include "engine/render/bundle_runner.h"

#include "engine/render/performance.h"

#include <algorithm>
#include <cstring>
#include <new>

namespace lacquer::render {
namespace {

std::size_t at(int index) { return static_cast<std::size_t>(index); }

} // namespace

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
      loudness_(plan_->rate),
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
    if (silent_ != allStrips() && !onlyWords_) stopNonsense();
    applyTrims(start);
    for (Slot& insertSlot : slots_) runSlot(insertSlot, start, slot);
    silentSlots_[at(slot)] = silent_ == allStrips();
    if (keepPreFader_)
        std::memcpy(preFader_.data() + slot * kSamples, lanes_, kSamples * sizeof(float));
    applyGains(start);
    if (metering_) measureLevels();
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
