#include "engine/dsp/declipper.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace lacquer::dsp {
namespace {

/// Samples of a flat top are this close: rounding of what was clipped, and a step of 16 bits.
constexpr float kFlatRelative = 2e-5f, kFlatAbsolute = 3.1e-5f;
constexpr float kEdge = 10;
constexpr int kFewest = 4, kFewestInARow = 3;
/// A short frame is judged by the two before and the two after it, as far as 43 ms.
constexpr int kNeighbours = 2;

float closeTo(float level) { return kFlatRelative * level + kFlatAbsolute; }

struct Top {
    float highest = 0;
    float level = 0; ///< that of a flat top, 0 when it is none
};

/// The level at which the highest samples form a flat top. Of a round top twice as many samples lie ten
/// steps under it as within one; of a cut one hardly any do. Tones that fit the rate have equal tops, but
/// of one sample or two.
Top flatTop(const float* samples, int count, float sign) noexcept {
    Top result;
    for (int n = 0; n < count; ++n) result.highest = std::max(result.highest, sign * samples[n]);
    const float close = closeTo(result.highest);
    if (result.highest < 10 * kEdge * close) return result;
    int top = 0, under = 0, run = 0, longest = 0;
    for (int n = 0; n < count; ++n) {
        const float depth = result.highest - sign * samples[n];
        run = depth <= close ? run + 1 : 0;
        longest = std::max(longest, run);
        if (depth <= close) ++top;
        else if (depth <= kEdge * close) ++under;
    }
    if (top >= kFewest && longest >= kFewestInARow && top >= 4 * under) result.level = result.highest;
    return result;
}

// Further ahead nothing is sought: measured over eight recordings, it adds nothing.
ClipSearch::Shape tones(int block, int rounds) {
    return {.span = 3 * block, .from = block, .to = 2 * block + block / 2, .frame = block, .neighbours = 0, .rounds = rounds};
}

ClipSearch::Shape strokes(int block, int rounds) {
    return {.span = 3 * block, .from = block, .to = 2 * block + block / 4, .frame = block / 4, .neighbours = kNeighbours, .rounds = rounds};
}

} // namespace

Declipper::Declipper(double rate)
    : block_(blockOf(rate)), rounds_(roundsAt(rate)), tones_(tones(block_, rounds_)),
      strokes_(strokes(block_, rounds_)) {
    const auto block = static_cast<std::size_t>(block_);
    line_.resize(4 * block);
    marked_.resize(4 * block);
    ready_.resize(block);
}

void Declipper::reset() noexcept {
    for (auto* memory : {&line_, &ready_}) std::fill(memory->begin(), memory->end(), 0.0f);
    std::fill(marked_.begin(), marked_.end(), char{0});
    filled_ = roundsDone_ = 0;
    works_ = false;
    level_[0] = level_[1] = 0;
}

void Declipper::process(float* samples, float threshold) noexcept {
    const auto place = static_cast<std::size_t>(3 * block_ + filled_);
    std::memcpy(line_.data() + place, samples, kQuantum * sizeof(float));
    std::memcpy(samples, ready_.data() + filled_, kQuantum * sizeof(float));
    filled_ += kQuantum;
    if (works_) {
        for (; roundsDone_ < rounds_ * filled_ / block_; ++roundsDone_) {
            tones_.round();
            strokes_.round();
        }
    }
    if (filled_ == block_) finishBlock(threshold);
}

void Declipper::finishBlock(float threshold) noexcept {
    const auto block = static_cast<std::size_t>(block_);
    if (works_) {
        for (std::size_t n = block; n < 2 * block; ++n)
            if (marked_[n]) line_[n] = 0.5f * (tones_.found()[n] + strokes_.found()[n]);
    }
    std::memcpy(ready_.data(), line_.data() + block, block * sizeof(float));
    std::memmove(line_.data(), line_.data() + block, 3 * block * sizeof(float));
    mark(threshold);
    filled_ = roundsDone_ = 0;
    works_ = std::find(marked_.begin() + block_, marked_.begin() + 2 * block_, char{1}) != marked_.begin() + 2 * block_;
    if (!works_) return;
    tones_.begin(line_.data(), marked_.data());
    strokes_.begin(line_.data(), marked_.data());
}

/// Finds what is clipped in the block to be worked on and in the one after it.
void Declipper::mark(float threshold) noexcept {
    const int glance = block_ / 4;
    const float* const line = line_.data() + block_;
    char* const marks = marked_.data() + block_;
    std::fill(marks, marks + 2 * block_, char{0});
    for (int half = 0; half < 2; ++half) {
        const float sign = half == 0 ? 1.0f : -1.0f;
        const float wide = threshold > 0 ? 0 : flatTop(line, 2 * block_, sign).level;
        float level = level_[half];
        for (int from = 0; from < 2 * block_; from += glance) {
            float least = threshold;
            if (threshold <= 0) {
                const Top top = flatTop(line + from, glance, sign);
                const float close = closeTo(top.highest);
                // A sample above shows that the level was none, or is no more.
                if (top.highest > level + close) level = 0;
                if (top.level > 0) level = top.level;
                if (level <= 0 && top.highest <= wide + close) level = wide;
                // The block after this one comes again.
                if (from + glance == block_) level_[half] = level;
                if (level <= 0) continue;
                least = level - close;
            }
            for (int n = from; n < from + glance; ++n)
                if (sign * line[n] >= least) marks[n] = 1;
        }
    }
}

} // namespace lacquer::dsp
