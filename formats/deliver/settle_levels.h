#pragma once

#include "engine/mastering/level_plan.h"
#include "formats/deliver/file_facts.h"
#include "formats/deliver/programme_writer.h"
#include "formats/deliver/written_before.h"

#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace lacquer::formats {

/// A file is being written (`share` under 1) or finished: which, of how many. False stops the work.
/// Called from one thread at a time.
using FileProgress = std::function<bool(const std::string& file, double share, std::size_t done, std::size_t of)>;

struct WrittenProgrammes {
    std::vector<FileFacts> facts; ///< of each file as decoded
    std::vector<std::string> notes;
};

/// Writes programmes into a folder, reads them back, and goes on until every file as decoded keeps
/// the target's ceiling and loudness: codecs overshoot, limiters change loudness, and nobody knows by
/// how much before. Where the songs' distances must stay (`measure`, `limit`), all are turned down
/// together; `normalise` corrects each file by itself. What was written before is not written again.
///
/// Errors   checkFailed when it does not settle; what writing and decoding report; cancelled
Result<WrittenProgrammes> writeSettled(std::span<const Programme> programmes,
                                       const mastering::Target& target,
                                       const mastering::LevelPlan& plan,
                                       const Artwork& artwork,
                                       const WrittenBefore& before,
                                       const processors::ProcessorCatalogue& catalogue,
                                       const std::filesystem::path& folder,
                                       int threads,
                                       const FileProgress& progress);

} // namespace lacquer::formats
