#pragma once

#include "engine/vocabulary/units.h"

namespace lacquer {

/// What a reader offers beside AudioReader where its file holds stereo frames of 24-bit little-endian
/// words, left and right in turn: the bytes as they lie there, for those who turn them into samples
/// where they are wanted. A word is a sample × 2^23.
///
/// Thread   as AudioReader
class PackedReader {
public:
    /// Bytes of a frame.
    static constexpr int kFrameBytes = 6;
    /// As many bytes behind the last frame may be looked at, whatever they hold.
    static constexpr int kBytesBehind = 16;

    /// The frames [start, start + count) until the next call of any kind; null where the reader does
    /// not have them so: its file is of another kind, they are not all in it, or reading failed.
    virtual const unsigned char* lendPacked(FramePosition start, int count) = 0;

protected:
    ~PackedReader() = default;
};

} // namespace lacquer
