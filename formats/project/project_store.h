#pragma once

#include "engine/project/project.h"
#include "engine/vocabulary/result.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace lacquer::formats {

struct HistoryEntry {
    std::string name; ///< what the edit did: "Fader of Bass"
    bool done = true; ///< false: undone, may be redone
};

/// A project folder `Name.lacquer/` that is open for editing: the document, its journal and its
/// history.
///
/// `document.json`   the project as readable JSON, written whole (temporary file, sync, rename)
/// `journal`         where it began and every edit since, appended and synced before commit()
///                   returns. Each of the two is enough to bring the project back without the other
/// `lock`            who holds it
/// `audio/`          the sources, as imported, never written to
/// `cache/`          peaks, decoded audio, renders; may be deleted at any time
///
/// Undo steps back to an older value; history is part of the folder and outlasts the process. One
/// process holds a project at a time; the next is told which one holds it.
///
/// Errors   one sentence naming the file and what is wrong with it
/// Thread   [main]
class ProjectStore {
public:
    /// Makes the folder; fails when something is there already.
    static Result<ProjectStore> create(const std::filesystem::path& folder, SampleRate rate);
    /// Opens for editing. Recovers what the journal holds after a crash. `notes` of the result say
    /// what had to be repaired or is missing.
    static Result<ProjectStore> open(const std::filesystem::path& folder);

    ProjectStore(ProjectStore&&) noexcept;
    ProjectStore& operator=(ProjectStore&&) noexcept;
    ~ProjectStore(); ///< writes the document when the journal has grown

    std::shared_ptr<const project::Project> project() const;
    const std::filesystem::path& folder() const;
    std::filesystem::path audioFolder() const;
    std::filesystem::path cacheFolder() const;
    /// Sentences for the user about what was repaired or is missing.
    const std::vector<std::string>& notes() const;

    /// Makes `next` the project and returns when it is safe on disk. One undo step.
    /// Refuses a change of what a frozen track was rendered from.
    Result<void> commit(std::string name, project::Project next);
    /// Steps back or forth up to `count` edits; returns how many there were.
    Result<int> undo(int count = 1);
    Result<int> redo(int count = 1);
    std::vector<HistoryEntry> history() const;
    /// Name of what undo and redo would do; empty when there is nothing.
    std::string undoName() const;
    std::string redoName() const;

    /// Writes the document whole; the history stays.
    Result<void> save();

private:
    struct State;
    explicit ProjectStore(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

/// The project without holding it: for commands that only look. Works while another process edits
/// and in a folder that cannot be written. `notes` gets what store.notes() would say.
Result<std::shared_ptr<const project::Project>> readProject(const std::filesystem::path& folder,
                                                            std::vector<std::string>* notes = nullptr);

} // namespace lacquer::formats
