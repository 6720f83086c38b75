#include "engine/processors/modulation.h"

#include "engine/dsp/low_oscillator.h"
#include "engine/dsp/modulated_delay.h"
#include "engine/dsp/phaser.h"
#include "engine/processors/note_lengths.h"
#include "engine/processors/parameter_tables.h"
#include "engine/processors/strip_sides.h"

#include <array>
#include <cmath>
#include <utility>

namespace lacquer::processors {
namespace {

// All four tables begin alike.
enum Common : std::size_t { kBypass, kRate, kSync, kDepth, kStereo, kMix, kFirstOwn };

constexpr int kLastFrame = kQuantum - 1;

double hertzOf(const ParameterQuantum& quantum) noexcept {
    const int sync = static_cast<int>(quantum.values[kSync]);
    return sync == 0 ? static_cast<double>(quantum.at(kRate, kLastFrame))
                     : 1 / secondsOfNote(sync - 1, quantum.tempo);
}

double shareOf(const ParameterQuantum& quantum, std::size_t parameter) noexcept {
    return 0.01 * static_cast<double>(quantum.at(parameter, kLastFrame));
}

double turnsOf(const ParameterQuantum& quantum) noexcept {
    return static_cast<double>(quantum.at(kStereo, kLastFrame)) / 360;
}

ProcessorSpec table(std::string id, std::string name, double rate, double depth, double stereo, double mix) {
    return {std::move(id),
            std::move(name),
            {bypass(), hertz("rate", "Rate", 0.01, 20, rate, "Where sync is off"),
             choice("sync", "Sync", noteLengths("off"), 0, "Rate in notes of the song's tempo; d is dotted, t a triplet"),
             percent("depth", "Depth", 0, 100, depth),
             continuous("stereo", "Stereo", Unit::degrees, 0, 180, stereo, "The right side is ahead by as much"),
             percent("mix", "Mix", 0, 100, mix)}};
}

ParameterSpec feedback(double value) {
    return percent("feedback", "Feedback", -95, 95, value, "Below zero with the wave turned upside down");
}

constexpr dsp::ModulatedDelayShape kChorusShape{.nearest = 0.0075, .swing = 0.0075, .spread = 0.0037};
constexpr dsp::ModulatedDelayShape kFlangerShape{.nearest = 0.0002, .swing = 0.0075, .spread = 0};

/// An effect on one strip, blended with the input; what it is told is read from the table.
template <typename Effect, auto controlsOf>
class Modulation final : public Processor {
public:
    explicit Modulation(Effect effect) : effect_(std::move(effect)) {}

    void process(LaneView audio, StripMask, std::span<const ParameterQuantum> parameters, LaneView,
                 StripMask) noexcept override {
        const StripSides dry(audio);
        StripSides wet;
        effect_.process(dry[0], dry[1], wet[0], wet[1], controlsOf(parameters[0]));
        blend(audio, dry, wet, parameters[0], kMix);
    }

    void reset(int) noexcept override { effect_.reset(); }

private:
    Effect effect_;
};

enum ChorusParameter : std::size_t { kVoices = kFirstOwn };

dsp::ModulatedDelayControls chorusControls(const ParameterQuantum& quantum) noexcept {
    return {.hertz = hertzOf(quantum),
            .depth = shareOf(quantum, kDepth),
            .voices = 1 + static_cast<int>(quantum.values[kVoices]),
            .stereo = turnsOf(quantum)};
}

enum FlangerParameter : std::size_t { kFlangerFeedback = kFirstOwn };

dsp::ModulatedDelayControls flangerControls(const ParameterQuantum& quantum) noexcept {
    return {.hertz = hertzOf(quantum),
            .depth = shareOf(quantum, kDepth),
            .feedback = static_cast<float>(shareOf(quantum, kFlangerFeedback)),
            .voices = 1,
            .stereo = turnsOf(quantum)};
}

enum PhaserParameter : std::size_t { kPhaserFeedback = kFirstOwn, kStages, kFreq };

dsp::PhaserControls phaserControls(const ParameterQuantum& quantum) noexcept {
    return {.hertz = hertzOf(quantum),
            .depth = shareOf(quantum, kDepth),
            .centre = quantum.at(kFreq, kLastFrame),
            .feedback = static_cast<float>(shareOf(quantum, kPhaserFeedback)),
            .stages = 2 + 2 * static_cast<int>(quantum.values[kStages]),
            .stereo = turnsOf(quantum)};
}

using Chorus = Modulation<dsp::ModulatedDelay, chorusControls>;
using Flanger = Modulation<dsp::ModulatedDelay, flangerControls>;
using Phaser = Modulation<dsp::Phaser, phaserControls>;

/// Many strips at once; the wave of each goes its own way.
class Tremolo final : public Processor {
public:
    explicit Tremolo(const ProcessorSetup& setup) : rate_(setup.rate.hz) {}

