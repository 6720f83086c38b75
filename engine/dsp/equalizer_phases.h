#pragma once

#include "engine/dsp/equalizer_kernel.h"

namespace lacquer::dsp {

/// One quantum through the sections and corrections of both phases, with the widest vectors the
/// machine has.
///
/// In/out   samples [64][kLaneStride], in place; strips outside `strips` untouched, bit for bit
/// glides   the state-variable forms run, else the direct ones; the caller sets the steps
/// Thread   [render]
void runEqualizer(float* samples, StripMask strips, bool glides, EqualizerKernel::Phase* phases) noexcept;

} // namespace lacquer::dsp
