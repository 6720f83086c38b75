#include "engine/processors/utility.h"

#include "engine/dsp/strip_delay.h"
#include "engine/dsp/utility_kernel.h"
#include "engine/processors/parameter_lanes.h"
#include "engine/processors/parameter_tables.h"

#include <cmath>
#include <vector>

namespace lacquer::processors {
namespace {

enum Parameter : std::size_t { kBypass, kGain, kPolarity, kChannels, kDcFilter, kDelay };

constexpr int kLongestDelay = 10000;

class Utility final : public Processor {
public:
    explicit Utility(const ProcessorSetup& setup) : kernel_(setup.rate.hz) {
        for (int strip = 0; strip < kBundleStrips; ++strip) delays_.emplace_back(kLongestDelay);
    }

    void process(LaneView audio,
                 StripMask active,
                 std::span<const ParameterQuantum> parameters,
                 LaneView,
                 StripMask) noexcept override {
        for (int strip = 0; strip < kBundleStrips; ++strip) {
            if (!((active >> strip) & 1u)) continue;
            const auto& quantum = parameters[static_cast<std::size_t>(strip)];
            if (quantum.changed || fresh_[strip]) follow(strip, quantum);
            // An advance is what everything else is delayed by, by way of the latency.
            const int delay = static_cast<int>(std::lround(quantum.values[kDelay]));
            delays_[static_cast<std::size_t>(strip)].process({audio.samples + kStripLanes * strip},
                                                             delay > 0 ? delay : 0);
        }
        kernel_.process(audio.samples, active, gain_.read(active, parameters));
    }

    void reset(int strip) noexcept override {
        delays_[static_cast<std::size_t>(strip)].reset();
        kernel_.reset(kStripLanes * strip);
        kernel_.reset(kStripLanes * strip + 1);
        fresh_[strip] = true;
    }

    void adopt(int strip, const Processor& other, int otherStrip) noexcept override {
        const auto& from = static_cast<const Utility&>(other);
        delays_[static_cast<std::size_t>(strip)].adopt(from.delays_[static_cast<std::size_t>(otherStrip)]);
        for (int side = 0; side < kStripLanes; ++side)
            kernel_.adopt(kStripLanes * strip + side, from.kernel_, kStripLanes * otherStrip + side);
        fresh_[strip] = from.fresh_[otherStrip];
    }

    bool atRest(int strip) const noexcept override {
        return !fresh_[strip] && delays_[static_cast<std::size_t>(strip)].idle() &&
               kernel_.atRest(kStripLanes * strip) && kernel_.atRest(kStripLanes * strip + 1);
    }

private:
    void follow(int strip, const ParameterQuantum& quantum) noexcept {
        enum { none, invertLeft, invertRight, invertBoth };
        enum { stereo, swapped, mono, onlyLeft, onlyRight };
        // own and other of both outputs, before polarity
        constexpr float kRoutes[5][2][2] = {
            {{1, 0}, {1, 0}}, {{0, 1}, {0, 1}}, {{0.5f, 0.5f}, {0.5f, 0.5f}}, {{1, 0}, {0, 1}}, {{0, 1}, {1, 0}}};
        const auto& route = kRoutes[static_cast<int>(quantum.values[kChannels])];
        const int polarity = static_cast<int>(quantum.values[kPolarity]);
        // Polarity belongs to the inputs: it comes before the channels are mixed.
        const float sign[2] = {polarity == invertLeft || polarity == invertBoth ? -1.0f : 1.0f,
                               polarity == invertRight || polarity == invertBoth ? -1.0f : 1.0f};
        for (int side = 0; side < kStripLanes; ++side) {
            const int lane = kStripLanes * strip + side;
            kernel_.route(lane, route[side][0] * sign[side], route[side][1] * sign[1 - side]);
            kernel_.removeDc(lane, quantum.values[kDcFilter] > 0.5f);
            if (fresh_[strip]) kernel_.reset(lane);
        }
        fresh_[strip] = false;
    }

    dsp::UtilityKernel kernel_;
    ParameterLanes gain_{kGain};
    std::vector<dsp::StripDelay> delays_;
    bool fresh_[kBundleStrips] = {true, true, true, true, true, true, true, true};
};

} // namespace

ProcessorType utilityType() {
    ProcessorType type;
    type.spec = {"utility",
                 "Utility",
                 {bypass(),
                  decibels("gain", "Gain", -96, 24, 0),
                  choice("polarity", "Polarity", {"none", "left", "right", "both"}, 0,
                         "Turns the wave upside down"),
                  choice("channels", "Channels", {"stereo", "swap", "mono", "left", "right"}),
                  onOff("dcfilter", "DC filter", false, "Removes a constant offset (5 Hz high-pass)"),
                  continuous("delay", "Delay", Unit::samples, -10000, 10000, 0,
                             "Later, or earlier: then everything else waits")}};
    type.latency = [](const ParameterValues& values, SampleRate) {
        const auto delay = std::llround(valueOr(values, "delay", 0));
        return FrameCount{delay < 0 ? -delay : 0};
    };
    type.tail = [](const ParameterValues& values, SampleRate rate) {
        const auto delay = std::llround(valueOr(values, "delay", 0));
        // 5 Hz: 31.8 ms to 1/e; 30 of them from full scale to where the state is dropped.
        const double settle = valueOr(values, "dcfilter", 0) > 0.5 ? 1.0 : 0.0;
        return FrameCount{(delay > 0 ? delay : 0) + std::llround(settle * rate.hz) + kQuantum};
    };
    type.create = [](const ProcessorSetup& setup) -> std::unique_ptr<Processor> {
        return std::make_unique<Utility>(setup);
    };
    return type;
}

} // namespace lacquer::processors
