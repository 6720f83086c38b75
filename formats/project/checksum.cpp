#include "formats/project/checksum.h"

#include <fmt/format.h>

#include <array>

namespace lacquer::formats {
namespace {

constexpr std::uint64_t kPolynomial = 0xc96c5795d7870f42; // ECMA-182, reflected

constexpr std::array<std::uint64_t, 256> makeTable() {
    std::array<std::uint64_t, 256> table{};
    for (std::uint64_t byte = 0; byte < 256; ++byte) {
        std::uint64_t value = byte;
        for (int bit = 0; bit < 8; ++bit) value = (value >> 1) ^ (value & 1 ? kPolynomial : 0);
        table[byte] = value;
    }
    return table;
}

constexpr auto kTable = makeTable();

} // namespace

std::uint64_t checksumOf(std::string_view bytes) {
    std::uint64_t value = ~std::uint64_t{0};
    for (char c : bytes)
        value = kTable[(value ^ static_cast<unsigned char>(c)) & 0xff] ^ (value >> 8);
    return ~value;
}

std::string checksumText(std::string_view bytes) { return fmt::format("{:016x}", checksumOf(bytes)); }

} // namespace lacquer::formats
