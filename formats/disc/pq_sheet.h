#pragma once

#include "formats/disc/cd_layout.h"
#include "formats/report/document.h"

#include <string>

/// The PQ sheet: one row per mark, with codes and titles, for the people at the plant.
namespace lacquer::formats::disc {

/// As plain text. `imageMd5` may be empty.
std::string pqSheet(const CdLayout& layout, const std::string& imageMd5);

/// The same to be set as a page or PDF.
report::Document pqDocument(const CdLayout& layout, const std::string& imageMd5);

} // namespace lacquer::formats::disc
