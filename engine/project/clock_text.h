#pragma once

#include "engine/vocabulary/units.h"

#include <string>

namespace lacquer::project {

/// "4:07.25": a place or a length for people, in minutes and seconds of 0 to 3 decimals. It is rounded
/// as a whole, so that no second reads 60; what is negative reads 0:00.
///
/// Thread   any
std::string clockText(Seconds time, int decimals);

} // namespace lacquer::project
