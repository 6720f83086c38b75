#pragma once

#include "formats/album/programme_meter.h"

#include <nlohmann/json_fwd.hpp>

namespace lacquer::formats {

/// Levels as JSON has them: silence is null.
nlohmann::json levelJson(double level);
/// Throws nlohmann's exceptions, as its own `at` does.
double levelIn(const nlohmann::json& object, const char* key);

nlohmann::json factsJson(const ProgrammeFacts& facts);
ProgrammeFacts factsIn(const nlohmann::json& object);

} // namespace lacquer::formats
