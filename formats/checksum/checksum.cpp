#include "formats/checksum/checksum.h"

#include <openssl/evp.h>
#include <zlib.h>

#include <array>
#include <cstdio>
#include <new>
#include <vector>

namespace lacquer::formats {

struct Checksum::State {
    EVP_MD_CTX* context = EVP_MD_CTX_new();

    State() = default;
    State(const State&) = delete;
    State& operator=(const State&) = delete;
    ~State() { EVP_MD_CTX_free(context); }
};

Checksum::Checksum(Hash kind) : state_(std::make_unique<State>()) {
    // Both can only fail for want of memory.
    if (!state_->context ||
        EVP_DigestInit_ex(state_->context, kind == Hash::md5 ? EVP_md5() : EVP_sha256(), nullptr) != 1)
        throw std::bad_alloc();
}

Checksum::Checksum(Checksum&&) noexcept = default;
Checksum& Checksum::operator=(Checksum&&) noexcept = default;
Checksum::~Checksum() = default;

void Checksum::add(const void* bytes, std::size_t count) {
    EVP_DigestUpdate(state_->context, bytes, count);
}

std::string Checksum::finish() {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned length = 0;
    EVP_DigestFinal_ex(state_->context, digest.data(), &length);
    static constexpr char kDigits[] = "0123456789abcdef";
    std::string text;
    for (unsigned k = 0; k < length; ++k) {
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
