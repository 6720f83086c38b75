#include "formats/assets/asset_folder.h"

#include <cstdlib>
#include <system_error>

namespace lacquer::formats {

namespace fs = std::filesystem;

std::vector<fs::path> assetFolders() {
    std::vector<fs::path> folders;
    if (const char* chosen = std::getenv("LACQUER_ASSETS")) folders.emplace_back(chosen);
    std::error_code ignored;
    const fs::path binary = fs::read_symlink("/proc/self/exe", ignored);
    if (!binary.empty()) {
        folders.push_back(binary.parent_path() / "assets");
        folders.push_back(binary.parent_path().parent_path() / "share" / "lacquer");
    }
    folders.emplace_back(LACQUER_INSTALLED_ASSETS);
    folders.emplace_back(LACQUER_SOURCE_ASSETS);
    return folders;
}

fs::path findAsset(const fs::path& name) {
    std::error_code ignored;
    for (const fs::path& folder : assetFolders())
        if (fs::exists(folder / name, ignored)) return folder / name;
    return {};
}

fs::path userDataFolder() {
    if (const char* data = std::getenv("XDG_DATA_HOME"); data && *data == '/')
        return fs::path(data) / "lacquer";
    if (const char* home = std::getenv("HOME")) return fs::path(home) / ".local/share/lacquer";
    return {};
}

} // namespace lacquer::formats
