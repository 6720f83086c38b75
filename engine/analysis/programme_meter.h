#pragma once

#include "engine/analysis/loudness_meter.h"
#include "engine/analysis/true_peak_meter.h"
#include "engine/vocabulary/speaker.h"
#include "engine/vocabulary/units.h"

#include <span>
#include <vector>

namespace lacquer::analysis {

/// The measures of a whole programme: a file, a mix, a master. Minus infinity for silence.
struct ProgrammeMeasures {
    FrameCount length;
    double integratedLufs = kNoLoudness;
    double momentaryMaximumLufs = kNoLoudness;
    double shortTermMaximumLufs = kNoLoudness;
    double rangeLu = 0;
    double truePeakDbtp = kNoLoudness;   ///< of the loudest channel
    double samplePeakDbfs = kNoLoudness; ///< of the loudest channel

    /// Peak to loudness ratio, dB; minus infinity where there is no loudness.
    double plr() const;
};

/// Measures a programme as it goes by.
///
/// In       planar float; any split gives the same measures
/// Thread   process() [render] or [worker], never allocates
class ProgrammeMeter {
public:
    ProgrammeMeter(SampleRate rate, int channels, std::span<const Speaker> speakers = {});

    void process(const float* const* planes, int frames) noexcept;
    /// The end of the programme; nothing may follow.
    ProgrammeMeasures finish() noexcept;

    const LoudnessMeter& loudness() const { return loudness_; }

private:
    LoudnessMeter loudness_;
    std::vector<TruePeakMeter> truePeaks_;
    FrameCount length_;
};

} // namespace lacquer::analysis
