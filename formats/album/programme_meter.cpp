#include "formats/album/programme_meter.h"

#include "engine/analysis/programme_meter.h"

namespace lacquer::formats {

struct ProgrammeMeter::State {
    analysis::ProgrammeMeter meter;
};

ProgrammeMeter::ProgrammeMeter(SampleRate rate, int channels)
    : state_(new State{analysis::ProgrammeMeter(rate, channels)}) {}

ProgrammeMeter::~ProgrammeMeter() = default;
ProgrammeMeter::ProgrammeMeter(ProgrammeMeter&&) noexcept = default;

void ProgrammeMeter::add(const float* const* planes, int frames) { state_->meter.process(planes, frames); }

ProgrammeFacts ProgrammeMeter::finish() {
    const analysis::ProgrammeMeasures measured = state_->meter.finish();
    ProgrammeFacts facts;
    facts.measures = {measured.integratedLufs, measured.truePeakDbtp, measured.samplePeakDbfs};
    facts.rangeLu = measured.rangeLu;
    facts.momentaryMaxLufs = measured.momentaryMaximumLufs;
    facts.shortTermMaxLufs = measured.shortTermMaximumLufs;
    return facts;
}

} // namespace lacquer::formats
