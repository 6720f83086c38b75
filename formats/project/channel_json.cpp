#include "formats/project/strip_json.h"

#include <fmt/format.h>

#include <charconv>

namespace lacquer::formats {
namespace {

using namespace project;

constexpr const char* kModes[] = {"off", "read", "touch", "latch", "write", "trim"};
constexpr const char* kOwners[] = {"channel", "send", "insert"};

Json insertToJson(const Insert& insert) {
    Json json;
    json["id"] = toJson(insert.id);
    json["processor"] = textToJson(insert.processor);
    putUnless(json, "bypassed", insert.bypassed, false);
    if (insert.key) json["key"] = toJson(insert.key);
    Json parameters = Json::object();
    for (const auto& [name, value] : insert.values.numbers) parameters[name] = levelToJson(value);
    if (!parameters.empty()) json["parameters"] = std::move(parameters);
    Json texts = Json::object();
    for (const auto& [name, text] : insert.values.texts) texts[name] = textToJson(text);
    if (!texts.empty()) json["texts"] = std::move(texts);
    return json;
}

Insert insertFromJson(const Json& json) {
    Insert insert;
    insert.id = idFromJson<InsertId>(json.at("id"));
    insert.processor = textFromJson(json.at("processor"));
    insert.bypassed = valueOr(json, "bypassed", false);
    insert.key = {valueOr<std::uint64_t>(json, "key", 0)};
    if (const auto found = json.find("parameters"); found != json.end())
        for (const auto& [name, value] : found->items())
            insert.values.numbers.emplace(name, levelFromJson(value));
    if (const auto found = json.find("texts"); found != json.end())
        for (const auto& [name, text] : found->items())
            insert.values.texts.emplace(name, textFromJson(text));
    return insert;
}

Json sendToJson(const Send& send) {
    Json json;
    json["id"] = toJson(send.id);
    json["bus"] = toJson(send.bus);
    json["level_db"] = levelToJson(send.level.value);
    putUnless(json, "pre_fader", send.preFader, false);
    putUnless(json, "mute", send.muted, false);
    return json;
}

Send sendFromJson(const Json& json) {
    Send send;
    send.id = idFromJson<SendId>(json.at("id"));
    send.bus = idFromJson<ChannelId>(json.at("bus"));
    send.level = {levelFromJson(json.at("level_db"))};
    send.preFader = valueOr(json, "pre_fader", false);
    send.muted = valueOr(json, "mute", false);
    return send;
}

Json targetToJson(const AutomationTarget& target) {
    Json json;
    json["of"] = enumToJson(target.owner, kOwners);
    putUnless<std::uint64_t>(json, "id", target.id, 0);
    json["parameter"] = target.parameter;
    return json;
}

AutomationTarget targetFromJson(const Json& json) {
    AutomationTarget target;
    target.owner = enumFromJson<AutomationTarget::Owner>(json.at("of"), kOwners);
    target.id = valueOr<std::uint64_t>(json, "id", 0);
    target.parameter = json.at("parameter").get<std::string>();
    return target;
}

/// What a curve is told from the others of its channel by.
std::string keyOf(const AutomationTarget& target) {
    return fmt::format("{}.{}.{}", kOwners[static_cast<std::size_t>(target.owner)], target.id,
                       target.parameter);
}

Json curveToJson(const AutomationCurve& curve) {
    Json json;
    json["target"] = targetToJson(curve.target);
    Json points = Json::array();
    for (const AutomationPoint& point : curve.points) {
        Json numbers = Json::array({point.position.value, levelToJson(point.value)});
        if (point.bend != 0) numbers.push_back(point.bend);
        points.push_back(std::move(numbers));
    }
    json["points"] = std::move(points);
    return json;
}

AutomationCurve curveFromJson(const Json& json) {
    AutomationCurve curve;
    curve.target = targetFromJson(json.at("target"));
    for (const Json& numbers : json.at("points")) {
        AutomationPoint point;
        point.position = {numbers.at(0).get<std::int64_t>()};
        point.value = levelFromJson(numbers.at(1));
        if (numbers.size() > 2) point.bend = numbers.at(2).get<double>();
        curve.points.push_back(point);
    }
    return curve;
}

template <typename Part>
using Shared = std::shared_ptr<const Part>;

constexpr auto kSamePointer = [](const auto& a, const auto& b) { return a == b; };

Json insertsToJson(const Channel* before, const Channel& after) {
    return listToJson(
        before ? &before->inserts : nullptr, after.inserts,
        [](const Shared<Insert>& insert) { return insert->id.value; }, kSamePointer,
        [](const Shared<Insert>*, const Shared<Insert>& insert) { return insertToJson(*insert); });
}

Json automationToJson(const Channel* before, const Channel& after) {
    return listToJson(
        before ? &before->automation : nullptr, after.automation,
        [](const Shared<AutomationCurve>& curve) { return keyOf(curve->target); }, kSamePointer,
        [](const Shared<AutomationCurve>*, const Shared<AutomationCurve>& curve) {
            return curveToJson(*curve);
        });
}

} // namespace

void putChannel(Json& json, const Channel* before, const Channel& after) {
    json["id"] = toJson(after.id);
    json["name"] = textToJson(after.name);
    if (after.colour.rgb != 0) json["colour"] = fmt::format("#{:06x}", after.colour.rgb);
    if (after.trim.value != 0) json["trim_db"] = levelToJson(after.trim.value);
    putUnless(json, "polarity", after.polarityInverted, false);
    if (Json inserts = insertsToJson(before, after); !inserts.is_null() && !(inserts.is_array() && inserts.empty()))
        json["inserts"] = std::move(inserts);
    json["fader_db"] = levelToJson(after.fader.value);
    json["pan"] = after.pan;
    putUnless(json, "width", after.width, 100.0);
    if (!after.sends.empty()) {
        Json sends = Json::array();
        for (const Send& send : after.sends) sends.push_back(sendToJson(send));
        json["sends"] = std::move(sends);
    }
    putUnless(json, "mute", after.muted, false);
    putUnless(json, "solo", after.soloed, false);
    putUnless(json, "solo_safe", after.soloSafe, false);
    if (after.output) json["output"] = toJson(after.output);
    if (after.vca) json["vca"] = toJson(after.vca);
    if (after.automationMode != AutomationMode::read)
        json["automation_mode"] = enumToJson(after.automationMode, kModes);
    if (Json curves = automationToJson(before, after); !curves.is_null() && !(curves.is_array() && curves.empty()))
        json["automation"] = std::move(curves);
    putText(json, "notes", after.notes);
}

Channel channelFromJson(const Json& json, const Channel* before) {
    Channel channel;
    channel.id = idFromJson<ChannelId>(json.at("id"));
    channel.name = textFromJson(json.at("name"));
    if (const auto colour = json.find("colour"); colour != json.end()) {
        const auto text = colour->get<std::string>();
        if (text.size() != 7 || std::from_chars(text.data() + 1, text.data() + 7, channel.colour.rgb, 16)
                                        .ptr != text.data() + 7)
            throw SchemaError("\"" + text + "\" is not a colour");
    }
    if (const auto trim = json.find("trim_db"); trim != json.end()) channel.trim = {levelFromJson(*trim)};
    channel.polarityInverted = valueOr(json, "polarity", false);
    // In a change, an absent list is the one before.
    if (before) channel.inserts = before->inserts, channel.automation = before->automation;
    if (const auto inserts = json.find("inserts"); inserts != json.end())
        channel.inserts = listFromJson(
            *inserts, before ? &before->inserts : nullptr,
            [](const Shared<Insert>& insert) { return insert->id.value; },
            [](const Json& item) { return item.at("id").get<std::uint64_t>(); },
            [](const Json& item, const Shared<Insert>*) -> Shared<Insert> {
                return std::make_shared<const Insert>(insertFromJson(item));
            });
    channel.fader = {levelFromJson(json.at("fader_db"))};
    channel.pan = json.at("pan").get<double>();
    channel.width = valueOr(json, "width", 100.0);
    if (const auto sends = json.find("sends"); sends != json.end())
        for (const Json& send : *sends) channel.sends.push_back(sendFromJson(send));
    channel.muted = valueOr(json, "mute", false);
    channel.soloed = valueOr(json, "solo", false);
    channel.soloSafe = valueOr(json, "solo_safe", false);
    channel.output = {valueOr<std::uint64_t>(json, "output", 0)};
    channel.vca = {valueOr<std::uint64_t>(json, "vca", 0)};
    if (const auto mode = json.find("automation_mode"); mode != json.end())
        channel.automationMode = enumFromJson<AutomationMode>(*mode, kModes);
    if (const auto curves = json.find("automation"); curves != json.end())
        channel.automation = listFromJson(
            *curves, before ? &before->automation : nullptr,
            [](const Shared<AutomationCurve>& curve) { return keyOf(curve->target); },
            [](const Json& item) { return keyOf(targetFromJson(item.at("target"))); },
            [](const Json& item, const Shared<AutomationCurve>*) -> Shared<AutomationCurve> {
                return std::make_shared<const AutomationCurve>(curveFromJson(item));
            });
    channel.notes = textOr(json, "notes");
    return channel;
}

} // namespace lacquer::formats
