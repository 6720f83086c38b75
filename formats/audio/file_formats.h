#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string_view>

namespace lacquer::formats {

enum class FileFormat { wav, rf64, wave64, aiff, caf, flac, vorbis, opus, mp3, aac, alac };

/// A format as the table of formats names it.
struct FileFormatSpec {
    FileFormat format;
    std::string_view id;         ///< "wav"
    std::string_view name;       ///< "WAV"
    std::string_view extensions; ///< without dots, the usual one first, parted by spaces
    bool wholeNumbers;           ///< writes 16 and 24 bit
    bool floats;                 ///< writes 32-bit float
    bool lossy;
    bool written; ///< Lacquer writes it
};

/// Every format that can be read; what can be written is marked.
std::span<const FileFormatSpec> fileFormats();

const FileFormatSpec& specOf(FileFormat format);

/// The format a file of this name is written in; none when the extension is not known.
std::optional<FileFormat> formatFromName(const std::filesystem::path& path);

} // namespace lacquer::formats
