#include "app/cli/line_reader.h"

#include "app/cli/command.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>

namespace lacquer::cli {

Result<LineReader> LineReader::open(const std::string& file) {
    if (file == "-") return LineReader(STDIN_FILENO);
    const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        return badInput(fmt::format("The file of commands \"{}\" cannot be read.", file));
    return LineReader(descriptor);
}

LineReader::LineReader(LineReader&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), atEnd_(other.atEnd_),
      pending_(std::move(other.pending_)) {}

LineReader::~LineReader() {
    if (descriptor_ > STDIN_FILENO) ::close(descriptor_);
}

std::optional<std::string> LineReader::next() {
    while (true) {
        if (interrupted()) return std::nullopt;
        const auto newline = pending_.find('\n');
        if (newline != std::string::npos) {
            std::string line = pending_.substr(0, newline);
            pending_.erase(0, newline + 1);
            if (line.ends_with('\r')) line.pop_back();
            return line;
        }
        if (atEnd_) {
            if (pending_.empty()) return std::nullopt;
            return std::exchange(pending_, {});
        }
        // poll() ends on a signal where read() would be started again, so Ctrl-C is heard here.
        pollfd waiting{descriptor_, POLLIN, 0};
        if (::poll(&waiting, 1, -1) < 0) continue;
        std::array<char, 4096> bytes{};
        const ssize_t got = ::read(descriptor_, bytes.data(), bytes.size());
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) atEnd_ = true;
        else pending_.append(bytes.data(), static_cast<std::size_t>(got));
    }
}

Result<std::vector<std::string>> wordsOf(const std::string& line) {
    std::vector<std::string> words;
    std::string word;
    bool inWord = false;
    char quote = 0;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const char c = line[i];
        const char after = i + 1 < line.size() ? line[i + 1] : '\0';
        const bool escapes = c == '\\' && quote != '\'' &&
                             (after == '"' || after == '\\' || (quote == 0 && (after == '\'' || after == ' ')));
        if (escapes) {
            word += after;
            inWord = true;
            ++i;
        } else if (quote != 0) {
            if (c == quote) quote = 0;
            else word += c;
        } else if (c == '"' || c == '\'') {
            quote = c;
            inWord = true;
        } else if (c == ' ' || c == '\t' || c == '\r') {
            if (inWord) words.push_back(std::exchange(word, {}));
            inWord = false;
        } else if (c == '#' && !inWord) {
            break;
        } else {
            word += c;
            inWord = true;
        }
    }
    if (quote != 0) return fail(ErrorKind::badUsage, fmt::format("A quote {} is not closed.", quote));
    if (inWord) words.push_back(std::move(word));
    return words;
}

} // namespace lacquer::cli
