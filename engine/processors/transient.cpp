#include "engine/processors/transient.h"

#include "engine/dsp/transient_kernel.h"
#include "engine/processors/computed_lanes.h"
#include "engine/processors/parameter_tables.h"

namespace lacquer::processors {
namespace {

enum Parameter : std::size_t { kBypass, kAttack, kSustain, kOutput };

class Transient final : public Processor {
public:
    explicit Transient(const ProcessorSetup& setup) : kernel_(setup.rate.hz) {}

    void process(LaneView audio,
                 StripMask active,
                 std::span<const ParameterQuantum> parameters,
                 LaneView,
                 StripMask) noexcept override {
        kernel_.process(audio.samples, active, attack_.scaled(active, parameters, kAttack, 0.01f),
                        sustain_.scaled(active, parameters, kSustain, 0.01f),
                        output_.scaled(active, parameters, kOutput, 1.0f));
    }

    void reset(int strip) noexcept override {
        for (int side = 0; side < kStripLanes; ++side) kernel_.reset(kStripLanes * strip + side);
    }

    void adopt(int strip, const Processor& other, int otherStrip) noexcept override {
        const auto& from = static_cast<const Transient&>(other);
        for (int side = 0; side < kStripLanes; ++side)
            kernel_.adopt(kStripLanes * strip + side, from.kernel_, kStripLanes * otherStrip + side);
    }

    float gainReduction(int strip) const noexcept override { return kernel_.deepest(kStripLanes * strip); }

private:
    dsp::TransientKernel kernel_;
    ComputedLanes attack_, sustain_, output_;
};

} // namespace

ProcessorType transientType() {
    ProcessorType type;
    type.spec = {"transient",
                 "Transient shaper",
                 {bypass(),
                  percent("attack", "Attack", -100, 100, 0, "Onsets up or down"),
                  percent("sustain", "Sustain", -100, 100, 0, "Decays up or down"),
                  decibels("output", "Output", -24, 24, 0)}};
    type.latency = [](const ParameterValues&, SampleRate) { return FrameCount{0}; };
    type.tail = [](const ParameterValues&, SampleRate) { return FrameCount{0}; };
    type.create = [](const ProcessorSetup& setup) -> std::unique_ptr<Processor> {
        return std::make_unique<Transient>(setup);
    };
    return type;
}

} // namespace lacquer::processors
