#pragma once

#include "engine/mastering/target.h"
#include "engine/vocabulary/result.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace lacquer::formats {

/// Reads one target from the text of its file. Errors name the file, the field and what it takes.
Result<mastering::Target> parseTarget(std::string_view json, const std::filesystem::path& file);

/// All targets there are: those that ship with the program and the user's own, which take the
/// place of shipped ones of the same id.
struct TargetLibrary {
    std::vector<mastering::Target> targets; ///< by group, then as the program ships them
    std::vector<std::string> notes;         ///< a sentence for every file that could not be used

    const mastering::Target* find(std::string_view id) const;
};

/// From the program's assets and the user's data folder. Fails when the shipped ones are missing.
Result<TargetLibrary> loadTargets();

/// From given folders, the later one winning.
TargetLibrary loadTargetsFrom(const std::vector<std::filesystem::path>& folders);

} // namespace lacquer::formats
