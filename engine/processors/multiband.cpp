#include "engine/processors/multiband.h"

#include "engine/dsp/compressor_kernel.h"
#include "engine/dsp/crossover.h"
#include "engine/processors/computed_lanes.h"
#include "engine/processors/linear_crossovers.h"
#include "engine/processors/linear_equalizer.h"
#include "engine/processors/parameter_tables.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace lacquer::processors {
namespace {

constexpr int kBands = 4;

enum BandParameter : std::size_t { kThreshold, kRatio, kKnee, kAttack, kRelease, kMakeup, kSolo, kMute, kOn, kBandParameters };

constexpr std::size_t kCrossover1 = 1;

constexpr std::size_t parameterOf(int band, BandParameter which) {
    return 4 + static_cast<std::size_t>(band) * kBandParameters + which;
}

/// Compressor, controls and lanes of one band.
struct Band {
    explicit Band(double rate) : kernel(rate) {}

    dsp::CompressorKernel kernel;
    ComputedLanes threshold, slope, knee, range, makeup, link, mix;
    float level[kBundleStrips] = {1, 1, 1, 1, 1, 1, 1, 1}; ///< 0 when muted or not soloed
    alignas(64) float samples[kQuantum * kLaneStride] = {};
};

class Multiband final : public Processor {
public:
    explicit Multiband(const ProcessorSetup& setup)
        : low_(setup.rate.hz), middle_(setup.rate.hz), high_(setup.rate.hz), lowAround_(setup.rate.hz),
          highAround_(setup.rate.hz) {
        for (int band = 0; band < kBands; ++band) bands_.push_back(std::make_unique<Band>(setup.rate.hz));
        for (std::size_t strip = 0; strip < kBundleStrips && strip < setup.values.size(); ++strip) {
            if (!setup.values[strip] || !isLinear(*setup.values[strip])) continue;
            const auto& values = *setup.values[strip];
            const float hertz[3] = {static_cast<float>(valueOr(values, "xover1", 120)),
                                    static_cast<float>(valueOr(values, "xover2", 1000)),
                                    static_cast<float>(valueOr(values, "xover3", 6000))};
            linear_[strip] = std::make_unique<LinearCrossovers>(setup.rate, hertz, setup.around.workshop);
        }
    }

    void process(LaneView audio,
                 StripMask active,
                 std::span<const ParameterQuantum> parameters,
                 LaneView,
                 StripMask) noexcept override {
        for (int strip = 0; strip < kBundleStrips; ++strip) {
            if (!((active >> strip) & 1u)) continue;
            follow(strip, parameters[static_cast<std::size_t>(strip)]);
        }
        // Every band passes the all-pass of the crossover it does not meet: low ones the upper's,
        // high ones the lower's.
        auto& bands = bands_;
        StripMask linear = 0;
        for (int strip = 0; strip < kBundleStrips; ++strip)
            if (((active >> strip) & 1u) && linear_[static_cast<std::size_t>(strip)]) linear |= 1u << strip;
        if (const StripMask minimum = active & ~linear) {
            middle_.split(audio.samples, bands[1]->samples, bands[3]->samples, minimum);
            lowAround_.allPass(bands[1]->samples, minimum);
            highAround_.allPass(bands[3]->samples, minimum);
            low_.split(bands[1]->samples, bands[0]->samples, bands[1]->samples, minimum);
            high_.split(bands[3]->samples, bands[2]->samples, bands[3]->samples, minimum);
        }
        for (int strip = 0; strip < kBundleStrips; ++strip) {
            if (!((linear >> strip) & 1u)) continue;
            const auto& values = parameters[static_cast<std::size_t>(strip)].values;
            const int lane = kStripLanes * strip;
            LaneView parts[kBands];
            for (std::size_t band = 0; band < kBands; ++band) parts[band] = {bands[band]->samples + lane};
            linear_[static_cast<std::size_t>(strip)]->split({audio.samples + lane}, parts, values.subspan(kCrossover1, 3));
        }
        for (int band = 0; band < kBands; ++band) compress(band, active, parameters);
        add(audio, active, parameters);
    }

    void reset(int strip) noexcept override {
        for (int side = 0; side < kStripLanes; ++side) {
            const int lane = kStripLanes * strip + side;
            for (auto* crossover : {&low_, &middle_, &high_, &lowAround_, &highAround_}) crossover->reset(lane);
            for (auto& band : bands_) band->kernel.reset(lane);
        }
        fresh_[strip] = true;
        if (auto& linear = linear_[static_cast<std::size_t>(strip)]) linear->reset();
    }

