#include "engine/processors/denoise.h"

#include "engine/dsp/noise_reducer.h"
#include "engine/dsp/silence_watch.h"
#include "engine/processors/noise_profile.h"
#include "engine/processors/parameter_tables.h"
#include "engine/processors/strip_sides.h"

namespace lacquer::processors {
namespace {

enum Parameter : std::size_t { kBypass, kReduction, kSensitivity, kProfile, kLearn, kResidue };

class Denoise final : public Processor {
public:
    explicit Denoise(const ProcessorSetup& setup)
        : reducer_(setup.rate.hz), tail_(2 * dsp::NoiseReducer::latency(setup.rate.hz)) {
        watch_.reset();
        const auto& texts = setup.values[0]->texts;
        if (const auto profile = texts.find("profile"); profile != texts.end())
            // What is none runs adaptively.
            if (const auto learned = NoiseProfile::parse(profile->second)) reducer_.setProfile(learned->binPower(setup.rate));
    }

    void process(LaneView audio,
                 StripMask,
                 std::span<const ParameterQuantum> parameters,
                 LaneView,
                 StripMask) noexcept override {
        StripSides samples(audio);
        const auto state = watch_.look(samples[0], samples[1], tail_);
        if (state == dsp::SilenceWatch::State::sleeps) return;
        if (state == dsp::SilenceWatch::State::fallsAsleep) {
            reducer_.rest();
            return;
        }
        const auto& quantum = parameters[0];
        reducer_.process(samples[0], samples[1],
                         {.reduction = quantum.at(kReduction, kQuantum - 1),
                          .sensitivity = 0.01f * quantum.at(kSensitivity, kQuantum - 1),
                          .learning = quantum.values[kLearn] > 0.5f,
                          .residue = quantum.values[kResidue] > 0.5f});
        samples.giveTo(audio);
    }

    void reset(int) noexcept override {
        reducer_.reset();
        watch_.reset();
    }

private:
    dsp::NoiseReducer reducer_;
    dsp::SilenceWatch watch_;
    std::int64_t tail_;
};

} // namespace

ProcessorType denoiseType() {
    ProcessorType type;
    ParameterSpec profile;
    profile.id = "profile";
    profile.name = "Profile";
    profile.kind = ParameterKind::text;
    profile.help = "adaptive, or a noise that was learned";
    type.spec = {"denoise",
                 "Noise reduction",
                 {bypass(), decibels("reduction", "Reduction", 0, 40, 12, "By how much noise alone comes down"),
                  percent("sensitivity", "Sensitivity", 0, 100, 50, "More takes louder sounds for noise"),
                  std::move(profile),
                  onOff("learn", "Learn", false, "While it is on, what is heard is nothing but noise"),
                  onOff("residue", "Hear what is removed", false)}};
    type.strips = 1;
    type.latency = [](const ParameterValues&, SampleRate rate) { return FrameCount{dsp::NoiseReducer::latency(rate.hz)}; };
    type.tail = [](const ParameterValues&, SampleRate rate) {
        return FrameCount{2 * dsp::NoiseReducer::latency(rate.hz)};
    };
    type.create = [](const ProcessorSetup& setup) -> std::unique_ptr<Processor> {
        return std::make_unique<Denoise>(setup);
    };
    return type;
}

} // namespace lacquer::processors
