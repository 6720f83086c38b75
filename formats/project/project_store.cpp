#include "formats/project/project_store.h"

#include "engine/project/freeze_edits.h"
#include "formats/project/document.h"
#include "formats/project/durable_file.h"
#include "formats/project/journal.h"
#include "formats/project/project_json.h"
#include "formats/project/project_lock.h"
#include "formats/project/recovery.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <optional>
#include <system_error>

namespace lacquer::formats {
namespace {

using project::History;
using project::Project;
namespace fs = std::filesystem;

/// Undo steps that are kept; the journal may grow a little beyond before it is written anew.
constexpr std::size_t kSteps = 1000;
constexpr std::size_t kStepsBeyond = 250;
constexpr std::uint64_t kLargestJournal = 64U << 20; // bytes
constexpr std::uint64_t kLargeJournal = 32U << 20;   // what is aimed for then

/// The document is written anew after this much; until then the journal alone has it.
constexpr int kEditsBetweenSaves = 200;
constexpr std::uint64_t kBytesBetweenSaves = 8U << 20;

/// "Name.lacquer/", or the document in it, as a desktop hands it over.
fs::path folderOf(const fs::path& path) {
    if (path.filename() == "document.json") return path.parent_path();
    return path.filename().empty() && path.has_parent_path() ? path.parent_path() : path;
}

/// A name for what is put aside that nothing has yet.
fs::path asideName(const fs::path& file) {
    for (int number = 1;; ++number) {
        fs::path name = file;
        name += fmt::format(".damaged{}", number == 1 ? "" : std::to_string(number));
        std::error_code error;
        if (!fs::exists(name, error)) return name;
    }
}

} // namespace

struct ProjectStore::State {
    fs::path folder;
    ProjectLock lock;
    AppendFile journal;
    History history;
    std::uint64_t sequence = 0;
    std::uint64_t savedSequence = 0;
    int editsSinceSave = 0;
    std::uint64_t bytesAtSave = 0;
    std::shared_ptr<const Project> current;
    std::vector<std::string> notes;
    UnknownKeys unknown; ///< of a newer version: goes back into the document

    Result<void> append(EntryKind kind, const std::string& name, int steps, const Project& before,
                        const Project& after) {
        const auto line =
            journalLine({sequence + 1, kind, name, steps, projectToJson(&before, after)});
        if (auto done = journal.append(line); !done) return done;
        unknown.inherit(before, after);
        ++sequence;
        ++editsSinceSave;
        return {};
    }

    void publish() { current = std::make_shared<const Project>(history.current()); }

    Result<void> rewriteJournal() {
        history.keepLast(kSteps);
        auto written = journalOf(history, sequence + 1);
        while (written.text.size() > kLargeJournal && history.position() > 1) {
            history.keepLast(history.size() / 2);
            written = journalOf(history, sequence + 1);
        }
        const auto file = journalFile(folder);
        if (auto done = writeWhole(file, written.text); !done) return done;
        auto opened = AppendFile::open(file, written.text.size());
        if (!opened) return tl::make_unexpected(opened.error());
        journal = std::move(*opened);
        sequence = written.lastSequence;
        return {};
    }

    Result<void> save() {
        if (history.size() > kSteps + kStepsBeyond || journal.length() > kLargestJournal)
            if (auto done = rewriteJournal(); !done) return done;
        if (savedSequence == sequence) return {};
        if (auto done = writeWhole(documentFile(folder), documentText(history.current(), sequence, unknown)); !done)
            return done;
        savedSequence = sequence;
        editsSinceSave = 0;
        bytesAtSave = journal.length();
        return {};
    }

