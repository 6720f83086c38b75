#include "engine/dsp/convolver.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace lacquer::dsp {
namespace {

std::size_t at(int index) { return static_cast<std::size_t>(index); }

struct Partitions {
    int block, count, start;
};

/// Nanoseconds per sample, as measured on one AVX-512 core: a level's transforms there and back, and one partition's
/// products while filter and past spectra are in the nearest cache, in the next one and beyond.
constexpr double kTransformCost = 3.3;

constexpr double kNearPartitionCost = 0.2;

double partitionCost(int block, int count) {
    const double bytes = 16.0 * block * count;
    return bytes < 2.4e4 ? kNearPartitionCost : bytes < 3e5 ? 0.35 : 0.9;
}

/// The cheapest way to cover the taps from `start` on with blocks from `block` up.
double cheapestCut(int taps, int start, int block, int largest, std::vector<Partitions>& cut) {
    const int rest = (taps - start + block - 1) / block;
    double best = kTransformCost + rest * partitionCost(block, rest);
    cut = {{block, rest, start}};
    for (int next = 2 * block; next <= std::min(8 * block, largest); next *= 2) {
        const int count = (2 * next - start) / block;
        if (count >= rest) break;
        std::vector<Partitions> behind;
        const double cost = kTransformCost + count * partitionCost(block, count) +
                            cheapestCut(taps, 2 * next, next, largest, behind);
        if (cost >= best) continue;
        best = cost;
        cut = {{block, count, start}};
        cut.insert(cut.end(), behind.begin(), behind.end());
    }
    return best;
}

/// Times of the steps per unit of 64 bins, in units of a radix-4 pass: measured, products in the nearest cache.
constexpr float kWeighCost = 0.7F, kPassCost = 1.0F, kLastCost = 2.0F, kProductCost = 0.25F, kSumCost = 0.5F;

float stepCost(int step, int steps, bool back) {
    if (step == 0) return back ? kLastCost : kWeighCost;
    if (step == steps - 1) return back ? kWeighCost : kLastCost;
    return kPassCost;
}

} // namespace

std::shared_ptr<const ConvolutionLayout> ConvolutionLayout::forTaps(int taps, int largestBlock) {
    auto layout = std::make_shared<ConvolutionLayout>();
    layout->taps_ = std::max(taps, 1);
    std::vector<Partitions> cut;
    cheapestCut(layout->taps_, 0, kQuantum, std::max(largestBlock, kQuantum), cut);
    for (const auto& [block, count, start] : cut)
        layout->levels_.push_back({block, count, start, BlockTransform(block)});
    return layout;
}

PartitionedFilter::PartitionedFilter(std::shared_ptr<const ConvolutionLayout> layout, int spectra)
    : layout_(std::move(layout)), shown_(at(spectra), -1), storage_(at(spectra)), used_(at(spectra)),
      work_(at(2 * layout_->largestBlock())) {
    for (auto& levels : storage_)
        for (const auto& level : layout_->levels())
            levels.emplace_back(at(level.transform.units()) * at(level.count) * BlockTransform::kUnitFloats);
    for (auto& used : used_) used.assign(layout_->levels().size(), 0);
}

void PartitionedFilter::load(int spectrum, std::span<const float> taps) noexcept {
    std::size_t last = std::min(taps.size(), at(layout_->taps()));
    while (last > 0 && taps[last - 1] == 0) --last;
    shown_[at(spectrum)] = last == 0 ? -1 : spectrum;
    const auto& levels = layout_->levels();
    for (std::size_t k = 0; k < levels.size(); ++k) {
        const auto& level = levels[k];
        int& used = used_[at(spectrum)][k];
        used = 0;
        for (int p = 0; p < level.count; ++p) {
            const std::size_t from = at(level.start) + at(p) * at(level.block);
            if (from >= last) break;
            const auto count = std::min<std::size_t>(last - from, at(level.block));
            level.transform.loadFilter(taps.data() + from, static_cast<int>(count), work_.data(),
                                       storage_[at(spectrum)][k].data() + p * BlockTransform::kUnitFloats,
                                       level.count * BlockTransform::kUnitFloats);
            used = p + 1;
        }
    }
}

void PartitionedFilter::share(int spectrum, int other) noexcept { shown_[at(spectrum)] = shown_[at(other)]; }

const float* PartitionedFilter::partitions(int spectrum, std::size_t level) const noexcept {
    const int shown = shown_[at(spectrum)];
    return shown < 0 ? nullptr : storage_[at(shown)][level].data();
}

