#pragma once

#include "engine/vocabulary/units.h"

namespace lacquer::project {

/// How the metronome is set; the beats are the song's tempo map.
struct MetronomeSettings {
    bool on = false;
    Decibels level{-12}; ///< −60…+6 dB
    int countInBars = 0; ///< 0…16, clicked before a start rolls, whether or not it is on

    friend bool operator==(const MetronomeSettings&, const MetronomeSettings&) = default;
};

} // namespace lacquer::project
