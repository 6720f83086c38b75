#pragma once

#include "engine/live/device.h"
#include "engine/vocabulary/units.h"

#include <vector>

namespace lacquer::live {

/// Stands between a player and a device that runs at another rate: the player is asked at its own
/// rate, the device gets what it wants. Only what is heard passes through it, never a bounce.
///
/// Delay    sound is asked for kReach frames of the slower rate (1.1 ms at 44.1 kHz) and at most a
///          quantum before it is due
/// Figures  flat within 0.01 dB up to 0.907 of the lower Nyquist frequency, images and aliases below
///          −110 dB
/// Limits   rates whose ratio in whole numbers has at most kMostPhases above the line, as all usual
///          pairs have
/// Thread   construction [main]; render [render], no allocation
/// Source   a Kaiser-windowed sine cardinal, one set of taps per phase: Kaiser, "Nonrecursive digital
///          filter design using the I0-sinh window function", ISCAS 1974
class RateBridge final : public DeviceClient {
public:
    static constexpr int kReach = 48;        ///< taps to each side, at the slower rate
    static constexpr int kMostPhases = 4096;

    static bool canConvert(SampleRate from, SampleRate to);

    /// `client` runs at `from`, the device at `to`.
    RateBridge(DeviceClient& client, SampleRate from, SampleRate to);

    void render(float* const* planes, int frames) noexcept override;
    bool isIdle() const noexcept override { return client_->isIdle(); }

    /// Of the bridge itself.
    Seconds delay() const { return {static_cast<double>(side_) / from_}; }

private:
    void fetch() noexcept;

    DeviceClient* client_;
    int from_;
    int phases_;       ///< output frames until input and output meet again
    int step_;         ///< input moves by step_ / phases_ frames per output frame
    int side_;         ///< input frames on each side of an output frame
    int phase_ = 0;    ///< where the next output frame lies behind at_, in 1/phases_
    int at_ = 0;       ///< first input frame under the filter, into past_
    int filled_ = 0;   ///< input frames in past_
    std::vector<float> taps_; ///< [phases_][2 side_]
    std::vector<float> past_[2];
};

} // namespace lacquer::live
