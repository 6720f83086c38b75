#include "engine/project/history.h"

#include <algorithm>
#include <utility>

namespace lacquer::project {

History::History(Project start) : current_(start) { steps_.push_back({"", std::move(start)}); }

void History::record(std::string name, Project next) {
    next.nextId = std::max(next.nextId, current_.nextId);
    steps_.resize(position_ + 1);
    steps_.push_back({std::move(name), next});
    ++position_;
    current_ = std::move(next);
}

void History::reserveIds(std::uint64_t nextId) {
    current_.nextId = std::max(current_.nextId, nextId);
}

void History::stand(std::size_t position) {
    const auto nextId = current_.nextId;
    position_ = position;
    current_ = steps_[position].project;
    reserveIds(nextId);
}

int History::undo(int count) {
    const auto steps = std::min(static_cast<std::size_t>(std::max(count, 0)), position_);
    stand(position_ - steps);
    return static_cast<int>(steps);
}

int History::redo(int count) {
    const auto steps = std::min(static_cast<std::size_t>(std::max(count, 0)), size() - position_);
    stand(position_ + steps);
    return static_cast<int>(steps);
}

void History::keepLast(std::size_t most) {
    if (size() <= most) return;
    const std::size_t dropped = std::min(size() - most, position_);
    steps_.erase(steps_.begin(), steps_.begin() + static_cast<std::ptrdiff_t>(dropped));
    steps_.front().name.clear();
    position_ -= dropped;
}

} // namespace lacquer::project
