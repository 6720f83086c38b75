#include "engine/processors/convolver.h"

#include "engine/dsp/convolver.h"
#include "engine/dsp/math.h"
#include "engine/dsp/resampler.h"
#include "engine/dsp/silence_watch.h"
#include "engine/dsp/strip_delay.h"
#include "engine/processors/impulse_responses.h"
#include "engine/processors/parameter_tables.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace lacquer::processors {
namespace {

enum Parameter : std::size_t { kBypass, kIr, kPredelay, kTrim, kMix, kGain };

constexpr double kLongestSeconds = 20;
constexpr double kLongestPredelay = 500; ///< ms
constexpr double kInputFade = 0.02;      ///< seconds in which another response takes over
constexpr double kRingOut = 0.5;         ///< seconds that the one before may ring

std::string nameOf(const ParameterValues& values) {
    const auto found = values.texts.find("ir");
    return found == values.texts.end() ? std::string() : found->second;
}

/// A response ready to multiply with.
struct PreparedResponse {
    dsp::PartitionedFilter filter;
    std::vector<dsp::ConvolutionPath> paths;
    std::int64_t frames;
};

std::vector<float> converted(const std::vector<float>& plane, SampleRate from, SampleRate to) {
    if (from == to) return plane;
    auto resampler = dsp::Resampler::create(from, to, 1);
    if (!resampler) return {};
    std::vector<std::vector<float>> out(1);
    const float* in = plane.data();
    for (std::size_t done = 0; done < plane.size();) {
        const auto count = std::min<std::size_t>(plane.size() - done, 1 << 16);
        const float* piece = in + done;
        resampler->push(&piece, static_cast<int>(count), out);
        done += count;
    }
    resampler->finish(out);
    return std::move(out[0]);
}

std::shared_ptr<const PreparedResponse> prepare(const LoadedAudio& audio, SampleRate rate, double trim) {
    std::vector<std::vector<float>> planes;
    const std::size_t wanted = audio.channels.size() >= 4 ? 4 : std::min<std::size_t>(audio.channels.size(), 2);
    double energy = 0;
    for (std::size_t c = 0; c < wanted; ++c) {
        planes.push_back(converted(audio.channels[c], audio.rate, rate));
        auto& plane = planes.back();
        const auto longest = static_cast<std::size_t>(kLongestSeconds * rate.hz);
        if (plane.size() > longest) plane.resize(longest);
        if (trim > 0) {
            plane.resize(std::max<std::size_t>(1, static_cast<std::size_t>(static_cast<double>(plane.size()) * (1 - 0.01 * trim))));
            const std::size_t fade = std::min(plane.size() / 4, static_cast<std::size_t>(0.05 * rate.hz));
            for (std::size_t n = 0; n < fade; ++n)
                plane[plane.size() - fade + n] *= 1 - static_cast<float>(n + 1) / static_cast<float>(fade);
        }
        for (const float tap : plane) energy += static_cast<double>(tap) * static_cast<double>(tap);
    }
    if (planes.empty() || energy == 0) return nullptr;
    // Noise in is as loud as noise out: a side has one channel's energy, or two in true stereo.
    const auto scale = static_cast<float>(1 / std::sqrt(energy * (wanted == 4 ? 0.5 : 1.0 / static_cast<double>(wanted))));
    std::size_t frames = 0;
    for (auto& plane : planes) {
        for (float& tap : plane) tap *= scale;
        frames = std::max(frames, plane.size());
    }
    auto prepared = std::make_shared<PreparedResponse>(PreparedResponse{
        {dsp::ConvolutionLayout::forTaps(static_cast<int>(frames)), static_cast<int>(wanted)},
        {},
        static_cast<std::int64_t>(frames)});
    for (std::size_t c = 0; c < wanted; ++c) prepared->filter.load(static_cast<int>(c), planes[c]);
    if (wanted == 1) prepared->paths = {{0, 0, 0}, {1, 1, 0}};
    if (wanted == 2) prepared->paths = {{0, 0, 0}, {1, 1, 1}};
    if (wanted == 4) prepared->paths = {{0, 0, 0}, {0, 1, 1}, {1, 0, 2}, {1, 1, 3}};
    return prepared;
}

using Planes = std::array<std::array<float, kQuantum>, kStripLanes>;

/// One response at work. None: the input passes.
struct Room {
    std::shared_ptr<const PreparedResponse> response;
    std::unique_ptr<dsp::Convolver> convolver;
    dsp::SilenceWatch watch;
    std::int64_t ringing = 0;

