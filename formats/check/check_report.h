#pragma once

#include "formats/check/quality_check.h"
#include "formats/report/document.h"

#include <string>

namespace lacquer::formats {

/// "ready", "attention" or "not_ready".
const char* nameOf(Readiness readiness);
/// "info", "warning" or "error".
const char* nameOf(FaultSeverity severity);

/// "1:02.5", "1:02.5 – 1:04.0"; empty: all of it.
std::string timeOf(const Finding& finding);

/// Findings and measures on a page.
report::Document checkReport(const CheckResult& result);

} // namespace lacquer::formats
