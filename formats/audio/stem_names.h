#pragma once

#include "engine/project/channel.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lacquer::formats {

/// What a stem is, guessed from its file's name.
enum class StemFamily {
    unknown,
    drums,
    percussion,
    bass,
    guitar,
    keys,
    synth,
    strings,
    brass,
    leadVocal,
    backingVocal,
    effects,
};

enum class StemSide { both, left, right };

struct StemName {
    std::string name;  ///< for the track: "Kick In", without number, prefix and junk; never empty
    StemFamily family = StemFamily::unknown;
    std::string group; ///< "Drums", "Vocals"…; empty when unknown
    project::Colour colour;
    StemSide side = StemSide::both;
    std::string pairName; ///< the name without its side: "Dist Gtr" of "Dist Gtr L"
};

/// Reads the names of files that arrive together (with or without folder and extension). A prefix
/// that most of them share, such as the song's name, is no part of a track's name when what is left
/// says what it is.
///
/// In       UTF-8
/// Source   the habits of people who send stems: numbers in front, underscores, CamelCase, the
///          session's name before each, junk of the exporting program behind
std::vector<StemName> readStemNames(std::span<const std::string> fileNames);

/// The colour and the group of a family.
project::Colour colourOf(StemFamily family);
std::string_view groupOf(StemFamily family);

/// Names as people order them: "2 Snare" before "10 Toms", letters without case.
bool naturallyBefore(std::string_view a, std::string_view b);

} // namespace lacquer::formats
