#include "engine/dsp/resampler.h"

#include <soxr.h>

#include <algorithm>
#include <cmath>

namespace lacquer::dsp {
namespace {

/// Frames given to the library at a time: large enough for its block convolutions.
constexpr int kPiece = 8192;

struct SoxrDeleter {
    void operator()(soxr* resampler) const { soxr_delete(resampler); }
};

} // namespace

struct Resampler::State {
    SampleRate from;
    SampleRate to;
    int channels = 0;
    std::unique_ptr<soxr, SoxrDeleter> resampler;
    std::int64_t framesIn = 0;
    std::int64_t framesOut = 0;
    std::vector<std::vector<float>> scratch;

    /// Room of one call's output: what the ratio makes of a piece, and some for what was held back.
    std::size_t capacity() const { return scratch.front().size(); }

    std::size_t run(const void* const* in, std::size_t frames, std::size_t* used,
                    std::vector<std::vector<float>>& out) {
        std::vector<float*> places(scratch.size());
        for (std::size_t c = 0; c < scratch.size(); ++c) places[c] = scratch[c].data();
        std::size_t made = 0;
        soxr_process(resampler.get(), in, frames, used, places.data(), capacity(), &made);
        for (std::size_t c = 0; c < scratch.size(); ++c)
            out[c].insert(out[c].end(), scratch[c].begin(),
                          scratch[c].begin() + static_cast<std::ptrdiff_t>(made));
        framesOut += static_cast<std::int64_t>(made);
        return made;
    }
};

Resampler::Resampler(std::unique_ptr<State> state) : state_(std::move(state)) {}
Resampler::Resampler(Resampler&&) noexcept = default;
Resampler& Resampler::operator=(Resampler&&) noexcept = default;
Resampler::~Resampler() = default;

Result<Resampler> Resampler::create(SampleRate from, SampleRate to, int channels) {
    auto state = std::make_unique<State>();
    state->from = from;
    state->to = to;
    state->channels = channels;
    soxr_error_t error = nullptr;
    // Separate planes in and out; float at the doors, double inside.
    const soxr_io_spec_t io = soxr_io_spec(SOXR_FLOAT32_S, SOXR_FLOAT32_S);
    // The clock in high precision: ratios of large numbers (44056 to 96000) come out 1e-11 off pitch
    // without it, −125 dB from the true sine after a second.
    const soxr_quality_spec_t quality = soxr_quality_spec(SOXR_VHQ, SOXR_HI_PREC_CLOCK);
    // One thread: callers convert several files side by side.
    const soxr_runtime_spec_t runtime = soxr_runtime_spec(1);
    state->resampler.reset(soxr_create(from.hz, to.hz, static_cast<unsigned>(channels), &error, &io,
                                       &quality, &runtime));
    if (error || !state->resampler)
        return badInput("No conversion from " + std::to_string(from.hz) + " Hz to " +
                        std::to_string(to.hz) + " Hz: " + (error ? error : "out of range") +
                        ". Choose rates between 8000 and 384000 Hz.");
    const double ratio = static_cast<double>(to.hz) / from.hz;
    const auto room = static_cast<std::size_t>(std::ceil(kPiece * ratio)) + 1024;
    state->scratch.assign(static_cast<std::size_t>(channels), std::vector<float>(room));
    return Resampler(std::move(state));
}

void Resampler::push(const float* const* planes, int frames, std::vector<std::vector<float>>& out) {
    State& s = *state_;
    const auto channels = static_cast<std::size_t>(s.channels);
    out.resize(channels);
    s.framesIn += frames;
    std::vector<const void*> in(channels);
    std::size_t done = 0;
    while (done < static_cast<std::size_t>(frames)) {
        const std::size_t piece =
            std::min<std::size_t>(kPiece, static_cast<std::size_t>(frames) - done);
        for (std::size_t c = 0; c < channels; ++c) in[c] = planes[c] + done;
        std::size_t used = 0;
        const std::size_t made = s.run(in.data(), piece, &used, out);
        if (used == 0 && made == 0) break;
        done += used;
    }
}

void Resampler::finish(std::vector<std::vector<float>>& out) {
    State& s = *state_;
    out.resize(static_cast<std::size_t>(s.channels));
    const std::int64_t wanted = convertedLength({s.framesIn}, s.from, s.to).value;
    while (s.framesOut < wanted && s.run(nullptr, 0, nullptr, out) > 0) {
    }
    // The library rounds the length to the nearest; the promise is upwards, so one frame may have
    // to be taken away or added.
    const std::int64_t surplus = s.framesOut - wanted;
    for (auto& plane : out) {
        const auto size = static_cast<std::int64_t>(plane.size());
        plane.resize(static_cast<std::size_t>(std::max<std::int64_t>(0, size - surplus)), 0.0F);
    }
    s.framesOut = wanted;
}

FrameCount convertedLength(FrameCount frames, SampleRate from, SampleRate to) {
    // In whole and rest, so that even days of audio do not overflow.
    const std::int64_t whole = frames.value / from.hz;
    const std::int64_t rest = frames.value % from.hz;
    return {whole * to.hz + (rest * to.hz + from.hz - 1) / from.hz};
}

} // namespace lacquer::dsp
