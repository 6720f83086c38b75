#pragma once

#include "engine/vocabulary/result.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>

namespace lacquer::formats {

/// A regular file, open for reading. Pipes, devices and folders are refused without being waited
/// for; the path may be of any length and need not be UTF-8.
///
/// Thread   any; reads carry their own position
class OpenFile {
public:
    static Result<OpenFile> open(const std::filesystem::path& path);

    OpenFile(OpenFile&& other) noexcept;
    OpenFile& operator=(OpenFile&& other) noexcept;
    OpenFile(const OpenFile&) = delete;
    OpenFile& operator=(const OpenFile&) = delete;
    ~OpenFile();

    /// Bytes read, fewer at the end of the file; −1 when the system failed.
    std::int64_t read(std::int64_t offset, void* bytes, std::size_t count) const;
    std::int64_t size() const { return size_; } ///< when it was opened
    int descriptor() const { return descriptor_; }

private:
    OpenFile(int descriptor, std::int64_t size) : descriptor_(descriptor), size_(size) {}
    int descriptor_ = -1;
    std::int64_t size_ = 0;
};

/// A path as people may see it: what is not UTF-8 or would break the line is replaced.
std::string shownPath(const std::filesystem::path& path);

/// The last part of it, in quotation marks, for messages.
std::string quotedName(const std::filesystem::path& path);

} // namespace lacquer::formats
