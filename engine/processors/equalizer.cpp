#include "engine/processors/equalizer.h"

#include "engine/dsp/equalizer_kernel.h"
#include "engine/dsp/gain_kernel.h"
#include "engine/dsp/math.h"
#include "engine/processors/band_detector.h"
#include "engine/processors/equalizer_bands.h"
#include "engine/processors/linear_equalizer.h"
#include "engine/processors/parameter_lanes.h"
#include "engine/processors/parameter_tables.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace lacquer::processors {
namespace {

using namespace equalizer;

/// Whether the change is a step that has to be faded, not a movement.
bool isStep(const Bands& a, const Bands& b) {
    for (std::size_t k = 0; k < kBands; ++k) {
        if (a[k].on != b[k].on || a[k].side != b[k].side || a[k].band.type != b[k].band.type ||
            a[k].band.decibelsPerOctave != b[k].band.decibelsPerOctave)
            return true;
    }
    return false;
}

std::vector<ParameterSpec> bandParameters();

class Equalizer final : public Processor {
public:
    enum class Phase { asSet, linear };

    Equalizer(const ProcessorSetup& setup, Phase phase)
        : rate_(setup.rate.hz),
          // Choices and switches fade over 10 ms.
          fadeQuanta_(std::max(1, static_cast<int>(std::lround(0.010 * rate_ / kQuantum)))) {
        static const auto specs = bandParameters();
        for (std::size_t strip = 0; strip < kBundleStrips && strip < setup.values.size(); ++strip) {
            if (!setup.values[strip]) continue;
            const ParameterValues& values = *setup.values[strip];
            std::vector<float> numbers;
            for (const auto& spec : specs) numbers.push_back(static_cast<float>(numberOf(values, spec)));
            if (phase == Phase::linear || isLinear(values))
                linear_[strip] = std::make_unique<LinearEqualizer>(linearLatency(values, setup.rate), setup.rate.hz,
                                                                   numbers, setup.around.workshop);
            for (int band = 0; band < kBands; ++band) {
                auto& setting = bands_[strip][static_cast<std::size_t>(band)];
                setting = readBand(band, [&](std::size_t p) { return numbers[p]; });
                if (linear_[strip]) keepMovement(setting, 0);
            }
            design(static_cast<int>(strip));
            kernel_.install(static_cast<int>(strip), wanted_);
        }
    }

    void process(LaneView audio,
                 StripMask active,
                 std::span<const ParameterQuantum> parameters,
                 LaneView,
                 StripMask) noexcept override {
        StripMask gain = 0;
        for (int strip = 0; strip < kBundleStrips; ++strip) {
            if (!((active >> strip) & 1u)) continue;
            const auto& quantum = parameters[static_cast<std::size_t>(strip)];
            const LaneView own{audio.samples + kStripLanes * strip};
            follow(strip, quantum, own);
            if (auto& linear = linear_[static_cast<std::size_t>(strip)])
                linear->process(own, quantum.values);
            else if (quantum.values[kOutput] != 0 || quantum.moves(kOutput))
                gain |= 1u << strip;
        }
        kernel_.process(audio.samples, active);
        if (gain) dsp::applyGain(audio.samples, gain, output_.read(gain, parameters));
    }

    void reset(int strip) noexcept override {
        fresh_[strip] = true;
        if (auto& linear = linear_[static_cast<std::size_t>(strip)]) linear->reset();
        detectors_[static_cast<std::size_t>(strip)] = {};
    }

    void adopt(int strip, const Processor& other, int otherStrip) noexcept override {
        const auto& from = static_cast<const Equalizer&>(other);
        kernel_.adopt(strip, from.kernel_, otherStrip);
        const auto to = static_cast<std::size_t>(strip), source = static_cast<std::size_t>(otherStrip);
        bands_[to] = from.bands_[source];
        detectors_[to] = from.detectors_[source];
        dynamic_[strip] = from.dynamic_[otherStrip];
        fresh_[strip] = from.fresh_[otherStrip];
    }

    bool atRest(int strip) const noexcept override {
        return !fresh_[strip] && !dynamic_[strip] && !linear_[static_cast<std::size_t>(strip)] && kernel_.atRest(strip);
    }

