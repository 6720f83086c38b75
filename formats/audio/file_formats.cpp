#include "formats/audio/file_formats.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

namespace lacquer::formats {
namespace {

constexpr std::array<FileFormatSpec, 11> kFormats = {{
    {FileFormat::wav, "wav", "WAV, Broadcast WAV", "wav wave bwf", true, true, false, true},
    {FileFormat::rf64, "rf64", "RF64, BW64", "rf64 bw64", true, true, false, true},
    {FileFormat::wave64, "w64", "Sony Wave64", "w64", true, true, false, true},
    {FileFormat::aiff, "aiff", "AIFF", "aiff aif aifc", true, true, false, true},
    {FileFormat::caf, "caf", "Core Audio Format", "caf", true, true, false, true},
    {FileFormat::flac, "flac", "FLAC", "flac", true, false, false, true},
    {FileFormat::vorbis, "ogg", "Ogg Vorbis", "ogg oga", false, false, true, true},
    {FileFormat::opus, "opus", "Opus", "opus", false, false, true, true},
    {FileFormat::mp3, "mp3", "MP3", "mp3", false, false, true, true},
    {FileFormat::aac, "aac", "AAC (MP4, ADTS)", "m4a mp4 aac", false, false, true, false},
    {FileFormat::alac, "alac", "Apple Lossless (MP4, CAF)", "m4a caf", true, false, false, false},
}};

/// Walks the words of a list parted by spaces.
bool listHas(std::string_view list, std::string_view word) {
    while (!list.empty()) {
        const std::size_t end = std::min(list.find(' '), list.size());
        if (list.substr(0, end) == word) return true;
        list.remove_prefix(std::min(end + 1, list.size()));
    }
    return false;
}

} // namespace

std::span<const FileFormatSpec> fileFormats() { return kFormats; }

const FileFormatSpec& specOf(FileFormat format) {
    return *std::find_if(kFormats.begin(), kFormats.end(),
                         [&](const FileFormatSpec& spec) { return spec.format == format; });
}

std::optional<FileFormat> formatFromName(const std::filesystem::path& path) {
    std::string extension = path.extension().string();
    if (extension.empty()) return {};
    extension.erase(0, 1);
    std::transform(extension.begin(), extension.end(), extension.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    for (const FileFormatSpec& spec : kFormats)
        if (listHas(spec.extensions, extension)) return spec.format;
    return {};
}

} // namespace lacquer::formats
