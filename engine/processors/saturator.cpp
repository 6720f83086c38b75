#include "engine/processors/saturator.h"

#include "engine/dsp/gain_kernel.h"
#include "engine/dsp/limiter.h"
#include "engine/dsp/saturator_kernel.h"
#include "engine/dsp/saturator_tone.h"
#include "engine/dsp/strip_delay.h"
#include "engine/processors/computed_lanes.h"
#include "engine/processors/parameter_tables.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <optional>
#include <vector>

namespace lacquer::processors {
namespace {

constexpr int kMostDoublings = 4;
constexpr int kDefaultDoublings = 2;

int doublingsOf(const ParameterValues& values) {
    return std::clamp(static_cast<int>(std::lround(valueOr(values, "oversampling", kDefaultDoublings))), 0,
                      kMostDoublings);
}

ParameterSpec oversamplingSpec() {
    return choice("oversampling", "Oversampling", {"1", "2", "4", "8", "16"}, kDefaultDoublings,
                  "More is cleaner, and later: it is latency");
}

/// The hard curve rounds its corner over 4 % of the way; at width 0 its antiderivatives have no end.
dsp::SaturationCurve roundedClip(double softness) {
    // With softness s the bend begins at 1 − s/2 and takes twice what is left.
    const double width = std::max(0.04, softness);
    return {.knee = 1 - 0.5 * width, .width = width, .c2 = -0.5, .c3 = 0};
}

/// A change of style crossfades for this many quanta: 21 ms at 48 kHz.
constexpr int kFade = 16;

enum class Style { tape, tube, transistor, soft, hard };

dsp::SaturationCurve curveOf(Style style, double bias) {
    dsp::SaturationCurve curve;
    switch (style) {
    case Style::tape: // bends from the first millivolt on, and flattens smoothly to the second order
        curve = {.knee = 0, .width = 1.875, .c2 = 0, .c3 = -2.0 / 3.0, .c5 = 0.2};
        break;
    case Style::tube: // the soft curve off its centre: even harmonics
        curve = {.knee = 0, .width = 1.5};
        bias += 0.25;
        break;
    case Style::transistor: // clean for the first half, then a square-law corner
        curve = {.knee = 0.5, .width = 1, .c2 = -0.5, .c3 = 0};
        break;
    case Style::soft: curve = {.knee = 0, .width = 1.5}; break;
    case Style::hard: curve = roundedClip(0); break;
    }
    curve.bias = bias;
    return curve;
}

/// Both processors: a gain, a curve at a multiple of the rate, what follows it.
class Shaper : public Processor {
public:
    explicit Shaper(const ProcessorSetup& setup)
        : kernel_(most(setup)), leaving_(most(setup)), tone_(setup.rate.hz) {
        const int longest = dsp::SaturatorKernel::latency(kMostDoublings);
        for (int strip = 0; strip < kBundleStrips; ++strip) {
            dry_.emplace_back(longest);
            const auto index = static_cast<std::size_t>(strip);
            if (index < setup.values.size() && setup.values[index])
                doublings_[strip] = doublingsOf(*setup.values[index]);
        }
    }

    void reset(int strip) noexcept override {
        dry_[static_cast<std::size_t>(strip)].reset();
        for (int side = 0; side < kStripLanes; ++side) tone_.reset(kStripLanes * strip + side);
        fresh_[strip] = true;
        fading_[strip] = 0;
    }

