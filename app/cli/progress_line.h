#pragma once

#include <string>

namespace lacquer::cli {

/// One line on stderr that says what is being done and how much of it, while a terminal looks;
/// otherwise silent.
class ProgressLine {
public:
    ProgressLine();
    ProgressLine(const ProgressLine&) = delete;
    ProgressLine& operator=(const ProgressLine&) = delete;
    ~ProgressLine(); ///< takes the line away

    /// False once Ctrl-C was pressed: the work is to stop.
    bool show(const std::string& stage, double share);

private:
    bool isTerminal_;
    std::string shown_;
};

} // namespace lacquer::cli
