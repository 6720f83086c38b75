#include "engine/processors/translate.h"

#include "engine/dsp/listening_device.h"
#include "engine/processors/parameter_tables.h"

#include <algorithm>

namespace lacquer::processors {
namespace {

enum Parameter : std::size_t { kBypass, kDevice };

class Translate final : public Processor {
public:
    explicit Translate(SampleRate rate) : device_(rate.hz) {}

    void process(LaneView audio,
                 StripMask,
                 std::span<const ParameterQuantum> parameters,
                 LaneView,
                 StripMask) noexcept override {
        const int wanted = std::clamp(static_cast<int>(parameters[0].values[kDevice]), 0, dsp::kDevices - 1);
        alignas(64) float sides[kStripLanes][kQuantum];
        for (int side = 0; side < kStripLanes; ++side)
            for (int i = 0; i < kQuantum; ++i) sides[side][i] = audio.at(i, side);
        device_.process(sides[0], sides[1], static_cast<dsp::Device>(wanted));
        for (int side = 0; side < kStripLanes; ++side)
            for (int i = 0; i < kQuantum; ++i) audio.at(i, side) = sides[side][i];
    }

    void reset(int) noexcept override { device_.reset(); }

private:
    dsp::ListeningDevice device_;
};

} // namespace

ProcessorType translateType() {
    ProcessorType type;
    type.spec = {"translate",
                 "Translate",
                 {bypass(), choice("device", "Device",
                                   {"phone", "laptop", "car", "earbuds", "tv", "club", "mono", "crossfeed"},
                                   0, "Heard while playing, left out of every bounce")}};
    type.strips = 1;
    type.monitoringOnly = true;
    type.latency = [](const ParameterValues&, SampleRate) { return FrameCount{0}; };
    type.tail = [](const ParameterValues&, SampleRate rate) {
        return FrameCount{2 * rate.hz + 2 * kQuantum};
    };
    type.create = [](const ProcessorSetup& setup) -> std::unique_ptr<Processor> {
        return std::make_unique<Translate>(setup.rate);
    };
    return type;
}

} // namespace lacquer::processors
