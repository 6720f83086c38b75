#pragma once

#include "formats/audio/import.h"

namespace lacquer::formats {

/// Gives every track its place by the rule of importFiles(), and says what it did.
void placeTracks(std::vector<project::ImportedTrack>& tracks,
                 SampleRate rate,
                 std::optional<FramePosition> songOrigin,
                 std::vector<std::string>& notes);

} // namespace lacquer::formats
