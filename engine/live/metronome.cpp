#include "engine/live/metronome.h"

#include "engine/dsp/math.h"

#include <algorithm>
#include <numbers>

namespace lacquer::live {
namespace {

constexpr double kBeatHz = 1000, kAccentHz = 2000;
constexpr double kFallSeconds = 0.060; // by 60 dB
// 100 dB below the loudest.
constexpr double kOver = 1e-5;

const project::TempoPoint& pointAt(std::span<const project::TempoPoint> tempo, FramePosition position, std::size_t& next) {
    next = 1;
    while (next < tempo.size() && tempo[next].position <= position) ++next;
    return tempo[next - 1];
}

double framesPerBeat(const project::TempoPoint& point, SampleRate rate) {
    return rate.hz * 60.0 / std::max(1.0, point.beatsPerMinute) * 4.0 / std::max(1, point.beatUnit);
}

std::int64_t floorOf(double value) {
    const auto whole = static_cast<std::int64_t>(value);
    return static_cast<double>(whole) > value ? whole - 1 : whole;
}

} // namespace

void Metronome::strike(std::span<const project::TempoPoint> tempo, SampleRate rate, FramePosition start, int frames, int at) noexcept {
    const FramePosition end = start + FrameCount{frames};
    while (!tempo.empty() && start < end) {
        std::size_t next = 0;
        const project::TempoPoint& point = pointAt(tempo, start, next);
        const FramePosition until = next < tempo.size() ? std::min(end, tempo[next].position) : end;
        const double beat = framesPerBeat(point, rate);
        const int perBar = std::max(1, point.beatsPerBar);
        const std::int64_t into = (start - point.position).value;
        for (std::int64_t k = floorOf(static_cast<double>(into) / beat);; ++k) {
            const std::int64_t frame = floorOf(static_cast<double>(k) * beat + 0.5);
            if (frame < into) continue;
            if (frame >= (until - point.position).value) break;
            if (strikes_ < static_cast<int>(struck_.size()))
                struck_[static_cast<std::size_t>(strikes_++)] = {at + static_cast<int>(frame - into), (k % perBar + perBar) % perBar == 0};
        }
        at += static_cast<int>((until - start).value);
        start = until;
    }
}

bool Metronome::fill(SampleRate rate, Decibels level, float* out) noexcept {
    if (strikes_ == 0 && sine_ == 0 && cosine_ == 0) return false;
    const double gain = dsp::gainOfDecibels(level.value);
    int struck = 0;
    for (int frame = 0; frame < kQuantum; ++frame) {
        while (struck < strikes_ && struck_[static_cast<std::size_t>(struck)].at <= frame) {
            const double hertz = struck_[static_cast<std::size_t>(struck++)].accent ? kAccentHz : kBeatHz;
            const double angle = 2 * std::numbers::pi * hertz / rate.hz;
            const double fall = dsp::gainOfDecibels(-60 / (kFallSeconds * rate.hz));
            turnSine_ = fall * dsp::sin(angle);
            turnCosine_ = fall * dsp::cos(angle);
            sine_ = 0;
            cosine_ = 1;
        }
        out[frame] = static_cast<float>(gain * sine_);
        const double sine = sine_ * turnCosine_ + cosine_ * turnSine_;
        cosine_ = cosine_ * turnCosine_ - sine_ * turnSine_;
        sine_ = sine;
    }
    strikes_ = 0;
    if (sine_ * sine_ + cosine_ * cosine_ < kOver * kOver) sine_ = cosine_ = 0;
    return true;
}

FrameCount Metronome::barsAt(std::span<const project::TempoPoint> tempo, SampleRate rate, FramePosition position, int bars) noexcept {
    if (tempo.empty() || bars <= 0) return {};
    std::size_t next = 0;
    const project::TempoPoint& point = pointAt(tempo, position, next);
    return {floorOf(framesPerBeat(point, rate) * std::max(1, point.beatsPerBar) * bars + 0.5)};
}

} // namespace lacquer::live
