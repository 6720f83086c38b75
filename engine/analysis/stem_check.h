#pragma once

#include "engine/vocabulary/audio_reader.h"
#include "engine/vocabulary/units.h"

#include <array>
#include <cstdint>
#include <functional>
#include <optional>

/// What is worth knowing about a stem before mixing it, and how two microphones of one thing lie to
/// each other.
namespace lacquer::analysis {

struct StemFacts {
    FrameCount length;
    int channels = 0;
    double peak = 0;                  ///< linear, of all channels
    std::int64_t clippedRuns = 0;     ///< three samples or more in a row at one value of at least −0.1 dBFS
    std::array<double, 2> dc{};       ///< mean per channel, linear
    bool silent = true;               ///< nothing above −80 dBFS
    bool dualMono = false;            ///< two channels that differ by less than −80 dB of the louder
    FramePosition firstSound;         ///< the first frame above −60 dBFS
    std::uint64_t print = 0;          ///< of the samples: the same audio has the same print
};

/// False: stop; the facts are then those so far.
using StemProgress = std::function<bool(double share)>;

StemFacts examineStem(AudioReader& source, const StemProgress& progress = {});

/// How b lies to a.
struct PhaseRelation {
    FrameCount late;         ///< b behind a; negative: before it
    bool inverted = false;
    double correlation = 0;  ///< at that distance, −1…1
    double correlationNow = 0; ///< as they are
};

/// Looks for the best match within `reach` of each other in the loudest second that both have, the
/// channels of each summed. Nothing when one of them is silent there, or when they have too little in
/// common (below 0.4) to say.
///
/// Source   normalised cross-correlation
std::optional<PhaseRelation> relatePhases(AudioReader& a, FramePosition startA, AudioReader& b, FramePosition startB, FrameCount length,
                                          SampleRate rate, Seconds reach = {0.03});

} // namespace lacquer::analysis
