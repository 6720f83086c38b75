#pragma once

#include "engine/vocabulary/quantum.h"

namespace lacquer::dsp {

/// Splits the lanes of a bundle into four bands by Linkwitz-Riley crossovers of fourth order, and puts
/// bands together again. Every band also passes the all-pass of the crossover it does not meet, low ones
/// the upper's and high ones the lower's, so that the bands add up to an all-pass of their input, flat
/// in magnitude wherever the crossovers stand. Its state is in double.
///
///              ┌ all-pass of the upper ─ lower ─ bands 0 and 1
///     middle ──┤
///              └ all-pass of the lower ─ upper ─ bands 2 and 3
///
/// Thread   [render]
/// Source   Linkwitz & Riley, two cascaded Butterworth filters; state-variable form by Zavalishin
class BandSplit {
public:
    static constexpr int kBands = 4, kCrossovers = 3;
    /// A band's gain from sample to sample of a quantum: `start` before the first, `step` more each.
    struct Levels {
        alignas(64) float start[kBands][kLaneStride], step[kBands][kLaneStride];
    };

    explicit BandSplit(double rate);

    /// Crossovers from the lowest; the frequency is reached at the end of the next quantum, the first
    /// one at once.
    void setFrequency(int lane, int crossover, double hertz) noexcept;
    void split(const float* input, float* const (&bands)[kBands], StripMask active) noexcept;
    /// The bands, each with its level, into `samples`.
    static void join(const float* const (&bands)[kBands], const Levels& levels, float* samples, StripMask active) noexcept;
    void reset(int lane) noexcept;
    void adopt(int lane, const BandSplit& other, int otherLane) noexcept;

    /// Two sections to a crossover, one to an all-pass.
    enum Section { kMiddle, kMiddleAgain, kAroundUpper, kAroundLower, kLower, kLowerAgain, kUpper, kUpperAgain, kSections };

    struct State {
        alignas(64) double g[kCrossovers][kLaneStride], gTarget[kCrossovers][kLaneStride];
        alignas(64) double s1[kSections][kLaneStride], s2[kSections][kLaneStride];
    };

private:
    double rate_;
    double hertz_[kCrossovers][kLaneStride];
    bool fresh_[kLaneStride][kCrossovers];
    State state_{};
};

} // namespace lacquer::dsp