    void takeOver(int strip, Processor& other, int otherStrip) noexcept override {
        adopt(strip, other, otherStrip);
        auto& mine = linear_[static_cast<std::size_t>(strip)];
        auto& its = static_cast<Equalizer&>(other).linear_[static_cast<std::size_t>(otherStrip)];
        if (mine && its && mine->latency() == its->latency()) mine.swap(its);
    }

    float gainReduction(int strip) const noexcept override {
        double deepest = 0;
        for (const auto& detector : detectors_[static_cast<std::size_t>(strip)])
            deepest = std::max(deepest, -detector.offset());
        return static_cast<float>(deepest);
    }

private:
    /// Of a band whose own curve is in a filter of linear phase, what is left to do here.
    static void keepMovement(BandSetting& setting, double offset) noexcept {
        setting.on = setting.dynamic() && hasGain(setting.band.type);
        setting.band.decibels = offset;
        if (!setting.on) setting = {};
    }

    void follow(int strip, const ParameterQuantum& quantum, LaneView audio) noexcept {
        if (!quantum.changed && !dynamic_[strip] && !fresh_[strip]) return;
        const auto index = static_cast<std::size_t>(strip);
        Bands next;
        dynamic_[strip] = false;
        for (int band = 0; band < kBands; ++band) {
            const auto b = static_cast<std::size_t>(band);
            next[b] = readBand(band, [&](std::size_t p) { return quantum.at(p, kQuantum - 1); });
            auto& detector = detectors_[index][b];
            auto* const linear = linear_[index].get();
            if (!next[b].dynamic()) {
                detector = {};
                if (linear) keepMovement(next[b], 0);
                continue;
            }
            dynamic_[strip] = true;
            detector.hear(next[b], 1e-3 * quantum.at(parameterOf(band, kAttack), kQuantum - 1),
                          1e-3 * quantum.at(parameterOf(band, kRelease), kQuantum - 1), rate_, audio);
            // A linear band's own gain is in the long filter; what moves meets the sound behind it.
            if (linear)
                keepMovement(next[b], linear->delayed(band, detector.offset()));
            else
                next[b].band.decibels += detector.offset();
        }
        if (fresh_[strip]) {
            bands_[index] = next;
            design(strip);
            kernel_.install(strip, wanted_);
            fresh_[strip] = false;
            return;
        }
        if (next == bands_[index]) return;
        const int quanta = isStep(next, bands_[index]) ? fadeQuanta_ : 1;
        bands_[index] = next;
        design(strip);
        kernel_.glide(strip, wanted_, quanta);
    }

    /// Fills wanted_ for the strip's bands.
    void design(int strip) noexcept {
        const auto& bands = bands_[static_cast<std::size_t>(strip)];
        for (int p = 0; p < dsp::EqualizerStrip::kPhases; ++p) {
            auto& phase = wanted_.phases[p];
            phase.count = 0;
            phase.corrected = false;
            bool unequal = p == 1;
            for (int side = 0; side < kStripLanes; ++side) {
                if (side == 1 && !unequal) {
                    copyLeftToRight(phase);
                    break;
                }
                design_.begin();
                int stage = 0;
                for (int band = 0; band < kBands; ++band) {
                    const auto& setting = bands[static_cast<std::size_t>(band)];
                    const bool turned = setting.side == Side::mid || setting.side == Side::side;
                    if (!setting.on || turned != (p == 1)) continue;
                    const bool here = setting.side == Side::stereo ||
                                      (side == 0) == (setting.side == Side::left || setting.side == Side::mid);
                    unequal = unequal || setting.side != Side::stereo;
                    std::array<dsp::StateVariable, dsp::kMaxSections> sections;
                    const int count = here ? design_.add(setting.band, rate_, sections)
                                           : other_.add(setting.band, rate_, sections);
                    for (int k = 0; k < count; ++k, ++stage) {
                        auto& to = phase.stages[static_cast<std::size_t>(stage)];
                        to.id = static_cast<std::uint8_t>(band * dsp::kMaxSections + k);
                        auto& filter = to.lanes[side] = sections[static_cast<std::size_t>(k)];
                        if (!here) filter.m0 = 1, filter.m1 = filter.m2 = 0;
                    }
                }
                phase.count = stage;
                const bool corrected = design_.correction(std::span<double, dsp::kCorrectionTaps>(phase.taps[side]));
                phase.corrected = phase.corrected || corrected;
            }
        }
    }

