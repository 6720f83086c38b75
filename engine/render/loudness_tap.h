#pragma once

#include "engine/dsp/k_weighting_lanes.h"
#include "engine/vocabulary/quantum.h"
#include "engine/vocabulary/units.h"

#include <array>
#include <atomic>
#include <cstdint>

namespace lacquer::render {

/// How loud a strip is as a mean square after K-weighting, both sides together; 0: silence.
/// −0.691 + 10 lg of it is LUFS.
struct LoudnessLevels {
    float momentary = 0; ///< of the last 400 ms
    float shortTerm = 0; ///< of the last 3 s
};

/// The loudness of a bundle's strips after their faders, for meters. It works only while somebody
/// looks: a second after it was asked for the last time it stops and forgets.
///
/// Method   energies of 20 ms in whole quanta, of which both windows are made
/// Limits   a window is up to one quantum longer or shorter than its name says, and its level is that
///          of its own length
/// Thread   measure, adopt [render]; ask, of [main]
/// Source   ITU-R BS.1770-4, EBU Tech 3341
class LoudnessTap {
public:
    explicit LoudnessTap(SampleRate rate);

    void ask() noexcept { asked_.store(true, std::memory_order_relaxed); }
    LoudnessLevels of(int strip) const noexcept;

    enum class Sound { some, none }; ///< none: the lanes hold nothing but zeros
    /// One quantum of the bundle.
    void measure(const float* lanes, Sound sound) noexcept;
    /// Goes on with a strip where another tap is.
    void adopt(int strip, const LoudnessTap& before, int stripBefore) noexcept;

private:
    static constexpr int kPartsPerSecond = 50, kMomentary = 20, kShortTerm = 150;

    struct Strip {
        std::array<float, kShortTerm> energies{};
        std::array<std::uint8_t, kShortTerm> quanta{}; ///< in each part: 20 ms at 192 kHz are 60
        int newest = 0;                                ///< the part that is being filled
        double energy = 0;                             ///< of it, so far
        int quantaSoFar = 0;
        std::int64_t into = 0; ///< frames since the part's start, times kPartsPerSecond
        std::atomic<float> momentary{0}, shortTerm{0};
    };

    void forget() noexcept;
    /// A tenth of a second: the high-pass at 38 Hz is 200 dB down by then.
    int quantaOfRinging() const noexcept { return rate_.hz / (10 * kQuantum) + 1; }
    void endPart(Strip& strip) noexcept;

    SampleRate rate_;
    dsp::KWeighting weighting_;
    dsp::KLanes memory_;
    std::array<Strip, kBundleStrips> strips_;
    std::atomic<bool> asked_{false};
    int left_ = 0;     ///< quanta until it stops
    int silence_ = 0;  ///< quanta of nothing so far
};

} // namespace lacquer::render
