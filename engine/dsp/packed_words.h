#pragma once

#include "engine/vocabulary/packed_reader.h"
#include "engine/vocabulary/quantum.h"

namespace lacquer::dsp {

/// A quantum of stereo frames of 24-bit words, as PackedReader lends them: kQuantum frames, and
/// PackedReader::kBytesBehind bytes behind them that may be looked at.
///
/// Bits     a word is exactly a float: the same on every CPU
/// Thread   any; no allocation

/// Straight into the lanes of a bundle; a strip whose words are null is silent.
void wordsToLanes(const unsigned char* const strips[kBundleStrips], float* lanes);

/// To planes of kQuantum frames.
void wordsToPlanes(const unsigned char* words, float* left, float* right);

/// All of them are zero.
bool areSilent(const unsigned char* words);

} // namespace lacquer::dsp
