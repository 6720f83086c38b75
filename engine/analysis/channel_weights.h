#pragma once

#include "engine/vocabulary/speaker.h"

#include <span>
#include <vector>

namespace lacquer::analysis {

/// What each channel counts in the loudness of the whole: 1.41 for surrounds at the side (60° to
/// 120°), 0 for the low-frequency channel, 1 for all else. Where the file names no speakers, four
/// and five channels end with a pair of surrounds and six to eight have their LFE fourth.
///
/// Source   ITU-R BS.1770-4, annex 1 table 3 and annex 3
std::vector<double> channelWeights(int channels, std::span<const Speaker> speakers = {});

} // namespace lacquer::analysis
