#pragma once

#include "engine/processors/processor.h"

namespace lacquer::processors {

/// `reverb`: room, chamber, hall and plate.
ProcessorType reverbType();

} // namespace lacquer::processors
