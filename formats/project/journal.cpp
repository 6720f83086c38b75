#include "formats/project/journal.h"

#include "formats/project/checksum.h"
#include "formats/project/project_json.h"

#include <fmt/format.h>

#include <charconv>

namespace lacquer::formats {
namespace {

constexpr std::size_t kChecksumDigits = 16;

/// Whole, by its checksum, and with a readable number.
bool isWhole(std::string_view line) {
    if (line.size() < kChecksumDigits + 4 || line[kChecksumDigits] != ' ') return false;
    return checksumText(line.substr(kChecksumDigits + 1)) == line.substr(0, kChecksumDigits) &&
           sequenceOf(line) != 0;
}

} // namespace

std::uint64_t sequenceOf(std::string_view line) {
    if (line.size() < kChecksumDigits + 2) return 0;
    const char* start = line.data() + kChecksumDigits + 1;
    std::uint64_t sequence = 0;
    const auto [end, error] = std::from_chars(start, line.data() + line.size(), sequence);
    return error == std::errc{} ? sequence : 0;
}

std::string journalLine(const JournalEntry& entry) {
    Json json;
    switch (entry.kind) {
    case EntryKind::base: json["lacquer_journal"] = kSchemaVersion; break;
    case EntryKind::edit: json["edit"] = textToJson(entry.name); break;
    case EntryKind::undo: json["undo"] = entry.steps; break;
    case EntryKind::redo: json["redo"] = entry.steps; break;
    }
    json["project"] = entry.project;
    const std::string body = fmt::format("{} {}", entry.sequence, json.dump());
    return fmt::format("{} {}\n", checksumText(body), body);
}

JournalText scanJournal(std::string_view bytes) {
    JournalText text;
    std::uint64_t expected = 0;
    std::size_t at = 0;
    while (at < bytes.size()) {
        const auto newline = bytes.find('\n', at);
        const bool finished = newline != std::string_view::npos;
        const std::size_t end = finished ? newline : bytes.size();
        const std::string_view line = bytes.substr(at, end - at);
        const bool whole = finished && isWhole(line);
        if (whole && !text.isDamaged && (expected == 0 || sequenceOf(line) == expected)) {
            text.lines.push_back(line);
            expected = sequenceOf(line) + 1;
            text.goodLength = end + 1;
        } else if (whole) {
            text.isDamaged = true;
            text.linesBehind.push_back(line);
        } else if (finished || at == 0) {
            text.isDamaged = true;
        }
        at = end + 1;
    }
    return text;
}

Result<JournalEntry> parseJournalLine(std::string_view line) {
    JournalEntry entry;
    entry.sequence = sequenceOf(line);
    const auto brace = line.find('{');
    if (brace == std::string_view::npos) return badInput("a line of the journal holds nothing");
    try {
        Json json = Json::parse(line.substr(brace));
        if (const auto base = json.find("lacquer_journal"); base != json.end()) {
            entry.kind = EntryKind::base;
            if (base->get<int>() > kSchemaVersion)
                return badInput("it was written by a newer version of Lacquer");
        } else if (const auto edit = json.find("edit"); edit != json.end()) {
            entry.kind = EntryKind::edit;
            entry.name = textFromJson(*edit);
        } else if (const auto undo = json.find("undo"); undo != json.end()) {
            entry.kind = EntryKind::undo;
            entry.steps = undo->get<int>();
        } else {
            entry.kind = EntryKind::redo;
            entry.steps = json.at("redo").get<int>();
        }
        entry.project = std::move(json.at("project"));
    } catch (const std::exception& error) {
        return badInput(error.what());
    }
    return entry;
}

WrittenJournal journalOf(const project::History& history, std::uint64_t first) {
    WrittenJournal written;
    std::uint64_t sequence = first;
    const auto write = [&](EntryKind kind, std::string name, int steps, Json project) {
        written.text += journalLine({sequence, kind, std::move(name), steps, std::move(project)});
        written.lastSequence = sequence++;
    };
    write(EntryKind::base, "", 0, projectToJson(nullptr, history.valueAfter(0)));
    for (std::size_t i = 0; i < history.size(); ++i)
        write(EntryKind::edit, history.nameOf(i), 0,
              projectToJson(&history.valueAfter(i), history.valueAfter(i + 1)));
    // Also without a step back: the current value may have given more ids than any edit knows of.
    const int undone = static_cast<int>(history.size() - history.position());
    if (undone > 0 || !(history.current() == history.valueAfter(history.position())))
        write(EntryKind::undo, "", undone,
              projectToJson(&history.valueAfter(history.size()), history.current()));
    return written;
}

} // namespace lacquer::formats
