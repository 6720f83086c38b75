#include "engine/processors/gate.h"

#include "engine/dsp/gate_kernel.h"
#include "engine/processors/computed_lanes.h"
#include "engine/processors/parameter_tables.h"
#include "engine/processors/side_chain.h"

#include <algorithm>

namespace lacquer::processors {
namespace {

enum Parameter : std::size_t {
    kBypass, kThreshold, kHysteresis, kRatio, kRange, kAttack, kHold, kRelease, kLookahead, kKey,
    kKeyLowCut, kKeyHighCut, kKeyListen
};

class Gate final : public Processor {
public:
    explicit Gate(const ProcessorSetup& setup)
        : kernel_(setup.rate.hz), sideChain_(setup, {kKey, kKeyLowCut, kKeyHighCut, kKeyListen}) {}

    void process(LaneView audio,
                 StripMask active,
                 std::span<const ParameterQuantum> parameters,
                 LaneView key,
                 StripMask keyed) noexcept override {
        bool changed = false;
        for (int strip = 0; strip < kBundleStrips; ++strip) {
            if (!((active >> strip) & 1u)) continue;
            const auto& quantum = parameters[static_cast<std::size_t>(strip)];
            if (!quantum.changed && !stale_[strip]) continue;
            changed = true;
            const auto seconds = [&](Parameter p) { return 1e-3 * quantum.at(p, kQuantum - 1); };
            for (int side = 0; side < kStripLanes; ++side)
                kernel_.set(kStripLanes * strip + side, seconds(kAttack), seconds(kHold), seconds(kRelease));
            stale_[strip] = false;
        }
        const float* const detector = sideChain_.prepare(audio, active, parameters, key, keyed, active, changed);
        if (changed || told_ != active) {
            told_ = active;
            controls_ = {
                .threshold = threshold_.scaled(active, parameters, kThreshold, 1.0f),
                .hysteresis = hysteresis_.scaled(active, parameters, kHysteresis, 1.0f),
                .slope = slope_.read(
                    active, parameters, [](const ParameterQuantum& q) { return q.moves(kRatio); },
                    [](const ParameterQuantum& q, int frame) { return q.at(kRatio, frame) - 1.0f; }),
                .range = range_.scaled(active, parameters, kRange, 1.0f)};
        }
        kernel_.process(audio.samples, detector, active, controls_);
    }

    void reset(int strip) noexcept override {
        sideChain_.reset(strip);
        for (int side = 0; side < kStripLanes; ++side) kernel_.reset(kStripLanes * strip + side);
        stale_[strip] = true;
    }

    void adopt(int strip, const Processor& other, int otherStrip) noexcept override {
        const auto& from = static_cast<const Gate&>(other);
        sideChain_.adopt(strip, from.sideChain_, otherStrip);
        for (int side = 0; side < kStripLanes; ++side)
            kernel_.adopt(kStripLanes * strip + side, from.kernel_, kStripLanes * otherStrip + side);
        stale_[strip] = from.stale_[otherStrip];
        told_ = 0;
    }

    bool atRest(int strip) const noexcept override {
        return !stale_[strip] && sideChain_.atRest(strip) && kernel_.atRest(kStripLanes * strip) &&
               kernel_.atRest(kStripLanes * strip + 1);
    }

    float gainReduction(int strip) const noexcept override { return kernel_.deepest(kStripLanes * strip); }

private:
    dsp::GateKernel kernel_;
    SideChain sideChain_;
    ComputedLanes threshold_, hysteresis_, slope_, range_;
    dsp::GateControls controls_{};
    StripMask told_ = 0; ///< strips whose parameters controls_ holds
    bool stale_[kBundleStrips] = {true, true, true, true, true, true, true, true};
};

} // namespace

ProcessorType gateType() {
    ProcessorType type;
    auto ratio = continuous("ratio", "Ratio", Unit::ratio, 1, 100, 100,
                            "100 is a gate; less expands downwards", Taper::logarithmic);
    auto attack = milliseconds("attack", "Attack", 0.01, 500, 1);
    auto release = milliseconds("release", "Release", 1, 5000, 100);
    attack.taper = release.taper = Taper::logarithmic;
    type.spec = {"gate",
                 "Gate",
                 {bypass(),
                  decibels("threshold", "Threshold", -90, 0, -40),
                  decibels("hysteresis", "Hysteresis", 0, 24, 3, "It closes this much under the threshold"),
                  std::move(ratio),
                  decibels("range", "Range", -90, 0, -90, "Gain when closed"),
                  std::move(attack),
                  milliseconds("hold", "Hold", 0, 2000, 20, "Stays open this long"),
                  std::move(release),
                  SideChain::lookaheadSpec()}};
    for (auto& spec : SideChain::specs()) type.spec.parameters.push_back(std::move(spec));
    type.latency = [](const ParameterValues& values, SampleRate rate) {
        return FrameCount{SideChain::lookahead(values, rate)};
    };
    type.tail = [](const ParameterValues& values, SampleRate rate) {
        return FrameCount{SideChain::lookahead(values, rate) + 2ll * rate.hz};
    };
    type.create = [](const ProcessorSetup& setup) -> std::unique_ptr<Processor> {
        return std::make_unique<Gate>(setup);
    };
    return type;
}

} // namespace lacquer::processors
