#include "engine/processors/match_equalizer.h"

#include "engine/dsp/average_spectrum.h"
#include "engine/dsp/linear_phase_design.h"
#include "engine/dsp/math.h"
#include "engine/processors/impulse_responses.h"
#include "engine/processors/linear_equalizer.h"
#include "engine/processors/linear_kernels.h"
#include "engine/processors/parameter_tables.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <sstream>

namespace lacquer::processors {
namespace {

enum Parameter : std::size_t { kBypass, kReference, kSource, kAmount, kSmoothing, kLimit, kPhase };

using Profile = dsp::AverageSpectrum::Profile;

/// What a filter hangs on: the knobs, which start this is, and the last step's sound where the
/// source is learned.
enum Value : std::size_t { kAmountValue, kSmoothingValue, kLimitValue, kStart, kSound };

int latencyAt(SampleRate rate) { return rate.hz > 100000 ? 16384 : rate.hz > 50000 ? 8192 : 4096; }

std::string textOf(const ParameterValues& values, std::string_view id) {
    const auto found = values.texts.find(id);
    return found == values.texts.end() ? std::string() : found->second;
}

/// A spectrum that can be smoothed: measured, or as written.
struct Spectrum {
    std::unique_ptr<dsp::AverageSpectrum> measured;
    Profile written{};

    Profile profile(double octaves) const noexcept { return measured ? measured->profile(octaves) : written; }
};

std::shared_ptr<const Spectrum> spectrumOf(const std::string& name, SampleRate rate, const AudioSources* files) {
    auto spectrum = std::make_shared<Spectrum>();
    if (name.starts_with("analysis:")) {
        const auto points = parseAnalysis(name);
        if (!points) return nullptr;
        for (std::size_t k = 0; k < spectrum->written.size(); ++k) {
            const double hertz = dsp::AverageSpectrum::hertzOf(k);
            std::size_t next = 0;
            while (next < points->size() && (*points)[next].hertz < hertz) ++next;
            if (next == 0 || next == points->size()) {
                spectrum->written[k] = (*points)[next == 0 ? 0 : next - 1].decibels;
                continue;
            }
            const auto &a = (*points)[next - 1], &b = (*points)[next];
            const double share = dsp::log2(hertz / a.hertz) / dsp::log2(b.hertz / a.hertz);
            spectrum->written[k] = a.decibels + share * (b.decibels - a.decibels);
        }
        return spectrum;
    }
    const auto audio = loadNamed(name, rate, files);
    if (!audio || audio->channels.empty()) return nullptr;
    spectrum->measured = std::make_unique<dsp::AverageSpectrum>(audio->rate.hz);
    const auto& right = audio->channels.size() > 1 ? audio->channels[1] : audio->channels[0];
    spectrum->measured->add(audio->channels[0].data(), right.data(), audio->channels[0].size());
    return spectrum->measured->isHeard() ? spectrum : nullptr;
}

class Design {
public:
    Design(SampleRate rate, bool linear, std::shared_ptr<const Spectrum> reference, std::shared_ptr<const Spectrum> source)
        : rate_(rate.hz), linear_(linear), reference_(std::move(reference)), source_(std::move(source)),
          phase_(latencyAt(rate)), learned_(rate.hz), magnitude_(static_cast<std::size_t>(phase_.bins())),
          taps_(static_cast<std::size_t>(2 * latencyAt(rate))) {}

    void operator()(std::span<const float> values, dsp::PartitionedFilter& filter) noexcept {
        const std::span<const float> sound = values.subspan(kSound);
        if (!source_) {
            if (values[kStart] != start_) learned_.clear();
            start_ = values[kStart];
            learned_.add(sound.data(), sound.data() + sound.size() / 2, sound.size() / 2);
        }
        Profile curve{};
        if (reference_ && (source_ || learned_.isHeard())) {
            const auto octaves = static_cast<double>(values[kSmoothingValue]);
            curve = reference_->profile(octaves);
            const Profile own = source_ ? source_->profile(octaves) : learned_.profile(octaves);
            double mean = 0;
            for (std::size_t k = 0; k < curve.size(); ++k) mean += (curve[k] -= own[k]) / static_cast<double>(curve.size());
            const auto limit = static_cast<double>(values[kLimitValue]);
            for (double& point : curve)
                point = 0.01 * static_cast<double>(values[kAmountValue]) * std::clamp(point - mean, -limit, limit);
        }
        for (std::size_t k = 0; k < magnitude_.size(); ++k) {
            const double hertz = std::max(phase_.hertzOf(static_cast<int>(k), rate_), 1.0);
            const double place = std::clamp(12 * dsp::log2(hertz / 20), 0.0, static_cast<double>(curve.size() - 1) - 1e-9);
            const auto point = static_cast<std::size_t>(place);
            const double share = place - static_cast<double>(point);
            magnitude_[k] = dsp::gainOfDecibels(curve[point] + share * (curve[point + 1] - curve[point]));
        }
        if (linear_)
            phase_.design(magnitude_, taps_);
        else
            phase_.designMinimum(magnitude_, taps_);
        filter.load(0, taps_);
    }

private:
    double rate_;
    bool linear_;
    std::shared_ptr<const Spectrum> reference_, source_;
    dsp::LinearPhaseDesign phase_;
    dsp::AverageSpectrum learned_;
    float start_ = -1;
    std::vector<double> magnitude_;
    std::vector<float> taps_;
};

class MatchEqualizer final : public Processor {
public:
    explicit MatchEqualizer(const ProcessorSetup& setup) {
        const ParameterValues none;
        const ParameterValues& values = setup.values.empty() || !setup.values[0] ? none : *setup.values[0];
        const auto spectrum = [&](std::string_view id) -> std::shared_ptr<const Spectrum> {
            const std::string name = textOf(values, id);
            if (name.empty()) return nullptr;
            const auto make = [&] { return spectrumOf(name, setup.rate, setup.around.files); };
            return setup.around.workshop ? setup.around.workshop->shared<Spectrum>("spectrum " + name, make) : make();
        };
        const auto reference = spectrum("reference"), source = spectrum("source");
        learns_ = reference && !source;
        design_ = std::make_unique<Design>(setup.rate, isLinear(values), reference, source);
        const int taps = 2 * latencyAt(setup.rate);
        const auto step = static_cast<std::size_t>(LinearKernels::stepFrames(taps));
        values_.assign(kSound + (learns_ ? 2 * step : 0), 0.0F);
        values_[kAmountValue] = static_cast<float>(valueOr(values, "amount", 100));
        values_[kSmoothingValue] = static_cast<float>(valueOr(values, "smoothing", 0.33));
        values_[kLimitValue] = static_cast<float>(valueOr(values, "limit", 12));
        LinearKernels::Shape shape;
        shape.taps = taps;
        shape.spectra = 1;
        shape.paths = {{0, 0, 0}, {1, 1, 0}};
        kernels_ = std::make_unique<LinearKernels>(
            shape, values_,
            [design = design_.get()](std::span<const float> wanted, dsp::PartitionedFilter& filter) { (*design)(wanted, filter); },
            setup.around.workshop);
        tail_ = 3 * std::int64_t{taps};
    }

