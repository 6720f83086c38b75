#pragma once

#include "engine/live/player.h"
#include "engine/vocabulary/result.h"
#include "engine/vocabulary/units.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace lacquer::live {

/// What a device asks for sound.
class DeviceClient {
public:
    virtual ~DeviceClient() = default;
    /// Fills planes[0] and planes[1] with `frames` frames, any number from 1 on, which may differ
    /// from call to call. [render]
    virtual void render(float* const* planes, int frames) noexcept = 0;
    /// Nothing sounds and nothing is asked for: a device without hardware may ask less often. [any]
    virtual bool isIdle() const noexcept { return false; }
};

/// An open device: it calls its client in its own time from start() until it is destroyed or lost.
///
/// Thread   all functions [main]; the client is called on the device's thread
class Device {
public:
    virtual ~Device() = default;

    virtual Result<void> start(DeviceClient& client) = 0;

    virtual const DeviceInfo& info() const = 0;
    virtual SampleRate rate() const = 0;
    virtual int bufferFrames() const = 0;
    /// From a frame's being asked for to its being heard, as far as the device knows.
    virtual Seconds outputLatency() const { return {static_cast<double>(bufferFrames()) / rate().hz}; }
    /// Times the device ran out of sound since it was opened.
    virtual std::uint64_t xruns() const = 0;
    /// Empty while the device works; else one sentence why it does not any more.
    virtual std::string lostBecause() const { return {}; }
};

/// Every device that could be opened now: JACK's destinations, ALSA's, and "null" last.
std::vector<DeviceInfo> listDevices();

/// Opens a device by id (see DeviceSettings). `subjectRate` is used where the device leaves the
/// choice and the settings do not make it; a device that cannot run at it is opened at its own.
///
/// Errors   unknown id; a rate or buffer the device cannot run at (says what it can)
Result<std::unique_ptr<Device>> openDevice(const DeviceSettings& settings, SampleRate subjectRate);

} // namespace lacquer::live
