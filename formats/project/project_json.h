#pragma once

#include "engine/project/project.h"
#include "engine/vocabulary/result.h"
#include "formats/project/json_values.h"

namespace lacquer::formats {

/// A project as JSON: the whole of it, or, given the value before an edit, only the parts that the
/// edit changed (a change names the parts by their ids and holds their new values). Parts that are
/// shared by both values are told apart by their pointers, so the work follows the change and not
/// the size of the project. Never null.
Json projectToJson(const project::Project* before, const project::Project& after);

/// Reads either form back; a change needs the value it was made from and shares what it leaves.
///
/// Errors   what does not fit, as a sentence's end: "a track has no name"
Result<project::Project> projectFromJson(const Json& json, const project::Project* before);

} // namespace lacquer::formats
