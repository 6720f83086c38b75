#pragma once

#include "engine/vocabulary/parameter.h"
#include "engine/vocabulary/units.h"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// Words on small displays: plain ASCII, as short as the cell.
namespace lacquer::surfaces {

/// UTF-8 in ASCII: ligatures written out, marks dropped, the rest '?'.
std::string plainText(std::string_view utf8);
/// Shortened rather than cut: vowels go from the right, then spaces, then letters before the last
/// number, which stays ("Guitar 10" is "Guit10").
std::string shortName(std::string_view utf8, std::size_t cells);
/// The same for all names of a row at once: those that became equal are told apart by their ends.
std::vector<std::string> shortNames(const std::vector<std::string>& names, std::size_t cells);
/// "R2", "-20.0", "-inf", "1.2k", "35ms", "on", at most `cells` long.
std::string shortValue(const ParameterSpec& spec, double value, std::size_t cells = 6);
/// Cut or filled with spaces to exactly so many cells.
std::string fitted(std::string_view ascii, std::size_t cells);

/// A seven-segment display of ten digits, from the left; bit 6 is the point behind the digit.
using Digits = std::array<std::uint8_t, 10>;
/// The code of a character: letters are raised, what has no shape is blank.
std::uint8_t sevenSegment(char character);
/// Hours 3, minutes 2, seconds 2, frames 3 digits.
Digits smpteDigits(FramePosition position, SampleRate rate, int framesPerSecond);
/// Bars 3, beats 2, subdivision (sixteenths of the beat unit's quarter) 2, ticks 3 digits; of 960 to
/// a quarter.
struct BarsAndBeats {
    int bar = 1, beat = 1, sixteenth = 1, tick = 0;
};
Digits barDigits(const BarsAndBeats& place);

} // namespace lacquer::surfaces
