#pragma once

#include "engine/mastering/target.h"
#include "engine/vocabulary/result.h"
#include "formats/deliver/release_tags.h"

#include <filesystem>
#include <string>

namespace lacquer::formats {

/// A cover as it goes into files.
struct Artwork {
    std::string bytes;
    std::string mimeType; ///< "image/jpeg" or "image/png"; empty: no artwork
    int width = 0, height = 0;
};

/// Reads and checks a cover by its content. Errors name the file: missing, neither JPEG nor PNG, not
/// square.
Result<Artwork> readArtwork(const std::filesystem::path& file);

/// What a target would say about a cover's size; empty when it fits, or when there is no cover.
std::string artworkNote(const mastering::Target& target, const Artwork& artwork);

/// Writes tags and cover into a finished file of this container (FLAC, MP3, Ogg, Opus, M4A) through
/// TagLib; the audio is not touched. MP3 gets ID3v2.3, which all players read.
Result<void> writeTags(const std::filesystem::path& file,
                       mastering::Container container,
                       const ReleaseTags& tags,
                       const Artwork& artwork);

} // namespace lacquer::formats
