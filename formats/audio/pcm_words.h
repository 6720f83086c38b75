#pragma once

namespace lacquer::formats {

/// Packed 24-bit little-endian words to float, full scale 1.0; exact. `count` words.
void decode24(const unsigned char* words, int count, float* out);

/// The same for stereo: `frames` pairs of words into two planes.
void decodeStereo24(const unsigned char* words, int frames, float* left, float* right);

} // namespace lacquer::formats
