#include "engine/processors/declip.h"

#include "engine/dsp/declipper.h"
#include "engine/dsp/math.h"
#include "engine/dsp/silence_watch.h"
#include "engine/processors/parameter_tables.h"
#include "engine/processors/strip_sides.h"

namespace lacquer::processors {
namespace {

enum Parameter : std::size_t { kBypass, kThreshold, kOutput };

/// The threshold's minimum stands for finding it.
constexpr double kAuto = -40;

class Declip final : public Processor {
public:
    explicit Declip(const ProcessorSetup& setup)
        : sides_{dsp::Declipper(setup.rate.hz), dsp::Declipper(setup.rate.hz)},
          tail_(2 * dsp::Declipper::latency(setup.rate.hz)) {
        watch_.reset();
    }

    void process(LaneView audio,
                 StripMask,
                 std::span<const ParameterQuantum> parameters,
                 LaneView,
                 StripMask) noexcept override {
        StripSides samples(audio);
        const auto state = watch_.look(samples[0], samples[1], tail_);
        if (state == dsp::SilenceWatch::State::sleeps) return;
        if (state == dsp::SilenceWatch::State::fallsAsleep) {
            for (auto& side : sides_) side.reset();
            return;
        }
        const auto& quantum = parameters[0];
        const float set = quantum.values[kThreshold];
        const float threshold = set <= kAuto ? 0.0f : static_cast<float>(dsp::gainOfDecibels(set));
        for (int side = 0; side < kStripLanes; ++side) sides_[side].process(samples[side], threshold);
        for (int i = 0; i < kQuantum; ++i) {
            const float decibels = quantum.at(kOutput, i);
            const float gain = decibels < 0 ? static_cast<float>(dsp::gainOfDecibels(decibels)) : 1.0f;
            for (int side = 0; side < kStripLanes; ++side) audio.at(i, side) = samples[side][i] * gain;
        }
    }

    void reset(int) noexcept override {
        for (auto& side : sides_) side.reset();
        watch_.reset();
    }

private:
    dsp::Declipper sides_[kStripLanes];
    dsp::SilenceWatch watch_;
    std::int64_t tail_;
};

} // namespace

ProcessorType declipType() {
    ProcessorType type;
    auto threshold = decibels("threshold", "Threshold", kAuto, 0, kAuto,
                              "What reaches it is clipped; auto finds flat tops");
    threshold.choices = {"auto"};
    type.spec = {"declip",
                 "Clipping repair",
                 {bypass(), std::move(threshold),
                  decibels("output", "Output", -24, 0, 0, "Rebuilt peaks are higher than the clipped ones: room for them")}};
    type.strips = 1;
    type.latency = [](const ParameterValues&, SampleRate rate) { return FrameCount{dsp::Declipper::latency(rate.hz)}; };
    type.tail = [](const ParameterValues&, SampleRate rate) {
        return FrameCount{2 * dsp::Declipper::latency(rate.hz)};
    };
    type.create = [](const ProcessorSetup& setup) -> std::unique_ptr<Processor> {
        return std::make_unique<Declip>(setup);
    };
    return type;
}

} // namespace lacquer::processors
