#include "engine/project/automation_edits.h"

#include "engine/project/channel_parameters.h"
#include "engine/project/insert_edits.h"
#include "engine/project/place.h"
#include "engine/project/routing_edits.h"
#include "engine/project/value_text.h"
#include "engine/project/vca_edits.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace lacquer::project {
namespace {

using Owner = AutomationTarget::Owner;

constexpr std::string_view kSendPrefix = "send.";

bool canMove(std::string_view channelParameter) {
    return channelParameter != "solo" && channelParameter != "polarity";
}

Result<void> checkPoints(const ParameterSpec& spec, std::span<const AutomationPoint> points) {
    for (const AutomationPoint& point : points) {
        if (auto inRange = checkRange(spec, point.value); !inRange) return inRange;
        if (!(point.bend >= -1 && point.bend <= 1))
            return badInput(fmt::format("A bend goes from -1 to 1; you gave {}.", numberText(point.bend)));
        if (point.position.value < 0) return badInput("Automation starts at 0 s, not before.");
    }
    return {};
}

void inOrder(std::vector<AutomationPoint>& points) {
    std::stable_sort(points.begin(), points.end(), [](const auto& a, const auto& b) {
        return a.position < b.position;
    });
    // Of several at one frame the last given one stays.
    const auto first = std::unique(points.rbegin(), points.rend(), [](const auto& a, const auto& b) {
        return a.position == b.position;
    });
    points.erase(points.begin(), first.base());
}

/// Puts points (checked, any order) in the place of the target's curve.
void put(Channel& channel, const AutomationTarget& target, std::vector<AutomationPoint> points) {
    inOrder(points);
    const auto found = std::find_if(channel.automation.begin(), channel.automation.end(),
                                    [&](const auto& curve) { return curve->target == target; });
    if (points.empty()) {
        if (found != channel.automation.end()) channel.automation.erase(found);
        return;
    }
    auto curve = std::make_shared<const AutomationCurve>(AutomationCurve{target, std::move(points)});
    if (found != channel.automation.end()) *found = std::move(curve);
    else channel.automation.push_back(std::move(curve));
}

template <typename Change>
Result<Project> changePoints(Project project, ChannelId channel, const AutomationTarget& target,
                             Change change) {
    return changeChannel(std::move(project), channel, [&](Channel& changed) -> Result<void> {
        std::vector<AutomationPoint> points;
        if (const AutomationCurve* curve = findCurve(changed, target)) points = curve->points;
        if (auto done = detail::apply(points, change); !done) return done;
        put(changed, target, std::move(points));
        return {};
    });
}

/// Refuses targets that are not there and points outside the range.
Result<void> check(const Project& project, const Catalogue& catalogue, ChannelId id,
                   const AutomationTarget& target, std::span<const AutomationPoint> points) {
    const Channel* channel = findChannel(project, id);
    if (!channel) return detail::gone("channel");
    if (target.owner == Owner::channel)
        if (auto has = mustHave(project, id, target.parameter); !has) return has;
    const ParameterSpec* spec = specOf(catalogue, *channel, target);
    if (!spec)
        return badInput(fmt::format("\"{}\" has no \"{}\" to automate.", channel->name, target.parameter));
    if (spec->kind == ParameterKind::text)
        return badInput(fmt::format("{} is a text and cannot be automated.", spec->name));
    return checkPoints(*spec, points);
}

/// An eq band that is off would be automated in vain, so it is turned on as setting it would.
Result<void> wake(Channel& channel, const Catalogue& catalogue, const AutomationTarget& target) {
    if (target.owner != Owner::insert) return {};
    for (auto& insert : channel.inserts) {
        if (insert->id.value != target.id) continue;
        const ProcessorSpec* processor = catalogue.find(insert->processor);
        const ParameterSpec* spec = processor ? findParameter(*processor, target.parameter) : nullptr;
        if (!spec || spec->id == "bypass") return {};
        ParameterValues values = insert->values;
        const auto dot = spec->id.find('.');
        if (dot == std::string::npos) return {};
        putParameter(values, *processor, *spec, numberOf(values, *spec));
        const std::string switchId = spec->id.substr(0, dot) + ".on";
        const auto on = values.numbers.find(switchId);
        const auto was = insert->values.numbers.find(switchId);
        const double before = was == insert->values.numbers.end() ? 0 : was->second;
        if (switchId == spec->id || on == values.numbers.end() || on->second == before) return {};
        auto turnOn = [&](Insert& changed) { changed.values.numbers[switchId] = 1; };
        return detail::replace(insert, turnOn);
    }
    return {};
}

} // namespace

const ParameterSpec* specOf(const Catalogue& catalogue, const Channel& channel,
                            const AutomationTarget& target) {
    switch (target.owner) {
    case Owner::channel:
        return canMove(target.parameter) ? findChannelParameter(target.parameter) : nullptr;
    case Owner::send: {
        const bool known = findSend(channel, SendId{target.id}) != nullptr;
        return known && target.parameter == "level" ? &sendLevelParameter() : nullptr;
    }
    case Owner::insert: {
        const Insert* insert = findInsert(channel, InsertId{target.id});
        const ProcessorSpec* processor = insert ? catalogue.find(insert->processor) : nullptr;
        return processor ? findParameter(*processor, target.parameter) : nullptr;
    }
    }
    return nullptr;
}

