#pragma once

#include <map>
#include <string>
#include <string_view>

namespace lacquer::formats {

/// What a naming pattern's tokens stand for: "title", "artist", "track"…
using NameParts = std::map<std::string, std::string, std::less<>>;

/// A target's naming pattern filled in: "{track:02} {title}" becomes "03 Night Drive". `:02` pads a
/// number with zeros. A `/` of the pattern makes a folder, one in a value does not; what file systems
/// and shops refuse is replaced, and every part is at most 120 bytes.
std::string fileNameOf(std::string_view pattern, const NameParts& parts);

} // namespace lacquer::formats
