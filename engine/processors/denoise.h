#pragma once

#include "engine/processors/processor.h"

namespace lacquer::processors {

/// `denoise`: steady noise down: hiss, hum of fans, tape.
///
/// What the noise sounds like is found while it runs (`profile` empty or "adaptive"), was learned
/// (`profile` holds a NoiseProfile's text), or is learned on the way: while the switch `learn` is on,
/// what comes in counts as nothing but noise, and from then on that is the profile. As `learn` can be
/// automated, a span of the song can be given to it; "lacquer process" takes a span of its input as
/// profile=0.5s-2s.
ProcessorType denoiseType();

} // namespace lacquer::processors
