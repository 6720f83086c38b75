#include "engine/project/automation_shape.h"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace lacquer::project {
namespace {

/// Where lines to silence start and end, as the engine has it.
constexpr double kFloor = -150;
constexpr double kMostBend = 0.98;

bool steps(const ParameterSpec& spec) { return spec.kind != ParameterKind::continuous; }
/// As the compiler joins points.
bool inOctaves(const ParameterSpec& spec) { return spec.taper == Taper::logarithmic && spec.unit == Unit::hertz && spec.minimum > 0; }

/// On this scale points are joined by straight lines.
double onScale(const ParameterSpec& spec, double value) {
    return inOctaves(spec) && value > 0 ? std::log2(value) : std::max(value, kFloor);
}

double ratioOf(double bend) {
    const double b = std::clamp(bend, -kMostBend, kMostBend);
    return (1 + b) / (1 - b);
}

double bendOf(double ratio) { return (ratio - 1) / (ratio + 1); }

/// Between two points, t from 0 to 1.
double between(const ParameterSpec& spec, const AutomationPoint& a, const AutomationPoint& b, double t) {
    if (steps(spec)) return a.value;
    if (a.bend != 0) t = t / (t + (1 - t) * ratioOf(a.bend));
    const double from = onScale(spec, a.value), to = onScale(spec, b.value);
    const double value = from + t * (to - from);
    return inOctaves(spec) && a.value > 0 && b.value > 0 ? std::exp2(value) : value;
}

double shareOf(FramePosition position, const AutomationPoint& a, const AutomationPoint& b) {
    return static_cast<double>((position - a.position).value) / static_cast<double>((b.position - a.position).value);
}

/// What a project may store: levels below the fader's end are silence.
double storable(const ParameterSpec& spec, double value) {
    if (spec.taper == Taper::fader && !(value >= spec.minimum)) return kSilence.value;
    return std::clamp(value, spec.minimum, spec.maximum);
}

auto firstBehind(const AutomationPoints& points, FramePosition position) {
    return std::ranges::upper_bound(points, position, {}, &AutomationPoint::position);
}

} // namespace

double valueOf(const AutomationPoints& points, const ParameterSpec& spec, FramePosition position) {
    if (points.empty()) return spec.defaultValue;
    const auto after = firstBehind(points, position);
    if (after == points.begin()) return points.front().value;
    const AutomationPoint& a = *std::prev(after);
    if (after == points.end() || a.position == position) return a.value;
    return between(spec, a, *after, shareOf(position, a, *after));
}

void splitAt(AutomationPoints& points, const ParameterSpec& spec, FramePosition position) {
    const auto after = firstBehind(points, position);
    if (after == points.begin() || after == points.end() || std::prev(after)->position == position) return;
    const auto index = after - points.begin();
    AutomationPoint& a = points[static_cast<std::size_t>(index) - 1];
    const double u = shareOf(position, a, *after);
    AutomationPoint middle{position, storable(spec, between(spec, a, *after, u)), 0};
    if (a.bend != 0) {
        const double r = ratioOf(a.bend);
        middle.bend = bendOf(r * (1 - u) + u);
        a.bend = bendOf(r / (u + r * (1 - u)));
    }
    points.insert(points.begin() + index, middle);
}

AutomationPoints withWritten(AutomationPoints points, const ParameterSpec& spec, const AutomationPoints& written,
                             double before) {
    if (written.empty()) return points;
    const FramePosition first = written.front().position, last = written.back().position;
    const auto hold = [&](FramePosition at) {
        // Outside the curve's ends, or where there is none, its sound is one level.
        const double value = points.empty() ? before : valueOf(points, spec, at);
        splitAt(points, spec, at);
        if (std::ranges::find(points, at, &AutomationPoint::position) == points.end())
            points.insert(firstBehind(points, at), {at, storable(spec, value), 0});
    };
    if (first.value > 0) hold({first.value - 1});
    hold(last + FrameCount{1});
    std::erase_if(points, [&](const AutomationPoint& point) { return point.position >= first && point.position <= last; });
    const auto at = points.insert(firstBehind(points, first), written.begin(), written.end());
    // The jump or line into what was written is straight.
    if (at != points.begin()) std::prev(at)->bend = 0;
    return points;
}

double thinningBound(const ParameterSpec& spec, double value) {
    constexpr double kLevelBound = 0.05, kQuiet = -60;
    if (steps(spec)) return 0;
    if (spec.taper == Taper::fader) {
        if (value >= kQuiet) return kLevelBound;
        // Below, the same difference of gain.
        const double difference = std::pow(10, (kQuiet + kLevelBound) / 20) - std::pow(10, kQuiet / 20);
        return 20 * std::log10(1 + difference / std::pow(10, std::max(value, kFloor) / 20));
    }
    return (onScale(spec, spec.maximum) - onScale(spec, spec.minimum)) / 2000;
}

AutomationPoints thinned(const AutomationPoints& points, const ParameterSpec& spec) {
    AutomationPoints kept;
    std::size_t start = 0; // of the line that is being drawn
    double low = 0, high = 0;
    const auto begin = [&](std::size_t at) {
        kept.push_back(points[at]);
        start = at;
        low = -HUGE_VAL;
        high = HUGE_VAL;
    };
    for (std::size_t k = 0; k < points.size(); ++k) {
        const AutomationPoint& point = points[k];
        if (k == 0) {
            begin(0);
            continue;
        }
        if (steps(spec)) {
            if (point.value != kept.back().value) kept.push_back(point);
            continue;
        }
        const AutomationPoint& from = points[start];
        const auto frames = static_cast<double>((point.position - from.position).value);
        const double rise = onScale(spec, point.value) - onScale(spec, from.value);
        // A jump within one frame is a jump and stays one.
        const bool jumps = k > start && (point.position - points[k - 1].position).value == 1;
        const bool bent = points[k - 1].bend != 0;
        if (k > start + 1 && (bent || jumps || rise / frames < low || rise / frames > high)) {
            begin(k - 1);
            --k; // once more, from there
            continue;
        }
        if (bent || jumps) {
            begin(k);
            continue;
        }
        const double bound = thinningBound(spec, point.value);
        low = std::max(low, (rise - bound) / frames);
        high = std::min(high, (rise + bound) / frames);
    }
    if (!points.empty() && kept.back().position != points.back().position) kept.push_back(points.back());
    return kept;
}

} // namespace lacquer::project
