#include "engine/processors/limiter.h"

#include "engine/dsp/limiter.h"
#include "engine/dsp/math.h"
#include "engine/processors/parameter_tables.h"

#include <algorithm>
#include <cmath>

namespace lacquer::processors {
namespace {

enum Parameter : std::size_t { kBypass, kGain, kCeiling, kRelease, kLookahead, kStyle, kLink, kTruePeak };

constexpr double kDefaultLookahead = 5;

int lookaheadFrames(const ParameterValues& values, SampleRate rate) {
    const double milliseconds = valueOr(values, "lookahead", kDefaultLookahead);
    return std::max(static_cast<int>(std::lround(milliseconds * 1e-3 * rate.hz)),
                    dsp::Limiter::kShortestLookahead);
}

/// A level parameter as linear gain over a quantum.
struct GainCurve {
    alignas(64) float gain[kQuantum] = {};

    void read(const ParameterQuantum& quantum, std::size_t parameter) noexcept {
        if (quantum.moves(parameter)) {
            for (int i = 0; i < kQuantum; ++i)
                gain[i] = static_cast<float>(dsp::gainOfDecibels(quantum.at(parameter, i)));
            moved = true;
        } else if (const float decibels = quantum.values[parameter]; moved || decibels != level) {
            std::fill_n(gain, kQuantum, static_cast<float>(dsp::gainOfDecibels(decibels)));
            level = decibels;
            moved = false;
        }
    }

private:
    float level = 0; ///< that `gain` is filled with, unless it moved
    bool moved = true;
};

class Limiter final : public Processor {
public:
    explicit Limiter(const ProcessorSetup& setup)
        : limiter_(setup.rate.hz, lookaheadFrames(*setup.values[0], setup.rate)) {}

    void process(LaneView audio,
                 StripMask,
                 std::span<const ParameterQuantum> parameters,
                 LaneView,
                 StripMask) noexcept override {
        const auto& quantum = parameters[0];
        gain_.read(quantum, kGain);
        ceiling_.read(quantum, kCeiling);
        const dsp::LimiterControls controls{
            .style = static_cast<dsp::LimiterStyle>(static_cast<int>(quantum.values[kStyle])),
            .release = 1e-3 * quantum.values[kRelease],
            .link = 0.01F * quantum.values[kLink],
            .truePeak = quantum.values[kTruePeak] > 0.5F};
        alignas(64) float sides[kStripLanes][kQuantum];
        for (int i = 0; i < kQuantum; ++i) {
            sides[0][i] = audio.at(i, 0) * gain_.gain[i];
            sides[1][i] = audio.at(i, 1) * gain_.gain[i];
        }
        limiter_.process(sides[0], sides[1], ceiling_.gain, controls);
        for (int i = 0; i < kQuantum; ++i) {
            audio.at(i, 0) = sides[0][i];
            audio.at(i, 1) = sides[1][i];
        }
    }

    void reset(int) noexcept override {
        limiter_.reset();
    }

    float gainReduction(int) const noexcept override {
        const float gain = limiter_.lowestGain();
        return gain < 1 ? static_cast<float>(-dsp::decibelsOfGain(gain)) : 0.0F;
    }

private:
    dsp::Limiter limiter_;
    GainCurve gain_, ceiling_;
};

} // namespace

ProcessorType limiterType() {
    ProcessorType type;
    type.spec = {
        "limiter",
        "Limiter",
        {bypass(), decibels("gain", "Gain", 0, 36, 0, "Drives the signal into the ceiling"),
         decibels("ceiling", "Ceiling", -24, 0, -1, "Nothing leaves louder than this"),
         continuous("release", "Release", Unit::milliseconds, 1, 2000, 100,
                    "Time back to no reduction; short peaks are let go sooner"),
         continuous("lookahead", "Look-ahead", Unit::milliseconds, 0.5, 20, kDefaultLookahead,
                    "More is cleaner; the signal is later by as much"),
         choice("style", "Style", {"transparent", "punchy", "loud"}, 0,
                "Cleanest, keeps the edge of transients, or back to full level at once"),
         percent("link", "Link", 0, 100, 100, "At 100 % both sides are turned down together"),
         onOff("truepeak", "True peak", true, "The ceiling holds between the samples too")}};
    type.strips = 1;
    type.latency = [](const ParameterValues& values, SampleRate rate) {
        return FrameCount{lookaheadFrames(values, rate)};
    };
    type.tail = [](const ParameterValues& values, SampleRate rate) {
        return FrameCount{lookaheadFrames(values, rate) + kQuantum};
    };
    type.create = [](const ProcessorSetup& setup) -> std::unique_ptr<Processor> {
        return std::make_unique<Limiter>(setup);
    };
    return type;
}

} // namespace lacquer::processors
