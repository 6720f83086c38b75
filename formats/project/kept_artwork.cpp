#include "formats/project/kept_artwork.h"

#include "formats/project/durable_file.h"

#include <fmt/format.h>

namespace lacquer::formats {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kLargest = 64U << 20;

/// A name under `artwork/` that is free, or whose file holds these bytes already.
fs::path nameFor(const fs::path& picture, std::string_view bytes, const fs::path& projectFolder) {
    for (int number = 1;; ++number) {
        const std::string name = number == 1 ? picture.filename().string()
                                             : fmt::format("{} {}{}", picture.stem().string(), number, picture.extension().string());
        const fs::path kept = fs::path("artwork") / name;
        std::error_code error;
        if (!fs::exists(projectFolder / kept, error)) return kept;
        if (const auto there = readWhole(projectFolder / kept); there && *there == bytes) return kept;
    }
}

} // namespace

Result<std::string> keepArtwork(const fs::path& picture, const fs::path& projectFolder) {
    std::error_code error;
    if (picture.is_relative() && !fs::exists(picture, error) && fs::is_regular_file(projectFolder / picture, error))
        return picture.string();
    const auto size = fs::file_size(picture, error);
    if (!error && size > kLargest)
        return badInput(fmt::format("\"{}\" is larger than 64 MB; stores take pictures up to a few.", picture.string()));
    auto bytes = readWhole(picture);
    if (!bytes) {
        if (!fs::exists(picture, error))
            return badInput(fmt::format("There is no picture \"{}\". Name a JPEG or PNG that is there.", picture.string()));
        return tl::make_unexpected(bytes.error());
    }
    if (!bytes->starts_with("\xff\xd8\xff") && !bytes->starts_with("\x89PNG\r\n\x1a\n"))
        return badInput(fmt::format("\"{}\" is neither a JPEG nor a PNG picture.", picture.string()));
    if (fs::create_directories(projectFolder / "artwork", error); error)
        return systemRefused(fmt::format("The picture \"{}\" cannot be kept in the project: {}", picture.string(), systemReason(error.value())));
    const fs::path kept = nameFor(picture, *bytes, projectFolder);
    if (!fs::exists(projectFolder / kept, error))
        if (auto done = writeWhole(projectFolder / kept, *bytes); !done) return tl::make_unexpected(done.error());
    return kept.string();
}

fs::path artworkFile(const project::Project& project, const fs::path& projectFolder) {
    const auto found = project.album->metadata.find("artwork");
    if (found == project.album->metadata.end() || found->second.empty()) return {};
    const fs::path file = found->second;
    std::error_code ignored;
    return file.is_absolute() || !fs::exists(projectFolder / file, ignored) ? file : projectFolder / file;
}

} // namespace lacquer::formats
