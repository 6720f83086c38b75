#include "ui/models/relink.h"

#include "engine/project/song_edits.h"
#include "formats/audio/audio_file_reader.h"
#include "formats/checksum/checksum.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <set>

namespace lacquer::ui {
namespace {

namespace fs = std::filesystem;

std::string lower(std::string text) {
    std::ranges::transform(text, text.begin(), [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
    return text;
}

/// Names a file may have: as imported, and as the project calls it.
std::set<std::string> namesOf(const project::Source& source) {
    std::set<std::string> names{lower(fs::path(source.file).filename().string())};
    if (!source.origin.empty()) names.insert(lower(fs::path(source.origin).filename().string()));
    return names;
}

} // namespace

Result<std::vector<FoundSource>> findSources(const project::Project& project, const std::vector<SourceId>& missing, const fs::path& folder,
                                             const std::function<bool(double)>& progress) {
    std::error_code trouble;
    std::vector<fs::path> files;
    for (fs::recursive_directory_iterator entry(folder, fs::directory_options::skip_permission_denied, trouble), end; !trouble && entry != end; entry.increment(trouble)) {
        if (!progress(0)) return fail(ErrorKind::cancelled, "The search was stopped.");
        if (entry->is_regular_file(trouble) && !entry->is_symlink(trouble)) files.push_back(entry->path());
    }
    if (trouble && files.empty()) return badInput("\"" + folder.string() + "\" cannot be searched: " + trouble.message() + ". Choose another folder.");

    std::vector<const project::Source*> wanted;
    for (const SourceId id : missing)
        if (const project::Source* source = project::findSource(project, id)) wanted.push_back(source);
    std::vector<FoundSource> found;
    const auto take = [&](const project::Source& source, const fs::path& file, bool same) {
        found.push_back({source.id, file, same});
        std::erase(wanted, &source);
    };
    // Files by name first: most went somewhere as they were, and a hash reads all of a file.
    std::ranges::stable_sort(files, {}, [&](const fs::path& file) {
        const std::string name = lower(file.filename().string());
        return std::ranges::any_of(wanted, [&](const auto* source) { return namesOf(*source).contains(name); }) ? 0 : 1;
    });
    for (std::size_t k = 0; k < files.size() && !wanted.empty(); ++k) {
        if (!progress(static_cast<double>(k) / static_cast<double>(files.size()))) return fail(ErrorKind::cancelled, "The search was stopped.");
        const auto reader = formats::openAudioFile(files[k]);
        if (!reader) continue; // no audio
        const auto hash = formats::hashOfFile(formats::Hash::sha256, files[k], [&] { return progress(static_cast<double>(k) / static_cast<double>(files.size())); });
        if (!hash) {
            if (hash.error().kind == ErrorKind::cancelled) return tl::make_unexpected(hash.error());
            continue;
        }
        // One file may be several sources: its channels in pairs.
        for (const project::Source* source : std::vector(wanted))
            if (!source->contentHash.empty() && source->contentHash == *hash) take(*source, files[k], true);
    }
    for (const fs::path& file : files) {
        if (wanted.empty()) break;
        const std::string name = lower(file.filename().string());
        for (const project::Source* source : std::vector(wanted)) {
            if (!namesOf(*source).contains(name)) continue;
            const auto reader = formats::openAudioFile(file);
            if (!reader || (*reader)->info().rate.hz != source->fileRate.hz || !(*reader)->info().length) continue;
            const double seconds = static_cast<double>((*reader)->info().length->value) / static_cast<double>(source->fileRate.hz);
            if (std::abs(seconds - static_cast<double>(source->length.value) / static_cast<double>(project.rate.hz)) < 0.01) take(*source, file, false);
        }
    }
    return found;
}

Result<project::Project> takeFound(project::Project project, const std::vector<FoundSource>& found, const fs::path& projectFolder) {
    for (const FoundSource& one : found) {
        const project::Source* source = project::findSource(project, one.source);
        if (!source) continue;
        std::string file = source->file;
        std::string hash = source->contentHash;
        if (!one.sameContent) {
            const auto own = formats::hashOfFile(formats::Hash::sha256, one.file);
            if (!own) return tl::make_unexpected(own.error());
            hash = *own;
            file = "audio/" + hash + one.file.extension().string();
        }
        const fs::path target = projectFolder / file;
        std::error_code trouble;
        fs::create_directories(target.parent_path(), trouble);
        if (!fs::equivalent(one.file, target, trouble)) {
            // Beside it first: a copy that breaks off leaves nothing behind.
            const fs::path beside = target.string() + ".part";
            trouble.clear();
            fs::copy_file(one.file, beside, fs::copy_options::overwrite_existing, trouble);
            if (!trouble) fs::rename(beside, target, trouble);
            if (trouble) {
                std::error_code ignored;
                fs::remove(beside, ignored);
                return systemRefused("\"" + one.file.string() + "\" could not be copied into the project: " + trouble.message() + ".");
            }
        }
        if (one.sameContent) continue;
        auto next = project::setSourceFile(std::move(project), one.source, file, hash);
        if (!next) return next;
        project = std::move(*next);
    }
    return project;
}

} // namespace lacquer::ui
