#pragma once

#include "engine/processors/processor.h"

namespace lacquer::processors {

/// `hum`: mains hum and its harmonics away, the rest as it was.
ProcessorType humType();

} // namespace lacquer::processors
