#include "formats/album/facts_json.h"

#include <nlohmann/json.hpp>

#include <cmath>
#include <limits>

namespace lacquer::formats {

using nlohmann::json;

json levelJson(double level) { return std::isfinite(level) ? json(level) : json(nullptr); }

double levelIn(const json& object, const char* key) {
    const json& value = object.at(key);
    return value.is_null() ? -std::numeric_limits<double>::infinity() : value.get<double>();
}

json factsJson(const ProgrammeFacts& facts) {
    return {{"integrated_lufs", levelJson(facts.measures.integratedLufs)},
            {"true_peak_dbtp", levelJson(facts.measures.truePeakDbtp)},
            {"sample_peak_dbfs", levelJson(facts.measures.samplePeakDbfs)},
            {"range_lu", levelJson(facts.rangeLu)},
            {"momentary_max_lufs", levelJson(facts.momentaryMaxLufs)},
            {"short_term_max_lufs", levelJson(facts.shortTermMaxLufs)}};
}

ProgrammeFacts factsIn(const json& object) {
    ProgrammeFacts facts;
    facts.measures.integratedLufs = levelIn(object, "integrated_lufs");
    facts.measures.truePeakDbtp = levelIn(object, "true_peak_dbtp");
    facts.measures.samplePeakDbfs = levelIn(object, "sample_peak_dbfs");
    facts.rangeLu = levelIn(object, "range_lu");
    facts.momentaryMaxLufs = levelIn(object, "momentary_max_lufs");
    facts.shortTermMaxLufs = levelIn(object, "short_term_max_lufs");
    return facts;
}

} // namespace lacquer::formats
