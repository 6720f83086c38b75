#pragma once

#include "formats/album/album_master.h"
#include "formats/album/alternate_mixes.h"
#include "formats/deliver/programme_writer.h"

#include <string>
#include <vector>

namespace lacquer::formats {

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
