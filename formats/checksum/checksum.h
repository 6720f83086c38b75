#pragma once

#include "engine/vocabulary/result.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

/// What names a file by its content: SHA-256 for our own caches and manifests, MD5 and CRC-32
/// because pressing plants ask for them.
namespace lacquer::formats {

enum class Hash { sha256, md5 };

/// A hash fed piece by piece.
///
/// Thread   any, one at a time
class Checksum {
public:
    explicit Checksum(Hash kind);
    Checksum(Checksum&&) noexcept;
    Checksum& operator=(Checksum&&) noexcept;
    ~Checksum();

    void add(const void* bytes, std::size_t count);
    /// The hash in lower-case hexadecimal; nothing can be added afterwards.
    std::string finish();

private:
    struct State;
    std::unique_ptr<State> state_;
};

std::string hashOf(Hash kind, std::string_view bytes);

/// Of a file's bytes, read in pieces. False from `goOn` stops with ErrorKind::cancelled.
Result<std::string> hashOfFile(Hash kind,
                               const std::filesystem::path& file,
                               const std::function<bool()>& goOn = {});

/// The CRC-32 of zip and zlib, continued from `before`.
std::uint32_t crc32Of(const void* bytes, std::size_t count, std::uint32_t before = 0);

} // namespace lacquer::formats
