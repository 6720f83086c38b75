#pragma once

#include "engine/vocabulary/audio_reader.h"
#include "engine/vocabulary/units.h"

#include <functional>
#include <span>
#include <vector>

namespace lacquer::analysis {

/// Where something is struck, plucked or sung: the last zero crossing before the attack.
struct Onset {
    FramePosition at;    ///< within the source
    double strength = 0; ///< mean rise of the bands' levels, dB: a drum 8…20, a bowed note 2…5
    friend bool operator==(const Onset&, const Onset&) = default;
};

/// Answers whether to go on; told how far the work is, 0…1.
using OnsetProgress = std::function<bool(double share)>;

/// The weakest onset that is reported: below it lie beats between tones and noise.
inline constexpr double kWeakestOnset = 1.5;

/// All onsets of a source from kWeakestOnset up, in order, at least 40 ms apart. Empty when
/// cancelled.
///
/// Octave bands from 60 Hz to 8 kHz, their power in hops of 5 ms; an onset is where the mean rise
/// of the bands' levels above the highest of the 10 to 30 ms before has a peak that stands over its
/// neighbourhood. The attack itself is then found in an envelope of 0.25 ms.
///
/// Source   Klapuri, "Sound onset detection by applying psychoacoustic knowledge", ICASSP 1999
///          (bands and relative rise); Böck and Widmer, "Maximum filter vibrato suppression for
///          onset detection", DAFx 2013 (the rise is taken against a maximum)
std::vector<Onset> detectOnsets(AudioReader& source, SampleRate rate, const OnsetProgress& progress = {});

/// Sensitivity 0…1 as the strength that is asked for: 0 takes only the hardest hits (15 dB), 1 all.
double strengthAt(double sensitivity);

/// Those at least as strong.
std::vector<Onset> onsetsFrom(std::span<const Onset> onsets, double strength);

} // namespace lacquer::analysis
