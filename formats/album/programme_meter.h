#pragma once

#include "engine/mastering/level_plan.h"
#include "engine/vocabulary/units.h"

#include <memory>

namespace lacquer::formats {

/// All that is said about a finished programme.
struct ProgrammeFacts {
    mastering::ProgrammeMeasures measures;
    double rangeLu = 0;           ///< loudness range
    double momentaryMaxLufs = 0;  ///< −inf: silence or too short
    double shortTermMaxLufs = 0;
};

/// Loudness and peaks of a programme, stereo, fed piece by piece.
///
/// Thread   any, one at a time
class ProgrammeMeter {
public:
    explicit ProgrammeMeter(SampleRate rate, int channels = 2);
    ~ProgrammeMeter();
    ProgrammeMeter(ProgrammeMeter&&) noexcept;

    void add(const float* const* planes, int frames);
    ProgrammeFacts finish();

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace lacquer::formats
