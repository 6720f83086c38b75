#include "engine/processors/deesser.h"

#include "engine/dsp/compressor_kernel.h"
#include "engine/dsp/crossover.h"
#include "engine/processors/computed_lanes.h"
#include "engine/processors/parameter_tables.h"

#include <algorithm>

namespace lacquer::processors {
namespace {

enum Parameter : std::size_t { kBypass, kFrequency, kThreshold, kRange, kMode, kListen };

class DeEsser final : public Processor {
public:
    explicit DeEsser(const ProcessorSetup& setup)
        : crossover_(setup.rate.hz), kernel_(setup.rate.hz),
          fadeQuanta_(std::max(1, static_cast<int>(kFadeSeconds * setup.rate.hz / kQuantum + 0.5))) {
        // dsp.md 2.2: attack 0.5 to 2 ms, release 20 to 80 ms.
        for (int lane = 0; lane < kLaneStride; ++lane) kernel_.set(lane, {.attack = 0.0007, .release = 0.045});
    }

    void process(LaneView audio,
                 StripMask active,
                 std::span<const ParameterQuantum> parameters,
                 LaneView,
                 StripMask) noexcept override {
        StripMask split = 0, wide = 0, listening = 0, fading = 0;
        bool changed = told_ != active;
        for (int strip = 0; strip < kBundleStrips; ++strip) {
            if (!((active >> strip) & 1u)) continue;
            const auto& quantum = parameters[static_cast<std::size_t>(strip)];
            changed = changed || quantum.changed;
            for (int side = 0; side < kStripLanes; ++side)
                crossover_.setFrequency(kStripLanes * strip + side, quantum.at(kFrequency, kQuantum - 1));
            const bool listens = quantum.values[kListen] > 0.5f, isWide = quantum.values[kMode] > 0.5f;
            turnTo(turns_[strip], listens ? Sound::range : isWide ? Sound::wide : Sound::split);
            if (turns_[strip].quanta < fadeQuanta_) {
                fading |= 1u << strip;
                continue;
            }
            (isWide ? wide : split) |= 1u << strip;
            if (listens) listening |= 1u << strip;
        }
        crossover_.split(audio.samples, low_, high_, active);
        if (changed) follow(active, parameters);
        // Who listens to a range that is turned down hears it as it was.
        give(audio, listening & split, [&](int at) { return high_[at]; });
        if (split) kernel_.process(high_, high_, split, controls_);
        if (wide) kernel_.process(audio.samples, high_, wide, controls_);
        give(audio, listening & wide, [&](int at) { return high_[at]; });
        give(audio, split & ~listening, [&](int at) { return low_[at] + high_[at]; });
        if (fading) fade(audio, fading);
    }

    void reset(int strip) noexcept override {
        for (int side = 0; side < kStripLanes; ++side) {
            crossover_.reset(kStripLanes * strip + side);
            kernel_.reset(kStripLanes * strip + side);
        }
        turns_[strip] = {};
    }

    void adopt(int strip, const Processor& other, int otherStrip) noexcept override {
        const auto& from = static_cast<const DeEsser&>(other);
        for (int side = 0; side < kStripLanes; ++side) {
            crossover_.adopt(kStripLanes * strip + side, from.crossover_, kStripLanes * otherStrip + side);
            kernel_.adopt(kStripLanes * strip + side, from.kernel_, kStripLanes * otherStrip + side);
        }
        turns_[strip] = from.turns_[otherStrip];
        told_ = 0;
    }

    float gainReduction(int strip) const noexcept override {
        return std::max(kernel_.deepest(kStripLanes * strip), kernel_.deepest(kStripLanes * strip + 1));
    }

private:
    static constexpr double kFadeSeconds = 0.015;

    /// What a strip gives: the range turned down in it, all of it turned down, or the range alone.
    enum class Sound { none, split, wide, range };
    struct Turn {
        Sound from = Sound::none, to = Sound::none; ///< none: nothing was heard yet
        int quanta = 0;                             ///< since it turned
    };

    void turnTo(Turn& turn, Sound to) const noexcept {
        if (turn.to == to) return;
        turn = {turn.to, to, turn.to == Sound::none ? fadeQuanta_ : 0};
    }

