#pragma once

#include "engine/realtime/flush_denormals.h"
#include "engine/processors/catalogue.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <map>
#include <random>
#include <string>
#include <vector>

namespace lacquer::processors::test {

/// Stereo audio, [side][frame]; its length is a multiple of kQuantum wherever it is run.
struct Stereo {
    std::array<std::vector<float>, 2> sides;

    explicit Stereo(std::size_t frames = 0) { sides[0].resize(frames), sides[1].resize(frames); }
    std::size_t frames() const { return sides[0].size(); }
    friend bool operator==(const Stereo&, const Stereo&) = default;
};

/// A parameter's value over time, for what moves.
using Motion = std::function<double(std::int64_t frame)>;

/// What one strip of a bundle is fed with.
struct StripFeed {
    ParameterValues values;
    std::map<std::string, Motion> motions;
    const Stereo* input = nullptr; ///< none: the strip is inactive
    const Stereo* key = nullptr;
    Motion tempo = [](std::int64_t) { return 120.0; };
};

/// Runs a processor the way the engine does: quantum by quantum, values and curves per strip.
class BundleRunner {
public:
    BundleRunner(const ProcessorType& type, SampleRate rate, std::vector<StripFeed> feeds,
                 const Surroundings& around = {})
        : type_(type), feeds_(std::move(feeds)) {
        feeds_.resize(static_cast<std::size_t>(type.strips));
        std::vector<const ParameterValues*> values;
        for (auto& feed : feeds_) values.push_back(&feed.values);
        setup_ = values;
        processor_ = type.create({rate, setup_, around});
        const auto count = type.spec.parameters.size();
        values_.assign(feeds_.size(), std::vector<float>(count));
        curves_.assign(feeds_.size(), std::vector<std::vector<float>>(count));
    }

    Processor& processor() { return *processor_; }
    std::vector<StripFeed>& feeds() { return feeds_; }
    void exchangeProcessor(std::unique_ptr<Processor> next) { processor_ = std::move(next); }
    std::span<const ParameterValues* const> setup() const { return setup_; }

    /// Runs frames [from, to) of all active strips' inputs.
    std::vector<Stereo> run(std::int64_t from, std::int64_t to) {
        realtime::FlushDenormals flush;
        std::vector<Stereo> outputs;
        for (const auto& feed : feeds_)
            outputs.emplace_back(feed.input ? static_cast<std::size_t>(to - from) : 0);
        for (std::int64_t start = from; start < to; start += kQuantum) {
            const StripMask active = load(start);
            processor_->process({aligned(audio_)}, active, quanta_, {anyKey_ ? aligned(key_) : nullptr},
                                keyed_);
            for (std::size_t strip = 0; strip < feeds_.size(); ++strip) {
                for (int frame = 0; frame < kQuantum; ++frame) {
                    for (std::size_t side = 0; side < 2; ++side) {
                        const auto at = static_cast<std::size_t>(frame) * kLaneStride + strip * 2 + side;
                        const float value = aligned(audio_)[at];
                        if (feeds_[strip].input)
                            outputs[strip].sides[side][static_cast<std::size_t>(start - from + frame)] = value;
                        else
                            untouched_ = untouched_ && value == kGarbage;
                    }
                }
            }
        }
        return outputs;
    }

    std::vector<Stereo> run() {
        std::size_t longest = 0;
        for (const auto& feed : feeds_)
            if (feed.input) longest = std::max(longest, feed.input->frames());
        return run(0, static_cast<std::int64_t>(longest));
    }

    /// Whether inactive strips kept their samples so far.
    bool inactiveStripsUntouched() const { return untouched_; }

    static constexpr float kGarbage = 12345.678f;

private:
    static float* aligned(std::vector<float>& memory) {
        memory.resize(kQuantum * kLaneStride + 16);
        const auto address = reinterpret_cast<std::uintptr_t>(memory.data());
        return memory.data() + ((64 - address % 64) % 64) / sizeof(float);
    }