    void adopt(int strip, const Processor& other, int otherStrip) noexcept override {
        const auto& from = static_cast<const Shaper&>(other);
        // Another oversampling has other filters: it starts anew.
        if (doublings_[strip] != from.doublings_[otherStrip]) return;
        dry_[static_cast<std::size_t>(strip)].adopt(from.dry_[static_cast<std::size_t>(otherStrip)]);
        for (int side = 0; side < kStripLanes; ++side) {
            const int lane = kStripLanes * strip + side, otherLane = kStripLanes * otherStrip + side;
            kernel_.adopt(lane, from.kernel_, otherLane);
            leaving_.adopt(lane, from.leaving_, otherLane);
            tone_.adopt(lane, from.tone_, otherLane);
        }
        fresh_[strip] = from.fresh_[otherStrip];
        fading_[strip] = from.fading_[otherStrip];
    }

protected:
    /// Call before the curve of another kind is set: the one of now fades out. False while one does.
    bool fadeOut(int strip) noexcept {
        if (fading_[strip] > 0) return false;
        for (int side = 0; side < kStripLanes; ++side) {
            const int lane = kStripLanes * strip + side;
            leaving_.adopt(lane, kernel_, lane);
        }
        fading_[strip] = kFade;
        return true;
    }

    void setCurve(int strip, const dsp::SaturationCurve& curve) noexcept {
        for (int side = 0; side < kStripLanes; ++side) {
            const int lane = kStripLanes * strip + side;
            kernel_.setCurve(lane, curve);
            tone_.set(lane, curve.bias != 0);
            if (fresh_[strip]) kernel_.reset(lane);
        }
        fresh_[strip] = false;
    }

    /// Leaves the input, delayed by the latency, in dryRows().
    void keepDry(LaneView audio, StripMask active) noexcept {
        for (int strip = 0; strip < kBundleStrips; ++strip) {
            if (!((active >> strip) & 1u)) continue;
            for (int frame = 0; frame < kQuantum; ++frame) {
                const int at = frame * kLaneStride + kStripLanes * strip;
                dryRows_[at] = audio.samples[at];
                dryRows_[at + 1] = audio.samples[at + 1];
            }
            dry_[static_cast<std::size_t>(strip)].process(
                {dryRows_ + kStripLanes * strip}, dsp::SaturatorKernel::latency(doublings_[strip]));
        }
    }

    const float* dryRows() const { return dryRows_; }

    void shape(LaneView audio, StripMask active) noexcept {
        StripMask fading = 0;
        for (int strip = 0; strip < kBundleStrips; ++strip)
            if (((active >> strip) & 1u) && fading_[strip] > 0) fading |= 1u << strip;
        if (fading) {
            std::memcpy(leavingRows_, audio.samples, sizeof leavingRows_);
            run(leaving_, {leavingRows_}, fading);
        }
        run(kernel_, audio, active);
        for (int strip = 0; strip < kBundleStrips; ++strip) {
            if (!((fading >> strip) & 1u)) continue;
            const int done = (kFade - fading_[strip]) * kQuantum;
            for (int frame = 0; frame < kQuantum; ++frame) {
                const float share = static_cast<float>(done + frame + 1) / (kFade * kQuantum);
                for (int side = 0; side < kStripLanes; ++side) {
                    const int at = frame * kLaneStride + kStripLanes * strip + side;
                    audio.samples[at] = leavingRows_[at] + share * (audio.samples[at] - leavingRows_[at]);
                }
            }
            --fading_[strip];
        }
    }

    bool fresh(int strip) const { return fresh_[strip]; }
    int doublings(int strip) const { return doublings_[strip]; }
    dsp::SaturatorTone& tone() { return tone_; }

private:
    void run(dsp::SaturatorKernel& kernel, LaneView audio, StripMask active) noexcept {
        for (int doublings = 0; doublings <= kMostDoublings; ++doublings) {
            StripMask these = 0;
            for (int strip = 0; strip < kBundleStrips; ++strip)
                if (((active >> strip) & 1u) && doublings_[strip] == doublings) these |= 1u << strip;
            if (these) kernel.process(audio.samples, these, doublings);
        }
    }

    static int most(const ProcessorSetup& setup) {
        int most = 0;
        for (const auto* values : setup.values)
            if (values) most = std::max(most, doublingsOf(*values));
        return most;
    }

