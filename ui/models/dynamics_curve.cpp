#include "ui/models/dynamics_curve.h"

#include <algorithm>
#include <cmath>

namespace lacquer::ui {
namespace {

double read(const ParameterValues& values, const ProcessorSpec& spec, std::string_view id, double otherwise) {
    for (const ParameterSpec& parameter : spec.parameters)
        if (parameter.id == id) return numberOf(values, parameter);
    return otherwise;
}

} // namespace

bool dynamicsCurveOf(std::string_view processor, const ParameterValues& values, const ProcessorSpec& spec, DynamicsCurve& curve) {
    curve = {};
    if (processor == "compressor") {
        curve.threshold = read(values, spec, "threshold", -18);
        curve.ratio = read(values, spec, "ratio", 2);
        curve.knee = read(values, spec, "knee", 6);
        curve.makeup = read(values, spec, "makeup", 0);
        const double range = std::abs(read(values, spec, "range", 0));
        curve.range = range > 0 ? range : 90;
        return true;
    }
    if (processor == "gate") {
        curve.kind = DynamicsCurve::Kind::gate;
        curve.threshold = read(values, spec, "threshold", -40);
        curve.ratio = read(values, spec, "ratio", 100);
        curve.knee = 0;
        curve.range = std::abs(read(values, spec, "range", -90));
        return true;
    }
    if (processor == "limiter") {
        curve.kind = DynamicsCurve::Kind::limiter;
        curve.makeup = read(values, spec, "gain", 0);
        curve.threshold = read(values, spec, "ceiling", -1) - curve.makeup;
        curve.ratio = 1e6;
        curve.knee = 0;
        return true;
    }
    return false;
}

double reductionAt(const DynamicsCurve& curve, double level) {
    const double over = level - curve.threshold;
    if (curve.kind == DynamicsCurve::Kind::gate)
        return over >= 0 ? 0 : std::min(curve.range, -over * (curve.ratio - 1));
    const double slope = 1 - 1 / curve.ratio;
    double reduction = 0;
    if (curve.knee > 0 && std::abs(2 * over) <= curve.knee)
        reduction = slope * (over + curve.knee / 2) * (over + curve.knee / 2) / (2 * curve.knee);
    else if (over > 0) reduction = slope * over;
    return std::min(reduction, curve.range);
}

double outputAt(const DynamicsCurve& curve, double level) { return level - reductionAt(curve, level) + curve.makeup; }

double levelReducedBy(const DynamicsCurve& curve, double reduction) {
    // Reduction is monotonic in the level: rising over a compressor's threshold, falling up to a gate's.
    double low = -90;
    double high = curve.kind == DynamicsCurve::Kind::gate ? curve.threshold : 12;
    const bool rising = curve.kind != DynamicsCurve::Kind::gate;
    for (int k = 0; k < 40; ++k) {
        const double middle = (low + high) / 2;
        if ((reductionAt(curve, middle) < reduction) == rising) low = middle;
        else high = middle;
    }
    return (low + high) / 2;
}

} // namespace lacquer::ui
