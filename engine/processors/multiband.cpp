#include "engine/processors/multiband.h"

#include "engine/dsp/band_split.h"
#include "engine/dsp/compressor_kernel.h"
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

constexpr int kBands = dsp::BandSplit::kBands;

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
    dsp::CompressorControls controls{};
    alignas(64) float samples[kQuantum * kLaneStride] = {};
};

class Multiband final : public Processor {
public:
    explicit Multiband(const ProcessorSetup& setup) : split_(setup.rate.hz) {
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
        bool changed = told_ != active;
        StripMask linear = 0;
        for (int strip = 0; strip < kBundleStrips; ++strip) {
            if (!((active >> strip) & 1u)) continue;
            if (linear_[static_cast<std::size_t>(strip)]) linear |= 1u << strip;
            const auto& quantum = parameters[static_cast<std::size_t>(strip)];
            if (!quantum.changed && !fresh_[strip]) continue;
            changed = true;
            follow(strip, quantum);
        }
        if (const StripMask minimum = active & ~linear)
            split_.split(audio.samples, {bands_[0]->samples, bands_[1]->samples, bands_[2]->samples, bands_[3]->samples}, minimum);
        for (int strip = 0; strip < kBundleStrips; ++strip) {
            if (!((linear >> strip) & 1u)) continue;
            const auto& values = parameters[static_cast<std::size_t>(strip)].values;
            const int lane = kStripLanes * strip;
            LaneView parts[kBands];
            for (std::size_t band = 0; band < kBands; ++band) parts[band] = {bands_[band]->samples + lane};
            linear_[static_cast<std::size_t>(strip)]->split({audio.samples + lane}, parts, values.subspan(kCrossover1, 3));
        }
        if (changed) told_ = active;
        for (int band = 0; band < kBands; ++band) {
            Band& one = *bands_[static_cast<std::size_t>(band)];
            if (changed) one.controls = controlsOf(band, active, parameters);
            one.kernel.process(one.samples, one.samples, active, one.controls);
        }
        join(audio, active, parameters, changed);
    }

    void reset(int strip) noexcept override {
        for (int side = 0; side < kStripLanes; ++side) {
            const int lane = kStripLanes * strip + side;
            split_.reset(lane);
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
            split_.adopt(lane, from.split_, otherLane);
            for (std::size_t band = 0; band < kBands; ++band)
                bands_[band]->kernel.adopt(lane, from.bands_[band]->kernel, otherLane);
        }
        for (int band = 0; band < kBands; ++band) level_[band][strip] = from.level_[band][otherStrip];
        fresh_[strip] = from.fresh_[otherStrip];
        told_ = 0;
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
            for (int k = 0; k < 3; ++k) split_.setFrequency(lane, k, hertz[k]);
            for (int band = 0; band < kBands; ++band) {
                const auto at = [&](BandParameter p) { return quantum.at(parameterOf(band, p), kQuantum - 1); };
                bands_[static_cast<std::size_t>(band)]->kernel.set(
                    lane, {.attack = 1e-3 * at(kAttack), .release = 1e-3 * at(kRelease)});
            }
        }
    }

    dsp::CompressorControls controlsOf(int index, StripMask active, std::span<const ParameterQuantum> parameters) noexcept {
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
        return {
            .threshold = band.threshold.scaled(active, parameters, parameterOf(index, kThreshold), 1.0f),
            .slope = whenOn(band.slope, kRatio, [](float ratio) { return 1.0f - 1.0f / ratio; }),
            .knee = band.knee.scaled(active, parameters, parameterOf(index, kKnee), 1.0f),
            .range = constant(band.range, 200.0f),
            .makeup = whenOn(band.makeup, kMakeup, [](float decibels) { return decibels; }),
            .link = constant(band.link, 1.0f),
            .mix = constant(band.mix, 1.0f)};
    }

    void join(LaneView audio, StripMask active, std::span<const ParameterQuantum> parameters, bool changed) noexcept {
        // A fade ends where the next quantum stands still.
        if (changed || fade_) {
            fade_ = false;
            for (int strip = 0; strip < kBundleStrips; ++strip)
                if ((active >> strip) & 1u) setLevels(strip, parameters[static_cast<std::size_t>(strip)]);
        }
        dsp::BandSplit::join({bands_[0]->samples, bands_[1]->samples, bands_[2]->samples, bands_[3]->samples}, levels_,
                             audio.samples, active);
    }

    void setLevels(int strip, const ParameterQuantum& quantum) noexcept {
        const auto is = [&](int band, BandParameter p) { return quantum.values[parameterOf(band, p)] > 0.5f; };
        bool anySolo = false;
        for (int band = 0; band < kBands; ++band) anySolo = anySolo || is(band, kSolo);
        for (int band = 0; band < kBands; ++band) {
            float& level = level_[band][strip];
            const float target = is(band, kMute) || (anySolo && !is(band, kSolo)) ? 0.0f : 1.0f;
            if (fresh_[strip]) level = target;
            for (int lane = kStripLanes * strip; lane < kStripLanes * (strip + 1); ++lane) {
                levels_.start[band][lane] = level;
                levels_.step[band][lane] = (target - level) / kQuantum;
            }
            fade_ = fade_ || level != target;
            level = target;
        }
        fresh_[strip] = false;
    }

    dsp::BandSplit split_;
    std::vector<std::unique_ptr<Band>> bands_;
    std::array<std::unique_ptr<LinearCrossovers>, kBundleStrips> linear_; ///< of strips of linear phase
    float level_[kBands][kBundleStrips] = {}; ///< 0 where muted or not soloed
    dsp::BandSplit::Levels levels_{};         ///< the same over the quantum
    bool fade_ = false;                       ///< the last quantum went from level to level
    StripMask told_ = 0;                      ///< strips whose parameters the bands' controls hold
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
