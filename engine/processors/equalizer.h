#pragma once

#include "engine/processors/processor.h"

namespace lacquer::processors {

/// `eq`: eight bands that follow their analog prototypes up to 20 kHz, each on both channels, one of
/// them, mid or side, static or dynamic.
///
/// With `phase` linear, or as `lineareq`, the bands are one filter of linear phase with the magnitude
/// of the analog prototypes: no pre-ring but what those magnitudes have, latency as reported. A
/// dynamic band's own gain is part of that filter; what its detector adds moves as a band of minimum
/// phase behind it, at the same moment of the sound: moves keep their edge and ring before nothing.
/// An all-pass changes nothing there. `output` is part of the filter too.
ProcessorType equalizerType();
ProcessorType linearEqualizerType();

} // namespace lacquer::processors
