#pragma once

#include "formats/album/album_master.h"
#include "formats/deliver/file_tags.h"

#include <string>

namespace lacquer::formats {

/// Names everything a target's files depend on: the audio (without rendering it), the target, names
/// and tags, the cover, and this build of the program. Equal recipes give equal files.
Result<std::string> deliveryRecipe(const RenderSubject& subject,
                                   const mastering::Target& target,
                                   const Artwork& artwork);

/// Everything of a target that what is made depends on, as text.
std::string recipeOf(const mastering::Target& target);

} // namespace lacquer::formats
