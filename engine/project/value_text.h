#pragma once

#include "engine/vocabulary/parameter.h"
#include "engine/vocabulary/result.h"
#include "engine/vocabulary/units.h"

#include <span>
#include <string>
#include <string_view>

/// Values as people type and read them: "-6dB", "1.2 kHz", "35ms", "L30", "50%", "on", "bell".
namespace lacquer::project {

/// A value of a parameter from text. A bare number is in the parameter's own unit; a space before
/// the unit is allowed. Not for parameters of kind text.
///
/// Errors   out of range: the range; an unknown choice: the nearest name; another unit: the right one
Result<double> parseValue(const ParameterSpec& spec, std::string_view text);

/// The plain form, which parseValue reads back: "-6 dB", "1.2 kHz", "L30", "-inf dB", "on".
std::string formatValue(const ParameterSpec& spec, double value);

/// The unit after a value: "dB", "%", ":1", "dB/oct"; empty where values carry none or, as pan, a
/// letter of their own.
std::string_view unitWord(Unit unit);

/// "from -90 to 10 dB, or -inf".
std::string rangeText(const ParameterSpec& spec);

/// A time: "12.5s", "300ms", "1:12.5" (minutes), "1:02:12.5"; a bare number is seconds.
Result<Seconds> parseTime(std::string_view text, std::string_view what = "A time");

/// A plain number, which may end in one of the given units ("48000" or "48000Hz").
Result<double> parseNumber(std::string_view text, std::string_view what, std::string_view unit = {});

/// The shortest decimal text that reads back as the same number.
std::string numberText(double value);

/// The candidate that looks most like a word, by edit distance without regard to case; empty when
/// there is none.
std::string nearestName(std::string_view word, std::span<const std::string> candidates);

/// " Did you mean "Bass"?", or nothing when there is no candidate.
std::string suggestion(std::string_view word, std::span<const std::string> candidates);

} // namespace lacquer::project