    explicit Room(std::shared_ptr<const PreparedResponse> prepared) : response(std::move(prepared)) {
        if (!response) return;
        convolver = std::make_unique<dsp::Convolver>(response->filter.sharedLayout(), kStripLanes, kStripLanes,
                                                     response->paths, 1);
        ringing = response->frames + 2 * response->filter.layout().largestBlock();
        reset();
    }

    void reset() noexcept {
        if (convolver) convolver->start(&response->filter);
        watch.reset();
    }

    void process(const Planes& in, Planes& out) noexcept {
        if (!convolver) {
            out = in;
            return;
        }
        switch (watch.look(in[0].data(), in[1].data(), ringing)) {
        case dsp::SilenceWatch::State::fallsAsleep: convolver->start(&response->filter); [[fallthrough]];
        case dsp::SilenceWatch::State::sleeps:
            for (auto& side : out) side.fill(0);
            return;
        case dsp::SilenceWatch::State::sounds: break;
        }
        const float* from[2] = {in[0].data(), in[1].data()};
        float* to[2] = {out[0].data(), out[1].data()};
        convolver->process(from, to);
    }
};

class ConvolverProcessor final : public Processor {
public:
    explicit ConvolverProcessor(const ProcessorSetup& setup)
        : rate_(setup.rate.hz), predelay_(static_cast<int>(1e-3 * kLongestPredelay * rate_) + 1),
          ringOut_(std::max(1, static_cast<int>(kRingOut * rate_ / kQuantum))),
          inputFade_(std::max(1, static_cast<int>(kInputFade * rate_ / kQuantum))) {
        const ParameterValues none;
        const ParameterValues& values = setup.values.empty() || !setup.values[0] ? none : *setup.values[0];
        const std::string name = nameOf(values);
        const double trim = valueOr(values, "trim", 0);
        const auto make = [&]() -> std::shared_ptr<const PreparedResponse> {
            const auto audio = loadNamed(name, setup.rate, setup.around.files);
            return audio ? prepare(*audio, setup.rate, trim) : nullptr;
        };
        const std::string key = "response " + std::to_string(setup.rate.hz) + " " + std::to_string(trim) + " " + name;
        room_ = std::make_unique<Room>(setup.around.workshop
                                           ? setup.around.workshop->shared<PreparedResponse>(key, make)
                                           : make());
    }

    void process(LaneView audio,
                 StripMask,
                 std::span<const ParameterQuantum> parameters,
                 LaneView,
                 StripMask) noexcept override {
        const auto& quantum = parameters[0];
        alignas(64) Planes dry, wet;
        for (std::size_t side = 0; side < kStripLanes; ++side)
            for (int i = 0; i < kQuantum; ++i) dry[side][static_cast<std::size_t>(i)] = audio.at(i, static_cast<int>(side));
        runRooms(dry, wet);
        delayWet(quantum, wet);
        fresh_ = false;
        const bool moves = quantum.moves(kMix) || quantum.moves(kGain);
        float share = 0, gain = 0;
        for (int i = 0; i < kQuantum; ++i) {
            if (i == 0 || moves) {
                share = 0.01F * quantum.at(kMix, i);
                gain = share * static_cast<float>(dsp::gainOfDecibels(static_cast<double>(quantum.at(kGain, i))));
            }
            for (int side = 0; side < kStripLanes; ++side)
                audio.at(i, side) = dry[static_cast<std::size_t>(side)][static_cast<std::size_t>(i)] * (1 - share) +
                                    wet[static_cast<std::size_t>(side)][static_cast<std::size_t>(i)] * gain;
        }
    }

    void reset(int) noexcept override {
        room_->reset();
        predelay_.reset();
        late_ = false;
        fresh_ = true;
        leaving_.left = 0;
        entering_ = inputFade_;
    }

    void takeOver(int, Processor& other, int) noexcept override {
        auto& from = static_cast<ConvolverProcessor&>(other);
        leaving_.room.swap(from.room_);
        leaving_.left = ringOut_;
        predelay_.adopt(from.predelay_);
        late_ = from.late_;
        fresh_ = from.fresh_;
        entering_ = 0;
    }

private:
    /// A response that was replaced, ringing out.
    struct Leaving {
        std::unique_ptr<Room> room;
        int left = 0; ///< quanta
    };

