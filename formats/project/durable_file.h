#pragma once

#include "engine/vocabulary/result.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

/// Files that survive the power going out: what a function reports as written is on the disk.
///
/// Errors   one sentence naming the file and what the system says (ErrorKind::system)
/// Thread   any, one per file
namespace lacquer::formats {

Result<std::string> readWhole(const std::filesystem::path& file);

/// Replaces the file as a whole: a temporary file beside it, synced, renamed, the folder synced.
/// At every instant the file is either the old or the new one.
Result<void> writeWhole(const std::filesystem::path& file, std::string_view bytes);

/// Makes a rename or a new file in the folder last.
Result<void> syncFolder(const std::filesystem::path& folder);

/// A file that only grows.
class AppendFile {
public:
    /// Opens an existing file and cuts it to `length` bytes: what a crash left behind goes.
    static Result<AppendFile> open(const std::filesystem::path& file, std::uint64_t length);

    AppendFile(AppendFile&& other) noexcept;
    AppendFile& operator=(AppendFile&& other) noexcept;
    ~AppendFile();

    /// Returns when the bytes are on the disk. After an error the file is as before.
    Result<void> append(std::string_view bytes);
    std::uint64_t length() const { return length_; }

private:
    AppendFile(std::filesystem::path file, int descriptor, std::uint64_t length);

    std::filesystem::path file_;
    int descriptor_ = -1;
    std::uint64_t length_ = 0;
};

/// What the system says about the last failed call, as part of a sentence, with what to do.
std::string systemReason(int error);

} // namespace lacquer::formats