    /// From one sound to another: without it, low notes click, which the crossover gives in another phase.
    void fade(LaneView audio, StripMask fading) noexcept {
        // One gain for both sounds: what the compressor makes of ones.
        std::fill_n(gains_, kQuantum * kLaneStride, 1.0f);
        kernel_.process(gains_, high_, fading, controls_);
        for (int strip = 0; strip < kBundleStrips; ++strip) {
            if (!((fading >> strip) & 1u)) continue;
            Turn& turn = turns_[strip];
            for (int frame = 0; frame < kQuantum; ++frame) {
                const float way = (static_cast<float>(turn.quanta) + static_cast<float>(frame + 1) / kQuantum) / static_cast<float>(fadeQuanta_);
                const float share = way * way * (3.0f - 2.0f * way);
                for (int side = 0; side < kStripLanes; ++side) {
                    const int at = frame * kLaneStride + kStripLanes * strip + side;
                    const auto sound = [&](Sound what) {
                        if (what == Sound::range) return high_[at];
                        return what == Sound::wide ? audio.samples[at] * gains_[at] : low_[at] + high_[at] * gains_[at];
                    };
                    const float before = sound(turn.from);
                    audio.samples[at] = before + share * (sound(turn.to) - before);
                }
            }
            ++turn.quanta;
        }
    }

    void follow(StripMask active, std::span<const ParameterQuantum> parameters) noexcept {
        told_ = active;
        const auto constant = [&](ComputedLanes& lanes, float value) {
            return lanes.read(
                active, parameters, [](const ParameterQuantum&) { return false; },
                [=](const ParameterQuantum&, int) { return value; });
        };
        // Dead level over the threshold, up to the range.
        controls_ = {.threshold = threshold_.scaled(active, parameters, kThreshold, 1.0f),
                     .slope = constant(slope_, 1.0f),
                     .knee = constant(knee_, 4.0f),
                     .range = range_.scaled(active, parameters, kRange, 1.0f),
                     .makeup = constant(makeup_, 0.0f),
                     .link = constant(link_, 1.0f),
                     .mix = constant(mix_, 1.0f)};
    }

    template <class Value>
    static void give(LaneView audio, StripMask strips, Value&& value) noexcept {
        for (int strip = 0; strip < kBundleStrips; ++strip) {
            if (!((strips >> strip) & 1u)) continue;
            for (int frame = 0; frame < kQuantum; ++frame) {
                for (int side = 0; side < kStripLanes; ++side) {
                    const int at = frame * kLaneStride + kStripLanes * strip + side;
                    audio.samples[at] = value(at);
                }
            }
        }
    }

    dsp::SteepCrossover crossover_;
    dsp::CompressorKernel kernel_;
    ComputedLanes threshold_, slope_, knee_, range_, makeup_, link_, mix_;
    dsp::CompressorControls controls_{};
    Turn turns_[kBundleStrips];
    int fadeQuanta_;
    StripMask told_ = 0; ///< strips whose parameters controls_ holds
    alignas(64) float low_[kQuantum * kLaneStride] = {};
    alignas(64) float high_[kQuantum * kLaneStride] = {};
    alignas(64) float gains_[kQuantum * kLaneStride] = {};
};

} // namespace

ProcessorType deesserType() {
    ProcessorType type;
    type.spec = {"deesser",
                 "De-esser",
                 {bypass(),
                  hertz("freq", "Frequency", 2000, 16000, 6500, "Sibilance is above"),
                  decibels("threshold", "Threshold", -60, 0, -30, "Level of the sibilant range"),
                  decibels("range", "Range", 0, 24, 8, "Most reduction there may be"),
                  choice("mode", "Mode", {"split", "wide"}, 0, "Turns down the sibilant range only, or everything"),
                  onOff("listen", "Listen", false, "Hear the sibilant range")}};
    type.latency = [](const ParameterValues&, SampleRate) { return FrameCount{0}; };
    type.tail = [](const ParameterValues&, SampleRate rate) { return FrameCount{rate.hz / 4}; };
    type.create = [](const ProcessorSetup& setup) -> std::unique_ptr<Processor> {
        return std::make_unique<DeEsser>(setup);
    };
    return type;
}

} // namespace lacquer::processors
