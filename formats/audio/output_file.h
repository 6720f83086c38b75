#pragma once

#include "engine/vocabulary/result.h"

#include <cstdint>
#include <filesystem>

namespace lacquer::formats {

/// A file that appears whole or not at all: written under a temporary name beside its target, then
/// synced and renamed. Unless commit() is reached, nothing is left.
///
/// Errors   ErrorKind::system: disk full (how much is needed and free), no permission; badInput: the
///          folder is not there, or the target exists and may not be replaced
/// Thread   any, one at a time
class OutputFile {
public:
    /// `expectedBytes` > 0 is compared with the room on the disk at once, before hours of work.
    static Result<OutputFile> create(const std::filesystem::path& target,
                                     bool replace,
                                     std::int64_t expectedBytes = 0);

    OutputFile(OutputFile&& other) noexcept;
    OutputFile& operator=(OutputFile&&) = delete;
    ~OutputFile();

    Result<void> write(const void* bytes, std::size_t count);
    /// Over what was written before; does not move the end.
    Result<void> overwrite(std::int64_t offset, const void* bytes, std::size_t count);
    /// Bytes of what was written before; for libraries that read their own output.
    std::int64_t readBack(std::int64_t offset, void* bytes, std::size_t count) const;
    /// Anywhere, without moving the end or telling size(); from several threads at once.
    Result<void> writeAt(std::int64_t offset, const void* bytes, std::size_t count) const;
    /// Cuts the file there, or goes on with zeros up to there.
    Result<void> resize(std::int64_t bytes);
    std::int64_t size() const { return size_; }
    void seek(std::int64_t position) { position_ = position; }
    std::int64_t position() const { return position_; }

    /// The file's temporary name, for a library that adds to it (tags) before commit().
    const std::filesystem::path& temporaryPath() const { return temporary_; }

    Result<void> commit();

private:
    OutputFile() = default;
    tl::unexpected<Error> refusal(int error) const;

    std::filesystem::path target_;
    std::filesystem::path temporary_;
    int descriptor_ = -1;
    bool replace_ = false;
    std::int64_t expectedBytes_ = 0;
    std::int64_t size_ = 0;
    std::int64_t position_ = 0;
};

} // namespace lacquer::formats