    void takeOver(int strip, Processor& other, int otherStrip) noexcept override {
        adopt(strip, other, otherStrip);
        auto& mine = linear_[static_cast<std::size_t>(strip)];
        auto& its = static_cast<Multiband&>(other).linear_[static_cast<std::size_t>(otherStrip)];
        if (mine && its) mine.swap(its);
    }

    void adopt(int strip, const Processor& other, int otherStrip) noexcept override {
        const auto& from = static_cast<const Multiband&>(other);
        for (int side = 0; side < kStripLanes; ++side) {
            const int lane = kStripLanes * strip + side, otherLane = kStripLanes * otherStrip + side;
            low_.adopt(lane, from.low_, otherLane);
            middle_.adopt(lane, from.middle_, otherLane);
            high_.adopt(lane, from.high_, otherLane);
            lowAround_.adopt(lane, from.lowAround_, otherLane);
            highAround_.adopt(lane, from.highAround_, otherLane);
            for (std::size_t band = 0; band < kBands; ++band)
                bands_[band]->kernel.adopt(lane, from.bands_[band]->kernel, otherLane);
        }
        for (std::size_t band = 0; band < kBands; ++band)
            bands_[band]->level[strip] = from.bands_[band]->level[otherStrip];
        fresh_[strip] = from.fresh_[otherStrip];
    }

    float gainReduction(int strip) const noexcept override {
        float deepest = 0;
        for (const auto& band : bands_)
            for (int side = 0; side < kStripLanes; ++side)
                deepest = std::max(deepest, band->kernel.deepest(kStripLanes * strip + side));
        return deepest;
    }

private:
    void follow(int strip, const ParameterQuantum& quantum) noexcept {
        double hertz[3];
        for (std::size_t k = 0; k < 3; ++k) {
            hertz[k] = quantum.at(kCrossover1 + k, kQuantum - 1);
            // Crossovers keep their order.
            if (k > 0) hertz[k] = std::max(hertz[k], hertz[k - 1]);
        }
        for (int side = 0; side < kStripLanes; ++side) {
            const int lane = kStripLanes * strip + side;
            low_.setFrequency(lane, hertz[0]);
            highAround_.setFrequency(lane, hertz[0]);
            middle_.setFrequency(lane, hertz[1]);
            high_.setFrequency(lane, hertz[2]);
            lowAround_.setFrequency(lane, hertz[2]);
            for (int band = 0; band < kBands; ++band) {
                const auto at = [&](BandParameter p) { return quantum.at(parameterOf(band, p), kQuantum - 1); };
                if (quantum.changed || fresh_[strip])
                    bands_[static_cast<std::size_t>(band)]->kernel.set(
                        lane, {.attack = 1e-3 * at(kAttack), .release = 1e-3 * at(kRelease)});
            }
        }
    }

    void compress(int index, StripMask active, std::span<const ParameterQuantum> parameters) noexcept {
        Band& band = *bands_[static_cast<std::size_t>(index)];
        const auto still = [](const ParameterQuantum&) { return false; };
        const auto constant = [&](ComputedLanes& lanes, float value) {
            return lanes.read(active, parameters, still, [=](const ParameterQuantum&, int) { return value; });
        };
        const auto whenOn = [&](ComputedLanes& lanes, BandParameter which, auto&& value) {
            return lanes.read(
                active, parameters, [=](const ParameterQuantum& q) { return q.moves(parameterOf(index, which)); },
                [=](const ParameterQuantum& q, int frame) {
                    return q.values[parameterOf(index, kOn)] > 0.5f ? value(q.at(parameterOf(index, which), frame)) : 0.0f;
                });
        };
        const dsp::CompressorControls controls{
            .threshold = band.threshold.scaled(active, parameters, parameterOf(index, kThreshold), 1.0f),
            .slope = whenOn(band.slope, kRatio, [](float ratio) { return 1.0f - 1.0f / ratio; }),
            .knee = band.knee.scaled(active, parameters, parameterOf(index, kKnee), 1.0f),
            .range = constant(band.range, 200.0f),
            .makeup = whenOn(band.makeup, kMakeup, [](float decibels) { return decibels; }),
            .link = constant(band.link, 1.0f),
            .mix = constant(band.mix, 1.0f)};
        band.kernel.process(band.samples, band.samples, active, controls);
    }

