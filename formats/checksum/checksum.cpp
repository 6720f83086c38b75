#include "formats/checksum/checksum.h"

#include <nettle/md5.h>
#include <nettle/sha2.h>
#include <zlib.h>

#include <array>
#include <cstdio>
#include <variant>
#include <vector>

namespace lacquer::formats {

struct Checksum::State {
    std::variant<sha256_ctx, md5_ctx> context;
};

Checksum::Checksum(Hash kind) : state_(std::make_unique<State>()) {
    if (kind == Hash::md5)
        md5_init(&state_->context.emplace<md5_ctx>());
    else
        sha256_init(&state_->context.emplace<sha256_ctx>());
}

Checksum::Checksum(Checksum&&) noexcept = default;
Checksum& Checksum::operator=(Checksum&&) noexcept = default;
Checksum::~Checksum() = default;

void Checksum::add(const void* bytes, std::size_t count) {
    const auto* data = static_cast<const std::uint8_t*>(bytes);
    if (auto* sha256 = std::get_if<sha256_ctx>(&state_->context))
        sha256_update(sha256, count, data);
    else
        md5_update(&std::get<md5_ctx>(state_->context), count, data);
}

std::string Checksum::finish() {
    std::array<std::uint8_t, SHA256_DIGEST_SIZE> digest{};
    std::size_t length = MD5_DIGEST_SIZE;
    if (auto* sha256 = std::get_if<sha256_ctx>(&state_->context))
        sha256_digest(sha256, length = SHA256_DIGEST_SIZE, digest.data());
    else
        md5_digest(&std::get<md5_ctx>(state_->context), length, digest.data());
    static constexpr char kDigits[] = "0123456789abcdef";
    std::string text;
    for (std::size_t k = 0; k < length; ++k) {
        text += kDigits[digest[k] >> 4];
        text += kDigits[digest[k] & 15];
    }
    return text;
}

std::string hashOf(Hash kind, std::string_view bytes) {
    Checksum checksum(kind);
    checksum.add(bytes.data(), bytes.size());
    return checksum.finish();
}

Result<std::string> hashOfFile(Hash kind,
                               const std::filesystem::path& file,
                               const std::function<bool()>& goOn) {
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> stream(std::fopen(file.c_str(), "rb"),
                                                                 std::fclose);
    if (!stream)
        return badInput("Cannot read \"" + file.string() + "\": it is missing or not readable.");
    Checksum checksum(kind);
    std::vector<unsigned char> piece(std::size_t{1} << 20);
    while (const std::size_t count = std::fread(piece.data(), 1, piece.size(), stream.get())) {
        checksum.add(piece.data(), count);
        if (goOn && !goOn()) return fail(ErrorKind::cancelled, "Stopped.");
    }
    if (std::ferror(stream.get()))
        return systemRefused("Reading \"" + file.string() + "\" failed. Check the disk.");
    return checksum.finish();
}

std::uint32_t crc32Of(const void* bytes, std::size_t count, std::uint32_t before) {
    return static_cast<std::uint32_t>(
        ::crc32_z(before, static_cast<const unsigned char*>(bytes), count));
}

} // namespace lacquer::formats
