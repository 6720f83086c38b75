#pragma once

#include <string>
#include <string_view>

namespace lacquer::formats {

/// Text from a file or a file name, fit to be shown and stored: what is not UTF-8 becomes U+FFFD;
/// control characters and marks that turn the direction of writing become a space.
std::string shownText(std::string_view bytes);

} // namespace lacquer::formats
