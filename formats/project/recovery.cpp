#include "formats/project/recovery.h"

#include "formats/project/document.h"
#include "formats/project/durable_file.h"
#include "formats/project/journal.h"
#include "formats/project/project_json.h"

#include <fmt/format.h>

#include <optional>

namespace lacquer::formats {
namespace {

using project::History;
using project::Project;

enum class Presence { there, missing, unreadable };

struct FileText {
    Presence presence = Presence::missing;
    std::string bytes;
    std::string reason;
};

FileText take(const std::filesystem::path& file) {
    std::error_code ignored;
    if (!std::filesystem::exists(std::filesystem::symlink_status(file, ignored))) return {};
    auto bytes = readWhole(file);
    if (!bytes) return {Presence::unreadable, "", bytes.error().message};
    return {Presence::there, std::move(*bytes), ""};
}

std::string plural(std::size_t count, const char* one) {
    return fmt::format("{} {}{}", count, one, count == 1 ? "" : "s");
}

tl::unexpected<Error> tooNew(const std::filesystem::path& folder) {
    return badInput(fmt::format("\"{}\" was written by a newer version of Lacquer. Open it with that "
                                "version, or update this one; nothing was changed.", folder.string()));
}

/// For what is whole and yet cannot be read: to go on would lose it.
tl::unexpected<Error> notUnderstood(const std::filesystem::path& folder, const char* file, const std::string& reason) {
    return badInput(fmt::format("{} of \"{}\" holds what this version of Lacquer does not understand: {}. Open it with the "
                                "version that wrote it, or move that file out of the folder to do without it; nothing was "
                                "changed.",
                                file, folder.string(), reason));
}

/// What is in a line and not known here. `before` is null for the first.
void learn(UnknownKeys& unknown, const Json& line, const Project* before, const Project& after) {
    unknown.learn(line, projectToJson(before, after), "/project");
}

/// Replays lines as far as they fit; says at which one it ended. What is not known in those behind
/// `sequence`, the document's, goes to `unknown`.
struct Replay {
    std::optional<History> history;
    std::size_t used = 0;
    bool isNewer = false;
    std::string strange;            ///< why a whole line could not be read; empty: all could
    std::uint64_t strangeAt = 0;    ///< its sequence
};

Replay replay(const std::vector<std::string_view>& lines, std::uint64_t sequence, UnknownKeys& unknown) {
    Replay replay;
    for (std::string_view line : lines) {
        auto entry = parseJournalLine(line);
        if (!entry) {
            replay.isNewer = entry.error().message.find("newer") != std::string::npos;
            return replay;
        }
        if (!replay.history) {
            auto start = entry->kind == EntryKind::base ? projectFromJson(entry->project, nullptr)
                                                        : badInput("no beginning");
            if (!start) {
                if (entry->kind != EntryKind::base) return replay;
                replay.strange = start.error().message;
                replay.strangeAt = sequenceOf(line);
                return replay;
            }
            if (sequenceOf(line) > sequence) learn(unknown, entry->project, nullptr, *start);
            replay.history.emplace(std::move(*start));
        } else {
            auto next = projectFromJson(entry->project, &replay.history->current());
            if (!next) {
                replay.strange = next.error().message;
                replay.strangeAt = sequenceOf(line);
                return replay;
            }
            if (entry->kind == EntryKind::base) return replay;
            if (sequenceOf(line) > sequence) learn(unknown, entry->project, &replay.history->current(), *next);
            unknown.inherit(replay.history->current(), *next);
            if (entry->kind == EntryKind::edit)
                replay.history->record(std::move(entry->name), std::move(*next));
            else {
                if (entry->kind == EntryKind::undo) replay.history->undo(entry->steps);
                else replay.history->redo(entry->steps);
                replay.history->reserveIds(next->nextId);
            }
        }
        ++replay.used;
    }
    return replay;
}

/// Applies what the lines after `sequence` changed, one after the other without a gap; the last
/// sequence number that is in the value then.
std::uint64_t applyChanges(const std::vector<std::string_view>& lines, std::uint64_t sequence,
                           History& history) {
    for (std::string_view line : lines) {
        if (sequenceOf(line) <= sequence) continue;
        if (sequenceOf(line) != sequence + 1) break;
        auto entry = parseJournalLine(line);
        if (!entry || entry->kind == EntryKind::base) break;
        auto next = projectFromJson(entry->project, &history.current());
        if (!next) break;
        const char* kind = entry->kind == EntryKind::undo ? "Undo" : "Redo";
        history.record(entry->kind == EntryKind::edit ? entry->name : kind, std::move(*next));
        ++sequence;
    }
    return sequence;
}

} // namespace

std::filesystem::path documentFile(const std::filesystem::path& folder) {
    return folder / "document.json";
}

std::filesystem::path journalFile(const std::filesystem::path& folder) { return folder / "journal"; }

Result<Recovered> recover(const std::filesystem::path& folder, Wanted wanted) {
    std::error_code ignored;
    const auto status = std::filesystem::status(folder, ignored);
    if (!std::filesystem::exists(status))
        return badInput(fmt::format("There is no project \"{}\". `lacquer new` makes one.", folder.string()));
    if (!std::filesystem::is_directory(status))
        return badInput(fmt::format("\"{}\" is not a project: a project is a folder.", folder.string()));
    // The document first: a journal read later is at least as new.
    const FileText documentText = take(documentFile(folder));
    const FileText journalText = take(journalFile(folder));
    if (documentText.presence == Presence::missing && journalText.presence == Presence::missing)
        return badInput(fmt::format("\"{}\" is not a project: it has no document.json.", folder.string()));
    if (documentText.presence == Presence::unreadable && journalText.presence == Presence::unreadable)
        return systemRefused(documentText.reason);

    ReadDocument document;
    if (documentText.presence == Presence::there) document = parseDocument(documentText.bytes);
    if (document.state == DocumentState::newer) return tooNew(folder);
    const bool hasDocument = document.state == DocumentState::whole;
    const std::uint64_t documentSequence = hasDocument ? document.document.sequence : 0;
    const JournalText journal = scanJournal(journalText.bytes);
    const auto lastLine = [&] { return journal.lines.empty() ? 0 : sequenceOf(journal.lines.back()); };

    const bool isUnfinished = journal.goodLength < journalText.bytes.size();
    const std::string unfinishedNote = fmt::format(
        "\"{}\" was closed in the middle of an edit; everything confirmed before it is there.",
        folder.string());

    if (wanted == Wanted::current && hasDocument && !journal.isDamaged && !journal.lines.empty() &&
        documentSequence >= sequenceOf(journal.lines.front()) && documentSequence <= lastLine()) {
        Recovered quick{History(document.document.project), 0, documentSequence, journal.goodLength,
                        true, {}, {}};
        quick.sequence = applyChanges(journal.lines, documentSequence, quick.history);
        if (isUnfinished) quick.notes.push_back(unfinishedNote);
        if (quick.sequence == lastLine()) return quick;
    }

    UnknownKeys unknown;
    if (hasDocument && wanted == Wanted::history) unknown = unknownIn(document);
    Replay replayed = replay(journal.lines, documentSequence, unknown);
    if (replayed.isNewer) return tooNew(folder);
    // Only what nobody else has is a reason to stop.
    if (!replayed.strange.empty() && replayed.strangeAt > documentSequence)
        return notUnderstood(folder, "The journal", replayed.strange);
    const std::uint64_t reached = replayed.used > 0 ? sequenceOf(journal.lines[replayed.used - 1]) : 0;
    if (document.state == DocumentState::strange && document.document.sequence > reached)
        return notUnderstood(folder, "document.json", document.reason);
    const bool hasJournal = replayed.history.has_value();
    if (!hasJournal && !hasDocument)
        return badInput(fmt::format(
            "The project \"{}\" cannot be read: document.json and the journal are both damaged or "
            "missing. Put one of them back from a backup; the audio is untouched.", folder.string()));

    const std::uint64_t journalSequence =
        hasJournal ? sequenceOf(journal.lines[replayed.used - 1]) : 0;
    Recovered result{hasJournal ? std::move(*replayed.history) : History(document.document.project),
                     hasJournal ? journalSequence : documentSequence,
                     documentSequence,
                     journal.goodLength,
                     hasJournal && !journal.isDamaged && replayed.used == journal.lines.size(),
                     {},
                     std::move(unknown)};
    if (!hasDocument && documentText.presence != Presence::missing)
        result.notes.push_back(fmt::format(
            "document.json of \"{}\" was damaged; the project was brought back whole from its journal.",
            folder.string()));
    if (!hasDocument && documentText.presence == Presence::missing)
        result.notes.push_back(fmt::format(
            "document.json of \"{}\" was missing; the project was brought back whole from its journal.",
            folder.string()));

    if (!hasJournal || (hasDocument && documentSequence > journalSequence)) {
        // The document knows more than what is left of the journal.
        if (hasJournal) result.history.record("Recovered", document.document.project);
        result.sequence = documentSequence;
        result.journalStands = false;
    }
    if (!result.journalStands) {
        const std::uint64_t before = result.sequence;
        std::vector<std::string_view> left(journal.lines);
        left.insert(left.end(), journal.linesBehind.begin(), journal.linesBehind.end());
        result.sequence = applyChanges(left, before, result.history);
        std::size_t lost = 0;
        for (std::string_view line : left) lost += sequenceOf(line) > result.sequence ? 1 : 0;
        std::string note = fmt::format("The journal of \"{}\" was {}; ", folder.string(),
                                       journalText.presence == Presence::missing ? "missing" : "damaged");
        const bool complete = hasDocument && lost == 0 && documentSequence >= journalSequence;
        note += complete ? "the project is as it was last saved, part of its history is gone."
                : lost > 0
                    ? fmt::format("{} and the damaged one before could not be brought back.",
                                  plural(lost, "edit"))
                    : "the last edits in it could not be brought back.";
        result.notes.push_back(std::move(note));
        // What is appended from now on must not be taken for lines of the damaged journal.
        for (std::string_view line : left) result.sequence = std::max(result.sequence, sequenceOf(line));
    } else if (isUnfinished) {
        result.notes.push_back(unfinishedNote);
    }
    if (!result.unknown.empty())
        result.notes.push_back(fmt::format("Some of what is in \"{}\" is of a newer version of Lacquer. It is kept as it is, "
                                           "and has no effect here.",
                                           folder.string()));
    return result;
}

} // namespace lacquer::formats
