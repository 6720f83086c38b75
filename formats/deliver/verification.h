#pragma once

#include "formats/deliver/manifest.h"

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace lacquer::formats {

/// Reads a delivered folder again from its bytes alone: every file against its checksum, its format,
/// length, loudness and true peak as decoded, its target's rules, its tags; a FLAC file against
/// the MD5 inside it; a DDP fileset against its structure, its CD-Text CRCs and checksums; a cue sheet
/// and a cdrdao TOC against their image. No project and no code of the writers is needed.
///
/// Out      each target with what was measured now; `passed` false and sentences where something is
///          wrong
/// Errors   the folder has no manifest; cancelled
Result<std::vector<TargetDelivery>>
verifyDelivery(const std::filesystem::path& folder,
               const std::function<bool(const std::string& file, double share)>& progress = {});

} // namespace lacquer::formats
