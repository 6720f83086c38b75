#pragma once

#include "engine/processors/processor.h"

namespace lacquer::processors {

/// `declick`: clicks, pops and crackle away.
ProcessorType declickType();

} // namespace lacquer::processors
