#pragma once

#include "engine/vocabulary/parameter.h"

#include <string_view>

namespace lacquer::ui {

/// What a dynamics processor does to a steady level, for its picture.
struct DynamicsCurve {
    enum class Kind { compressor, gate, limiter };
    Kind kind = Kind::compressor;
    double threshold = -18;
    double ratio = 2;
    double knee = 6;
    double range = 90; ///< most reduction, dB
    double makeup = 0;
};

/// Reads it from a processor's values; false when it is not a dynamics processor.
bool dynamicsCurveOf(std::string_view processor, const ParameterValues& values, const ProcessorSpec& spec, DynamicsCurve& curve);

/// Gain reduction of a steady level, dB ≥ 0.
///
/// Source   Giannoulis, Massberg & Reiss (2012), quadratic knee centred on the threshold
double reductionAt(const DynamicsCurve& curve, double level);
/// Level that goes out, dB: with make-up.
double outputAt(const DynamicsCurve& curve, double level);
/// The steady level that is reduced by this much; where a processor under a threshold reduces more
/// than that nowhere, the loudest.
double levelReducedBy(const DynamicsCurve& curve, double reduction);

} // namespace lacquer::ui