Result<AutomatedParameter> findAutomated(const Project& project, const Catalogue& catalogue,
                                         const Channel& channel, std::string_view name) {
    if (const ParameterSpec* spec = findChannelParameter(name)) {
        if (!canMove(name)) return badInput(fmt::format("{} cannot be automated.", spec->name));
        return AutomatedParameter{{Owner::channel, 0, std::string(name)}, spec};
    }
    if (name.starts_with(kSendPrefix)) {
        const std::string_view busName = name.substr(kSendPrefix.size());
        std::vector<std::string> buses;
        for (const Send& send : channel.sends)
            if (const Channel* bus = findChannel(project, send.bus)) {
                if (bus->name == busName)
                    return AutomatedParameter{{Owner::send, send.id.value, "level"},
                                              &sendLevelParameter()};
                buses.push_back(bus->name);
            }
        return badInput(fmt::format("\"{}\" has no send to \"{}\".{}", channel.name, busName,
                                    suggestion(busName, buses)));
    }
    const auto found = findInsertParameter(catalogue, channel, name);
    if (!found) return tl::make_unexpected(found.error());
    if (found->spec->kind == ParameterKind::text)
        return badInput(fmt::format("{} is a text and cannot be automated.", found->spec->name));
    return AutomatedParameter{{Owner::insert, found->insert->id.value, found->spec->id}, found->spec};
}

const AutomationCurve* findCurve(const Channel& channel, const AutomationTarget& target) {
    for (const auto& curve : channel.automation)
        if (curve->target == target) return curve.get();
    return nullptr;
}

Result<Project> setCurve(Project project, const Catalogue& catalogue, ChannelId channel,
                         const AutomationTarget& target, std::vector<AutomationPoint> points) {
    if (auto fine = check(project, catalogue, channel, target, points); !fine)
        return tl::make_unexpected(fine.error());
    return changeChannel(std::move(project), channel, [&](Channel& changed) -> Result<void> {
        put(changed, target, std::move(points));
        return wake(changed, catalogue, target);
    });
}

Result<Project> setPoint(Project project, const Catalogue& catalogue, ChannelId channel,
                         const AutomationTarget& target, AutomationPoint point) {
    const AutomationPoint points[] = {point};
    if (auto fine = check(project, catalogue, channel, target, points); !fine)
        return tl::make_unexpected(fine.error());
    auto changed = changePoints(std::move(project), channel, target,
                                [&](std::vector<AutomationPoint>& all) { all.push_back(point); });
    return then(std::move(changed), [&](Project next) {
        return changeChannel(std::move(next), channel,
                             [&](Channel& strip) { return wake(strip, catalogue, target); });
    });
}

Result<Project> movePoint(Project project, const Catalogue& catalogue, ChannelId channel,
                          const AutomationTarget& target, FramePosition from, AutomationPoint to) {
    to.position = std::max(to.position, FramePosition{0});
    const AutomationPoint points[] = {to};
    if (auto fine = check(project, catalogue, channel, target, points); !fine)
        return tl::make_unexpected(fine.error());
    return changePoints(std::move(project), channel, target,
                        [&](std::vector<AutomationPoint>& all) -> Result<void> {
                            if (std::erase_if(all, [&](const AutomationPoint& point) {
                                    return point.position == from;
                                }) == 0)
                                return detail::gone("automation point");
                            all.push_back(to);
                            return {};
                        });
}

Result<Project> removePoints(Project project, ChannelId channel, const AutomationTarget& target,
                             FramePosition start, FramePosition end) {
    return changePoints(std::move(project), channel, target, [&](std::vector<AutomationPoint>& all) {
        std::erase_if(all, [&](const AutomationPoint& point) {
            return point.position >= start && point.position < end;
        });
    });
}

Result<Project> writePoints(Project project, const Catalogue& catalogue, ChannelId channel,
                            const AutomationTarget& target, FramePosition start, FramePosition end,
                            std::vector<AutomationPoint> points) {
    if (auto fine = check(project, catalogue, channel, target, points); !fine)
        return tl::make_unexpected(fine.error());
    for (const AutomationPoint& point : points)
        if (point.position < start || point.position >= end)
            return badInput("Recorded automation lies outside the range it was recorded in.");
    return changePoints(std::move(project), channel, target, [&](std::vector<AutomationPoint>& all) {
        std::erase_if(all, [&](const AutomationPoint& point) {
            return point.position >= start && point.position < end;
        });
        all.insert(all.end(), points.begin(), points.end());
    });
}

Result<Project> clearCurve(Project project, ChannelId channel, const AutomationTarget& target) {
    return changePoints(std::move(project), channel, target,
                        [](std::vector<AutomationPoint>& points) { points.clear(); });
}

Result<Project> setAutomationMode(Project project, ChannelId channel, AutomationMode mode) {
    return changeChannel(std::move(project), channel,
                         [&](Channel& changed) { changed.automationMode = mode; });
}

} // namespace lacquer::project
