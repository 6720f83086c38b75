#pragma once

namespace lacquer {

/// Where a channel of a file is meant to sound.
enum class Speaker {
    unknown,
    mono,
    left,
    right,
    centre,
    lfe,
    sideLeft,  ///< surround at the side, also of a 5.1 bed
    sideRight,
    backLeft,
    backRight,
    backCentre,
    other, ///< a known place that is none of these: wides, heights
};

} // namespace lacquer
