#pragma once

#include "engine/dsp/clip_search.h"
#include "engine/vocabulary/quantum.h"

#include <vector>

namespace lacquer::dsp {

/// Rebuilds the peaks that an overload cut off in one channel. Samples that are not clipped pass bit
/// for bit.
///
/// A block of 85 ms, with what was rebuilt before it and what comes after it, is searched twice: in
/// frames of 85 ms, which tell tones apart, and in frames of 21 ms, which tell strokes and syllables
/// apart. Where the two differ neither knows better: a mean of them is nearer to the truth than either.
/// Both are ClipSearch.
///
/// Delay    latency(rate): three blocks, 12288 frames at 48 kHz
/// Limits   a rebuilt sample is at most 12 dB over the clipped one. What is noise at the clip level
///          (snares, claps, cymbals, dense distorted guitars) nothing foretells: there it gains 4 to 9 dB
///          where voices, strings and basses gain 10 to 28
/// Cost     spread evenly: two or three rounds of both searches a quantum (one over 50 kHz, or one every
///          other over 100 kHz) while something is clipped within the last 170 ms, otherwise next to none
/// Bits     the same on every CPU
/// Thread   construction [main]; the rest [render]
class Declipper {
public:
    explicit Declipper(double rate);

    static int blockOf(double rate) { return rate > 100000 ? 16384 : rate > 50000 ? 8192 : 4096; }
    static int latency(double rate) { return 3 * blockOf(rate); }
    /// Of both searches, per block.
    static int roundsAt(double rate) { return rate > 100000 ? 96 : rate > 50000 ? 120 : 144; }

    /// In and out one quantum, in place. What reaches `threshold` (linear, within four steps of 16 bits) is
    /// clipped, or the flat top that lies up to 0.1 dB under it; at 0 the level is found: flat tops that
    /// all else within 21 ms or 170 ms stays under.
    void process(float* samples, float threshold) noexcept;
    void reset() noexcept;
    /// Level that was found, linear; 0: none.
    float foundLevel() const { return level_[0] > level_[1] ? level_[0] : level_[1]; }

private:
    void finishBlock(float threshold) noexcept;
    void mark(float threshold) noexcept;
    float judged(std::size_t n) const noexcept;

    int block_, rounds_;
    ClipSearch tones_, strokes_;
    std::vector<float> line_;  ///< three blocks: rebuilt, under work, after it; then the one coming in
    std::vector<char> marked_; ///< of line_: 1 clipped
    std::vector<float> ready_; ///< a block to give out
    int filled_ = 0;           ///< of the block coming in
    int roundsDone_ = 0;
    bool works_ = false;
    float level_[2] = {}; ///< found, of the upper and the lower half
    float close_[2] = {}; ///< how far under it a clipped sample lies
};

} // namespace lacquer::dsp