    dsp::SaturatorKernel kernel_;
    dsp::SaturatorKernel leaving_; ///< the curve that fades out
    dsp::SaturatorTone tone_;
    std::vector<dsp::StripDelay> dry_;
    int doublings_[kBundleStrips] = {};
    bool fresh_[kBundleStrips] = {true, true, true, true, true, true, true, true};
    int fading_[kBundleStrips] = {}; ///< quanta left
    alignas(64) float leavingRows_[kQuantum * kLaneStride] = {};
    alignas(64) float dryRows_[kQuantum * kLaneStride] = {};
};

class Saturator final : public Shaper {
public:
    enum Parameter : std::size_t { kBypass, kDrive, kStyle, kBias, kTone, kMix, kOutput, kOversampling };

    using Shaper::Shaper;

    void process(LaneView audio,
                 StripMask active,
                 std::span<const ParameterQuantum> parameters,
                 LaneView,
                 StripMask) noexcept override {
        for (int strip = 0; strip < kBundleStrips; ++strip) {
            if (!((active >> strip) & 1u)) continue;
            const auto& quantum = parameters[static_cast<std::size_t>(strip)];
            const auto style = static_cast<Style>(static_cast<int>(quantum.values[kStyle]));
            // One that changes again within a fade waits for its end.
            if (fresh(strip) || (style != style_[strip] && fadeOut(strip))) style_[strip] = style;
            else if (!quantum.changed) continue;
            setCurve(strip, curveOf(style_[strip], 0.005 * quantum.at(kBias, kQuantum - 1)));
        }
        keepDry(audio, active);
        dsp::applyGain(audio.samples, active, drive_.scaled(active, parameters, kDrive, 1.0f));
        shape(audio, active);
        tone().process(audio.samples, dryRows(), active, tilt_.scaled(active, parameters, kTone, 0.06f),
                       output_.scaled(active, parameters, kOutput, 1.0f), mix_.scaled(active, parameters, kMix, 0.01f));
    }

    void adopt(int strip, const Processor& other, int otherStrip) noexcept override {
        Shaper::adopt(strip, other, otherStrip);
        style_[strip] = static_cast<const Saturator&>(other).style_[otherStrip];
    }

private:
    Style style_[kBundleStrips] = {};
    ComputedLanes drive_, tilt_, output_, mix_;
};

/// Frames by which what rings over the clipper's ceiling is seen coming.
int overshootLookahead(int doublings, SampleRate rate) {
    return doublings == 0 ? 0 : std::max(rate.hz / 1000, dsp::Limiter::kShortestLookahead);
}

class Clipper final : public Shaper {
public:
    enum Parameter : std::size_t { kBypass, kCeiling, kGain, kSoftness, kOversampling };

    explicit Clipper(const ProcessorSetup& setup) : Shaper(setup) {
        for (int strip = 0; strip < kBundleStrips; ++strip)
            if (doublings(strip) > 0)
                overshoots_[strip].emplace(setup.rate.hz, overshootLookahead(doublings(strip), setup.rate));
    }

    void process(LaneView audio,
                 StripMask active,
                 std::span<const ParameterQuantum> parameters,
                 LaneView,
                 StripMask) noexcept override {
        for (int strip = 0; strip < kBundleStrips; ++strip) {
            if (!((active >> strip) & 1u)) continue;
            const auto& quantum = parameters[static_cast<std::size_t>(strip)];
            if (quantum.changed || fresh(strip))
                setCurve(strip, roundedClip(0.01 * quantum.at(kSoftness, kQuantum - 1)));
        }
        const auto moves = [](const ParameterQuantum& q) { return q.moves(kGain) || q.moves(kCeiling); };
        // The curve clips at 1: the ceiling is put there and back.
        dsp::applyGain(audio.samples, active, into_.read(active, parameters, moves, [](const ParameterQuantum& q, int frame) {
            return q.at(kGain, frame) - q.at(kCeiling, frame);
        }));
        shape(audio, active);
        for (int strip = 0; strip < kBundleStrips; ++strip)
            if (((active >> strip) & 1u) && doublings(strip) > 0)
                holdOvershoots(*overshoots_[strip], {audio.samples + kStripLanes * strip});
        dsp::applyGain(audio.samples, active, back_.scaled(active, parameters, kCeiling, 1.0f));
    }

