#pragma once

namespace lacquer::surfaces {

/// Where levels lie on a motor fader of 14 bits.
///
/// Straight between −90 dB at 0, −60 at 1/16, −30 at 1/4, −10 at 1/2, 0 at 3/4 and +10 at the top;
/// position 0 is silence. `unity` and `top` bend this to a device's printed scale.
///
/// Source   the breakpoints of digital consoles (X32, M32, X-Air), as on the window's faders
struct FaderLaw {
    double unity = 0.75; ///< travel at 0 dB
    double top = 1.0;    ///< travel at +10 dB: some units end before 16383

    friend bool operator==(const FaderLaw&, const FaderLaw&) = default;
};

inline constexpr int kFullTravel = 16383;
/// Motors know 1024 places: positions that are equal after this shift are the same place.
inline constexpr int kStepShift = 4;
constexpr int stepOf(int position) { return position >> kStepShift; }

/// Travel 0…1 of a level; above +10 dB is the top, −90 dB and below is 0.
double travelOfLevel(const FaderLaw& law, double decibels);
/// The level at a travel; −inf at 0.
double levelAtTravel(const FaderLaw& law, double travel);

/// 0…16383 of a travel 0…1.
int positionOf(double travel);
constexpr double travelAt(int position) { return static_cast<double>(position) / kFullTravel; }

} // namespace lacquer::surfaces
