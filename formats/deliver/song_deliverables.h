#pragma once

#include "formats/deliver/album_master.h"
#include "formats/deliver/programme_writer.h"

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

/// Programmes of every alternate mix of every song of the project, rendered into the cache.
/// `notes` gets a sentence for every song that has none.
Result<std::vector<Programme>> renderAlternates(const RenderSubject& subject,
                                                const mastering::Target& target,
                                                const processors::ProcessorCatalogue& catalogue,
                                                std::vector<std::string>& notes,
                                                const StageProgress& progress);

/// Every track and bus of every song, straight into files of the target's folder; returns their names.
Result<std::vector<std::string>> writeStems(const RenderSubject& subject,
                                            const mastering::Target& target,
                                            const processors::ProcessorCatalogue& catalogue,
                                            const std::filesystem::path& folder,
                                            const StageProgress& progress);

} // namespace lacquer::formats
