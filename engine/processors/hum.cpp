#include "engine/processors/hum.h"

#include "engine/dsp/hum_canceller.h"
#include "engine/processors/parameter_tables.h"
#include "engine/processors/strip_sides.h"

#include <cmath>

namespace lacquer::processors {
namespace {

enum Parameter : std::size_t { kBypass, kFrequency, kHarmonics, kDepth, kWidth };

class Hum final : public Processor {
public:
    explicit Hum(const ProcessorSetup& setup) : canceller_(setup.rate.hz) {}

    void process(LaneView audio,
                 StripMask,
                 std::span<const ParameterQuantum> parameters,
                 LaneView,
                 StripMask) noexcept override {
        const auto& quantum = parameters[0];
        StripSides sides(audio);
        canceller_.process(sides[0], sides[1],
                           {.hertz = quantum.values[kFrequency],
                            .harmonics = static_cast<int>(std::lround(quantum.values[kHarmonics])),
                            .depth = quantum.at(kDepth, kQuantum - 1),
                            .width = quantum.at(kWidth, kQuantum - 1)});
        sides.giveTo(audio);
    }

    void reset(int) noexcept override { canceller_.reset(); }

private:
    dsp::HumCanceller canceller_;
};

} // namespace

ProcessorType humType() {
    ProcessorType type;
    auto frequency = continuous("freq", "Mains", Unit::hertz, 0, 500, 0,
                                "auto finds 50 or 60 Hz and waits until it has; a number acts at once and is followed as it drifts");
    frequency.choices = {"auto"};
    type.spec = {"hum",
                 "Hum remover",
                 {bypass(), std::move(frequency),
                  continuous("harmonics", "Harmonics", Unit::none, 1, dsp::HumBank::kMostHarmonics, 10,
                             "How many, the fundamental included"),
                  decibels("depth", "Depth", 0, 80, 60, "By how much the hum comes down"),
                  continuous("width", "Width", Unit::hertz, 0.1, 10, 0.9,
                             "Of each notch; where the hum itself is known it is subtracted and the notch closes", Taper::logarithmic)}};
    type.strips = 1;
    type.latency = [](const ParameterValues&, SampleRate) { return FrameCount{0}; };
    type.tail = [](const ParameterValues&, SampleRate rate) {
        return FrameCount{static_cast<std::int64_t>(dsp::HumCanceller::kTail * rate.hz) + kQuantum};
    };
    type.create = [](const ProcessorSetup& setup) -> std::unique_ptr<Processor> {
        return std::make_unique<Hum>(setup);
    };
    return type;
}

} // namespace lacquer::processors
