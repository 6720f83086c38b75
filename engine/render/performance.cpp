#include "engine/render/performance.h"

#include "engine/dsp/mixing.h"

namespace lacquer::render {
namespace {

std::size_t at(int index) { return static_cast<std::size_t>(index); }

/// Bundles that somebody taps before the fader: pre-fader sends and side-chains.
std::vector<char> tappedBeforeFader(const plan::RenderPlan& plan) {
    std::vector<char> tapped(plan.bundles.size());
    for (const plan::Strip& strip : plan.strips) {
        for (const plan::Input& input : strip.inputs)
            if (input.tap == plan::Tap::preFader)
                tapped[at(plan.strips[at(input.fromStrip)].bundle)] = 1;
        for (const plan::Insert& insert : strip.inserts)
            if (insert.keyStrip >= 0) tapped[at(plan.strips[at(insert.keyStrip)].bundle)] = 1;
    }
    return tapped;
}

} // namespace

Performance::Performance(std::shared_ptr<const plan::RenderPlan> plan, int quanta)
    : plan_(std::move(plan)), left_(at(quanta) * kQuantum), right_(at(quanta) * kQuantum) {
    const auto tapped = tappedBeforeFader(*plan_);
    for (std::size_t b = 0; b < plan_->bundles.size(); ++b)
        bundles_.push_back(
            std::make_unique<BundleRunner>(*plan_, static_cast<int>(b), quanta, tapped[b]));
    for (auto& bundle : bundles_) bundle->connect(bundles_);
}

Performance::~Performance() = default;

void Performance::runBundle(
    int bundle, FramePosition start, int slot, int quanta, TrackFeed& feed) noexcept {
    for (int k = 0; k < quanta; ++k)
        bundles_[at(bundle)]->run(start + FrameCount{k * kQuantum}, slot + k, feed);
}

void Performance::runTask(void* context, int index) noexcept {
    const Block& block = *static_cast<const Block*>(context);
    block.performance->runBundle((*block.bundles)[at(index)], block.start, 0, block.quanta, *block.feed);
}

void Performance::run(FramePosition start, int quanta, TrackFeed& feed, WorkerPool* pool) noexcept {
    for (const auto& level : plan_->levels) {
        Block block{this, &level, start, quanta, &feed};
        const int count = static_cast<int>(level.size());
        if (pool)
            pool->run(count, runTask, &block);
        else
            for (int k = 0; k < count; ++k) runTask(&block, k);
    }
    for (int slot = 0; slot < quanta; ++slot)
        readOutput(plan_->mixStrip, slot, left_.data() + slot * kQuantum,
                   right_.data() + slot * kQuantum);
}

void Performance::setMetering(bool on) noexcept {
    for (auto& bundle : bundles_) bundle->setMetering(on);
}

void Performance::readOutput(int strip, int slot, float* left, float* right) const noexcept {
    const plan::Strip& planned = plan_->strips[at(strip)];
    const float* lanes = runnerOf(planned).output(slot);
    dsp::fromLane(lanes, 2 * planned.lane, left);
    dsp::fromLane(lanes, 2 * planned.lane + 1, right);
}

void Performance::adopt(Performance& before) noexcept {
    for (auto& bundle : bundles_)
        for (auto& old : before.bundles_) bundle->adoptInstances(*old);
    for (const plan::Strip& strip : plan_->strips) {
        const int old = before.stripOf(strip.channel);
        if (old < 0) {
            runnerOf(strip).gain(strip.lane).fadeIn();
            continue;
        }
        const plan::Strip& oldStrip = before.plan_->strips[at(old)];
        runnerOf(strip).adoptStrip(strip.lane, before.runnerOf(oldStrip), oldStrip.lane);
    }
}

void Performance::reset() noexcept {
    for (auto& bundle : bundles_) bundle->reset();
}

void Performance::moveFader(ChannelId channel, double decibels) noexcept {
    if (const int strip = stripOf(channel); strip >= 0) {
        const plan::Strip& planned = plan_->strips[at(strip)];
        runnerOf(planned).gain(planned.lane).moveFader(decibels);
    }
}

void Performance::movePan(ChannelId channel, double pan) noexcept {
    if (const int strip = stripOf(channel); strip >= 0) {
        const plan::Strip& planned = plan_->strips[at(strip)];
        runnerOf(planned).gain(planned.lane).movePan(pan);
    }
}

void Performance::moveSend(SendId send, double decibels) noexcept {
    for (auto& bundle : bundles_)
        if (DrivenValue* level = bundle->send(send)) level->moveTo(decibels);
}

void Performance::moveParameter(InsertId insert, std::size_t parameter, double value) noexcept {
    for (auto& bundle : bundles_)
        if (InsertRunner* runner = bundle->insert(insert)) runner->moveTo(parameter, value);
}

int Performance::stripOf(ChannelId channel) const noexcept {
    for (std::size_t s = 0; s < plan_->strips.size(); ++s)
        if (plan_->strips[s].channel == channel) return static_cast<int>(s);
    return -1;
}

LevelTap& Performance::level(int strip) {
    const plan::Strip& planned = plan_->strips[at(strip)];
    return runnerOf(planned).level(planned.lane);
}

float Performance::gainReduction(InsertId insert) const noexcept {
    float reduction = 0;
    for (const auto& bundle : bundles_)
        reduction = std::max(reduction, bundle->gainReduction(insert));
    return reduction;
}

} // namespace lacquer::render
