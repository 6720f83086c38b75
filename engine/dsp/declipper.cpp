#include "engine/dsp/declipper.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace lacquer::dsp {
namespace {

/// Samples of a flat top are this close: rounding of what was clipped, and a step of 16 bits; or four
/// steps, where dither or noise went onto it.
constexpr float kFlatRelative = 2e-5f, kFlatAbsolute = 3.1e-5f, kNoisyAbsolute = 1.25e-4f;
/// A threshold that lies over a flat top by no more than this (0.1 dB) means that top.
constexpr float kMeant = 0.9886f;
/// So many times as far down it is seen whether there is an edge.
constexpr float kEdge = 10, kNoisyEdge = 4;
constexpr int kFewest = 4, kFewestInARow = 3;
/// Shares of both searches and of their difference in what is gone, fitted to 21 recordings clipped to 7
/// and 15 dB: where the two differ they are unsure, and what lies beyond the level then lies further
/// beyond on average.
constexpr float kOfTones = 0.55f, kOfStrokes = 0.42f, kOfDifference = 0.2f;

float closeTo(float level, float absolute) { return kFlatRelative * level + absolute; }

struct Top {
    float highest = 0;
    float level = 0; ///< that of a flat top, 0 when it is none
    float close = 0; ///< how far under the level its samples lie
};

struct Count {
    int top = 0, under = 0, longest = 0;
    /// Of a round top twice as many samples lie ten steps under it as within one (as many: four steps); of
    /// a cut one hardly any do. Tones that fit the rate have equal tops, but of one sample or two.
    bool isFlat() const { return top >= kFewest && longest >= kFewestInARow && top >= 4 * under; }
};

Count countTop(const float* samples, int count, float sign, float highest, float close, float edge) noexcept {
    Count result;
    if (highest < 10 * edge * close) return result;
    int run = 0;
    for (int n = 0; n < count; ++n) {
        const float depth = highest - sign * samples[n];
        run = depth <= close ? run + 1 : 0;
        result.longest = std::max(result.longest, run);
        if (depth <= close) ++result.top;
        else if (depth <= edge * close) ++result.under;
    }
    return result;
}

/// The level at which the highest samples form a flat top.
Top flatTop(const float* samples, int count, float sign) noexcept {
    Top result;
    float lowest = 1e30f;
    for (int n = 0; n < count; ++n) {
        result.highest = std::max(result.highest, sign * samples[n]);
        lowest = std::min(lowest, sign * samples[n]);
    }
    result.close = closeTo(result.highest, kFlatAbsolute);
    // A pause with an offset is flat all over, and no top.
    if (lowest > 0.5f * result.highest) return result;
    const float noisy = closeTo(result.highest, kNoisyAbsolute);
    const Count loose = countTop(samples, count, sign, result.highest, noisy, kNoisyEdge);
    // Samples that pass close under a cut top make no noise, nor does a low tone's round top; those that
    // lie lower than both neighbours in the midst of it do.
    const auto lies = [&](int n, float close) { return result.highest - sign * samples[n] <= close; };
    int lower = 0;
    for (int n = 1; loose.isFlat() && n + 1 < count; ++n)
        lower += !lies(n, result.close) && lies(n, noisy) && sign * samples[n] < sign * samples[n - 1] &&
                 sign * samples[n] < sign * samples[n + 1];
    const bool isNoisy = 100 * lower > loose.top;
    if (isNoisy) result.close = noisy;
    if (isNoisy || countTop(samples, count, sign, result.highest, result.close, kEdge).isFlat())
        result.level = result.highest;
    return result;
}

ClipSearch::Shape tones(int block, int rounds) {
    return {.span = 3 * block, .from = block, .to = 3 * block, .frame = block, .neighbours = 2, .rounds = rounds};
}

// Further ahead short frames need not be sought: measured over eight recordings, it adds nothing.
ClipSearch::Shape strokes(int block, int rounds) {
    return {.span = 3 * block, .from = block, .to = 2 * block + block / 4, .frame = block / 4, .neighbours = 2, .rounds = rounds};
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
    level_[0] = level_[1] = close_[0] = close_[1] = 0;
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
            if (marked_[n]) line_[n] = judged(n);
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

/// Out of what both searches found for a clipped sample.
float Declipper::judged(std::size_t n) const noexcept {
    const float clipped = line_[n];
    const float tones = tones_.found()[n] - clipped, strokes = strokes_.found()[n] - clipped;
    const float gone = kOfTones * tones + kOfStrokes * strokes + std::copysign(kOfDifference * std::fabs(tones - strokes), clipped);
    const float most = (ClipSearch::kMostRise - 1) * clipped;
    return clipped + (clipped > 0 ? std::min(gone, most) : std::max(gone, most));
}

/// Finds what is clipped in the block to be worked on and in the one after it.
void Declipper::mark(float threshold) noexcept {
    const int glance = block_ / 4;
    const float* const line = line_.data() + block_;
    char* const marks = marked_.data() + block_;
    std::fill(marks, marks + 2 * block_, char{0});
    for (int half = 0; half < 2; ++half) {
        const float sign = half == 0 ? 1.0f : -1.0f;
        const Top wide = flatTop(line, 2 * block_, sign);
        float level = level_[half], close = close_[half];
        for (int from = 0; from < 2 * block_; from += glance) {
            float least = threshold - closeTo(threshold, kNoisyAbsolute);
            if (threshold <= 0) {
                const Top top = flatTop(line + from, glance, sign);
                // A sample above shows that the level was none, or is no more; one hardly above or a top
                // hardly under it, that there is noise on it.
                const float noisy = closeTo(level, kNoisyAbsolute);
                if (top.highest > level + noisy) level = 0;
                if (level > 0 && top.highest > level + close) level = top.highest, close = noisy;
                if (level > 0 && top.level > 0 && std::fabs(top.level - level) <= noisy) {
                    close = std::max({close, top.close, top.level < level - close ? noisy : 0});
                } else if (top.level > 0) {
                    level = top.level, close = top.close;
                }
                if (level <= 0 && top.highest <= wide.level) level = wide.level, close = wide.close;
                // The block after this one comes again.
                if (from + glance == block_) level_[half] = level, close_[half] = close;
                if (level <= 0) continue;
                least = level - close;
            } else if (wide.level > kMeant * threshold && wide.level < threshold) {
                least = wide.level - wide.close;
            }
            for (int n = from; n < from + glance; ++n)
                if (sign * line[n] >= least) marks[n] = 1;
        }
    }
}

} // namespace lacquer::dsp
