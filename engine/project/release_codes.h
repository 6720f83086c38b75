#pragma once

#include "engine/vocabulary/result.h"

#include <string>
#include <string_view>

/// The numbers a release is known by.
namespace lacquer::project {

/// The digits of a UPC (12) or EAN (13), spaces and hyphens taken out.
///
/// Errors   another count of digits; a wrong check digit, naming the right one
/// Source   GS1 General Specifications 7.9, standard check digit
Result<std::string> checkedUpc(std::string_view text);

/// The twelve characters of an ISRC, upper case, hyphens taken out: two letters of the country or
/// registrant, three letters or digits, two digits of the year, five digits of the recording.
///
/// Source   ISO 3901
Result<std::string> checkedIsrc(std::string_view text);

} // namespace lacquer::project
