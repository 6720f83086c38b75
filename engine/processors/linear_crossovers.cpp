#include "engine/processors/linear_crossovers.h"

#include "engine/dsp/linear_phase_design.h"

#include <algorithm>

namespace lacquer::processors {
namespace {

constexpr int kCuts = LinearCrossovers::kBands - 1;

} // namespace

class LinearCrossovers::Design {
public:
    explicit Design(SampleRate rate)
        : rate_(rate.hz), phase_(latency(rate)), magnitude_(static_cast<std::size_t>(phase_.bins())),
          taps_(static_cast<std::size_t>(2 * latency(rate))) {}

    void operator()(std::span<const float> hertz, dsp::PartitionedFilter& filter) noexcept {
        double above = 0;
        for (int cut = 0; cut < kCuts; ++cut) {
            above = std::max(above, static_cast<double>(hertz[static_cast<std::size_t>(cut)]));
            const double step = phase_.hertzOf(1, rate_) / above;
            for (std::size_t k = 0; k < magnitude_.size(); ++k) {
                const double f = static_cast<double>(k) * step;
                magnitude_[k] = 1 / (1 + f * f * f * f);
            }
            phase_.design(magnitude_, taps_);
            filter.load(cut, taps_);
        }
    }

private:
    double rate_;
    dsp::LinearPhaseDesign phase_;
    std::vector<double> magnitude_;
    std::vector<float> taps_;
};

int LinearCrossovers::latency(SampleRate rate) { return rate.hz > 100000 ? 16384 : rate.hz > 50000 ? 8192 : 4096; }

LinearCrossovers::LinearCrossovers(SampleRate rate, std::span<const float> hertz, std::shared_ptr<Workshop> workshop)
    : design_(std::make_unique<Design>(rate)) {
    LinearKernels::Shape shape;
    shape.taps = 2 * latency(rate);
    shape.outputs = kCuts * kStripLanes;
    shape.spectra = kCuts;
    for (int cut = 0; cut < kCuts; ++cut)
        for (int side = 0; side < kStripLanes; ++side) shape.paths.push_back({side, kStripLanes * cut + side, cut});
    kernels_ = std::make_unique<LinearKernels>(
        shape, hertz,
        [design = design_.get()](std::span<const float> wanted, dsp::PartitionedFilter& filter) { (*design)(wanted, filter); },
        std::move(workshop));
    for (auto& side : past_) side.assign(static_cast<std::size_t>(latency(rate)), 0.0F);
}

LinearCrossovers::~LinearCrossovers() = default;

void LinearCrossovers::split(LaneView input, std::span<const LaneView> bands, std::span<const float> hertz) noexcept {
    alignas(64) float in[kStripLanes][kQuantum], late[kStripLanes][kQuantum], low[kCuts * kStripLanes][kQuantum];
    bool sounds = false;
    for (int side = 0; side < kStripLanes; ++side) {
        float* const past = past_[side].data() + at_;
        for (int frame = 0; frame < kQuantum; ++frame) {
            in[side][frame] = input.at(frame, side);
            sounds = sounds || in[side][frame] != 0;
            late[side][frame] = past[frame];
            past[frame] = in[side][frame];
        }
    }
    at_ = (at_ + kQuantum) % past_[0].size();
    const auto frames = static_cast<std::int64_t>(past_[0].size());
    if (sounds) {
        silent_ = 0;
        asleep_ = false;
    } else if (asleep_ || (silent_ += kQuantum) > 5 * frames) {
        if (!asleep_) kernels_->reset();
        asleep_ = true;
        for (const LaneView& band : bands)
            for (int frame = 0; frame < kQuantum; ++frame) band.at(frame, 0) = band.at(frame, 1) = 0;
        return;
    }
    const float* from[kStripLanes] = {in[0], in[1]};
    float* to[kCuts * kStripLanes];
    for (int out = 0; out < kCuts * kStripLanes; ++out) to[out] = low[out];
    kernels_->process(from, to, hertz);
    for (int side = 0; side < kStripLanes; ++side) {
        for (int frame = 0; frame < kQuantum; ++frame) {
            float under = 0;
            for (int cut = 0; cut < kCuts; ++cut) {
                const float here = low[kStripLanes * cut + side][frame];
                bands[static_cast<std::size_t>(cut)].at(frame, side) = here - under;
                under = here;
            }
            bands[kCuts].at(frame, side) = late[side][frame] - under;
        }
    }
}

void LinearCrossovers::reset() noexcept {
    kernels_->reset();
    for (auto& side : past_) std::fill(side.begin(), side.end(), 0.0F);
    at_ = 0;
    silent_ = 0;
    asleep_ = true;
}

} // namespace lacquer::processors
