#pragma once

#include "engine/vocabulary/result.h"

#include <optional>
#include <string>
#include <vector>

namespace lacquer::cli {

/// Lines of a file or of stdin, each as soon as it is there, while more may follow.
class LineReader {
public:
    /// "-" is stdin.
    static Result<LineReader> open(const std::string& file);

    LineReader(LineReader&& other) noexcept;
    LineReader& operator=(LineReader&&) = delete;
    ~LineReader();

    /// Nothing at the end, or after Ctrl-C. A last line needs no newline.
    std::optional<std::string> next();

private:
    explicit LineReader(int descriptor) : descriptor_(descriptor) {}
    int descriptor_ = -1;
    bool atEnd_ = false;
    std::string pending_;
};

/// The words of a line as a shell would cut them: quotes keep spaces, a backslash before a quote,
/// a space or a backslash takes it as it is; anywhere else it stays (as in "AC\/DC"). What follows a
/// # at the start of a word is a comment.
///
/// Errors   a quote that is not closed (badUsage)
Result<std::vector<std::string>> wordsOf(const std::string& line);

} // namespace lacquer::cli
