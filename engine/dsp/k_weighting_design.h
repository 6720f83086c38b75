#pragma once

#include "engine/vocabulary/units.h"

namespace lacquer::dsp {

/// One second-order section in the form whose recursion is one fused multiply-add long:
/// y = b0 x + s1;  s1' = c1 x + s2 - a1 s1;  s2' = c2 x - a2 s1.
struct KSection {
    double b0 = 1, c1 = 0, c2 = 0, a1 = 0, a2 = 0;
};

/// How an ear weighs frequencies, for loudness: a shelf for the head, then a high-pass.
struct KWeighting {
    KSection shelf, highPass;
};

/// Source   ITU-R BS.1770-4 Annex 1, tables 1 and 2, carried to any rate through the analogue filter
///          behind them
KWeighting kWeightingFor(SampleRate rate);

} // namespace lacquer::dsp
