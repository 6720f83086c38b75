#pragma once

#include "formats/deliver/bounce_files.h"

/// What the commands `render` and `process` show while they render and say afterwards.
namespace lacquer::cli {

/// Shows progress on a terminal; Ctrl-C leaves no file behind.
Result<formats::BounceReport> bounceWithProgress(const formats::BounceJob& job,
                                                 const processors::ProcessorCatalogue& catalogue,
                                                 const AudioSources& sources);

/// One JSON object, or a line for people.
void print(const formats::BounceReport& report, bool asJson);

} // namespace lacquer::cli
