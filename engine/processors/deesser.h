#pragma once

#include "engine/processors/processor.h"

namespace lacquer::processors {

/// `deesser`: holds the sibilant range at a threshold, alone or together with all the rest.
ProcessorType deesserType();

} // namespace lacquer::processors
