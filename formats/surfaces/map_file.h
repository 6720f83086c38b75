#pragma once

#include "engine/surfaces/generic_map.h"
#include "engine/vocabulary/result.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace lacquer::formats {

/// Maps of controllers as JSON; assets/surfaces/README.md documents every field.
///
/// Errors   one sentence naming the file, the field and what it may be
Result<surfaces::GenericMap> parseSurfaceMap(std::string_view json, const std::filesystem::path& file);
Result<surfaces::GenericMap> readSurfaceMap(const std::filesystem::path& file);
/// parseSurfaceMap reads it back as the same map.
std::string surfaceMapText(const surfaces::GenericMap& map);

/// Those that ship with the program and the user's own, which come first; `notes` gets a sentence for
/// every file that cannot be used.
std::vector<surfaces::GenericMap> surfaceMaps(std::vector<std::string>* notes = nullptr);
/// The map for a port of this name; null when none fits.
const surfaces::GenericMap* findSurfaceMap(const std::vector<surfaces::GenericMap>& maps, std::string_view portName);

} // namespace lacquer::formats
