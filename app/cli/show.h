#pragma once

#include "engine/project/place.h"
#include "engine/project/project.h"
#include "engine/vocabulary/parameter.h"

#include <nlohmann/json.hpp>

#include <string>

/// What `lacquer show` prints: a project, or a place in it.
namespace lacquer::cli {

/// Levels as numbers, silence as null; keys as the command-line contract names them.
nlohmann::json projectJson(const project::Project& project, const Catalogue& catalogue);
nlohmann::json placeJson(const project::Project& project, const Catalogue& catalogue,
                         const project::Place& place);

/// The same for people, every value with its unit.
std::string projectText(const project::Project& project, const Catalogue& catalogue);
std::string placeTextOf(const project::Project& project, const Catalogue& catalogue,
                        const project::Place& place);

} // namespace lacquer::cli