    void reset(int strip) noexcept override {
        Shaper::reset(strip);
        if (overshoots_[strip]) overshoots_[strip]->reset();
    }

    void adopt(int strip, const Processor& other, int otherStrip) noexcept override {
        Shaper::adopt(strip, other, otherStrip);
        const auto& from = static_cast<const Clipper&>(other);
        // Of the same rate: it is as long, and copying it allocates nothing.
        if (doublings(strip) == from.doublings(otherStrip) && doublings(strip) > 0)
            *overshoots_[strip] = *from.overshoots_[otherStrip];
    }

private:
    /// A band-limited wave rings over a hard corner, on driven music by 1 to 4 dB. Cutting that off here would
    /// fold; turned down slowly, a steady wave keeps its shape and nothing leaves over the ceiling.
    static void holdOvershoots(dsp::Limiter& limiter, LaneView strip) noexcept {
        static constexpr dsp::LimiterControls kControls{.release = 0.05, .truePeak = false};
        alignas(64) float sides[kStripLanes][kQuantum], ceiling[kQuantum];
        std::fill_n(ceiling, kQuantum, 1.0F);
        for (int frame = 0; frame < kQuantum; ++frame)
            for (int side = 0; side < kStripLanes; ++side) sides[side][frame] = strip.at(frame, side);
        limiter.process(sides[0], sides[1], ceiling, kControls);
        for (int frame = 0; frame < kQuantum; ++frame)
            for (int side = 0; side < kStripLanes; ++side) strip.at(frame, side) = sides[side][frame];
    }

    ComputedLanes into_, back_;
    std::optional<dsp::Limiter> overshoots_[kBundleStrips];
};

FrameCount shaperLatency(const ParameterValues& values, SampleRate) {
    return {dsp::SaturatorKernel::latency(doublingsOf(values))};
}

FrameCount clipperLatency(const ParameterValues& values, SampleRate rate) {
    return {shaperLatency(values, rate).value + overshootLookahead(doublingsOf(values), rate)};
}

FrameCount shaperTail(const ParameterValues& values, SampleRate rate) {
    // The offset's 5 Hz filter, 32 ms to 1/e, until it is dropped at 1e-12.
    return {2 * dsp::SaturatorKernel::latency(doublingsOf(values)) + 3ll * rate.hz / 2};
}

} // namespace

ProcessorType saturatorType() {
    ProcessorType type;
    type.spec = {"saturator",
                 "Saturator",
                 {bypass(),
                  decibels("drive", "Drive", 0, 48, 0),
                  choice("style", "Style", {"tape", "tube", "transistor", "soft", "hard"}),
                  percent("bias", "Bias", -100, 100, 0, "Off centre: even harmonics"),
                  percent("tone", "Tone", -100, 100, 0, "Tilts the result around 1 kHz, ±6 dB"),
                  percent("mix", "Mix", 0, 100, 100),
                  decibels("output", "Output", -48, 24, 0),
                  oversamplingSpec()}};
    type.latency = shaperLatency;
    type.tail = shaperTail;
    type.create = [](const ProcessorSetup& setup) -> std::unique_ptr<Processor> {
        return std::make_unique<Saturator>(setup);
    };
    return type;
}

ProcessorType clipperType() {
    ProcessorType type;
    type.spec = {"clipper",
                 "Clipper",
                 {bypass(),
                  decibels("ceiling", "Ceiling", -24, 0, -0.1, "Nothing leaves louder than this"),
                  decibels("gain", "Gain", 0, 36, 0),
                  percent("softness", "Softness", 0, 100, 0, "Rounds the corner; at 100 % from half the ceiling on"),
                  oversamplingSpec()}};
    type.latency = clipperLatency;
    type.tail = [](const ParameterValues& values, SampleRate rate) {
        return FrameCount{2 * clipperLatency(values, rate).value + kQuantum};
    };
    type.create = [](const ProcessorSetup& setup) -> std::unique_ptr<Processor> {
        return std::make_unique<Clipper>(setup);
    };
    return type;
}

} // namespace lacquer::processors
