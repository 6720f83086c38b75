#pragma once

#include "engine/processors/processor.h"

namespace lacquer::processors {

/// `utility`: gain, polarity, channel routing, DC removal and a delay in samples. The model for
/// processors that are kernels over lanes: the table here, the sound in engine/dsp.
ProcessorType utilityType();

} // namespace lacquer::processors
