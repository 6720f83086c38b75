#include "engine/live/device.h"

#include "engine/live/jack_device.h"
#include "engine/live/null_device.h"
#include "engine/live/portaudio_device.h"

#include <fmt/format.h>

namespace lacquer::live {
namespace {

// Small enough to feel immediate, large enough for a busy desktop.
constexpr int kDefaultBufferFrames = 256;

Result<void> checkRange(const DeviceSettings& settings) {
    if (settings.rate && (settings.rate->hz < 8000 || settings.rate->hz > 384000))
        return badInput(fmt::format("A device runs at 8000 to 384000 Hz; {} Hz was asked for.",
                                    settings.rate->hz));
    if (settings.bufferFrames && (*settings.bufferFrames < 16 || *settings.bufferFrames > 8192))
        return badInput(fmt::format("A buffer has 16 to 8192 frames; {} were asked for.",
                                    *settings.bufferFrames));
    return {};
}

} // namespace

std::vector<DeviceInfo> listDevices() {
    std::vector<DeviceInfo> devices = listJackDevices();
    for (DeviceInfo& device : listPortAudioDevices()) devices.push_back(std::move(device));
    devices.push_back(nullDeviceInfo());
    return devices;
}

Result<std::unique_ptr<Device>> openDevice(const DeviceSettings& settings, SampleRate subjectRate) {
    if (auto checked = checkRange(settings); !checked) return tl::make_unexpected(checked.error());
    if (settings.id == "null")
        return openNullDevice(settings.rate.value_or(subjectRate),
                              settings.bufferFrames.value_or(kDefaultBufferFrames));
    if (isJackDevice(settings.id)) return openJackDevice(settings, subjectRate);
    if (!settings.id.empty()) return openPortAudioDevice(settings, subjectRate);

    // The system's default is the first that opens: JACK where a server runs, else the sound card,
    // else the timer.
    for (const DeviceInfo& candidate : listDevices()) {
        DeviceSettings attempt = settings;
        attempt.id = candidate.id;
        if (auto opened = openDevice(attempt, subjectRate)) return opened;
    }
    return systemRefused("No audio device can be opened. Choose the device \"null\" to play without one.");
}

} // namespace lacquer::live
