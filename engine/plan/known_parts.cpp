#include "engine/plan/known_parts.h"

namespace lacquer::plan {
namespace {

InsertFigures
compute(const project::Insert& insert, const processors::ProcessorType& type, SampleRate rate) {
    InsertFigures figures;
    const auto& parameters = type.spec.parameters;
    figures.values.reserve(parameters.size());
    for (const ParameterSpec& parameter : parameters) {
        const bool isBypass = parameter.id == "bypass";
        figures.values.push_back(static_cast<float>(
            isBypass ? (insert.bypassed ? 1.0 : 0.0) : numberOf(insert.values, parameter)));
    }
    if (type.latency) figures.latency = type.latency(insert.values, rate);
    if (type.tail) figures.tail = type.tail(insert.values, rate);
    return figures;
}

} // namespace

void KnownParts::beginRound() {
    std::erase_if(figures_, [this](const auto& entry) { return entry.second.round != round_; });
    std::erase_if(lines_, [this](const auto& entry) { return entry.second.round != round_; });
    ++round_;
}

std::shared_ptr<const InsertFigures>
KnownParts::figuresOf(const std::shared_ptr<const project::Insert>& insert,
                      const processors::ProcessorType& type,
                      SampleRate rate) {
    Figures& known = figures_[insert.get()];
    if (!known.insert || known.rate != rate)
        known = {insert, rate, std::make_shared<const InsertFigures>(compute(*insert, type, rate)), 0};
    known.round = round_;
    return known.figures;
}

std::shared_ptr<const Curve>
KnownParts::curveOf(const std::shared_ptr<const project::AutomationCurve>& automation, Join join) {
    Line& known = lines_[automation.get()];
    if (!known.automation || known.curve->join != join)
        known = {automation, std::make_shared<const Curve>(Curve{automation->points, join}), 0};
    known.round = round_;
    return known.curve;
}

} // namespace lacquer::plan
