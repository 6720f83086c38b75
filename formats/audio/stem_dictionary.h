#pragma once

#include "formats/audio/stem_names.h"

#include <span>
#include <string_view>

namespace lacquer::formats {

/// A word or words as they occur in file names, in lower case, and what they stand for. Later
/// entries of the same length lose.
struct StemAlias {
    std::string_view words;
    StemFamily family;
};

/// Aliases of one word are looked up in a name's words, those of several words in neighbours.
std::span<const StemAlias> stemDictionary();

} // namespace lacquer::formats