    void add(LaneView audio, StripMask active, std::span<const ParameterQuantum> parameters) noexcept {
        for (int strip = 0; strip < kBundleStrips; ++strip) {
            if (!((active >> strip) & 1u)) continue;
            const auto& quantum = parameters[static_cast<std::size_t>(strip)];
            const auto is = [&](int band, BandParameter p) { return quantum.values[parameterOf(band, p)] > 0.5f; };
            bool anySolo = false;
            for (int band = 0; band < kBands; ++band) anySolo = anySolo || is(band, kSolo);
            for (int band = 0; band < kBands; ++band) {
                Band& from = *bands_[static_cast<std::size_t>(band)];
                const float target = is(band, kMute) || (anySolo && !is(band, kSolo)) ? 0.0f : 1.0f;
                if (fresh_[strip]) from.level[strip] = target;
                const float start = from.level[strip], step = (target - start) / kQuantum;
                for (int frame = 0; frame < kQuantum; ++frame) {
                    const float level = start + step * static_cast<float>(frame + 1);
                    for (int side = 0; side < kStripLanes; ++side) {
                        const int lane = kStripLanes * strip + side;
                        const float part = level * from.samples[frame * kLaneStride + lane];
                        audio.at(frame, lane) = band == 0 ? part : audio.at(frame, lane) + part;
                    }
                }
                from.level[strip] = target;
            }
            fresh_[strip] = false;
        }
    }

    dsp::Crossover low_, middle_, high_, lowAround_, highAround_;
    std::vector<std::unique_ptr<Band>> bands_;
    std::array<std::unique_ptr<LinearCrossovers>, kBundleStrips> linear_; ///< of strips of linear phase
    bool fresh_[kBundleStrips] = {true, true, true, true, true, true, true, true};
};

std::vector<ParameterSpec> parameters() {
    std::vector<ParameterSpec> table{bypass(),
                                     hertz("xover1", "Crossover 1", 20, 1000, 120),
                                     hertz("xover2", "Crossover 2", 100, 6000, 1000),
                                     hertz("xover3", "Crossover 3", 1000, 20000, 6000)};
    for (int band = 1; band <= kBands; ++band) {
        const std::string id = "band" + std::to_string(band) + ".";
        const std::string name = "Band " + std::to_string(band) + " ";
        table.push_back(decibels(id + "threshold", name + "threshold", -60, 0, -18));
        auto ratio = continuous(id + "ratio", name + "ratio", Unit::ratio, 1, 100, 2, {}, Taper::logarithmic);
        table.push_back(std::move(ratio));
        table.push_back(decibels(id + "knee", name + "knee", 0, 24, 6));
        table.push_back(milliseconds(id + "attack", name + "attack", 0.01, 500, 10));
        table.push_back(milliseconds(id + "release", name + "release", 1, 5000, 120));
        table.push_back(decibels(id + "makeup", name + "make-up", -24, 36, 0));
        table.push_back(onOff(id + "solo", name + "solo"));
        table.push_back(onOff(id + "mute", name + "mute"));
        table.push_back(onOff(id + "on", name + "on", true, "Off: the band passes as it is"));
    }
    table.push_back(choice("phase", "Phase", {"minimum", "linear"}, 0,
                           "Of the crossovers. Linear: the bands stay in step, at the price of latency"));
    return table;
}

} // namespace

ProcessorType multibandType() {
    ProcessorType type;
    type.spec = {"multiband", "Multiband compressor", parameters()};
    type.latency = [](const ParameterValues& values, SampleRate rate) {
        return FrameCount{isLinear(values) ? LinearCrossovers::latency(rate) : 0};
    };
    // The lowest crossover, 20 Hz, four filters deep, until its memories are dropped.
    type.tail = [](const ParameterValues&, SampleRate rate) { return FrameCount{2ll * rate.hz}; };
    type.goesOn = [](const ParameterValues& before, const ParameterValues& now) {
        return isLinear(before) == isLinear(now);
    };
    type.create = [](const ProcessorSetup& setup) -> std::unique_ptr<Processor> {
        return std::make_unique<Multiband>(setup);
    };
    return type;
}

} // namespace lacquer::processors
