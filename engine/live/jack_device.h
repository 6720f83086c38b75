#pragma once

#include "engine/live/device.h"

#include <string_view>

namespace lacquer::live {

/// JACK, natively rather than through PortAudio: the server's own buffer reaches the engine as it
/// is, without an adapter between, and rate, buffer and shutdown are seen as they happen. The
/// server is found as JACK finds it (JACK_DEFAULT_SERVER); none is ever started.
///
/// A destination is a client with physical inputs; "jack" alone plays to ports that nothing is
/// connected to yet.
std::vector<DeviceInfo> listJackDevices();

/// Errors   no server; no such destination; the server runs at another rate or buffer
Result<std::unique_ptr<Device>> openJackDevice(const DeviceSettings& settings, SampleRate subjectRate);

/// "jack" or "jack:…".
bool isJackDevice(std::string_view id);

} // namespace lacquer::live
