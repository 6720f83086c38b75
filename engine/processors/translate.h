#pragma once

#include "engine/processors/processor.h"

namespace lacquer::processors {

/// The mix as it sounds on other devices; for listening only.
ProcessorType translateType();

} // namespace lacquer::processors
