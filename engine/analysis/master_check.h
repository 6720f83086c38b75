#pragma once

#include "engine/vocabulary/units.h"

#include <memory>
#include <string>
#include <vector>

/// What a second pair of ears would report about a finished song before it goes out.
namespace lacquer::analysis {

enum class MasterFault {
    clipping,    ///< runs of samples at full scale; value: samples of the longest
    peak,        ///< true peak over the limit; value: dBTP
    dropout,     ///< digital silence inside the song; value: seconds
    hardStart,   ///< begins in the middle of a wave; value: dBFS of its first sample
    hardEnd,     ///< ends so; value: dBFS of its last sample
    offset,      ///< direct current; value: percent of full scale
    imbalance,   ///< one side louder throughout; value: dB, left over right
    outOfPhase,  ///< left and right against each other; value: correlation
    mono,        ///< both channels are the same: perhaps meant to be stereo
};

enum class FaultSeverity { note, warning, error };

struct MasterFinding {
    MasterFault fault = MasterFault::peak;
    FaultSeverity severity = FaultSeverity::warning;
    Seconds start, end; ///< equal: a moment, or the song as a whole
    double value = 0;
};

struct MasterLimits {
    double truePeakDbtp = -1;
};

/// Reads one song as it goes by.
///
/// In       stereo; the limits of clipping are those of 16 to 24 bits: |sample| ≥ 0.9999
/// Thread   any, one at a time
class MasterCheck {
public:
    explicit MasterCheck(SampleRate rate, MasterLimits limits = {});
    ~MasterCheck();
    MasterCheck(MasterCheck&&) noexcept;

    void add(const float* const* planes, int frames);
    /// By time, the whole song's first.
    std::vector<MasterFinding> finish();

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// "Clips: 14 samples in a row at full scale", for people; without the time.
std::string textOf(const MasterFinding& finding);

} // namespace lacquer::analysis