    void runRooms(const Planes& dry, Planes& wet) noexcept {
        if (entering_ == inputFade_ && leaving_.left == 0) {
            room_->process(dry, wet);
            return;
        }
        alignas(64) Planes input = dry;
        fade(input, static_cast<float>(entering_), static_cast<float>(std::min(entering_ + 1, inputFade_)),
             static_cast<float>(inputFade_));
        room_->process(input, wet);
        if (leaving_.left > 0) {
            alignas(64) Planes rest;
            for (std::size_t side = 0; side < kStripLanes; ++side)
                for (std::size_t i = 0; i < kQuantum; ++i) input[side][i] = dry[side][i] - input[side][i];
            leaving_.room->process(input, rest);
            fade(rest, static_cast<float>(leaving_.left), static_cast<float>(leaving_.left - 1), static_cast<float>(ringOut_));
            for (std::size_t side = 0; side < kStripLanes; ++side)
                for (std::size_t i = 0; i < kQuantum; ++i) wet[side][i] += rest[side][i];
            --leaving_.left;
        }
        if (entering_ < inputFade_) ++entering_;
    }

    static void fade(Planes& planes, float from, float to, float whole) noexcept {
        for (auto& side : planes)
            for (std::size_t i = 0; i < kQuantum; ++i)
                side[i] *= (from + (to - from) * static_cast<float>(i + 1) / kQuantum) / whole;
    }

    void delayWet(const ParameterQuantum& quantum, Planes& wet) noexcept {
        const auto frames = static_cast<int>(std::lround(1e-3 * rate_ * static_cast<double>(quantum.at(kPredelay, kQuantum - 1))));
        if (frames == 0 && !late_) return;
        late_ = frames > 0;
        alignas(64) float lanes[kQuantum * kLaneStride];
        const LaneView view{lanes};
        if (fresh_) {
            // From the first frame as late as it is set, not faded there.
            std::fill(std::begin(lanes), std::end(lanes), 0.0F);
            predelay_.process(view, frames);
        }
        for (int i = 0; i < kQuantum; ++i)
            for (int side = 0; side < kStripLanes; ++side)
                view.at(i, side) = wet[static_cast<std::size_t>(side)][static_cast<std::size_t>(i)];
        predelay_.process(view, frames);
        for (int i = 0; i < kQuantum; ++i)
            for (int side = 0; side < kStripLanes; ++side)
                wet[static_cast<std::size_t>(side)][static_cast<std::size_t>(i)] = view.at(i, side);
    }

    double rate_;
    std::unique_ptr<Room> room_;
    Leaving leaving_;
    dsp::StripDelay predelay_;
    int ringOut_, inputFade_;
    bool late_ = false; ///< there is a pre-delay
    bool fresh_ = true;
    int entering_ = inputFade_; ///< quanta of the input's fade that are done
};

FrameCount tail(const ParameterValues& values, SampleRate rate) {
    const std::string name = nameOf(values);
    const auto delay = static_cast<std::int64_t>(1e-3 * valueOr(values, "predelay", 0) * rate.hz) + kQuantum;
    if (name.empty()) return {delay};
    double seconds = kLongestSeconds;
    if (const auto* factory = findFactoryResponse(name)) seconds = factory->seconds * std::max(1.0, factory->lowDecay);
    const auto taps = static_cast<int>(seconds * rate.hz);
    // Blocks that hold the last of the input are worked on for twice their length.
    return {delay + taps + 2 * std::int64_t{32768} + 2 * kQuantum};
}

} // namespace

ProcessorType convolverType() {
    ProcessorType type;
    auto ir = continuous("ir", "Impulse response", Unit::none, 0, 1, 0,
                         "An audio file of 1, 2 or 4 channels, or factory:hall, factory:plate…");
    ir.kind = ParameterKind::text;
    type.spec = {
        "convolver",
        "Convolver",
        {bypass(), std::move(ir),
         milliseconds("predelay", "Pre-delay", 0, kLongestPredelay, 0, "Time until the room answers"),
         percent("trim", "Trim", 0, 99, 0, "How much of the response is cut from its end"),
         percent("mix", "Mix", 0, 100, 100, "At 100 % no direct sound is left but the response's own"),
         decibels("gain", "Gain", -24, 24, 0, "Level of the wet signal")}};
    type.strips = 1;
    type.latency = [](const ParameterValues&, SampleRate) { return FrameCount{0}; };
    type.tail = tail;
    type.create = [](const ProcessorSetup& setup) -> std::unique_ptr<Processor> {
        return std::make_unique<ConvolverProcessor>(setup);
    };
    type.goesOn = [](const ParameterValues& before, const ParameterValues& now) {
        return nameOf(before) == nameOf(now) && valueOr(before, "trim", 0) == valueOr(now, "trim", 0);
    };
    type.audioFiles = {"ir"};
    return type;
}

} // namespace lacquer::processors
