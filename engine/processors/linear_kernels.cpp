#include "engine/processors/linear_kernels.h"

namespace lacquer::processors {
namespace {

/// Heard, fading in, prepared, being designed; and that of the beginning.
constexpr int kFilterCount = dsp::Convolver::kFilters + 2;

} // namespace

LinearKernels::LinearKernels(const Shape& shape,
                             std::span<const float> values,
                             Designer designer,
                             std::shared_ptr<Workshop> workshop)
    : stepQuanta_(stepFrames(shape.taps) / kQuantum), designer_(std::move(designer)),
      workshop_(std::move(workshop)),
      // A filter is prepared within a step: twice the largest block.
      layout_(dsp::ConvolutionLayout::forTaps(shape.taps, std::max(kQuantum, stepQuanta_ * kQuantum / 2))),
      convolver_(layout_, shape.inputs, shape.outputs, shape.paths),
      initial_(values.begin(), values.end()), latest_(initial_), before_(initial_), wanted_(initial_) {
    filters_.reserve(kFilterCount);
    for (int k = 0; k < kFilterCount; ++k) filters_.emplace_back(layout_, shape.spectra);
    designer_(initial_, filters_[0]);
    reset();
    if (workshop_) workshop_->add(*this);
}

LinearKernels::~LinearKernels() {
    if (workshop_) workshop_->remove(*this);
}

void LinearKernels::reset() noexcept {
    convolver_.start(&filters_[0]);
    latest_ = before_ = initial_;
    dirty_ = false;
    clock_ = 0;
    stale_ = state_.load(std::memory_order_acquire) != State::idle;
}

void LinearKernels::work() noexcept {
    if (state_.load(std::memory_order_acquire) != State::asked) return;
    designer_(wanted_, *made_);
    state_.store(State::done, std::memory_order_release);
}

void LinearKernels::ask(const std::vector<float>& values, int fade, int delay) noexcept {
    for (auto& filter : filters_)
        if (&filter != filters_.data() && !convolver_.holds(&filter)) made_ = &filter;
    before_ = wanted_ = values;
    fade_ = fade;
    delay_ = delay;
    due_ = clock_ + stepQuanta_;
    dirty_ = false;
    state_.store(State::asked, std::memory_order_release);
    if (workshop_)
        workshop_->ring();
    else
        work();
}

void LinearKernels::take() noexcept {
    if (state_.load(std::memory_order_acquire) != State::done) return;
    if (stale_) {
        stale_ = false;
    } else {
        if (clock_ < due_ || !convolver_.canChange()) return;
        convolver_.change(made_, fade_, delay_);
    }
    state_.store(State::idle, std::memory_order_relaxed);
}

void LinearKernels::process(const float* const* in, float* const* out, std::span<const float> values) noexcept {
    take();
    const bool idle = state_.load(std::memory_order_relaxed) == State::idle;
    if (clock_ == 0) {
        std::copy(values.begin(), values.end(), latest_.begin());
        dirty_ = latest_ != before_;
        if (dirty_ && idle) ask(latest_, 1, 0);
    } else if (clock_ % stepQuanta_ == 0) {
        // What was there at the last step is asked for now; what is there now, at the next.
        if (dirty_ && idle) ask(latest_, stepQuanta_, stepQuanta_);
        if (!std::equal(values.begin(), values.end(), latest_.begin())) {
            std::copy(values.begin(), values.end(), latest_.begin());
        }
        dirty_ = dirty_ || latest_ != before_;
    }
    convolver_.process(in, out);
    ++clock_;
}

} // namespace lacquer::processors