int PartitionedFilter::used(int spectrum, std::size_t level) const noexcept {
    const int shown = shown_[at(spectrum)];
    return shown < 0 ? 0 : used_[at(shown)][level];
}

Convolver::Convolver(std::shared_ptr<const ConvolutionLayout> layout,
                     int inputs,
                     int outputs,
                     std::vector<ConvolutionPath> paths,
                     int filters)
    : layout_(std::move(layout)), inputs_(inputs), outputs_(outputs), paths_(std::move(paths)),
      slots_(at(filters)), ringSize_(at(4 * layout_->largestBlock())) {
    for (const auto& planned : layout_->levels()) {
        Level level;
        level.layout = &planned;
        level.index = levels_.size();
        level.quanta = planned.block / kQuantum;
        const auto spectrum = at(planned.transform.units()) * BlockTransform::kUnitFloats;
        for (int in = 0; in < inputs_; ++in) level.past.emplace_back(spectrum * at(planned.count));
        level.sum = AlignedMemory<float>(spectrum);
        level.work = AlignedMemory<float>(at(2 * planned.block));
        for (int side = 0; side < 2; ++side) {
            level.valid[side].assign(slots_.size(), 0);
            for (int k = 0; level.index > 0 && k < filters * outputs_; ++k)
                level.ready[side].emplace_back(at(planned.block));
        }
        level.tasks.reserve(at((planned.transform.steps() + 1) * (inputs_ + filters * outputs_)));
        levels_.push_back(std::move(level));
    }
    for (int in = 0; in < inputs_; ++in) ring_.emplace_back(ringSize_);
    start(nullptr);
}

void Convolver::start(const PartitionedFilter* filter) noexcept {
    assert(!filter || &filter->layout() == layout_.get());
    for (std::size_t k = 0; k < slots_.size(); ++k) slots_[k] = {nullptr, 0, 0, 1, 0, static_cast<int>(k)};
    slots_[0].filter = filter;
    filters_ = 1;
    clock_ = 0;
    for (Level& level : levels_) {
        level.newest = level.filled = 0;
        level.playing = 0;
        for (auto& valid : level.valid) std::fill(valid.begin(), valid.end(), 0);
        level.tasks.clear();
        level.task = 0;
    }
    // The head alone reads what was before: everything else begins with whole blocks.
    for (auto& ring : ring_) std::fill_n(ring.end() - kQuantum, kQuantum, 0.0F);
}

void Convolver::change(const PartitionedFilter* next, int fadeQuanta, int delayQuanta) noexcept {
    assert(canChange());
    Slot& slot = slots_[at(filters_++)];
    slot.filter = next;
    slot.added = clock_;
    slot.earliest = clock_ + delayQuanta;
    slot.fade = std::max(fadeQuanta, 1);
    slot.faded = 0;
    for (Level& level : levels_)
        for (auto& valid : level.valid) valid[at(slot.buffers)] = 0;
}

bool Convolver::holds(const PartitionedFilter* filter) const noexcept {
    return std::any_of(slots_.begin(), slots_.begin() + filters_,
                       [&](const Slot& slot) { return slot.filter == filter; });
}

bool Convolver::prepared(const Slot& slot) const noexcept {
    return std::all_of(levels_.begin() + 1, levels_.end(), [&](const Level& level) {
        // Nothing is missing before the first block is through, if the slot is in it.
        const bool inFirst = slot.added <= level.quanta && clock_ < 2 * level.quanta;
        return inFirst || level.valid[level.playing][at(slot.buffers)];
    });
}

