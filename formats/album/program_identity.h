#pragma once

#include <string>

namespace lacquer::formats {

/// Names this build of the program: two runs with the same identity give the same audio for the
/// same project. Part of every cache key, so that a newer build never takes an older one's render
/// for its own.
std::string programIdentity();

} // namespace lacquer::formats
