#pragma once

#include "engine/processors/catalogue.h"
#include "engine/project/project.h"
#include "engine/vocabulary/audio_reader.h"
#include "engine/vocabulary/result.h"

#include <array>
#include <functional>
#include <vector>

namespace lacquer::ui {

/// What an insert makes of a test sound, alone in a song: for pictures measured on the processor itself.
///
/// In       `sound`, the same on both sides, from the song's start; silence behind it. `tempo` for
///          processors that follow it; `sources` opens files that the insert names
/// Out      left and right, `seconds` long, its latency taken off
/// Errors   as a bounce's; cancelled when `goOn` answers no
/// Thread   any
Result<std::array<std::vector<float>, 2>> responseOf(const project::Insert& insert,
                                                     const std::vector<float>& sound,
                                                     const std::vector<project::TempoPoint>& tempo,
                                                     SampleRate rate,
                                                     double seconds,
                                                     const processors::ProcessorCatalogue& catalogue,
                                                     const AudioSources& sources,
                                                     const std::function<bool()>& goOn);

} // namespace lacquer::ui
