#pragma once

#include "engine/processors/processor.h"

namespace lacquer::processors {

/// `gate`: a gate with hysteresis and hold, a downward expander at gentler ratios.
ProcessorType gateType();

} // namespace lacquer::processors
