#pragma once

#include "engine/live/device.h"

namespace lacquer::live {

/// Devices that PortAudio reaches: ALSA here, and the system's own interfaces elsewhere. JACK is
/// left out, it has its own client.
std::vector<DeviceInfo> listPortAudioDevices();

/// Errors   no such device; a rate or buffer the device refuses
Result<std::unique_ptr<Device>> openPortAudioDevice(const DeviceSettings& settings,
                                                    SampleRate subjectRate);

} // namespace lacquer::live
