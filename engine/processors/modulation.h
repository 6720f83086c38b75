#pragma once

#include "engine/processors/processor.h"

namespace lacquer::processors {

/// `chorus`, `flanger`, `phaser` and `tremolo`: effects of a slow wave, free or in notes of the
/// song's tempo.
ProcessorType chorusType();
ProcessorType flangerType();
ProcessorType phaserType();
ProcessorType tremoloType();

} // namespace lacquer::processors
