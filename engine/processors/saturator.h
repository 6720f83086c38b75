#pragma once

#include "engine/processors/processor.h"

namespace lacquer::processors {

/// `saturator`: five curves from tape to hard, oversampled and antialiased.
ProcessorType saturatorType();

/// `clipper`: takes peaks off at a ceiling, hard or rounded, with the same antialiasing.
ProcessorType clipperType();

} // namespace lacquer::processors
