#include "engine/mastering/level_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace lacquer::mastering {
namespace {

/// Shortest decimal form, "−1" and not "-1.000000".
std::string level(double value, const char* unit) { return fmt::format("{:.1f} {}", value, unit); }

Result<LevelPlan> normalised(const Target& target, std::span<const ProgrammeMeasures> programmes) {
    LevelPlan plan;
    for (std::size_t index = 0; index < programmes.size(); ++index) {
        const ProgrammeMeasures& measured = programmes[index];
        if (!std::isfinite(measured.integratedLufs))
            return fail(ErrorKind::checkFailed,
                        fmt::format("File {} of {} is silent or shorter than 0.4 s, so it cannot be "
                                    "brought to {}. Take it off the album.",
                                    index + 1, target.name, level(*target.loudness, "LUFS")));
        ProgrammeLevel programme;
        programme.gainDb = *target.loudness - measured.integratedLufs;
        if (target.ceiling) {
            const double over =
                measured.truePeakDbtp + programme.gainDb - (*target.ceiling - kCeilingMargin);
            programme.limited = over > 0;
            if (over > kMostLimiting)
                return fail(
                    ErrorKind::checkFailed,
                    fmt::format("File {} of {} has peaks {:.1f} dB too high for {} at {}: limiting "
                                "that away would spoil it. Make the master denser (compressor, "
                                "limiter), or choose a target with a lower loudness.",
                                index + 1, target.name, over, level(*target.loudness, "LUFS"),
                                level(*target.ceiling, "dBTP")));
        }
        plan.programmes.push_back(programme);
    }
    return plan;
}

} // namespace

Result<LevelPlan> planLevels(const Target& target, std::span<const ProgrammeMeasures> programmes) {
    if (target.rule == LoudnessRule::normalise && target.loudness)
        return normalised(target, programmes);

    double loudest = -std::numeric_limits<double>::infinity();
    double truePeak = loudest;
    double samplePeak = loudest;
    for (const ProgrammeMeasures& measured : programmes) {
        loudest = std::max(loudest, measured.integratedLufs);
        truePeak = std::max(truePeak, measured.truePeakDbtp);
        samplePeak = std::max(samplePeak, measured.samplePeakDbfs);
    }
    LevelPlan plan;
    double gain = 0;
    if (target.rule == LoudnessRule::limit && target.loudness && loudest > *target.loudness) {
        gain = *target.loudness - loudest;
        plan.notes.push_back(
            fmt::format("The album is turned down by {}: its loudest file has {}, and {} allows {}.",
                        level(-gain, "dB"), level(loudest, "LUFS"), target.name,
                        level(*target.loudness, "LUFS")));
    }
    if (target.ceiling && truePeak + gain > *target.ceiling) {
        const double down = truePeak + gain - (*target.ceiling - kCeilingMargin);
        gain -= down;
        plan.notes.push_back(
            fmt::format("The album is turned down by {:.2f} dB: its true peak is {:.2f} dBTP, and {} "
                        "asks for {}. A limiter on the album with that ceiling keeps it louder.",
                        down, truePeak, target.name, level(*target.ceiling, "dBTP")));
    }
    if (!target.ceiling && target.codec != Codec::floatingPoint && samplePeak + gain > 0)
        return fail(ErrorKind::checkFailed,
                    fmt::format("The master reaches {:+.2f} dBFS and would clip in {}. Put a limiter "
                                "on the album (ceiling -0.3dB) or lower its fader.",
                                samplePeak + gain, target.name));
    plan.programmes.assign(programmes.size(), ProgrammeLevel{gain, false});
    return plan;
}

} // namespace lacquer::mastering
