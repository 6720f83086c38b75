#pragma once

#include "formats/deliver/manifest.h"
#include "formats/report/document.h"

namespace lacquer::formats {

/// What a client is sent: every target with its verdict, and every file with what was measured on its
/// bytes and its checksum. `verified`: measured again from the delivered folder, not while making it.
enum class ReportKind { delivery, verification };
report::Document deliveryReport(const Manifest& manifest, ReportKind kind);

} // namespace lacquer::formats
