#pragma once

#include "engine/processors/processor.h"

namespace lacquer::processors {

/// `transient`: onsets and decays up or down, at any level.
ProcessorType transientType();

} // namespace lacquer::processors
