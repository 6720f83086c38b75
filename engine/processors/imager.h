#pragma once

#include "engine/processors/processor.h"

namespace lacquer::processors {

/// `imager`: stereo width, whole and in four bands, bass in mono, rotation. Works on the side signal
/// alone: what mono listeners hear stays as it is (but for a rotation).
ProcessorType imagerType();

} // namespace lacquer::processors
