#include "engine/processors/compressor.h"

#include "engine/dsp/compressor_kernel.h"
#include "engine/processors/computed_lanes.h"
#include "engine/processors/parameter_tables.h"
#include "engine/processors/side_chain.h"

#include <algorithm>

namespace lacquer::processors {
namespace {

enum Parameter : std::size_t {
    kBypass, kThreshold, kRatio, kKnee, kAttack, kRelease, kAutoRelease, kMakeup, kAutoMakeup,
    kDetector, kLink, kMix, kLookahead, kStyle, kRange, kKey, kKeyLowCut, kKeyHighCut, kKeyListen
};

enum class Style { clean, vca, fet, opto, varimu };

dsp::CompressorCharacter characterOf(const ParameterQuantum& quantum) {
    const auto at = [&](Parameter p) { return static_cast<double>(quantum.at(p, kQuantum - 1)); };
    dsp::CompressorCharacter c;
    c.attack = 1e-3 * at(kAttack);
    c.release = 1e-3 * at(kRelease);
    c.window = quantum.values[kDetector] > 0.5f ? 0.010 : 0.0;
    const double ratio = at(kRatio);
    switch (static_cast<Style>(static_cast<int>(quantum.values[kStyle]))) {
    case Style::clean: break;
    case Style::vca:
        c.haste = 1.0 / 6.0;
        c.straightRelease = true;
        break;
    case Style::fet:
        // A feedback loop cannot be steeper than its gain: 20:1 is what the hardware reaches.
        c.feedback = std::min(ratio, 20.0) - 1;
        c.third = 0.008;
        break;
    case Style::opto:
        c.feedback = 1;
        c.slowShare = 0.5;
        c.slowAttack = 0.5;
        c.slowRelease = 5 * c.release;
        c.second = 0.004;
        break;
    case Style::varimu:
        c.feedback = 0.5 * (std::min(ratio, 13.0) - 1);
        c.growingRatio = true;
        c.slowShare = 0.3;
        c.slowAttack = 0.3;
        c.slowRelease = 3 * c.release;
        c.second = 0.010;
        c.third = 0.002;
        break;
    }
    if (quantum.values[kAutoRelease] > 0.5f) {
        // Peaks are let go quickly, what lasts slowly.
        c.straightRelease = false;
        c.slowShare = 0.8;
        c.slowAttack = 0.2;
        c.slowRelease = 5 * c.release;
        c.release *= 0.5;
    }
    return c;
}

class Compressor final : public Processor {
public:
    explicit Compressor(const ProcessorSetup& setup)
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
            const auto character = characterOf(quantum);
            for (int side = 0; side < kStripLanes; ++side) kernel_.set(kStripLanes * strip + side, character);
            stale_[strip] = false;
        }
        const float* const detector = sideChain_.prepare(audio, active, parameters, key, keyed, active, changed);
        if (changed || told_ != active) follow(active, parameters);
        kernel_.process(audio.samples, detector, active, controls_);
    }

    void reset(int strip) noexcept override {
        sideChain_.reset(strip);
        for (int side = 0; side < kStripLanes; ++side) kernel_.reset(kStripLanes * strip + side);
        stale_[strip] = true;
    }

    void adopt(int strip, const Processor& other, int otherStrip) noexcept override {
        const auto& from = static_cast<const Compressor&>(other);
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

    float gainReduction(int strip) const noexcept override {
        return std::max(kernel_.deepest(kStripLanes * strip), kernel_.deepest(kStripLanes * strip + 1));
    }

private:
    void follow(StripMask active, std::span<const ParameterQuantum> parameters) noexcept {
        told_ = active;
        const auto slope = [](const ParameterQuantum& q, int frame) { return 1.0f - 1.0f / q.at(kRatio, frame); };
        controls_ = {
            .threshold = threshold_.scaled(active, parameters, kThreshold, 1.0f),
            .slope = slope_.read(
                active, parameters, [](const ParameterQuantum& q) { return q.moves(kRatio); }, slope),
            .knee = knee_.scaled(active, parameters, kKnee, 1.0f),
            .range = range_.scaled(active, parameters, kRange, 1.0f),
            .makeup = makeup_.read(
                active, parameters,
                [](const ParameterQuantum& q) {
                    return q.moves(kMakeup) || (q.values[kAutoMakeup] > 0.5f && (q.moves(kThreshold) || q.moves(kRatio)));
                },
                [&](const ParameterQuantum& q, int frame) {
                    // Half of what a full-scale level loses.
                    const float automatic = q.values[kAutoMakeup] > 0.5f
                                                ? -0.5f * slope(q, frame) * q.at(kThreshold, frame)
                                                : 0.0f;
                    return q.at(kMakeup, frame) + automatic;
                }),
            .link = link_.scaled(active, parameters, kLink, 0.01f),
            .mix = mix_.scaled(active, parameters, kMix, 0.01f)};
    }

    dsp::CompressorKernel kernel_;
    SideChain sideChain_;
    ComputedLanes threshold_, slope_, knee_, range_, makeup_, link_, mix_;
    dsp::CompressorControls controls_{};
    StripMask told_ = 0; ///< strips whose parameters controls_ holds
    bool stale_[kBundleStrips] = {true, true, true, true, true, true, true, true};
};

} // namespace

ProcessorType compressorType() {
    ProcessorType type;
    auto ratio = continuous("ratio", "Ratio", Unit::ratio, 1, 100, 2, {}, Taper::logarithmic);
    auto attack = milliseconds("attack", "Attack", 0.01, 500, 10, "Time to 63 % of the reduction");
    auto release = milliseconds("release", "Release", 1, 5000, 120, "Time to give back 63 % of the reduction");
    attack.taper = release.taper = Taper::logarithmic;
    type.spec = {"compressor",
                 "Compressor",
                 {bypass(),
                  decibels("threshold", "Threshold", -60, 0, -18),
                  std::move(ratio),
                  decibels("knee", "Knee", 0, 24, 6, "Width of the bend, centred on the threshold"),
                  std::move(attack),
                  std::move(release),
                  onOff("autorelease", "Auto release", false, "Lets peaks go quickly and what lasts slowly"),
                  decibels("makeup", "Make-up", -24, 36, 0),
                  onOff("automakeup", "Auto make-up", false, "Adds half of what a full-scale level loses"),
                  choice("detector", "Detector", {"peak", "rms"}),
                  percent("link", "Stereo link", 0, 100, 100, "At 100 % the louder channel moves both"),
                  percent("mix", "Mix", 0, 100, 100),
                  SideChain::lookaheadSpec(),
                  choice("style", "Style", {"clean", "vca", "fet", "opto", "varimu"}),
                  decibels("range", "Range", 0, 60, 60, "Most reduction there may be")}};
    for (auto& spec : SideChain::specs()) type.spec.parameters.push_back(std::move(spec));
    type.latency = [](const ParameterValues& values, SampleRate rate) {
        return FrameCount{SideChain::lookahead(values, rate)};
    };
    type.tail = [](const ParameterValues& values, SampleRate rate) {
        // The detector's filters and the colour's own offset ring off within two seconds.
        return FrameCount{SideChain::lookahead(values, rate) + 2ll * rate.hz};
    };
    type.create = [](const ProcessorSetup& setup) -> std::unique_ptr<Processor> {
        return std::make_unique<Compressor>(setup);
    };
    return type;
}

} // namespace lacquer::processors