    static void copyLeftToRight(dsp::EqualizerStrip::Phase& phase) noexcept {
        for (int s = 0; s < phase.count; ++s) {
            auto& stage = phase.stages[static_cast<std::size_t>(s)];
            stage.lanes[1] = stage.lanes[0];
        }
        std::copy(std::begin(phase.taps[0]), std::end(phase.taps[0]), phase.taps[1]);
    }

    double rate_;
    int fadeQuanta_;
    dsp::EqualizerKernel kernel_;
    dsp::EqualizerDesign design_;
    dsp::EqualizerDesign other_; ///< counts a band's sections on the side it leaves alone
    dsp::EqualizerStrip wanted_;
    ParameterLanes output_{kOutput};
    std::array<std::unique_ptr<LinearEqualizer>, kBundleStrips> linear_; ///< of strips of linear phase
    std::array<Bands, kBundleStrips> bands_{};
    std::array<std::array<BandDetector, kBands>, kBundleStrips> detectors_{};
    bool dynamic_[kBundleStrips] = {};
    bool fresh_[kBundleStrips] = {true, true, true, true, true, true, true, true};
};

std::vector<ParameterSpec> bandParameters() {
    constexpr double kFrequencies[kBands] = {40, 100, 250, 630, 1600, 4000, 10000, 16000};
    std::vector<ParameterSpec> table{bypass()};
    for (int band = 0; band < kBands; ++band) {
        const std::string id = "band" + std::to_string(band + 1) + ".";
        const std::string name = "Band " + std::to_string(band + 1) + " ";
        table.push_back(onOff(id + "on", name + "on", false, "Setting any other value of the band turns it on"));
        table.push_back(choice(id + "type", name + "type",
                               {"lowcut", "highcut", "lowshelf", "highshelf", "bell", "notch", "bandpass",
                                "allpass", "tilt"},
                               4));
        table.push_back(hertz(id + "freq", name + "frequency", 10, 30000, kFrequencies[band]));
        table.push_back(decibels(id + "gain", name + "gain", -30, 30, 0));
        auto q = continuous(id + "q", name + "Q", Unit::none, 0.1, 40, 0.71, {}, Taper::logarithmic);
        table.push_back(std::move(q));
        auto slope = choice(id + "slope", name + "slope", {"6", "12", "18", "24", "36", "48", "72", "96"}, 1,
                            "Steepness of the cuts");
        slope.unit = Unit::decibelsPerOctave;
        table.push_back(std::move(slope));
        table.push_back(choice(id + "channel", name + "channel", {"stereo", "left", "right", "mid", "side"}));
        table.push_back(decibels(id + "threshold", name + "threshold", -80, 0, 0,
                                 "Where a dynamic band starts to move"));
        table.push_back(decibels(id + "range", name + "range", -30, 30, 0,
                                 "How far a dynamic band's gain moves, dB for dB over the threshold; 0 is static"));
        table.push_back(milliseconds(id + "attack", name + "attack", 0.1, 500, 10));
        table.push_back(milliseconds(id + "release", name + "release", 1, 5000, 120));
    }
    table.push_back(decibels("output", "Output", -24, 24, 0));
    return table;
}

std::vector<ParameterSpec> equalizerParameters() {
    auto table = bandParameters();
    table.push_back(choice("phase", "Phase", {"minimum", "linear"}, 0,
                           "Linear: nothing but the level changes, at the price of latency"));
    table.push_back(resolutionParameter());
    return table;
}

std::vector<ParameterSpec> linearParameters() {
    auto table = bandParameters();
    table.push_back(resolutionParameter());
    return table;
}

/// `lineareq` runs one strip per instance, in a bundle of its own.
class LinearStrip final : public Processor {
public:
    explicit LinearStrip(const ProcessorSetup& setup) : equalizer_(setup, Equalizer::Phase::linear) {}

