#pragma once

#include "engine/processors/processor.h"

namespace lacquer::processors {

/// `compressor`: five characters over one gain computer, with side-chain, look-ahead and parallel mix.
///
///   clean    feed-forward, exact times
///   vca      attacks faster the more is missing, releases at a constant rate in dB
///   fet      hears its own output: times shorter by the ratio; odd harmonics
///   opto     half the release is slow, and slower the longer it worked; a touch of second harmonic
///   varimu   ratio grows with level; second harmonic
ProcessorType compressorType();

} // namespace lacquer::processors
