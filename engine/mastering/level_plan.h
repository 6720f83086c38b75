#pragma once

#include "engine/mastering/target.h"
#include "engine/vocabulary/result.h"

#include <span>
#include <string>
#include <vector>

namespace lacquer::mastering {

/// What was measured of a programme (a track, a side, the album) at the target's rate.
struct ProgrammeMeasures {
    double integratedLufs = 0; ///< −inf: silence, or shorter than a gating block
    double truePeakDbtp = 0;   ///< −inf: silence
    double samplePeakDbfs = 0;
};

struct ProgrammeLevel {
    double gainDb = 0;
    bool limited = false; ///< the limiter has to hold the ceiling after the gain
};

struct LevelPlan {
    std::vector<ProgrammeLevel> programmes;
    /// What was done to the levels, for people; empty when nothing was.
    std::vector<std::string> notes;
};

/// How each programme is brought under a target's loudness rule and ceiling.
///
/// `measure` and `limit` move the whole album by one gain, so that the songs keep their distances
/// and a gapless album stays gapless; `normalise` moves every file by its own, and holds the
/// ceiling with a limiter where turning up would break it.
///
/// Errors   checkFailed, with the reason and the fix: silence cannot be brought to a loudness; more
///          than kMostLimiting would have to be limited away; sample peaks over full scale where
///          the file's words cannot hold them and the target sets no ceiling
Result<LevelPlan> planLevels(const Target& target, std::span<const ProgrammeMeasures> programmes);

/// dB of limiting beyond which a master is sent back instead: it would not sound like itself.
inline constexpr double kMostLimiting = 9.0;

/// dB kept under a ceiling, so that requantising to 16 bits (±1.5 steps, 0.0004 dB at full scale)
/// and another meter's interpolation (BS.1770 Annex 2 allows several) do not read over it.
inline constexpr double kCeilingMargin = 0.05;

} // namespace lacquer::mastering
