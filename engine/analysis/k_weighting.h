#pragma once

#include <array>

namespace lacquer::analysis {

/// One second-order section in the form whose recursion is one fused multiply-add long:
/// y[n] = b0 x[n] + s[n];  s[n + 1] = c1 x[n] + c2 x[n - 1] - a2 s[n - 1] - a1 s[n].
struct KSection {
    double b0 = 1, c1 = 0, c2 = 0, a1 = 0, a2 = 0;
};

/// One channel on its way through both sections.
struct KChannel {
    std::array<double, 6> state{}; ///< s[n], s[n - 1], x[n - 1] of the shelf, then of the high-pass
    double energy = 0;             ///< sum of squares of what came out
};

/// Filters `frames` frames of two channels and adds up their energies. The bits are the same on
/// every machine, for any split and for a channel in either place.
///
/// Thread   [render] or [worker]; allocates nothing
void weighPair(const float* a,
               const float* b,
               int frames,
               const KSection& shelf,
               const KSection& highPass,
               KChannel& left,
               KChannel& right) noexcept;

} // namespace lacquer::analysis