void Convolver::beginBlock(Level& level) noexcept {
    level.playing = 1 - level.playing;
    auto& making = level.valid[1 - level.playing];
    std::fill(making.begin(), making.end(), 0);
    level.tasks.clear();
    level.task = 0;
    level.unit = 0;
    level.cost = level.spent = 0;
    if (clock_ == 0) return;
    const auto& planned = *level.layout;
    const int steps = planned.transform.steps();
    const auto add = [&](Task task) {
        level.tasks.push_back(task);
        level.cost += static_cast<double>(task.weight) * planned.transform.units();
    };
    level.newest = (level.newest + planned.count - 1) % planned.count;
    level.filled = std::min(level.filled + 1, planned.count);
    for (int in = 0; in < inputs_; ++in)
        for (int step = 0; step < steps; ++step)
            add({Task::Kind::forward, in, 0, step, stepCost(step, steps, false)});
    // Where filter and past come from far, products take as much longer: else they would crowd into few quanta.
    const auto productCost = kProductCost * static_cast<float>(partitionCost(planned.block, planned.count) / kNearPartitionCost);
    for (int s = 0; s < filters_; ++s) {
        const Slot& slot = slots_[at(s)];
        making[at(slot.buffers)] = 1;
        for (int out = 0; out < outputs_; ++out) {
            int products = 0;
            for (const auto& path : paths_)
                if (slot.filter && path.output == out)
                    products += std::min(level.filled, slot.filter->used(path.spectrum, level.index));
            add({Task::Kind::multiply, out, s, 0, kSumCost + productCost * static_cast<float>(products)});
            for (int step = 0; step < steps; ++step)
                add({Task::Kind::inverse, out, s, step, stepCost(step, steps, true)});
        }
    }
}

void Convolver::multiply(
    Level& level, int output, const PartitionedFilter& filter, int from, int to) noexcept {
    constexpr int kUnit = BlockTransform::kUnitFloats;
    const int count = level.layout->count, stride = count * kUnit;
    for (int unit = from; unit < to; ++unit) {
        float* const sum = level.sum.data() + unit * kUnit;
        std::fill_n(sum, kUnit, 0.0F);
        for (const auto& path : paths_) {
            const float* const h = path.output == output ? filter.partitions(path.spectrum, level.index) : nullptr;
            if (!h) continue;
            const int used = std::min(level.filled, filter.used(path.spectrum, level.index));
            const float* const x = level.past[at(path.input)].data() + unit * stride;
            const int first = std::min(used, count - level.newest);
            multiplyUnits(sum, x + level.newest * kUnit, kUnit, h + unit * stride, kUnit, first);
            if (used > first) multiplyUnits(sum, x, kUnit, h + unit * stride + first * kUnit, kUnit, used - first);
        }
    }
}

void Convolver::runTask(Level& level, const Task& task, int from, int to) noexcept {
    const auto& planned = *level.layout;
    constexpr int kUnit = BlockTransform::kUnitFloats;
    switch (task.kind) {
    case Task::Kind::forward: {
        const auto end = clock_ / level.quanta * planned.block;
        const float* const ring = ring_[at(task.channel)].data();
        const auto place = [&](std::int64_t frame) { return static_cast<std::size_t>(frame) & (ringSize_ - 1); };
        const float* const newer = ring + place(end - planned.block);
        const float* const older = end < 2 * planned.block ? nullptr : ring + place(end - 2 * planned.block);
        planned.transform.forward(task.step, from, to, older, newer, level.work.data(),
                                  level.past[at(task.channel)].data() + level.newest * kUnit,
                                  planned.count * kUnit);
        return;
    }
    case Task::Kind::multiply: {
        const auto* const filter = slots_[at(task.slot)].filter;
        if (filter)
            multiply(level, task.channel, *filter, from, to);
        else
            std::fill(level.sum.data() + from * kUnit, level.sum.data() + to * kUnit, 0.0F);
        return;
    }
    case Task::Kind::inverse: {
        const int buffers = slots_[at(task.slot)].buffers;
        planned.transform.inverse(task.step, from, to, level.sum.data(), kUnit, level.work.data(),
                                  level.ready[1 - level.playing][at(buffers * outputs_ + task.channel)].data());
        return;
    }
    }
}

void Convolver::work(Level& level, double until) noexcept {
    const int units = level.layout->transform.units();
    while (level.task < level.tasks.size() && level.spent < until) {
        const Task& task = level.tasks[level.task];
        const auto wanted = static_cast<int>(std::ceil((until - level.spent) / static_cast<double>(task.weight)));
        const int to = std::min(units, level.unit + std::max(wanted, 1));
        runTask(level, task, level.unit, to);
        level.spent += static_cast<double>(task.weight) * (to - level.unit);
        level.unit = to;
        if (to < units) continue;
        level.unit = 0;
        ++level.task;
    }
}

