#include "engine/processors/linear_equalizer.h"

#include "engine/dsp/linear_phase_design.h"
#include "engine/dsp/math.h"
#include "engine/processors/equalizer_bands.h"
#include "engine/processors/parameter_tables.h"

#include <algorithm>
#include <cmath>

namespace lacquer::processors {

using namespace equalizer;

bool isLinear(const ParameterValues& values) { return valueOr(values, "phase", 0) > 0.5; }

ParameterSpec resolutionParameter() {
    return choice("resolution", "Resolution", {"low", "medium", "high", "maximum"}, 2,
                  "Of linear phase in the bass, for latency: 43, 85, 171 or 683 ms at 48 kHz");
}

int linearLatency(const ParameterValues& values, SampleRate rate) {
    constexpr int kFrames[] = {2048, 4096, 8192, 32768};
    const int factor = rate.hz > 100000 ? 4 : rate.hz > 50000 ? 2 : 1;
    return factor * kFrames[std::clamp(static_cast<int>(valueOr(values, "resolution", 2)), 0, 3)];
}

/// Makes the four filters between left and right from the bands.
class LinearEqualizer::Design {
public:
    Design(int latency, double rate) : rate_(rate), phase_(latency), taps_(static_cast<std::size_t>(2 * latency)) {
        for (auto* power : {&left_, &right_, &mid_, &side_, &kernel_}) power->resize(static_cast<std::size_t>(phase_.bins()));
    }

    void operator()(std::span<const float> values, dsp::PartitionedFilter& filter) noexcept {
        bool sides = false, turned = false;
        for (auto* power : {&left_, &right_, &mid_, &side_}) std::fill(power->begin(), power->end(), 1.0);
        for (int band = 0; band < kBands; ++band) {
            const auto setting = readBand(band, [&](std::size_t p) { return values[p]; });
            if (!setting.on) continue;
            const auto apply = [&](std::vector<double>& power) { dsp::multiplyPower(setting.band, phase_, rate_, power); };
            switch (setting.side) {
            case Side::stereo: apply(left_); if (sides) apply(right_); break;
            case Side::left:
            case Side::right:
                if (!sides) right_ = left_;
                sides = true;
                apply(setting.side == Side::left ? left_ : right_);
                break;
            case Side::mid: apply(mid_); turned = true; break;
            case Side::side: apply(side_); turned = true; break;
            }
        }
        const double gain = dsp::gainOfDecibels(static_cast<double>(values[kOutput]));
        for (auto* power : {&left_, &right_, &mid_, &side_})
            for (double& value : *power) value = std::sqrt(value);
        auto& right = sides ? right_ : left_;
        load(filter, 0, left_, 0.5 * gain, 1);
        if (sides)
            load(filter, 1, right, 0.5 * gain, 1);
        else
            filter.share(1, 0);
        if (!turned) {
            filter.load(2, {});
            filter.load(3, {});
            return;
        }
        load(filter, 2, left_, 0.5 * gain, -1);
        if (sides)
            load(filter, 3, right, 0.5 * gain, -1);
        else
            filter.share(3, 2);
    }

private:
    /// own · (mid ± side) / 2
    void load(dsp::PartitionedFilter& filter, int spectrum, const std::vector<double>& own, double gain, double sign) noexcept {
        for (std::size_t k = 0; k < kernel_.size(); ++k) kernel_[k] = gain * own[k] * (mid_[k] + sign * side_[k]);
        phase_.design(kernel_, taps_);
        filter.load(spectrum, taps_);
    }

    double rate_;
    dsp::LinearPhaseDesign phase_;
    std::vector<double> left_, right_, mid_, side_, kernel_; ///< |H|² and then |H| by frequency
    std::vector<float> taps_;
};

namespace {

/// Copies what a filter hangs on.
void readShape(std::span<const float> values, std::vector<float>& shape) noexcept {
    for (int band = 0; band < kBands; ++band) {
        const bool on = values[parameterOf(band, kOn)] > 0.5F;
        for (const auto which : {kOn, kType, kFrequency, kGain, kQ, kSlope, kChannel})
            shape[parameterOf(band, which)] = on ? values[parameterOf(band, which)] : 0;
    }
    shape[kOutput] = values[kOutput];
}

} // namespace

LinearEqualizer::LinearEqualizer(int latency, double rate, std::span<const float> values, std::shared_ptr<Workshop> workshop)
    : latency_(latency), design_(std::make_unique<Design>(latency, rate)), shape_(kOutput + 1) {
    readShape(values, shape_);
    LinearKernels::Shape shape;
    shape.taps = 2 * latency;
    shape.spectra = 4;
    shape.paths = {{0, 0, 0}, {1, 1, 1}, {0, 1, 2}, {1, 0, 3}};
    kernels_ = std::make_unique<LinearKernels>(
        shape, shape_,
        [design = design_.get()](std::span<const float> wanted, dsp::PartitionedFilter& filter) { (*design)(wanted, filter); },
        std::move(workshop));
    lines_.resize(kBands);
    for (auto& line : lines_) line.past.assign(static_cast<std::size_t>(latency / kQuantum), 0.0);
}

LinearEqualizer::~LinearEqualizer() = default;

void LinearEqualizer::process(LaneView strip, std::span<const float> values) noexcept {
    alignas(64) float in[kStripLanes][kQuantum], out[kStripLanes][kQuantum];
    bool sounds = false;
    for (int frame = 0; frame < kQuantum; ++frame) {
        for (int side = 0; side < kStripLanes; ++side) {
            in[side][frame] = strip.at(frame, side);
            sounds = sounds || in[side][frame] != 0;
        }
    }
    // Silence costs nothing once the last sound is through; what comes then finds a fresh start.
    if (sounds) {
        silent_ = 0;
        asleep_ = false;
    } else if (asleep_ || (silent_ += kQuantum) > tail(latency_) - kQuantum) {
        if (!asleep_) kernels_->reset();
        asleep_ = true;
        for (int frame = 0; frame < kQuantum; ++frame) strip.at(frame, 0) = strip.at(frame, 1) = 0;
        return;
    }
    readShape(values, shape_);
    const float* from[] = {in[0], in[1]};
    float* to[] = {out[0], out[1]};
    kernels_->process(from, to, shape_);
    for (int frame = 0; frame < kQuantum; ++frame)
        for (int side = 0; side < kStripLanes; ++side) strip.at(frame, side) = out[side][frame];
}

void LinearEqualizer::reset() noexcept {
    kernels_->reset();
    silent_ = 0;
    asleep_ = true;
    for (auto& line : lines_) {
        std::fill(line.past.begin(), line.past.end(), 0.0);
        line.at = 0;
    }
}

double LinearEqualizer::delayed(int band, double value) noexcept {
    Line& line = lines_[static_cast<std::size_t>(band)];
    const double before = line.past[line.at];
    line.past[line.at] = value;
    line.at = (line.at + 1) % line.past.size();
    return before;
}

} // namespace lacquer::processors
