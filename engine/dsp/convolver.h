#pragma once

#include "engine/dsp/aligned_memory.h"
#include "engine/dsp/block_transform.h"
#include "engine/vocabulary/quantum.h"

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace lacquer::dsp {

/// How long filters are cut: a head in blocks of one quantum, so that nothing is late, and behind it
/// blocks that grow, each beginning two of its lengths into the filter. So a block of input has as
/// long as itself for its transform and its products, and the work is spread evenly over that time.
/// Source   W. Gardner, "Efficient Convolution without Input-Output Delay", JAES 43 (1995)
class ConvolutionLayout {
public:
    struct Level {
        int block = 0; ///< taps of a partition
        int count = 0; ///< partitions
        int start = 0; ///< tap at which the level begins
        BlockTransform transform;
    };

    /// For filters of up to `taps` taps. A small `largestBlock` makes changes of the filter take
    /// effect sooner, at some cost.
    static std::shared_ptr<const ConvolutionLayout> forTaps(int taps, int largestBlock = 32768);

    int taps() const { return taps_; }
    const std::vector<Level>& levels() const { return levels_; }
    int largestBlock() const { return levels_.back().block; }

private:
    int taps_ = 0;
    std::vector<Level> levels_;
};

/// Filters, transformed: what a Convolver multiplies with. It holds a fixed number of spectra, each
/// one filter; two may share one.
///
/// Thread   construction allocates; load() and share() allocate nothing and may run on any thread
///          that is the only one to use the filter then
class PartitionedFilter {
public:
    PartitionedFilter(std::shared_ptr<const ConvolutionLayout> layout, int spectra);

    /// Taps beyond layout.taps() are left out. No taps: silence, which costs nothing.
    void load(int spectrum, std::span<const float> taps) noexcept;
    /// `spectrum` has the filter of `other`.
    void share(int spectrum, int other) noexcept;

    const ConvolutionLayout& layout() const { return *layout_; }
    const std::shared_ptr<const ConvolutionLayout>& sharedLayout() const { return layout_; }
    int spectra() const { return static_cast<int>(shown_.size()); }
    /// Null: silence.
    const float* partitions(int spectrum, std::size_t level) const noexcept;
    /// Partitions of the level that are not silent.
    int used(int spectrum, std::size_t level) const noexcept;

private:
    std::shared_ptr<const ConvolutionLayout> layout_;
    std::vector<int> shown_;                          ///< storage by spectrum, −1: silence
    std::vector<std::vector<AlignedMemory<float>>> storage_; ///< [spectrum][level]
    std::vector<std::vector<int>> used_;              ///< [spectrum][level]
    AlignedMemory<float> work_;
};

/// A signal path of a Convolver: `output` gets `input` through the filter's spectrum `spectrum`.
struct ConvolutionPath {
    int input = 0, output = 0, spectrum = 0;
};

/// Convolves with long filters, without latency, at an even cost per quantum.
///
/// In, out  one quantum per call and channel
/// Delay    none beyond the filter's own
/// Figures  error against direct convolution under −130 dB of the output's peak
/// Bits     the same on every CPU
/// Change   a new filter is prepared beside the one that is heard (for up to twice the largest block)
///          and then crossfaded, linearly. Three filters at most are at work at once
/// Thread   construction allocates; the rest [render]. Filters must live while they are held
class Convolver {
public:
    static constexpr int kFilters = 3;

    Convolver(std::shared_ptr<const ConvolutionLayout> layout,
              int inputs,
              int outputs,
              std::vector<ConvolutionPath> paths,
              int filters = kFilters);

    /// Begins afresh with this filter; null: silence.
    void start(const PartitionedFilter* filter) noexcept;

    bool canChange() const noexcept { return filters_ < static_cast<int>(slots_.size()); }
    /// Crossfades to `next` over `fadeQuanta`, as soon as it is prepared, `delayQuanta` have passed
    /// and earlier changes are through. Only when canChange().
    void change(const PartitionedFilter* next, int fadeQuanta, int delayQuanta = 0) noexcept;
    /// The filter is heard or will be.
    bool holds(const PartitionedFilter* filter) const noexcept;
    /// The last one of those it holds.
    const PartitionedFilter* latest() const noexcept { return slots_[static_cast<std::size_t>(filters_ - 1)].filter; }

    void process(const float* const* in, float* const* out) noexcept;

private:
    struct Slot {
        const PartitionedFilter* filter = nullptr;
        std::int64_t added = 0;    ///< quantum of the change
        std::int64_t earliest = 0; ///< quantum at which its fade may begin
        int fade = 1, faded = 0;   ///< quanta
        int buffers = 0;           ///< which of the level buffers are its own
    };

    struct Task {
        enum class Kind { forward, multiply, inverse } kind;
        int channel = 0, slot = 0, step = 0;
        float weight = 1; ///< per unit
    };

    struct Level {
        const ConvolutionLayout::Level* layout = nullptr;
        std::size_t index = 0;
        int quanta = 1;     ///< per block
        int newest = 0;     ///< of the past spectra
        int filled = 0;     ///< past spectra since the start
        std::vector<AlignedMemory<float>> past; ///< [input]: [unit][count][128]
        AlignedMemory<float> sum, work;
        std::vector<AlignedMemory<float>> ready[2]; ///< [slot buffers · outputs + output][block]
        std::vector<char> valid[2];                 ///< [slot buffers]: what plays was made for it
        int playing = 0;
        std::vector<Task> tasks;
        std::size_t task = 0;
        int unit = 0;
        double cost = 0, spent = 0;
    };

    void beginBlock(Level& level) noexcept;
    void work(Level& level, double until) noexcept;
    void runTask(Level& level, const Task& task, int from, int to) noexcept;
    void multiply(Level& level, int output, const PartitionedFilter& filter, int from, int to) noexcept;
    bool prepared(const Slot& slot) const noexcept;
    void endFades() noexcept;

    std::shared_ptr<const ConvolutionLayout> layout_;
    int inputs_, outputs_;
    std::vector<ConvolutionPath> paths_;
    std::vector<Level> levels_;
    std::vector<Slot> slots_;
    int filters_ = 1; ///< slots in use, the heard one first
    std::int64_t clock_ = 0; ///< quanta since the start
    std::size_t ringSize_;
    std::vector<AlignedMemory<float>> ring_; ///< [input]: what came in
};

} // namespace lacquer::dsp