    /// Nothing hangs on it: the journal has every edit already.
    void saveNowAndThen() {
        if (editsSinceSave < kEditsBetweenSaves && journal.length() < bytesAtSave + kBytesBetweenSaves)
            return;
        editsSinceSave = 0;
        bytesAtSave = journal.length();
        (void)save();
    }
};

ProjectStore::ProjectStore(std::unique_ptr<State> state) : state_(std::move(state)) {}
ProjectStore::ProjectStore(ProjectStore&&) noexcept = default;

ProjectStore& ProjectStore::operator=(ProjectStore&& other) noexcept {
    std::swap(state_, other.state_);
    return *this;
}

ProjectStore::~ProjectStore() {
    if (state_) (void)state_->save();
}

Result<ProjectStore> ProjectStore::create(const fs::path& path, SampleRate rate) {
    const fs::path folder = folderOf(path);
    constexpr int kLowest = 8000, kHighest = 384000;
    if (rate.hz < kLowest || rate.hz > kHighest)
        return badInput(fmt::format("A project's rate goes from {} to {} Hz; you gave {}.", kLowest,
                                    kHighest, rate.hz));
    std::error_code error;
    if (fs::exists(fs::symlink_status(folder, error)))
        return badInput(fmt::format("There is something at \"{}\" already. Choose another name, or "
                                    "open it.", folder.string()));
    if (folder.filename().empty()) return badInput("A new project needs a name.");
    // Made beside and renamed, so that there is a whole project or none.
    fs::path beside = folder;
    beside.replace_filename(fmt::format(".{}.new-{}", folder.filename().string(), ::getpid()));
    const auto refuse = [&](const std::error_code& reason) {
        std::error_code ignored;
        fs::remove_all(beside, ignored);
        return systemRefused(fmt::format("The project \"{}\" cannot be made: {}", folder.string(),
                                         systemReason(reason.value())));
    };
    if (fs::create_directories(beside, error); error) return refuse(error);
    if (fs::create_directory(beside / "audio", error); error) return refuse(error);
    const std::string name = folder.extension() == ".lacquer" ? folder.stem().string()
                                                              : folder.filename().string();
    const Project project = project::makeProject(name, rate);
    const auto journal = journalOf(History(project), 1);
    auto written = writeWhole(journalFile(beside), journal.text);
    if (written)
        written = writeWhole(documentFile(beside), documentText(project, journal.lastSequence));
    if (!written) {
        fs::remove_all(beside, error);
        // People know the name they gave, not that of the folder it is made in.
        std::string reason = written.error().message;
        if (const auto at = reason.find(beside.string()); at != std::string::npos)
            reason.replace(at, beside.string().size(), folder.string());
        return fail(written.error().kind, std::move(reason));
    }
    if (fs::rename(beside, folder, error); error) return refuse(error);
    const fs::path parent = folder.parent_path();
    (void)syncFolder(parent.empty() ? "." : parent);
    return open(folder);
}

Result<ProjectStore> ProjectStore::open(const fs::path& path) {
    const fs::path folder = folderOf(path);
    // Looked at before it is held, so that no lock is left in a folder that is no project.
    std::error_code unknown;
    if (!fs::exists(documentFile(folder), unknown) && !fs::exists(journalFile(folder), unknown))
        if (auto looked = recover(folder, Wanted::current); !looked)
            return tl::make_unexpected(looked.error());
    auto lock = ProjectLock::take(folder);
    if (!lock) return tl::make_unexpected(lock.error());
    auto recovered = recover(folder, Wanted::history);
    if (!recovered) return tl::make_unexpected(recovered.error());
    const fs::path file = journalFile(folder);
    std::optional<AppendFile> journal;
    std::uint64_t sequence = recovered->sequence;
    if (recovered->journalStands) {
        auto opened = AppendFile::open(file, recovered->journalLength);
        if (!opened) return tl::make_unexpected(opened.error());
        journal.emplace(std::move(*opened));
    } else {
        // A link to the old one first, so that a journal stands at every instant.
        std::error_code ignored;
        const fs::path aside = asideName(file);
        fs::create_hard_link(file, aside, ignored);
        if (ignored) fs::copy_file(file, aside, ignored);
        const auto written = journalOf(recovered->history, sequence + 1);
        if (auto done = writeWhole(file, written.text); !done)
            return tl::make_unexpected(done.error());
        auto opened = AppendFile::open(file, written.text.size());
        if (!opened) return tl::make_unexpected(opened.error());
        journal.emplace(std::move(*opened));
        sequence = written.lastSequence;
    }
    auto state = std::make_unique<State>(State{folder, std::move(*lock), std::move(*journal),
                                               std::move(recovered->history), sequence,
                                               recovered->documentSequence, 0, 0, nullptr,
                                               std::move(recovered->notes), std::move(recovered->unknown)});
    state->bytesAtSave = state->journal.length();
    state->publish();
    std::error_code ignored;
    for (const auto& source : state->current->sources)
        if (!fs::exists(folder / source->file, ignored))
            state->notes.push_back(fmt::format("The audio \"{}\" of \"{}\" is missing; it plays as "
                                               "silence until it is found again.",
                                               source->file, source->name));
    return ProjectStore(std::move(state));
}

std::shared_ptr<const Project> ProjectStore::project() const { return state_->current; }
const fs::path& ProjectStore::folder() const { return state_->folder; }
fs::path ProjectStore::audioFolder() const { return state_->folder / "audio"; }
fs::path ProjectStore::cacheFolder() const { return state_->folder / "cache"; }
const std::vector<std::string>& ProjectStore::notes() const { return state_->notes; }

Result<void> ProjectStore::commit(std::string name, Project next) {
    if (auto kept = project::keepsFrozen(state_->history.current(), next); !kept) return kept;
    State& state = *state_;
    next.nextId = std::max(next.nextId, state.history.current().nextId);
    if (auto done = state.append(EntryKind::edit, name, 0, state.history.current(), next); !done)
        return done;
    state.history.record(std::move(name), std::move(next));
    state.publish();
    state.saveNowAndThen();
    return {};
}

Result<int> ProjectStore::undo(int count) {
    State& state = *state_;
    const Project before = state.history.current();
    const int steps = state.history.undo(count);
    if (steps == 0) return 0;
    if (auto done = state.append(EntryKind::undo, "", steps, before, state.history.current()); !done) {
        state.history.redo(steps);
        return tl::make_unexpected(done.error());
    }
    state.publish();
    state.saveNowAndThen();
    return steps;
}

Result<int> ProjectStore::redo(int count) {
    State& state = *state_;
    const Project before = state.history.current();
    const int steps = state.history.redo(count);
    if (steps == 0) return 0;
    if (auto done = state.append(EntryKind::redo, "", steps, before, state.history.current()); !done) {
        state.history.undo(steps);
        return tl::make_unexpected(done.error());
    }
    state.publish();
    state.saveNowAndThen();
    return steps;
}

std::vector<HistoryEntry> ProjectStore::history() const {
    const History& history = state_->history;
    std::vector<HistoryEntry> entries;
    for (std::size_t i = 0; i < history.size(); ++i)
        entries.push_back({history.nameOf(i), i < history.position()});
    return entries;
}

std::string ProjectStore::undoName() const {
    const History& history = state_->history;
    return history.position() == 0 ? "" : history.nameOf(history.position() - 1);
}

std::string ProjectStore::redoName() const {
    const History& history = state_->history;
    return history.position() == history.size() ? "" : history.nameOf(history.position());
}

Result<void> ProjectStore::save() { return state_->save(); }

Result<std::shared_ptr<const Project>> readProject(const fs::path& path,
                                                   std::vector<std::string>* notes) {
    auto recovered = recover(folderOf(path), Wanted::current);
    if (!recovered) return tl::make_unexpected(recovered.error());
    if (notes) *notes = std::move(recovered->notes);
    return std::make_shared<const Project>(recovered->history.current());
}

} // namespace lacquer::formats