void Convolver::endFades() noexcept {
    while (filters_ > 1 && slots_[1].faded == slots_[1].fade) {
        // A change in the middle of a block belongs to slots, which the tasks name by their place:
        // those of the one that leaves go, the others move up.
        for (Level& level : levels_) {
            for (std::size_t k = level.task; k < level.tasks.size(); ++k) {
                Task& task = level.tasks[k];
                if (task.kind != Task::Kind::forward) task.slot = task.slot - 1;
            }
            const auto gone = [](const Task& task) { return task.kind != Task::Kind::forward && task.slot < 0; };
            for (std::size_t k = level.task; k < level.tasks.size(); ++k) {
                if (!gone(level.tasks[k])) continue;
                level.cost -= static_cast<double>(level.tasks[k].weight) * level.layout->transform.units();
                if (k == level.task) level.cost += static_cast<double>(level.tasks[k].weight) * level.unit;
            }
            if (level.task < level.tasks.size()) {
                if (gone(level.tasks[level.task])) level.unit = 0;
                level.tasks.erase(std::remove_if(level.tasks.begin() + static_cast<std::ptrdiff_t>(level.task),
                                                 level.tasks.end(), gone),
                                  level.tasks.end());
            }
        }
        const Slot free = slots_[0];
        for (int s = 1; s < filters_; ++s) slots_[at(s - 1)] = slots_[at(s)];
        slots_[at(--filters_)] = {nullptr, 0, 0, 1, 0, free.buffers};
    }
}

void Convolver::process(const float* const* in, float* const* out) noexcept {
    for (std::size_t k = 1; k < levels_.size(); ++k)
        if (clock_ % levels_[k].quanta == 0) beginBlock(levels_[k]);

    const auto now = static_cast<std::size_t>(clock_ * kQuantum) & (ringSize_ - 1);
    const auto before = (now + ringSize_ - kQuantum) & (ringSize_ - 1);
    Level& head = levels_[0];
    head.newest = (head.newest + head.layout->count - 1) % head.layout->count;
    head.filled = std::min(head.filled + 1, head.layout->count);
    constexpr int kUnit = BlockTransform::kUnitFloats;
    const auto& transform = head.layout->transform;
    for (int channel = 0; channel < inputs_; ++channel) {
        float* const ring = ring_[at(channel)].data();
        std::copy_n(in[channel], kQuantum, ring + now);
        for (int step = 0; step < transform.steps(); ++step)
            transform.forward(step, 0, 1, ring + before, ring + now, head.work.data(),
                              head.past[at(channel)].data() + head.newest * kUnit, head.layout->count * kUnit);
    }

    // Fades follow each other: only the first two filters can be heard.
    const bool fading = filters_ > 1 && (slots_[1].faded > 0 || (clock_ >= slots_[1].earliest && prepared(slots_[1])));
    for (int channel = 0; channel < outputs_; ++channel) std::fill_n(out[channel], kQuantum, 0.0F);
    for (int s = 0; s < (fading ? 2 : 1); ++s) {
        const Slot& slot = slots_[at(s)];
        if (!slot.filter) continue;
        for (int channel = 0; channel < outputs_; ++channel) {
            alignas(64) float sound[kQuantum];
            multiply(head, channel, *slot.filter, 0, 1);
            for (int step = 0; step < transform.steps(); ++step)
                transform.inverse(step, 0, 1, head.sum.data(), kUnit, head.work.data(), sound);
            for (std::size_t k = 1; k < levels_.size(); ++k) {
                const Level& level = levels_[k];
                if (!level.valid[level.playing][at(slot.buffers)]) continue;
                const float* const more = level.ready[level.playing][at(slot.buffers * outputs_ + channel)].data() +
                                          clock_ % level.quanta * kQuantum;
                for (int n = 0; n < kQuantum; ++n) sound[n] += more[n];
            }
            if (!fading) {
                std::copy_n(sound, kQuantum, out[channel]);
                continue;
            }
            const float share = 1.0F / static_cast<float>(kQuantum * slots_[1].fade);
            for (int n = 0; n < kQuantum; ++n) {
                const float in1 = share * static_cast<float>(slots_[1].faded * kQuantum + n + 1);
                out[channel][n] += sound[n] * (s == 0 ? 1.0F - in1 : in1);
            }
        }
    }

    for (std::size_t k = 1; k < levels_.size(); ++k) {
        Level& level = levels_[k];
        const auto quantum = static_cast<int>(clock_ % level.quanta);
        work(level, level.cost * (quantum + 1) / level.quanta);
        assert(quantum + 1 < level.quanta || level.task == level.tasks.size());
    }
    ++clock_;
    if (fading) {
        ++slots_[1].faded;
        endFades();
    }
}

} // namespace lacquer::dsp
