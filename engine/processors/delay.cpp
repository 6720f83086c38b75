#include "engine/processors/delay.h"

#include "engine/dsp/echo.h"
#include "engine/dsp/math.h"
#include "engine/processors/note_lengths.h"
#include "engine/processors/parameter_tables.h"
#include "engine/processors/strip_sides.h"

namespace lacquer::processors {
namespace {

enum Parameter : std::size_t {
    kBypass, kTime, kSync, kFeedback, kPingPong, kLowCut, kHighCut, kModulation, kDucking, kMovement, kMix
};

constexpr int kLastFrame = kQuantum - 1;
constexpr double kDefaultTime = 375, kDefaultFeedback = 35;

double secondsFor(double milliseconds, int sync, double tempo) noexcept {
    if (sync == 0) return 1e-3 * milliseconds;
    // What does not fit is halved, so that it stays in time.
    double seconds = secondsOfNote(sync - 1, tempo);
    while (seconds > dsp::Echo::kLongestTime) seconds *= 0.5;
    return seconds;
}

class Delay final : public Processor {
public:
    explicit Delay(const ProcessorSetup& setup) : echo_(setup.rate.hz) {}

    void process(LaneView audio,
                 StripMask,
                 std::span<const ParameterQuantum> parameters,
                 LaneView,
                 StripMask) noexcept override {
        const auto& quantum = parameters[0];
        const auto value = [&](Parameter p) { return quantum.at(p, kLastFrame); };
        const dsp::EchoControls controls{
            .time = secondsFor(value(kTime), static_cast<int>(quantum.values[kSync]), quantum.tempo),
            .tape = quantum.values[kMovement] > 0.5F,
            .feedback = 0.01F * value(kFeedback),
            .pingPong = quantum.values[kPingPong] > 0.5F,
            .lowCut = value(kLowCut),
            .highCut = value(kHighCut),
            .modulation = 0.01 * value(kModulation),
            .ducking = static_cast<float>(dsp::gainOfDecibels(-value(kDucking)))};
        const StripSides dry(audio);
        StripSides wet;
        echo_.process(dry[0], dry[1], wet[0], wet[1], controls);
        blend(audio, dry, wet, quantum, kMix);
    }

    void reset(int) noexcept override { echo_.reset(); }
    bool atRest(int) const noexcept override { return echo_.asleep(); }

private:
    dsp::Echo echo_;
};

} // namespace

ProcessorType delayType() {
    ProcessorType type;
    type.spec = {"delay",
                 "Delay",
                 {bypass(), milliseconds("time", "Time", 1, 5000, kDefaultTime, "Where sync is off"),
                  choice("sync", "Sync", noteLengths("off"), 0, "Time in notes of the song's tempo; d is dotted, t a triplet"),
                  percent("feedback", "Feedback", 0, 110, kDefaultFeedback, "From 100 % on it never ends"),
                  onOff("pingpong", "Ping-pong", false, "Echoes alternate between the sides"),
                  hertz("lowcut", "Low cut", 20, 2000, 20, "On every echo; 20 Hz is off"),
                  hertz("highcut", "High cut", 500, 20000, 20000, "On every echo; 20 kHz is off"),
                  percent("modulation", "Modulation", 0, 100, 0, "The time sways, as on worn tape"),
                  decibels("ducking", "Ducking", 0, 40, 0, "Echoes wait while the input is loud"),
                  choice("movement", "Time change", {"fade", "tape"}, 0,
                         "A new time fades in, or is reached by gliding like tape"),
                  percent("mix", "Mix", 0, 100, 100, "At 100 % only the echoes are left")}};
    type.strips = 1;
    type.latency = [](const ParameterValues&, SampleRate) { return FrameCount{0}; };
    type.tail = [](const ParameterValues& values, SampleRate rate) {
        dsp::EchoControls controls;
        const bool synced = valueOr(values, "sync", 0) > 0.5;
        // The tempo is not known here: a synced time is at most the longest.
        controls.time = synced ? dsp::Echo::kLongestTime : 1e-3 * valueOr(values, "time", kDefaultTime);
        controls.feedback = static_cast<float>(0.01 * valueOr(values, "feedback", kDefaultFeedback));
        return FrameCount{dsp::Echo::tail(controls, rate.hz)};
    };
    type.create = [](const ProcessorSetup& setup) -> std::unique_ptr<Processor> {
        return std::make_unique<Delay>(setup);
    };
    return type;
}

} // namespace lacquer::processors
