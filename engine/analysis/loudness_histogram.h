#pragma once

#include <cstdint>
#include <vector>

namespace lacquer::analysis {

/// Energies of many blocks, sorted by loudness in steps of 0.01 LU with the exact sum of each step:
/// everything that gating and the loudness range need, in a fixed amount of memory. Only the one
/// step that a threshold falls into is taken as a whole.
///
/// Thread   any, one at a time; add() does not allocate
class LoudnessHistogram {
public:
    LoudnessHistogram();

    /// A block's weighted mean square; at or below −70 LUFS it does not count.
    void add(double energy) noexcept;
    void add(const LoudnessHistogram& other) noexcept;
    void reset() noexcept;

    /// Mean of the blocks above −70 LUFS and above the mean of those plus `relativeGate` LU; minus
    /// infinity when there is none.
    double gatedLoudness(double relativeGate) const noexcept;
    /// EBU Tech 3342: from the 10th to the 95th percentile of what passes the gates at −70 LUFS and
    /// 20 LU below the mean; 0 when there are fewer than two. Of n values the percentile p is the one of
    /// rank round(p n), as FFmpeg takes it; the standard's listing and libebur128 take round((n − 1) p) + 1,
    /// one later at most: 0.02 LU apart in a song, up to 0.8 in twenty seconds of jumping levels.
    double range() const noexcept;

private:
    struct Step {
        double sum = 0;
        std::uint64_t count = 0;
    };

    std::size_t firstAbove(double relativeGate) const noexcept;
    double percentile(std::size_t first, std::uint64_t rank) const noexcept;

    std::vector<Step> steps_;
};

} // namespace lacquer::analysis
