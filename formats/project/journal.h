#pragma once

#include "engine/project/history.h"
#include "engine/vocabulary/result.h"
#include "formats/project/json_values.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The text of the journal: the project's history as lines. The first holds the value it all began
/// with, every other one an edit, an undo or a redo, together with the parts it changed.
///
/// A line is   checksum, space, sequence number, space, JSON, newline
/// The checksum covers all behind it; sequence numbers rise by one from line to line, so that a
/// lost line is found as well as a damaged one.
namespace lacquer::formats {

/// Raised when an older program could not read what we write. Of documents and journals.
inline constexpr int kSchemaVersion = 1;

enum class EntryKind { base, edit, undo, redo };

struct JournalEntry {
    std::uint64_t sequence = 0;
    EntryKind kind = EntryKind::edit;
    std::string name; ///< of an edit
    int steps = 0;    ///< of an undo or redo
    Json project;     ///< the whole for `base`, else what changed
};

std::string journalLine(const JournalEntry& entry);

/// What of a journal's bytes can be trusted.
struct JournalText {
    /// Lines from the first on that are whole and in sequence, checked but not yet parsed.
    std::vector<std::string_view> lines;
    /// Bytes those take; what follows them is damaged or was never finished.
    std::size_t goodLength = 0;
    /// Something follows the good lines that is more than one unfinished last line.
    bool isDamaged = false;
    /// Whole lines behind the damage.
    std::vector<std::string_view> linesBehind;
};
JournalText scanJournal(std::string_view bytes);

std::uint64_t sequenceOf(std::string_view line);
/// Errors   what does not fit; a newer schema
Result<JournalEntry> parseJournalLine(std::string_view line);

/// A journal that holds exactly this history, its lines numbered from `first` on.
struct WrittenJournal {
    std::string text;
    std::uint64_t lastSequence = 0;
};
WrittenJournal journalOf(const project::History& history, std::uint64_t first);

} // namespace lacquer::formats
