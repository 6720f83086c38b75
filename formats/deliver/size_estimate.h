#pragma once

#include "engine/mastering/album_assembly.h"
#include "engine/mastering/target.h"
#include "engine/project/project.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>

/// How much room a delivery takes, before it is made.
namespace lacquer::formats {

/// Bytes of one target's files. Exact to the headers for PCM, by the bit rate for codecs; FLAC by what
/// loud music comes to, give or take a fifth.
std::int64_t estimatedBytes(const project::Project& project, const mastering::Target& target, const mastering::MixLengths& mixes);

/// Bytes that rendering for these targets takes in the project's cache: the album in float, once per
/// rate. `rendered`: it is there already at the project's rate.
std::int64_t estimatedCacheBytes(const project::Project& project, std::span<const mastering::Target> targets, const mastering::MixLengths& mixes, bool rendered);

/// Free on the disk that a folder is on or would be on; none when the system does not say.
std::optional<std::int64_t> freeBytes(const std::filesystem::path& folder);

} // namespace lacquer::formats
