#pragma once

#include "engine/live/device.h"

namespace lacquer::live {

/// The device that needs no hardware: a timer asks for sound at the pace of the rate, and the
/// sound goes nowhere. A wake-up that comes more than a buffer late counts as an xrun.
std::unique_ptr<Device> openNullDevice(SampleRate rate, int bufferFrames);

DeviceInfo nullDeviceInfo();

} // namespace lacquer::live
