#pragma once

#include <string>
#include <string_view>

namespace lacquer::formats::disc {

/// Text for CD-Text, cue sheets and TOC files: ISO 8859-1. Typographic quotes, dashes and letters
/// that Latin-1 lacks are written with the nearest it has; what has none becomes "?".
struct Latin1 {
    std::string bytes;
    bool altered = false; ///< not the same text as before
};

Latin1 latin1Of(std::string_view utf8);

std::string utf8OfLatin1(std::string_view bytes);

/// 7-bit: accents are dropped, what has no likeness becomes "_".
std::string asciiOf(std::string_view utf8);

} // namespace lacquer::formats::disc
