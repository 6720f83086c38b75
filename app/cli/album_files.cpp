#include "app/cli/album_files.h"

#include "app/cli/command.h"
#include "engine/project/album_edits.h"
#include "engine/project/song_edits.h"
#include "formats/audio/import.h"
#include "formats/deliver/ddp_import.h"
#include "formats/deliver/tag_import.h"

#include <fmt/format.h>

#include <cctype>

namespace lacquer::cli {
namespace {

using namespace project;
namespace fs = std::filesystem;

/// "01 Night Drive.flac" is "Night Drive".
std::string titleOfFile(const fs::path& file) {
    const std::string stem = file.stem().string();
    std::size_t start = 0;
    while (start < stem.size() && std::isdigit(static_cast<unsigned char>(stem[start]))) ++start;
    if (start == 0 || start > 3) return stem;
    std::size_t word = start;
    while (word < stem.size() && (stem[word] == ' ' || stem[word] == '-' || stem[word] == '_' ||
                                  stem[word] == '.'))
        ++word;
    return word > start && word < stem.size() ? stem.substr(word) : stem;
}

SourceId inPool(const Project& project, const Source& source) {
    for (const auto& other : project.sources)
        if (!source.contentHash.empty() && other->contentHash == source.contentHash &&
            other->firstChannel == source.firstChannel && other->channels == source.channels)
            return other->id;
    return {};
}

} // namespace

Result<Project> addFilesToAlbum(Project project, const std::string& path, const fs::path& folder,
                                const Error& otherwise) {
    std::error_code error;
    if (!fs::exists(fs::status(path, error))) {
        Error wrong = otherwise;
        wrong.message += fmt::format(" There is no file \"{}\" either.", path);
        return tl::make_unexpected(std::move(wrong));
    }
    if (fs::exists(fs::path(path) / "DDPMS", error)) {
        const auto set = formats::disc::readDdp(path);
        if (!set) return tl::make_unexpected(set.error());
        for (const std::string& problem : set->problems) fmt::print(stderr, "lacquer: {}\n", problem);
        return formats::addDdpToAlbum(std::move(project), *set, folder, [] { return !interrupted(); });
    }
    formats::ImportRequest request;
    request.paths = {path};
    request.projectFolder = folder;
    request.rate = project.rate;
    const auto imported = formats::importFiles(request, [](double) { return !interrupted(); });
    if (!imported) return tl::make_unexpected(imported.error());
    if (imported->tracks.empty())
        return badInput(imported->skipped.empty()
                            ? fmt::format("\"{}\" has no audio in it.", path)
                            : fmt::format("\"{}\": {}", imported->skipped.front().path,
                                          imported->skipped.front().reason));
    for (const auto& skipped : imported->skipped)
        fmt::print(stderr, "lacquer: \"{}\" was skipped: {}\n", skipped.path, skipped.reason);
    for (std::size_t i = 0; i < imported->tracks.size(); ++i) {
        const Source& source = imported->tracks[i].source;
        if (source.fileChannels > 2)
            return badInput(fmt::format("\"{}\" has {} channels; an album track has one or two. Import "
                                        "it as a song and mix it down.",
                                        imported->sources[i], source.fileChannels));
        SourceId id = inPool(project, source);
        if (!id) {
            auto pooled = addSource(std::move(project), source);
            if (!pooled) return tl::make_unexpected(pooled.error());
            id = pooled->id;
            project = std::move(pooled->project);
        }
        auto added = addSourceToAlbum(std::move(project), id, titleOfFile(imported->sources[i]));
        if (!added) return tl::make_unexpected(added.error());
        project = formats::takeTags(std::move(added->project), added->id, imported->sources[i]);
    }
    return project;
}

Result<Project> addStemsToAlbum(Project project, const std::vector<std::string>& words, const fs::path& folder) {
    formats::ImportRequest request;
    for (std::size_t k = 1; k < words.size(); ++k) {
        std::error_code error;
        if (!fs::exists(words[k], error)) return badInput(fmt::format("There is no file or folder \"{}\".", words[k]));
        request.paths.emplace_back(words[k]);
    }
    request.projectFolder = folder;
    request.rate = project.rate;
    const auto imported = formats::importFiles(request, [](double) { return !interrupted(); });
    if (!imported) return tl::make_unexpected(imported.error());
    for (const auto& skipped : imported->skipped)
        fmt::print(stderr, "lacquer: \"{}\" was skipped: {}\n", skipped.path, skipped.reason);
    auto added = addStemMaster(std::move(project), words[0], imported->tracks);
    if (!added) return tl::make_unexpected(added.error());
    return std::move(added->project);
}

} // namespace lacquer::cli
