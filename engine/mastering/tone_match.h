#pragma once

#include "engine/analysis/tone_profile.h"
#include "engine/vocabulary/parameter.h"

#include <array>

/// A suggestion how one programme's balance comes closer to another's. Broad strokes only, and never
/// applied by itself.
namespace lacquer::mastering {

struct ToneMatch {
    struct Band {
        double frequency = 0; ///< Hz
        double gainDb = 0;
        double q = 0.7;
        bool shelf = false;
    };
    std::array<Band, 5> bands; ///< low shelf, three bells, high shelf
    double before = 0, after = 0; ///< mean distance of the two profiles, dB
};

/// dB a suggestion never goes beyond: more is a matter for the mix.
inline constexpr double kMostMatch = 4.0;

/// `strength` 0…1: how much of the difference is made up for.
ToneMatch suggestMatch(const analysis::ToneProfile& of, const analysis::ToneProfile& to, double strength = 0.7);

/// The values of an `eq` insert that does it.
ParameterValues equalizerValues(const ToneMatch& match);

/// Mean of |difference| over the bands where both sound, dB.
double toneDistance(const analysis::ToneProfile& a, const analysis::ToneProfile& b);

} // namespace lacquer::mastering
