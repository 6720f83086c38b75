#pragma once

#include <filesystem>
#include <vector>

namespace lacquer::formats {

/// Where data that ships with the program (targets, presets, demo material) may lie, in the order
/// in which it is looked for: $LACQUER_ASSETS, beside the binary, under the prefix the binary is
/// installed in, where the build installs to, and the source tree the program was built from.
std::vector<std::filesystem::path> assetFolders();

/// The first of them that has `name` ("targets"); empty when none has.
std::filesystem::path findAsset(const std::filesystem::path& name);

/// Where a user keeps own data: $XDG_DATA_HOME/lacquer or ~/.local/share/lacquer. May not exist.
std::filesystem::path userDataFolder();

} // namespace lacquer::formats
