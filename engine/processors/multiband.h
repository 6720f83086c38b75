#pragma once

#include "engine/processors/processor.h"

namespace lacquer::processors {

/// `multiband`: a compressor for each of four bands that add up flat when nothing happens.
ProcessorType multibandType();

} // namespace lacquer::processors
