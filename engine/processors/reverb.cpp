#include "engine/processors/reverb.h"

#include "engine/dsp/reverb.h"
#include "engine/processors/parameter_tables.h"
#include "engine/processors/strip_sides.h"

#include <cmath>
#include <cstring>

namespace lacquer::processors {
namespace {

enum Parameter : std::size_t {
    kBypass, kStyle, kPredelay, kDecay, kSize, kDamping, kLowDecay, kDiffusion, kModulation, kWidth,
    kLowCut, kHighCut, kMix
};

constexpr int kLastFrame = kQuantum - 1;

dsp::ReverbControls controlsOf(const ParameterQuantum& quantum) noexcept {
    const auto value = [&](Parameter p) { return quantum.at(p, kLastFrame); };
    return {.style = static_cast<dsp::ReverbStyle>(static_cast<int>(quantum.values[kStyle])),
            .predelay = 1e-3 * value(kPredelay),
            .decay = value(kDecay),
            .size = 0.01 * value(kSize),
            .damping = value(kDamping),
            .lowDecay = value(kLowDecay),
            .diffusion = 0.01F * value(kDiffusion),
            .modulation = 0.01 * value(kModulation),
            .width = 0.01F * value(kWidth),
            .lowCut = value(kLowCut),
            .highCut = value(kHighCut)};
}

class Reverb final : public Processor {
public:
    explicit Reverb(const ProcessorSetup& setup) : reverb_(setup.rate.hz) {}

    void process(LaneView audio,
                 StripMask,
                 std::span<const ParameterQuantum> parameters,
                 LaneView,
                 StripMask) noexcept override {
        const auto& quantum = parameters[0];
        const StripSides dry(audio);
        alignas(64) float wet[kStripLanes * kQuantum];
        reverb_.process(dry[0], dry[1], wet, controlsOf(quantum));
        const float* const curve = quantum.curves[kMix];
        float share = 0.01F * quantum.values[kMix];
        if (!curve && share == 1) {
            for (int i = 0; i < kQuantum; ++i)
                std::memcpy(&audio.at(i, 0), wet + kStripLanes * i, kStripLanes * sizeof(float));
            return;
        }
        for (int i = 0; i < kQuantum; ++i) {
            if (curve) share = 0.01F * curve[i];
            for (int side = 0; side < kStripLanes; ++side)
                audio.at(i, side) = dry[side][i] * (1 - share) + wet[kStripLanes * i + side] * share;
        }
    }

    void reset(int) noexcept override { reverb_.reset(); }
    bool atRest(int) const noexcept override { return reverb_.asleep(); }

private:
    dsp::Reverb reverb_;
};

} // namespace

ProcessorType reverbType() {
    ProcessorType type;
    type.spec = {
        "reverb",
        "Reverb",
        {bypass(), choice("style", "Style", {"room", "chamber", "hall", "plate"}, 2),
         milliseconds("predelay", "Pre-delay", 0, 500, 0, "Time until the room answers"),
         continuous("decay", "Decay", Unit::seconds, 0.1, 30, 1.8, "Time by which 1 kHz falls 60 dB"),
         percent("size", "Size", 25, 200, 100, "Length of all paths in the room"),
         hertz("damping", "Damping", 1500, 20000, 6000, "Here the decay takes half as long; 20 kHz is off"),
         continuous("lowdecay", "Low decay", Unit::factor, 0.2, 4, 1, "Decay of the bass over that of 1 kHz"),
         percent("diffusion", "Diffusion", 0, 100, 80, "How soon single echoes melt together"),
         percent("modulation", "Modulation", 0, 100, 50, "Slow movement of the paths"),
         percent("width", "Width", 0, 150, 100),
         hertz("lowcut", "Low cut", 10, 2000, 20, "12 dB per octave, on the reverb"),
         hertz("highcut", "High cut", 500, 20000, 20000, "12 dB per octave, on the reverb; 20 kHz is off"),
         percent("mix", "Mix", 0, 100, 100, "At 100 % no direct sound is left")}};
    type.strips = 1;
    type.latency = [](const ParameterValues&, SampleRate) { return FrameCount{0}; };
    type.tail = [](const ParameterValues& values, SampleRate rate) {
        dsp::ReverbControls controls;
        controls.predelay = 1e-3 * valueOr(values, "predelay", 0);
        controls.decay = valueOr(values, "decay", 1.8);
        controls.size = 0.01 * valueOr(values, "size", 100);
        controls.lowDecay = valueOr(values, "lowdecay", 1);
        return FrameCount{dsp::Reverb::tail(controls, rate.hz)};
    };
    type.create = [](const ProcessorSetup& setup) -> std::unique_ptr<Processor> {
        return std::make_unique<Reverb>(setup);
    };
    return type;
}

} // namespace lacquer::processors