    void process(LaneView audio,
                 StripMask,
                 std::span<const ParameterQuantum> parameters,
                 LaneView,
                 StripMask) noexcept override {
        const LaneView own{samples_};
        copy(audio, own);
        equalizer_.process(own, 1, parameters, {}, 0);
        copy(own, audio);
    }

    void reset(int) noexcept override { equalizer_.reset(0); }
    float gainReduction(int) const noexcept override { return equalizer_.gainReduction(0); }

private:
    static void copy(LaneView from, LaneView to) noexcept {
        for (int frame = 0; frame < kQuantum; ++frame)
            for (int side = 0; side < kStripLanes; ++side) to.at(frame, side) = from.at(frame, side);
    }

    Equalizer equalizer_;
    alignas(64) float samples_[kQuantum * kLaneStride] = {};
};

/// Frames until a filter's memory fell from anything to where the kernel drops it.
double decayFrames(const dsp::StateVariable& filter) {
    const auto q = dsp::biquadOf(filter);
    const double discriminant = q.a1 * q.a1 - 4 * q.a2;
    const double radius = discriminant < 0 ? std::sqrt(q.a2)
                                           : 0.5 * (std::fabs(q.a1) + std::sqrt(discriminant));
    // From +60 dB to −360 dB, with as much again for the memories' own scale at low frequencies.
    return -60.0 / dsp::log(std::clamp(radius, 0.1, 1 - 1e-12));
}

FrameCount tail(const ParameterValues& values, SampleRate rate) {
    static const auto specs = bandParameters();
    dsp::EqualizerDesign design;
    double frames = 0;
    for (int band = 0; band < kBands; ++band) {
        const auto setting = readBand(band, [&](std::size_t p) { return numberOf(values, specs[p]); });
        if (!setting.on) continue;
        // A dynamic band is back at rest long before; but it may start anywhere in its range.
        for (const double offset : {0.0, setting.range}) {
            auto moved = setting.band;
            moved.decibels += offset;
            std::array<dsp::StateVariable, dsp::kMaxSections> sections;
            const int count = design.add(moved, rate.hz, sections);
            double longest = 0;
            for (int k = 0; k < count; ++k)
                longest += decayFrames(sections[static_cast<std::size_t>(k)]);
            frames += longest;
        }
    }
    return {static_cast<std::int64_t>(frames) + 4 * kQuantum};
}

FrameCount linearTail(const ParameterValues& values, SampleRate rate) {
    return tail(values, rate) + FrameCount{LinearEqualizer::tail(linearLatency(values, rate))};
}

} // namespace

ProcessorType equalizerType() {
    ProcessorType type;
    type.spec = {"eq", "Equalizer", equalizerParameters()};
    type.latency = [](const ParameterValues& values, SampleRate rate) {
        return FrameCount{isLinear(values) ? linearLatency(values, rate) : 0};
    };
    type.tail = [](const ParameterValues& values, SampleRate rate) {
        return isLinear(values) ? linearTail(values, rate) : tail(values, rate);
    };
    type.create = [](const ProcessorSetup& setup) -> std::unique_ptr<Processor> {
        return std::make_unique<Equalizer>(setup, Equalizer::Phase::asSet);
    };
    type.goesOn = [](const ParameterValues& before, const ParameterValues& now) {
        const auto latency = [](const ParameterValues& values) {
            return isLinear(values) ? linearLatency(values, {48000}) : 0;
        };
        return latency(before) == latency(now);
    };
    return type;
}

ProcessorType linearEqualizerType() {
    ProcessorType type;
    type.spec = {"lineareq", "Linear-phase equalizer", linearParameters()};
    type.strips = 1;
    type.latency = [](const ParameterValues& values, SampleRate rate) { return FrameCount{linearLatency(values, rate)}; };
    type.tail = linearTail;
    type.create = [](const ProcessorSetup& setup) -> std::unique_ptr<Processor> {
        return std::make_unique<LinearStrip>(setup);
    };
    type.goesOn = [](const ParameterValues& before, const ParameterValues& now) {
        return linearLatency(before, {48000}) == linearLatency(now, {48000});
    };
    return type;
}

} // namespace lacquer::processors