    void process(LaneView audio, StripMask active, std::span<const ParameterQuantum> parameters, LaneView,
                 StripMask) noexcept override {
        for (std::size_t strip = 0; strip < kBundleStrips; ++strip) {
            if (!((active >> strip) & 1U)) continue;
            const auto& quantum = parameters[strip];
            const double hertz = hertzOf(quantum);
            const auto wave = static_cast<dsp::LowWave>(static_cast<int>(quantum.values[kShape]));
            const double depth = shareOf(quantum, kDepth) * shareOf(quantum, kMix);
            auto& state = states_[strip];
            if (state.depth < 0) state.depth = depth;
            for (int side = 0; side < kStripLanes; ++side) {
                const double offset = side == 0 ? 0.25 : 0.25 + turnsOf(quantum);
                auto& last = state.gains[static_cast<std::size_t>(side)];
                double jump = 0; // to another shape or another place of the wave; it goes within the quantum
                const auto gainAt = [&](int point) {
                    // Begins at full level: a quarter turn ahead the sine is at its top.
                    const double sway = state.oscillator.at(point, hertz, rate_, offset, wave);
                    const double share = static_cast<double>(point) / dsp::LowOscillator::kPoints;
                    const double now = state.depth + (depth - state.depth) * share;
                    return static_cast<float>(1 - now * (0.5 - 0.5 * sway) + jump * (1 - share));
                };
                float from = gainAt(0);
                if (last >= 0) jump = static_cast<double>(last - from), from = last;
                for (int point = 0; point < dsp::LowOscillator::kPoints; ++point) {
                    const float to = gainAt(point + 1);
                    const float growth = (to - from) * (1.0F / dsp::LowOscillator::kStep);
                    for (int i = 0; i < dsp::LowOscillator::kStep; ++i)
                        audio.at(point * dsp::LowOscillator::kStep + i, kStripLanes * static_cast<int>(strip) + side) *=
                            from + growth * static_cast<float>(i);
                    from = to;
                }
                last = from;
            }
            state.depth = depth;
            state.oscillator.advance(hertz, rate_);
        }
    }

    void reset(int strip) noexcept override { states_[static_cast<std::size_t>(strip)] = {}; }

    void adopt(int strip, const Processor& other, int otherStrip) noexcept override {
        states_[static_cast<std::size_t>(strip)] =
            static_cast<const Tremolo&>(other).states_[static_cast<std::size_t>(otherStrip)];
    }

    enum Own : std::size_t { kShape = kFirstOwn };

private:
    struct State {
        dsp::LowOscillator oscillator;
        double depth = -1; ///< at the end of the last quantum; below 0: fresh
        std::array<float, kStripLanes> gains{-1, -1}; ///< likewise
    };

    double rate_;
    std::array<State, kBundleStrips> states_;
};

FrameCount noLatency(const ParameterValues&, SampleRate) { return {0}; }

} // namespace

ProcessorType chorusType() {
    ProcessorType type;
    type.spec = table("chorus", "Chorus", 0.6, 50, 90, 50);
    type.spec.parameters.push_back(choice("voices", "Voices", {"1", "2", "3", "4"}, 1));
    type.strips = 1;
    type.latency = noLatency;
    type.tail = [](const ParameterValues&, SampleRate rate) {
        return FrameCount{dsp::ModulatedDelay::tail(kChorusShape, 0, rate.hz) + 2 * kQuantum};
    };
    type.create = [](const ProcessorSetup& setup) -> std::unique_ptr<Processor> {
        return std::make_unique<Chorus>(dsp::ModulatedDelay(kChorusShape, setup.rate.hz));
    };
    return type;
}

ProcessorType flangerType() {
    ProcessorType type;
    type.spec = table("flanger", "Flanger", 0.25, 70, 90, 50);
    type.spec.parameters.push_back(feedback(30));
    type.strips = 1;
    type.latency = noLatency;
    type.tail = [](const ParameterValues& values, SampleRate rate) {
        const double back = 0.01 * valueOr(values, "feedback", 30);
        return FrameCount{dsp::ModulatedDelay::tail(kFlangerShape, back, rate.hz) + 2 * kQuantum};
    };
    type.create = [](const ProcessorSetup& setup) -> std::unique_ptr<Processor> {
        return std::make_unique<Flanger>(dsp::ModulatedDelay(kFlangerShape, setup.rate.hz));
    };
    return type;
}

ProcessorType phaserType() {
    ProcessorType type;
    type.spec = table("phaser", "Phaser", 0.4, 60, 90, 50);
    type.spec.parameters.push_back(feedback(30));
    type.spec.parameters.push_back(choice("stages", "Stages", {"2", "4", "6", "8", "10", "12"}, 2));
    type.spec.parameters.push_back(hertz("freq", "Centre", 100, 8000, 800, "Around here the notches sway"));
    type.strips = 1;
    type.latency = noLatency;
    type.tail = [](const ParameterValues& values, SampleRate rate) {
        dsp::PhaserControls controls;
        controls.depth = 0.01 * valueOr(values, "depth", 60);
        controls.centre = valueOr(values, "freq", 800);
        controls.feedback = static_cast<float>(0.01 * valueOr(values, "feedback", 30));
        controls.stages = 2 + 2 * static_cast<int>(valueOr(values, "stages", 2));
        return FrameCount{dsp::Phaser::tail(controls, rate.hz) + 2 * kQuantum};
    };
    type.create = [](const ProcessorSetup& setup) -> std::unique_ptr<Processor> {
        return std::make_unique<Phaser>(dsp::Phaser(setup.rate.hz));
    };
    return type;
}

ProcessorType tremoloType() {
    ProcessorType type;
    type.spec = table("tremolo", "Tremolo", 5, 60, 0, 100);
    type.spec.parameters.push_back(choice("shape", "Shape", {"sine", "triangle", "square"}));
    type.latency = noLatency;
    type.tail = noLatency;
    type.create = [](const ProcessorSetup& setup) -> std::unique_ptr<Processor> {
        return std::make_unique<Tremolo>(setup);
    };
    return type;
}

} // namespace lacquer::processors
