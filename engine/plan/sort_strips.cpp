#include "engine/plan/passes.h"

#include <fmt/format.h>

#include <algorithm>

namespace lacquer::plan {
namespace {

std::size_t at(int index) { return static_cast<std::size_t>(index); }

/// Depth-first walk against the signal; what is met again while still open closes a cycle.
class LevelFinder {
public:
    explicit LevelFinder(RenderPlan& plan) : plan_(plan), state_(plan.strips.size()) {}

    Result<void> run() {
        for (int s = 0; s < static_cast<int>(plan_.strips.size()); ++s)
            if (auto result = visit(s); !result) return result;
        return {};
    }

private:
    enum class State { fresh, open, done };

    Result<void> visit(int s) {
        if (state_[at(s)] == State::done) return {};
        if (state_[at(s)] == State::open) return cycle(s);
        state_[at(s)] = State::open;
        path_.push_back(s);
        Strip& strip = plan_.strips[at(s)];
        int level = 0;
        const auto after = [&](int from) -> Result<void> {
            if (auto result = visit(from); !result) return result;
            level = std::max(level, plan_.strips[at(from)].level + 1);
            return {};
        };
        for (const Input& input : strip.inputs)
            if (auto result = after(input.fromStrip); !result) return result;
        for (const Insert& insert : strip.inserts)
            if (insert.keyStrip >= 0)
                if (auto result = after(insert.keyStrip); !result) return result;
        strip.level = level;
        state_[at(s)] = State::done;
        path_.pop_back();
        return {};
    }

    Result<void> cycle(int s) const {
        std::string names;
        for (auto it = std::find(path_.rbegin(), path_.rend(), s); it != path_.rbegin();)
            names += fmt::format("“{}” ← ", plan_.strips[at(*--it)].name);
        std::string first = plan_.strips[at(s)].name;
        return badInput(fmt::format("The routing runs in a circle: “{}” ← {}“{}”. Take one of "
                                    "these outputs, sends or side-chains away.",
                                    first,
                                    names,
                                    first));
    }

    RenderPlan& plan_;
    std::vector<State> state_;
    std::vector<int> path_;
};

} // namespace

Result<void> sortStrips(RenderPlan& plan) { return LevelFinder(plan).run(); }

} // namespace lacquer::plan