    StripMask load(std::int64_t start) {
        StripMask active = 0;
        keyed_ = 0;
        anyKey_ = false;
        float* const audio = aligned(audio_);
        float* const key = aligned(key_);
        std::fill(audio, audio + kQuantum * kLaneStride, kGarbage);
        std::fill(key, key + kQuantum * kLaneStride, kGarbage);
        quanta_.assign(feeds_.size(), {});
        pointers_.assign(feeds_.size(), {});
        for (std::size_t strip = 0; strip < feeds_.size(); ++strip) {
            auto& feed = feeds_[strip];
            const auto place = [&](const Stereo* from, float* to) {
                for (int frame = 0; frame < kQuantum; ++frame)
                    for (std::size_t side = 0; side < 2; ++side) {
                        const auto at = static_cast<std::size_t>(start + frame);
                        to[static_cast<std::size_t>(frame) * kLaneStride + strip * 2 + side] =
                            at < from->frames() ? from->sides[side][at] : 0.0f;
                    }
            };
            if (feed.input) active |= 1u << strip, place(feed.input, audio);
            if (feed.key) keyed_ |= 1u << strip, anyKey_ = true, place(feed.key, key);
            auto& quantum = quanta_[strip];
            quantum.changed = false;
            quantum.tempo = feed.tempo(start);
            for (std::size_t p = 0; p < type_.spec.parameters.size(); ++p) {
                const auto& spec = type_.spec.parameters[p];
                auto value = static_cast<float>(numberOf(feed.values, spec));
                const float* curve = nullptr;
                const auto motion = feed.motions.find(spec.id);
                if (motion != feed.motions.end()) {
                    value = static_cast<float>(motion->second(start));
                    if (spec.kind == ParameterKind::continuous) {
                        auto& memory = curves_[strip][p];
                        memory.resize(kQuantum);
                        for (int frame = 0; frame < kQuantum; ++frame)
                            memory[static_cast<std::size_t>(frame)] =
                                static_cast<float>(motion->second(start + frame));
                        // Like the engine: what holds still has no curve.
                        if (std::any_of(memory.begin(), memory.end(), [&](float v) { return v != value; }))
                            curve = memory.data();
                    }
                }
                if (first_ || curve || value != values_[strip][p] || moved_[{strip, p}])
                    quantum.changed = true;
                moved_[{strip, p}] = curve != nullptr;
                values_[strip][p] = value;
                pointers_[strip].push_back(curve);
            }
            quantum.values = values_[strip];
            quantum.curves = pointers_[strip];
        }
        first_ = false;
        return active;
    }

    const ProcessorType& type_;
    std::vector<StripFeed> feeds_;
    std::vector<const ParameterValues*> setup_;
    std::unique_ptr<Processor> processor_;
    std::vector<std::vector<float>> values_;
    std::vector<std::vector<std::vector<float>>> curves_;
    std::vector<std::vector<const float*>> pointers_;
    std::vector<ParameterQuantum> quanta_;
    std::map<std::pair<std::size_t, std::size_t>, bool> moved_;
    std::vector<float> audio_, key_;
    StripMask keyed_ = 0;
    bool anyKey_ = false;
    bool first_ = true;
    bool untouched_ = true;
};

inline const ProcessorCatalogue& catalogue() {
    static const ProcessorCatalogue all;
    return all;
}

/// One strip through a processor of the catalogue.
inline Stereo processStrip(std::string_view id, int rate, const Stereo& input, StripFeed feed) {
    feed.input = &input;
    return std::move(BundleRunner(*catalogue().type(id), {rate}, {std::move(feed)}).run().front());
}

inline Stereo process(std::string_view id,
                      int rate,
                      const Stereo& input,
                      std::map<std::string, double, std::less<>> numbers,
                      std::map<std::string, Motion> motions = {}) {
    StripFeed feed;
    feed.values.numbers = std::move(numbers);
    feed.motions = std::move(motions);
    return processStrip(id, rate, input, std::move(feed));
}

inline Stereo impulse(std::size_t frames, std::size_t at = 0, float height = 1) {
    Stereo signal(frames);
    signal.sides[0][at] = signal.sides[1][at] = height;
    return signal;
}

inline Stereo sine(double hertz, double rate, std::size_t frames, double decibels, double phase = 0) {
    Stereo signal(frames);
    for (std::size_t k = 0; k < frames; ++k)
        signal.sides[0][k] = signal.sides[1][k] = static_cast<float>(
            std::pow(10, decibels / 20) *
            std::sin(phase + 2 * 3.14159265358979323846 * std::fmod(hertz * static_cast<double>(k) / rate, 1.0)));
    return signal;
}

/// Different noise on both sides, even between ±height.
inline Stereo noise(std::size_t frames, unsigned seed, float height = 0.5f) {
    std::mt19937 random(seed);
    std::uniform_real_distribution<float> value(-height, height);
    Stereo signal(frames);
    for (auto& side : signal.sides)
        for (auto& sample : side) sample = value(random);
    return signal;
}

} // namespace lacquer::processors::test
