#pragma once

#include "engine/processors/processor.h"

namespace lacquer::processors {

/// Draws a voice to the notes of a scale.
ProcessorType tunerType();

} // namespace lacquer::processors
