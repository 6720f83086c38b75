#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>

namespace lacquer::live {

/// The newest seconds of what is heard, for spectra and goniometers: the engine thread writes over
/// the oldest, and whoever draws copies the newest. A copy that is overtaken while it is made shows
/// a seam, which a picture forgives.
///
/// Thread   write [render]; newest [main]
class RecentSound {
public:
    static constexpr std::size_t kFrames = 1 << 15;

    void write(const float* left, const float* right, int frames) noexcept;
    /// The newest frames, at most `frames` and kFrames / 2; returns how many.
    std::size_t newest(float* left, float* right, std::size_t frames) const noexcept;

private:
    struct Sides {
        std::array<std::atomic<float>, kFrames> left{}, right{};
    };

    std::unique_ptr<Sides> sides_ = std::make_unique<Sides>();
    std::atomic<std::uint64_t> written_{0};
};

struct MonitorSwitches {
    bool dim = false, mono = false, mute = false;
};

/// What lies between the mix and the ears, and never in a bounce: dim, mono and mute. Changes glide.
///
/// Thread   [render]
class Monitor {
public:
    /// In place, as is wanted now.
    void process(float* left, float* right, int frames, const MonitorSwitches& wanted) noexcept;

private:
    float dim_ = 0;  ///< 0 off … 1 on
    float mono_ = 0;
    float mute_ = 0;
};

} // namespace lacquer::live
