#pragma once

#include "engine/project/project.h"

#include <string>
#include <vector>

namespace lacquer::formats {

/// Other mixes of a song: what each is called and the song as it is then mixed.
struct AlternateMix {
    std::string version; ///< "Instrumental", "A cappella", "TV mix"
    project::Song song;
};

/// Instrumental (no voices), a cappella (voices only) and TV mix (all but the lead voice), as far as
/// the song has voices: by the names of its tracks and of the groups they go to. Empty for a song
/// without voices.
std::vector<AlternateMix> alternatesOf(const project::Song& song);

} // namespace lacquer::formats
