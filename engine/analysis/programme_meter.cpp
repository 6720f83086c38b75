#include "engine/analysis/programme_meter.h"

#include "engine/analysis/channel_weights.h"

#include <algorithm>
#include <cmath>

namespace lacquer::analysis {

double ProgrammeMeasures::plr() const {
    return std::isfinite(integratedLufs) ? truePeakDbtp - integratedLufs : kNoLoudness;
}

ProgrammeMeter::ProgrammeMeter(SampleRate rate, int channels, std::span<const Speaker> speakers)
    : loudness_(rate, channelWeights(channels, speakers)),
      truePeaks_(static_cast<std::size_t>(channels)) {}

void ProgrammeMeter::process(const float* const* planes, int frames) noexcept {
    loudness_.process(planes, frames);
    for (std::size_t c = 0; c < truePeaks_.size(); ++c) truePeaks_[c].process(planes[c], frames);
    length_.value += frames;
}

ProgrammeMeasures ProgrammeMeter::finish() noexcept {
    ProgrammeMeasures measures;
    double peak = 0, samplePeak = 0;
    for (TruePeakMeter& meter : truePeaks_) {
        meter.finish();
        peak = std::max(peak, meter.maximum());
        samplePeak = std::max(samplePeak, meter.samplePeak());
    }
    measures.length = length_;
    measures.integratedLufs = loudness_.integrated();
    measures.momentaryMaximumLufs = loudness_.momentaryMaximum();
    measures.shortTermMaximumLufs = loudness_.shortTermMaximum();
    measures.rangeLu = loudness_.range();
    measures.truePeakDbtp = decibelsOf(peak).value;
    measures.samplePeakDbfs = decibelsOf(samplePeak).value;
    return measures;
}

} // namespace lacquer::analysis
