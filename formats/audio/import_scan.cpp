#include "formats/audio/import_scan.h"

#include "formats/audio/open_file.h"
#include "formats/audio/stem_names.h"

#include <algorithm>
#include <system_error>

namespace lacquer::formats {
namespace {

namespace fs = std::filesystem;

void scanFolder(const fs::path& folder, std::vector<fs::path>& files,
                std::vector<SkippedFile>& skipped) {
    std::error_code error;
    std::vector<fs::directory_entry> entries;
    for (auto it = fs::directory_iterator(folder, error); !error && it != fs::directory_iterator();
         it.increment(error))
        entries.push_back(*it);
    if (error)
        skipped.push_back({shownPath(folder), "The folder cannot be read to its end: " +
                                                  error.message() + ". Check its rights."});
    std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) {
        return naturallyBefore(a.path().filename().native(), b.path().filename().native());
    });
    for (const fs::directory_entry& entry : entries) {
        std::error_code unknown;
        const fs::file_status status = entry.symlink_status(unknown);
        if (fs::is_directory(status)) {
            scanFolder(entry.path(), files, skipped);
        } else if (fs::is_regular_file(status)) {
            files.push_back(entry.path());
        } else if (fs::is_symlink(status)) {
            skipped.push_back({shownPath(entry.path()),
                               "It is a link, and links in folders are not followed. Give the file "
                               "itself to import it."});
        } else {
            skipped.push_back({shownPath(entry.path()),
                               "It is no regular file but a pipe, device or socket."});
        }
    }
}

} // namespace

std::vector<fs::path> filesBelow(const std::vector<fs::path>& paths,
                                 std::vector<SkippedFile>& skipped) {
    std::vector<fs::path> files;
    for (const fs::path& path : paths) {
        std::error_code unknown;
        if (fs::is_directory(path, unknown)) scanFolder(path, files, skipped);
        else files.push_back(path);
    }
    return files;
}

} // namespace lacquer::formats
