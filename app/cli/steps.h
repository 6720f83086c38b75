#pragma once

#include "engine/project/value_text.h"
#include "engine/vocabulary/result.h"

#include <fmt/format.h>

#include <string>

/// What undo and redo share as commands and as lines of a batch.
namespace lacquer::cli {

inline Result<int> parseSteps(const std::string& text) {
    constexpr double kMost = 1e6;
    const auto number = project::parseNumber(text, "The count of steps");
    if (!number) return tl::make_unexpected(number.error());
    if (*number < 1 || *number > kMost || *number != static_cast<int>(*number))
        return badInput(fmt::format("The count of steps is a whole number from 1; you gave \"{}\".", text));
    return static_cast<int>(*number);
}

inline std::string nothingLeft(bool back) {
    return back ? "There is nothing to undo." : "There is nothing to redo.";
}

} // namespace lacquer::cli
