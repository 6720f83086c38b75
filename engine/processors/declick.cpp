#include "engine/processors/declick.h"

#include "engine/dsp/click_repair.h"
#include "engine/dsp/silence_watch.h"
#include "engine/processors/parameter_tables.h"
#include "engine/processors/strip_sides.h"

namespace lacquer::processors {
namespace {

enum Parameter : std::size_t { kBypass, kSensitivity };

class Declick final : public Processor {
public:
    explicit Declick(const ProcessorSetup& setup)
        : sides_{dsp::ClickRepair(setup.rate.hz), dsp::ClickRepair(setup.rate.hz)},
          tail_(2 * dsp::ClickRepair::latency(setup.rate.hz)) {
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
            rightWaits_ = false;
            return;
        }
        const double sensitivity = 0.01 * parameters[0].values[kSensitivity];
        // One side in a quantum, so that none takes twice as long.
        if (rightWaits_) sides_[1].repair(sensitivity);
        rightWaits_ = false;
        const bool complete = sides_[0].process(samples[0]);
        sides_[1].process(samples[1]);
        if (complete) {
            sides_[0].repair(sensitivity);
            rightWaits_ = true;
        }
        samples.giveTo(audio);
    }

    void reset(int) noexcept override {
        for (auto& side : sides_) side.reset();
        rightWaits_ = false;
        watch_.reset();
    }

private:
    dsp::ClickRepair sides_[kStripLanes];
    dsp::SilenceWatch watch_;
    std::int64_t tail_;
    bool rightWaits_ = false;
};

} // namespace

ProcessorType declickType() {
    ProcessorType type;
    type.spec = {"declick",
                 "Click remover",
                 {bypass(), percent("sensitivity", "Sensitivity", 0, 100, 50,
                                    "More finds softer clicks, and takes sharper onsets for some; at 0 % nothing is mended")}};
    type.strips = 1;
    type.latency = [](const ParameterValues&, SampleRate rate) { return FrameCount{dsp::ClickRepair::latency(rate.hz)}; };
    type.tail = [](const ParameterValues&, SampleRate rate) {
        return FrameCount{2 * dsp::ClickRepair::latency(rate.hz)};
    };
    type.create = [](const ProcessorSetup& setup) -> std::unique_ptr<Processor> {
        return std::make_unique<Declick>(setup);
    };
    return type;
}

} // namespace lacquer::processors
