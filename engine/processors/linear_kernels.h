#pragma once

#include "engine/dsp/convolver.h"
#include "engine/processors/processor.h"

#include <algorithm>
#include <atomic>
#include <functional>
#include <memory>
#include <vector>

namespace lacquer::processors {

/// A long filter of linear phase that follows its processor's values.
///
/// Filters are designed off the engine thread: by the workshop while playing, at once where there is
/// none (offline). Both take effect at the same frame, so that a bounce gives what was heard: the
/// half length of the filter, its latency, is cut into four steps. Values are looked at once a step;
/// one step later their design is asked for, two later it must be there, three later it is prepared
/// in the convolver, and over the
/// fourth it fades in, as a straight line from the filter before. That is when the audio which came
/// in together with those values is in the middle of the filter: automation meets its sound. (A
/// workshop that is later than a step makes the fade later, nothing else.) After a start the first
/// values are in effect before the first frame comes out of the latency.
///
/// Delay    that of the filters: half their length where they are of linear phase
/// Thread   construction and destruction [main]; process and reset [render]
class LinearKernels final : public Job {
public:
    static constexpr int kSteps = 4;

    struct Shape {
        int taps = 0; ///< a multiple of 512
        int inputs = 2, outputs = 2;
        int spectra = 2;
        std::vector<dsp::ConvolutionPath> paths;
    };
    /// Frames between two looks at the values.
    static int stepFrames(int taps) { return std::max(kQuantum, taps / (2 * kSteps) / kQuantum * kQuantum); }

    /// Fills the filter for the values. Called from one thread at a time; allocates nothing.
    using Designer = std::function<void(std::span<const float> values, dsp::PartitionedFilter& filter)>;

    LinearKernels(const Shape& shape, std::span<const float> values, Designer designer, std::shared_ptr<Workshop> workshop);
    ~LinearKernels() override;
    LinearKernels(const LinearKernels&) = delete;
    LinearKernels& operator=(const LinearKernels&) = delete;

    /// One quantum; `values` are the processor's at its first frame.
    void process(const float* const* in, float* const* out, std::span<const float> values) noexcept;
    void reset() noexcept;

    void work() noexcept override;

private:
    void take() noexcept;
    void ask(const std::vector<float>& values, int fade, int delay) noexcept;

    int stepQuanta_;
    Designer designer_;
    std::shared_ptr<Workshop> workshop_;
    std::shared_ptr<const dsp::ConvolutionLayout> layout_;
    std::vector<dsp::PartitionedFilter> filters_; ///< the first is that of the values at construction
    dsp::Convolver convolver_;

    std::vector<float> initial_, latest_, before_; ///< at construction; at the last step; asked for last
    bool dirty_ = false;                           ///< latest_ is not asked for yet
    std::int64_t clock_ = 0;                       ///< quanta since the start

    enum class State { idle, asked, done };
    std::atomic<State> state_{State::idle};
    std::vector<float> wanted_;      ///< of the job
    dsp::PartitionedFilter* made_ = nullptr;
    int fade_ = 1, delay_ = 0;       ///< of the filter that is being made, quanta
    std::int64_t due_ = 0;           ///< quantum at which it is taken
    bool stale_ = false;             ///< asked for before a reset
};

} // namespace lacquer::processors
