#pragma once

#include "engine/project/project.h"

#include <cstddef>
#include <string>
#include <vector>

/// Undo is older values: a list of them and where we stand in it. Edits know nothing of it.
namespace lacquer::project {

/// A value the project had, and the edit that led to it.
struct HistoryStep {
    std::string name;
    Project project;
};

class History {
public:
    explicit History(Project start);

    /// The value we stand at. Its next id is above all that were ever given, so that an id is not
    /// given again after undo.
    const Project& current() const { return current_; }

    /// Goes on from the current value; what was undone before can no longer be redone.
    void record(std::string name, Project next);
    /// Steps back or forth by up to `count`; returns how many there were.
    int undo(int count);
    int redo(int count);

    /// Ids below this were given to things that no value here knows of any more.
    void reserveIds(std::uint64_t nextId);

    /// Edits from the oldest on; those from `position()` on are undone.
    std::size_t size() const { return steps_.size() - 1; }
    std::size_t position() const { return position_; }
    const std::string& nameOf(std::size_t edit) const { return steps_[edit + 1].name; }
    /// The value after the first `edits` edits.
    const Project& valueAfter(std::size_t edits) const { return steps_[edits].project; }

    /// Forgets the oldest edits until at most `most` are left; never those that are undone.
    void keepLast(std::size_t most);

private:
    void stand(std::size_t position);

    std::vector<HistoryStep> steps_; ///< the first has no name: where it all began
    std::size_t position_ = 0;
    Project current_;
};

} // namespace lacquer::project
