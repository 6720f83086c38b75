#include "app/cli/progress_line.h"

#include "app/cli/command.h"

#include <fmt/format.h>

#include <algorithm>
#include <unistd.h>

namespace lacquer::cli {

ProgressLine::ProgressLine() : isTerminal_(isatty(STDERR_FILENO) != 0) {}

ProgressLine::~ProgressLine() {
    if (!shown_.empty()) fmt::print(stderr, "\r\033[K");
}

bool ProgressLine::show(const std::string& stage, double share) {
    if (isTerminal_ && share >= 0) {
        const int percent = static_cast<int>(std::clamp(share, 0.0, 1.0) * 100);
        std::string line = fmt::format("{:3} %  {}", percent, stage.substr(0, 60));
        if (line != shown_) {
            fmt::print(stderr, "\r\033[K{}", line);
            shown_ = std::move(line);
        }
    }
    return !interrupted();
}

} // namespace lacquer::cli
