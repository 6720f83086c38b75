#pragma once

#include "engine/processors/processor.h"

namespace lacquer::processors {

/// `declip`: peaks that an overload cut off are rebuilt.
ProcessorType declipType();

} // namespace lacquer::processors
