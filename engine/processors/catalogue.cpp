#include "engine/processors/catalogue.h"

#include "engine/processors/compressor.h"
#include "engine/processors/convolver.h"
#include "engine/processors/declick.h"
#include "engine/processors/declip.h"
#include "engine/processors/deesser.h"
#include "engine/processors/delay.h"
#include "engine/processors/denoise.h"
#include "engine/processors/equalizer.h"
#include "engine/processors/gate.h"
#include "engine/processors/hum.h"
#include "engine/processors/imager.h"
#include "engine/processors/limiter.h"
#include "engine/processors/match_equalizer.h"
#include "engine/processors/modulation.h"
#include "engine/processors/multiband.h"
#include "engine/processors/reverb.h"
#include "engine/processors/saturator.h"
#include "engine/processors/transient.h"
#include "engine/processors/translate.h"
#include "engine/processors/tuner.h"
#include "engine/processors/utility.h"

namespace lacquer::processors {

ProcessorCatalogue::ProcessorCatalogue() {
    types_.push_back(equalizerType());
    types_.push_back(linearEqualizerType());
    types_.push_back(matchEqualizerType());
    types_.push_back(compressorType());
    types_.push_back(gateType());
    types_.push_back(deesserType());
    types_.push_back(multibandType());
    types_.push_back(transientType());
    types_.push_back(saturatorType());
    types_.push_back(clipperType());
    types_.push_back(utilityType());
    types_.push_back(imagerType());
    types_.push_back(limiterType());
    types_.push_back(reverbType());
    types_.push_back(convolverType());
    types_.push_back(delayType());
    types_.push_back(chorusType());
    types_.push_back(flangerType());
    types_.push_back(phaserType());
    types_.push_back(tremoloType());
    types_.push_back(humType());
    types_.push_back(denoiseType());
    types_.push_back(declickType());
    types_.push_back(declipType());
    types_.push_back(tunerType());
    types_.push_back(translateType());
}

const ProcessorType* ProcessorCatalogue::type(std::string_view id) const {
    for (const auto& type : types_)
        if (type.spec.id == id) return &type;
    return nullptr;
}

const ProcessorSpec* ProcessorCatalogue::find(std::string_view id) const {
    const auto* found = type(id);
    return found ? &found->spec : nullptr;
}

std::vector<const ProcessorSpec*> ProcessorCatalogue::all() const {
    std::vector<const ProcessorSpec*> specs;
    for (const auto& type : types_) specs.push_back(&type.spec);
    return specs;
}

} // namespace lacquer::processors
