#pragma once

#include "engine/project/song.h"
#include "engine/vocabulary/parameter.h"
#include "engine/vocabulary/units.h"

#include <string>
#include <vector>

namespace lacquer::project {

/// What was changed between two states of a song and can be heard, a sentence each, as an engineer
/// would say it: the mix (see mix_difference.h), then clips and tempo.
std::vector<std::string>
songChanges(const Song& before, const Song& after, const Catalogue& catalogue, SampleRate rate);

} // namespace lacquer::project
