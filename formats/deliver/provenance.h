#pragma once

#include <map>
#include <string>

namespace lacquer::formats {

/// What made a delivery, for its manifest: program and build, the libraries that compute samples as
/// they are loaded, the CPU. The same project gives the same bytes wherever these are the same; the
/// entry "bytes may differ" says which of them matters for what.
std::map<std::string, std::string> provenance();

} // namespace lacquer::formats
