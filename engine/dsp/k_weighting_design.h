#pragma once

#include "engine/vocabulary/units.h"

namespace lacquer::dsp {

/// One second-order section in the form whose recursion is one fused multiply-add long:
/// y[n] = b0 x[n] + s[n];  s[n + 1] = c1 x[n] + c2 x[n - 1] - a2 s[n - 1] - a1 s[n].
struct KSection {
    double b0 = 1, c1 = 0, c2 = 0, a1 = 0, a2 = 0;
};

/// How an ear weighs frequencies, for loudness: a shelf for the head, then a high-pass.
struct KWeighting {
    KSection shelf, highPass;
};

/// Source   ITU-R BS.1770-4 Annex 1, tables 1 and 2, carried to any rate through the analogue filter
///          behind them, as libebur128 1.2.6 and FFmpeg 5 do it
KWeighting kWeightingFor(SampleRate rate);

} // namespace lacquer::dsp
