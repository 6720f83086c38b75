#pragma once

#include "engine/analysis/k_weighting.h"
#include "engine/analysis/loudness_histogram.h"
#include "engine/vocabulary/units.h"

#include <array>
#include <cstdint>
#include <limits>
#include <vector>

namespace lacquer::analysis {

inline constexpr double kNoLoudness = -std::numeric_limits<double>::infinity();

/// Loudness by ITU-R BS.1770-4 and EBU R 128, live or over a whole file: momentary (400 ms),
/// short-term (3 s), integrated with both gates, range (EBU Tech 3342, a value every 100 ms from the
/// first whole window on: the least that the standard asks for, and what other meters take. Every 10 ms
/// hangs less on where the windows begin, but reads some programmes 0.3 LU apart from everybody).
///
/// Method   K-weighting in double; energies of 10 ms, of which all windows are made, so that the
///          maxima are found every 10 ms; gating and range from histograms with exact sums, so that
///          a day takes no more memory than a second
/// In       planar float, any number of frames at a time: the split changes no reading
/// Readings LUFS and LU; minus infinity where there is none yet
/// Thread   process() [render] or [worker], never allocates; readings on the same thread
/// Source   EBU Tech 3341 (2016) cases 1 to 14, Tech 3342 cases 1 to 4, libebur128 as referee
class LoudnessMeter {
public:
    LoudnessMeter(SampleRate rate, std::vector<double> channelWeights);

    void process(const float* const* planes, int frames) noexcept;
    void reset() noexcept;

    double momentary() const noexcept;
    double shortTerm() const noexcept;
    double momentaryMaximum() const noexcept;
    double shortTermMaximum() const noexcept;
    double integrated() const noexcept { return blocks_.gatedLoudness(-10.0); }
    double range() const noexcept { return shortTerms_.range(); }

    /// The gating blocks so far, to add up an album's tracks.
    const LoudnessHistogram& blocks() const { return blocks_; }

private:
    static constexpr std::size_t kMomentaryParts = 40;
    static constexpr std::size_t kShortTermParts = 300;
    static constexpr std::size_t kPartsTogether = 10; ///< 100 ms, the step of gating and range

    void filter(const float* const* planes, int first, int frames) noexcept;
    void endPart() noexcept;
    double sumOf(std::size_t first, std::size_t last) const noexcept; ///< of parts, by number
    double energyOf(std::size_t parts) const noexcept;
    std::int64_t boundary(std::int64_t part) const noexcept;

    SampleRate rate_;
    std::vector<double> weights_;
    KSection shelf_;
    KSection highPass_;
    std::vector<KChannel> channels_;
    std::array<double, kShortTermParts> parts_{};
    std::array<double, kShortTermParts / kPartsTogether> together_{}; ///< sums of whole steps of 100 ms
    std::int64_t position_ = 0; ///< frames so far
    std::int64_t part_ = 0;     ///< number of the part being filled
    std::int64_t nextBoundary_ = 0;
    // Weighted mean squares; 0 where there is no reading.
    double momentary_ = 0;
    double shortTerm_ = 0;
    double momentaryMaximum_ = 0;
    double shortTermMaximum_ = 0;
    LoudnessHistogram blocks_;
    LoudnessHistogram shortTerms_;
};

/// LUFS of a weighted mean square.
double loudnessOf(double energy) noexcept;

} // namespace lacquer::analysis
