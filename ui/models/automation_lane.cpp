#include "ui/models/automation_lane.h"

#include "engine/project/channel_parameters.h"
#include "ui/models/scales.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace lacquer::ui {

namespace {

using Owner = project::AutomationTarget::Owner;

constexpr double kMargin = 5;
/// What −∞ counts as between two points.
constexpr double kFloor = -90;

constexpr std::array kChannelValues{"fader", "pan", "width", "mute", "trim"};

double finite(double value) {
    return std::isfinite(value) ? value : kFloor;
}

double bent(double t, double bend) {
    if (bend == 0) return t;
    const double b = std::clamp(bend, -0.98, 0.98);
    return t / (t + (1 - t) * (1 + b) / (1 - b));
}

const project::AutomationCurve* curveOf(const project::Channel& channel,
                                        const project::AutomationTarget& target) {
    for (const auto& curve : channel.automation) {
        if (curve->target == target) return curve.get();
    }
    return nullptr;
}

std::string nameOfBus(const project::Song& song, ChannelId bus) {
    const auto* channel = project::findChannel(song, bus);
    return channel ? channel->name : std::string("Send");
}

} // namespace

std::optional<LaneSubject> laneSubject(const project::Song& song,
                                       const project::Channel& channel,
                                       const project::AutomationTarget& target,
                                       const Catalogue& catalogue) {
    LaneSubject lane;
    lane.target = target;
    lane.curve = curveOf(channel, target);
    switch (target.owner) {
    case Owner::channel: {
        const auto* spec = project::findChannelParameter(target.parameter);
        if (!spec) return std::nullopt;
        lane.spec = *spec;
        lane.name = target.parameter == "fader" ? "Volume" : spec->name;
        lane.current = project::channelValue(channel, target.parameter);
        return lane;
    }
    case Owner::send:
        for (const auto& send : channel.sends) {
            if (send.id.value != target.id) continue;
            lane.spec = project::sendLevelParameter();
            lane.name = "Send " + nameOfBus(song, send.bus);
            lane.current = send.level.value;
            return lane;
        }
        return std::nullopt;
    case Owner::insert:
        for (const auto& insert : channel.inserts) {
            if (insert->id.value != target.id) continue;
            const auto* processor = catalogue.find(insert->processor);
            if (!processor) return std::nullopt;
            for (const auto& spec : processor->parameters) {
                if (spec.id != target.parameter) continue;
                lane.spec = spec;
                lane.name = processor->name + " " + spec.name;
                lane.current = numberOf(insert->values, spec);
                return lane;
            }
        }
        return std::nullopt;
    }
    return std::nullopt;
}

std::vector<LaneSubject> laneSubjects(const project::Song& song,
                                      const project::Channel& channel,
                                      const Catalogue& catalogue) {
    std::vector<LaneSubject> lanes;
    const auto add = [&](const project::AutomationTarget& target) {
        if (auto lane = laneSubject(song, channel, target, catalogue)) lanes.push_back(std::move(*lane));
    };
    for (const char* value : kChannelValues) add({Owner::channel, 0, value});
    for (const auto& send : channel.sends) add({Owner::send, send.id.value, "level"});
    for (const auto& insert : channel.inserts) {
        const auto* processor = catalogue.find(insert->processor);
        if (!processor) continue;
        for (const auto& spec : processor->parameters) {
            if (spec.kind != ParameterKind::text) add({Owner::insert, insert->id.value, spec.id});
        }
    }
    return lanes;
}

double curveValueAt(const project::AutomationCurve& curve, const ParameterSpec& spec, FramePosition position) {
    const auto& points = curve.points;
    if (points.empty()) return spec.defaultValue;
    const auto after = std::ranges::upper_bound(points, position, {}, &project::AutomationPoint::position);
    if (after == points.begin()) return points.front().value;
    const auto& a = *std::prev(after);
    if (after == points.end() || spec.kind != ParameterKind::continuous) return a.value;
    const double t = bent(static_cast<double>((position - a.position).value) /
                              static_cast<double>((after->position - a.position).value),
                          a.bend);
    if (spec.taper == Taper::logarithmic && a.value > 0 && after->value > 0) {
        return a.value * std::pow(after->value / a.value, t);
    }
    return finite(a.value) + t * (finite(after->value) - finite(a.value));
}

double laneY(const ParameterSpec& spec, double value, double laneHeight) {
    return kMargin + (1 - travelOf(spec, value)) * (laneHeight - 2 * kMargin);
}

double laneValue(const ParameterSpec& spec, double y, double laneHeight) {
    return valueAt(spec, 1 - (y - kMargin) / (laneHeight - 2 * kMargin));
}

std::optional<std::size_t> pointAt(const LaneSubject& lane,
                                   const TimeScale& scale,
                                   double laneHeight,
                                   double x,
                                   double y,
                                   double reach) {
    if (!lane.curve) return std::nullopt;
    std::optional<std::size_t> best;
    double nearest = reach;
    for (std::size_t i = 0; i < lane.curve->points.size(); ++i) {
        const auto& point = lane.curve->points[i];
        const double distance =
            std::hypot(scale.xOf(point.position) - x, laneY(lane.spec, point.value, laneHeight) - y);
        if (distance > nearest) continue;
        nearest = distance;
        best = i;
    }
    return best;
}



} // namespace lacquer::ui
