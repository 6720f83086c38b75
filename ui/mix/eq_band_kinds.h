#pragma once

#include "ui/models/eq_curve.h"

/// What an equalizer's picture and its hands have to know of the kinds of bands.
namespace lacquer::ui {

inline bool isCut(BandType type) { return type == BandType::lowcut || type == BandType::highcut; }

inline bool hasGain(BandType type) {
    return type == BandType::bell || type == BandType::lowshelf || type == BandType::highshelf || type == BandType::tilt;
}

/// The frequencies above the plot, in pixels.
inline constexpr int kEqScaleHeight = 18;

} // namespace lacquer::ui
