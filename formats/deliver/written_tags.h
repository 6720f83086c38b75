#pragma once

#include <filesystem>
#include <map>
#include <string>

namespace lacquer::formats {

/// Tags as players find them, by lower-case names ("title", "isrc", "track"), read by another library
/// than wrote them. "track" is the number alone. Empty for a file without tags, or one that is none.
std::map<std::string, std::string> writtenTags(const std::filesystem::path& file);

} // namespace lacquer::formats
