#pragma once

#include "engine/processors/processor.h"

namespace lacquer::processors {

/// `matcheq`: brings a programme to the long-term spectrum of a reference.
///
/// `reference` and `source` are audio files; a reference may also be its analysis, in the form
/// "analysis: 20=-12 100=-8.5 1000=-14" (Hz = dB, joined in octaves). Without a source the processor
/// learns it from what passes, the more the better: the curve settles over the first seconds, and
/// starts anew when playback starts anew. (`lacquer process` names the input as the source.) The
/// level stays as it is: only the shape is matched, at most by `limit`, from 20 Hz to 20 kHz.
ProcessorType matchEqualizerType();

} // namespace lacquer::processors
