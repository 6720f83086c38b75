#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace lacquer::formats {

/// Tells damaged bytes from whole ones. CRC-64/XZ (ECMA-182, reflected): every burst of up to 64
/// bits is found, any other damage but for one in 2^64.
std::uint64_t checksumOf(std::string_view bytes);

/// As sixteen hexadecimal digits.
std::string checksumText(std::string_view bytes);

} // namespace lacquer::formats
