#pragma once

#include "engine/processors/processor.h"

namespace lacquer::processors {

/// `delay`: echoes, in time with the song if wanted.
ProcessorType delayType();

} // namespace lacquer::processors
