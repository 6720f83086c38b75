#pragma once

#include "engine/project/history.h"
#include "engine/vocabulary/result.h"
#include "formats/project/unknown_keys.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

/// Brings a project back from its folder, whatever happened to it. Document and journal each carry
/// the whole project; what one of them lost, the other one gives.
namespace lacquer::formats {

std::filesystem::path documentFile(const std::filesystem::path& folder);
std::filesystem::path journalFile(const std::filesystem::path& folder);

struct Recovered {
    project::History history;
    std::uint64_t sequence = 0;         ///< of the last edit that is in it
    std::uint64_t documentSequence = 0; ///< of the last edit that is in the document; 0: no document
    std::size_t journalLength = 0;      ///< bytes of the journal that stand
    bool journalStands = true;          ///< false: it has to be written anew
    std::vector<std::string> notes;     ///< what was repaired or is lost, for the user
    UnknownKeys unknown;                ///< what a newer version wrote; only with the history
};

enum class Wanted {
    history, ///< everything, for editing
    current, ///< the current value only; its history may be empty. Faster
};

/// Errors   no project there; written by a newer version; document and journal both beyond repair
Result<Recovered> recover(const std::filesystem::path& folder, Wanted wanted);

} // namespace lacquer::formats