    void process(LaneView audio,
                 StripMask,
                 std::span<const ParameterQuantum> parameters,
                 LaneView,
                 StripMask) noexcept override {
        alignas(64) float in[kStripLanes][kQuantum], out[kStripLanes][kQuantum];
        bool sounds = false;
        for (int frame = 0; frame < kQuantum; ++frame)
            for (int side = 0; side < kStripLanes; ++side) {
                in[side][frame] = audio.at(frame, side);
                sounds = sounds || in[side][frame] != 0;
            }
        if (sounds) {
            silent_ = 0;
            asleep_ = false;
        } else if (asleep_ || (silent_ += kQuantum) > tail_) {
            asleep_ = true;
            for (int frame = 0; frame < kQuantum; ++frame) audio.at(frame, 0) = audio.at(frame, 1) = 0;
            return;
        }
        const auto& quantum = parameters[0];
        values_[kAmountValue] = quantum.values[kAmount];
        values_[kSmoothingValue] = quantum.values[kSmoothing];
        values_[kLimitValue] = quantum.values[kLimit];
        const float* from[] = {in[0], in[1]};
        float* to[] = {out[0], out[1]};
        kernels_->process(from, to, values_);
        if (learns_) keepSound(in);
        for (int frame = 0; frame < kQuantum; ++frame)
            for (int side = 0; side < kStripLanes; ++side) audio.at(frame, side) = out[side][frame];
    }

    void reset(int) noexcept override {
        std::fill(values_.begin() + kSound, values_.end(), 0.0F);
        if (learns_) values_[kStart] += 1;
        at_ = 0;
        silent_ = 0;
        asleep_ = true;
        kernels_->reset();
    }

private:
    /// The filter is looked at where a step begins: then all of the last step's sound is there.
    void keepSound(const float (&in)[kStripLanes][kQuantum]) noexcept {
        const std::size_t step = (values_.size() - kSound) / 2;
        for (std::size_t side = 0; side < kStripLanes; ++side)
            std::copy_n(in[side], kQuantum, values_.begin() + static_cast<std::ptrdiff_t>(kSound + side * step + at_));
        at_ = (at_ + kQuantum) % step;
    }

    bool learns_ = false;
    std::unique_ptr<Design> design_;
    std::vector<float> values_;
    std::unique_ptr<LinearKernels> kernels_;
    std::size_t at_ = 0;
    std::int64_t tail_ = 0, silent_ = 0;
    bool asleep_ = true;
};

ParameterSpec file(std::string id, std::string name, std::string help) {
    auto spec = continuous(std::move(id), std::move(name), Unit::none, 0, 1, 0, std::move(help));
    spec.kind = ParameterKind::text;
    return spec;
}

} // namespace

ProcessorType matchEqualizerType() {
    ProcessorType type;
    type.spec = {
        "matcheq",
        "Match equalizer",
        {bypass(), file("reference", "Reference", "An audio file, or its analysis, whose spectrum is wanted"),
         file("source", "Source", "An audio file of what is to be matched; none: learned from what passes"),
         percent("amount", "Amount", 0, 100, 100),
         continuous("smoothing", "Smoothing", Unit::octaves, 0.1, 2, 0.33, "Width over which the spectra are averaged",
                    Taper::logarithmic),
         decibels("limit", "Limit", 0, 24, 12, "No frequency is moved further"),
         choice("phase", "Phase", {"minimum", "linear"}, 0, "Linear costs 85 ms of latency")}};
    type.strips = 1;
    type.latency = [](const ParameterValues& values, SampleRate rate) {
        return FrameCount{isLinear(values) ? latencyAt(rate) : 0};
    };
    type.tail = [](const ParameterValues&, SampleRate rate) { return FrameCount{7 * std::int64_t{latencyAt(rate)}}; };
    type.create = [](const ProcessorSetup& setup) -> std::unique_ptr<Processor> {
        return std::make_unique<MatchEqualizer>(setup);
    };
    type.goesOn = [](const ParameterValues& before, const ParameterValues& now) {
        return before.texts == now.texts && isLinear(before) == isLinear(now);
    };
    type.audioFiles = {"reference", "source"};
    return type;
}

} // namespace lacquer::processors
