#pragma once

#include <cmath>
#include <compare>
#include <cstdint>
#include <limits>

/// Units as types: they guard the doors between modules. Inside a sample loop plain float and
/// double are used.
namespace lacquer {

/// An instant's distance from the start of a timeline or a source, in frames.
struct FrameCount {
    std::int64_t value = 0;
    friend constexpr auto operator<=>(const FrameCount&, const FrameCount&) = default;
};

/// An instant on a timeline, in frames from its start. A frame is one instant, a sample is one
/// frame of one channel.
struct FramePosition {
    std::int64_t value = 0;
    friend constexpr auto operator<=>(const FramePosition&, const FramePosition&) = default;
};

constexpr FrameCount operator+(FrameCount a, FrameCount b) { return {a.value + b.value}; }
constexpr FrameCount operator-(FrameCount a, FrameCount b) { return {a.value - b.value}; }
constexpr FrameCount operator-(FrameCount a) { return {-a.value}; }
constexpr FramePosition operator+(FramePosition p, FrameCount n) { return {p.value + n.value}; }
constexpr FramePosition operator-(FramePosition p, FrameCount n) { return {p.value - n.value}; }
constexpr FrameCount operator-(FramePosition a, FramePosition b) { return {a.value - b.value}; }

/// Frames per second, 8000 to 384000.
struct SampleRate {
    std::int32_t hz = 48000;
    friend constexpr auto operator<=>(const SampleRate&, const SampleRate&) = default;
};

struct Seconds {
    double value = 0;
    friend constexpr auto operator<=>(const Seconds&, const Seconds&) = default;
};

/// Nearest frame to a time.
inline FramePosition framesAt(Seconds time, SampleRate rate) {
    return {std::llround(time.value * rate.hz)};
}

inline FrameCount framesIn(Seconds time, SampleRate rate) {
    return {std::llround(time.value * rate.hz)};
}

constexpr Seconds secondsOf(FrameCount frames, SampleRate rate) {
    return {static_cast<double>(frames.value) / rate.hz};
}

constexpr Seconds secondsOf(FramePosition position, SampleRate rate) {
    return {static_cast<double>(position.value) / rate.hz};
}

/// A level or a gain; silence is minus infinity.
struct Decibels {
    double value = 0;
    friend constexpr auto operator<=>(const Decibels&, const Decibels&) = default;
};

inline constexpr Decibels kSilence{-std::numeric_limits<double>::infinity()};

/// Linear gain of a level: 0 dB is 1, silence is 0. Exact at 0 dB.
inline double gainOf(Decibels level) { return std::pow(10.0, level.value / 20.0); }

inline Decibels decibelsOf(double gain) {
    return gain > 0 ? Decibels{20.0 * std::log10(gain)} : kSilence;
}

} // namespace lacquer
