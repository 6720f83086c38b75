#pragma once

#include "engine/processors/processor.h"

namespace lacquer::processors {

/// `convolver`: reverb and other spaces by their impulse response, without latency.
///
/// Responses of one channel go to both sides, of two to their own, of four are true stereo in the
/// order L to L, L to R, R to L, R to R. They are converted to the session's rate, cut at 20 s, and
/// scaled so that noise comes out as loud as it goes in. Where nothing is named, or the file is
/// missing (which bounces and the player say), the input passes.
///
/// With another response (a new plan) what the old one rings with fades over half a second, and the
/// new one takes the input over within 20 ms.
ProcessorType convolverType();

} // namespace lacquer::processors
