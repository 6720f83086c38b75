#pragma once

#include "engine/processors/processor.h"

namespace lacquer::processors {

/// `eq`: eight bands that follow their analog prototypes up to 20 kHz, each on both channels, one of
/// them, mid or side, static or dynamic.
ProcessorType equalizerType();

} // namespace lacquer::processors
