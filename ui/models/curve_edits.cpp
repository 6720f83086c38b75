#include "ui/models/curve_edits.h"

#include "engine/project/automation_edits.h"
#include "ui/models/automation_lane.h"
#include "ui/models/scales.h"

#include <algorithm>
#include <cmath>

namespace lacquer::ui {

using project::AutomationPoint;
using project::Project;

namespace {

constexpr double kDrawTolerance = 0.005;

struct Subject {
    const project::Channel* channel = nullptr;
    const ParameterSpec* spec = nullptr;
    const project::AutomationCurve* curve = nullptr;
    double current = 0; ///< without automation
};

Result<Subject> subjectOf(const Project& project, const Catalogue& catalogue, ChannelId id, const project::AutomationTarget& target) {
    Subject subject;
    subject.channel = project::findChannel(project, id);
    if (!subject.channel) return badInput("That channel is not in the project any more.");
    subject.spec = project::specOf(catalogue, *subject.channel, target);
    if (!subject.spec) return badInput("That parameter is not on the channel any more.");
    subject.curve = project::findCurve(*subject.channel, target);
    subject.current = subject.spec->defaultValue;
    if (const project::Song* song = project::songOf(project, id))
        if (const auto lane = laneSubject(*song, *subject.channel, target, catalogue)) subject.current = lane->current;
    return subject;
}

double valueOf(const Subject& subject, FramePosition at) {
    return subject.curve && !subject.curve->points.empty() ? curveValueAt(*subject.curve, *subject.spec, at) : subject.current;
}

/// Writes points into [start, end) with a guard on the frame before and on the one after, so that
/// what lies outside sounds as it did.
Result<Project> writePassage(Project project, const Catalogue& catalogue, ChannelId channel, const project::AutomationTarget& target,
                             const Subject& subject, FramePosition start, FramePosition end, std::vector<AutomationPoint> points) {
    const FramePosition before = std::max(FramePosition{0}, start - FrameCount{1});
    if (before < start) points.insert(points.begin(), {before, valueOf(subject, before), 0});
    AutomationPoint after{end, valueOf(subject, end), 0};
    if (subject.curve)
        for (const AutomationPoint& point : subject.curve->points)
            if (point.position == end) after = point;
    points.push_back(after);
    return project::writePoints(std::move(project), catalogue, channel, target, before, end + FrameCount{1}, std::move(points));
}

} // namespace

CopiedCurve copyCurve(const project::AutomationCurve& curve, const ParameterSpec& spec, FramePosition start, FramePosition end) {
    CopiedCurve copied;
    copied.length = end - start;
    const auto put = [&](FramePosition at, double value, double bend) {
        copied.points.push_back({at - start, travelOf(spec, value), bend});
    };
    put(start, curveValueAt(curve, spec, start), 0);
    for (const AutomationPoint& point : curve.points)
        if (point.position > start && point.position < end) put(point.position, point.value, point.bend);
    if ((end - start).value > 1) put(end - FrameCount{1}, curveValueAt(curve, spec, end - FrameCount{1}), 0);
    return copied;
}

Result<Project> pasteCurve(Project project, const Catalogue& catalogue, ChannelId channel, const project::AutomationTarget& target,
                           const CopiedCurve& copied, FramePosition at) {
    if (copied.points.empty()) return badInput("No automation was copied.");
    const auto subject = subjectOf(project, catalogue, channel, target);
    if (!subject) return tl::make_unexpected(subject.error());
    std::vector<AutomationPoint> points;
    for (const auto& point : copied.points) points.push_back({at + point.at, valueAt(*subject->spec, point.travel), point.bend});
    return writePassage(std::move(project), catalogue, channel, target, *subject, at, at + copied.length, std::move(points));
}

Result<Project> trimCurve(Project project, const Catalogue& catalogue, ChannelId channel, const project::AutomationTarget& target,
                          FramePosition start, FramePosition end, double byTravel) {
    const auto subject = subjectOf(project, catalogue, channel, target);
    if (!subject) return tl::make_unexpected(subject.error());
    const ParameterSpec& spec = *subject->spec;
    project::AutomationCurve flat;
    flat.points = {{{0}, subject->current, 0}};
    const CopiedCurve passage = copyCurve(subject->curve ? *subject->curve : flat, spec, start, end);
    std::vector<AutomationPoint> points;
    for (const auto& point : passage.points)
        points.push_back({start + point.at, valueAt(spec, std::clamp(point.travel + byTravel, 0.0, 1.0)), point.bend});
    return writePassage(std::move(project), catalogue, channel, target, *subject, start, end, std::move(points));
}

std::vector<AutomationPoint> thinned(const std::vector<AutomationPoint>& points, const ParameterSpec& spec, double tolerance) {
    if (points.size() < 3) return points;
    std::vector<bool> kept(points.size(), false);
    kept.front() = kept.back() = true;
    std::vector<std::pair<std::size_t, std::size_t>> open{{0, points.size() - 1}};
    while (!open.empty()) {
        const auto [first, last] = open.back();
        open.pop_back();
        const double from = travelOf(spec, points[first].value), to = travelOf(spec, points[last].value);
        const auto span = static_cast<double>((points[last].position - points[first].position).value);
        double worst = tolerance;
        std::size_t at = first;
        for (std::size_t k = first + 1; k < last; ++k) {
            const double share = span > 0 ? static_cast<double>((points[k].position - points[first].position).value) / span : 0;
            const double off = std::abs(travelOf(spec, points[k].value) - (from + share * (to - from)));
            if (off > worst) {
                worst = off;
                at = k;
            }
        }
        if (at == first) continue;
        kept[at] = true;
        open.push_back({first, at});
        open.push_back({at, last});
    }
    std::vector<AutomationPoint> left;
    for (std::size_t k = 0; k < points.size(); ++k)
        if (kept[k]) left.push_back(points[k]);
    return left;
}

Result<Project> drawCurve(Project project, const Catalogue& catalogue, ChannelId channel, const project::AutomationTarget& target,
                          std::vector<AutomationPoint> drawn) {
    if (drawn.empty()) return badInput("Nothing was drawn.");
    const auto subject = subjectOf(project, catalogue, channel, target);
    if (!subject) return tl::make_unexpected(subject.error());
    std::ranges::stable_sort(drawn, {}, &AutomationPoint::position);
    const FramePosition start = drawn.front().position;
    const FramePosition end = drawn.back().position + FrameCount{1};
    std::vector<AutomationPoint> points = subject->spec->kind == ParameterKind::continuous ? thinned(drawn, *subject->spec, kDrawTolerance) : drawn;
    return writePassage(std::move(project), catalogue, channel, target, *subject, start, end, std::move(points));
}

} // namespace lacquer::ui
