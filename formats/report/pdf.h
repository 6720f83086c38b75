#pragma once

#include "formats/report/document.h"

namespace lacquer::formats::report {

/// The document on A4 pages, tables broken between rows with their head repeated, in any script the
/// system has letters for. It carries no date of its making, so the same document gives the same
/// bytes where the same fonts are.
///
/// Errors   as OutputFile's
/// Thread   any
Result<void> writePdf(const std::filesystem::path& file, const Document& document, bool replace);

} // namespace lacquer::formats::report
