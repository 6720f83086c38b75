#pragma once

#include "engine/processors/processor.h"

namespace lacquer::processors {

/// `limiter`: gain into a ceiling that holds for the true peak.
ProcessorType limiterType();

} // namespace lacquer::processors
