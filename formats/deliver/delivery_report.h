#pragma once

#include "formats/deliver/manifest.h"

#include <string>

namespace lacquer::formats {

/// A delivery as a page to send to a client: every target with its verdict, every file with its
/// measures and checksum. One HTML file that needs nothing else and no network.
std::string reportPage(const Manifest& manifest);

Result<void> writeReport(const std::filesystem::path& file, const Manifest& manifest);

} // namespace lacquer::formats
