#include "formats/surfaces/map_file.h"

#include "formats/assets/asset_folder.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cctype>
#include <fstream>
#include <iterator>

namespace lacquer::formats {
namespace {

using nlohmann::json;
using namespace surfaces;
namespace fs = std::filesystem;

template <typename Value>
struct Word {
    Value value;
    const char* name;
};

constexpr Word<Source::Kind> kSources[] = {
    {Source::Kind::controller, "cc"},   {Source::Kind::controller14, "cc14"}, {Source::Kind::nrpn, "nrpn"},
    {Source::Kind::pitchBend, "bend"},  {Source::Kind::note, "note"},         {Source::Kind::program, "program"},
    {Source::Kind::pressure, "pressure"}, {Source::Kind::osc, "osc"},
};
constexpr Word<Motion> kMotions[] = {
    {Motion::absolute, "absolute"},     {Motion::twosComplement, "twos-complement"}, {Motion::binaryOffset, "offset"},
    {Motion::signedBit, "signed"},      {Motion::reversedSign, "reversed"},          {Motion::toggle, "toggle"},
    {Motion::follow, "follow"},         {Motion::whileHeld, "held"},                 {Motion::velocity, "velocity"},
};
constexpr Word<Takeover> kTakeovers[] = {
    {Takeover::jump, "jump"}, {Takeover::pickup, "pickup"}, {Takeover::scale, "scale"}, {Takeover::relative, "relative"}};
constexpr Word<Destination::Of> kPlaces[] = {
    {Destination::Of::strip, "strip"}, {Destination::Of::selected, "selected"}, {Destination::Of::mix, "mix"}};
constexpr Word<project::AutomationTarget::Owner> kOwners[] = {
    {project::AutomationTarget::Owner::channel, "channel"},
    {project::AutomationTarget::Owner::send, "send"},
    {project::AutomationTarget::Owner::insert, "insert"}};

template <typename Value, std::size_t count>
const char* nameIn(const Word<Value> (&words)[count], Value value) {
    for (const auto& word : words)
        if (word.value == value) return word.name;
    return words[0].name;
}

/// A sentence on the way out of nested reading; it does not leave this file.
struct Wrong {
    std::string what;
};

template <typename Value, std::size_t count>
Value wordIn(const Word<Value> (&words)[count], const json& object, const char* field, Value otherwise) {
    const auto found = object.find(field);
    if (found == object.end()) return otherwise;
    std::string names;
    for (const auto& word : words) {
        if (*found == word.name) return word.value;
        names += (names.empty() ? "" : ", ") + std::string(word.name);
    }
    throw Wrong{fmt::format("\"{}\" is {} but can be {}", field, found->dump(), names)};
}

double numberIn(const json& object, const char* field, double least, double most, double otherwise) {
    const auto found = object.find(field);
    if (found == object.end()) return otherwise;
    if (!found->is_number() || found->get<double>() < least || found->get<double>() > most)
        throw Wrong{fmt::format("\"{}\" must be a number from {} to {}", field, least, most)};
    return found->get<double>();
}

int wholeIn(const json& object, const char* field, int least, int most, int otherwise) {
    return static_cast<int>(numberIn(object, field, least, most, otherwise));
}

std::string textIn(const json& object, const char* field) {
    const auto found = object.find(field);
    if (found == object.end() || !found->is_string()) throw Wrong{fmt::format("\"{}\" must be text", field)};
    return found->get<std::string>();
}

void onlyFields(const json& object, std::initializer_list<const char*> known) {
    for (const auto& item : object.items())
        if (std::ranges::find_if(known, [&](const char* name) { return item.key() == name; }) == known.end())
            throw Wrong{fmt::format("\"{}\" is no field here; assets/surfaces/README.md lists them", item.key())};
}

std::vector<Bytes> messagesIn(const json& object, const char* field) {
    std::vector<Bytes> messages;
    const auto found = object.find(field);
    if (found == object.end()) return messages;
    if (!found->is_array()) throw Wrong{fmt::format("\"{}\" must be a list of messages in hexadecimal", field)};
    for (const json& text : *found) {
        if (!text.is_string()) throw Wrong{fmt::format("\"{}\" must be a list of messages in hexadecimal", field)};
        Bytes bytes;
        int high = -1;
        for (const char c : text.get_ref<const std::string&>()) {
            if (c == ' ') continue;
            if (!std::isxdigit(static_cast<unsigned char>(c))) throw Wrong{fmt::format("\"{}\" has \"{}\", which is not hexadecimal", field, c)};
            const int digit = c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
            if (high < 0) {
                high = digit;
            } else {
                bytes.push_back(static_cast<std::uint8_t>(high << 4 | digit));
                high = -1;
            }
        }
        messages.push_back(std::move(bytes));
    }
    return messages;
}

Source sourceIn(const json& object) {
    Source source;
    source.kind = wordIn(kSources, object, "source", Source::Kind::controller);
    source.channel = wholeIn(object, "channel", 1, 16, 1) - 1;
    const bool wide = source.kind == Source::Kind::nrpn;
    source.number = wholeIn(object, "number", 0, wide ? 16383 : 127, 0);
    if (source.kind == Source::Kind::osc) source.path = textIn(object, "path");
    return source;
}

json sourceJson(const Source& source) {
    json object{{"source", nameIn(kSources, source.kind)}};
    if (source.kind == Source::Kind::osc) object["path"] = source.path;
    else object["channel"] = source.channel + 1;
    object["number"] = source.number;
    return object;
}

Destination destinationIn(const json& object) {
    const auto found = object.find("moves");
    if (found == object.end()) throw Wrong{"\"moves\" is missing"};
    Destination destination;
    if (found->is_object()) {
        destination.of = Destination::Of::control;
        onlyFields(*found, {"strip", "owner", "id", "parameter"});
        if (!found->contains("strip") || !(*found)["strip"].is_number_unsigned()) throw Wrong{"\"moves\" needs a \"strip\""};
        destination.control.channel = {(*found)["strip"].get<std::uint64_t>()};
        destination.control.target.owner = wordIn(kOwners, *found, "owner", project::AutomationTarget::Owner::channel);
        if (found->contains("id")) {
            if (!(*found)["id"].is_number_unsigned()) throw Wrong{"\"id\" must be a number"};
            destination.control.target.id = (*found)["id"].get<std::uint64_t>();
        }
        destination.control.target.parameter = textIn(*found, "parameter");
        return destination;
    }
    const std::string text = textIn(object, "moves");
    const auto dot = text.find('.');
    const std::string place = text.substr(0, dot), rest = dot == std::string::npos ? "" : text.substr(dot + 1);
    if (place == "command") {
        destination.of = Destination::Of::command;
        const auto command = commandOf(rest);
        if (!command) throw Wrong{fmt::format("\"moves\" names the command \"{}\", which does not exist", rest)};
        destination.command = *command;
        destination.amount = wholeIn(object, "amount", -64, 64, 1);
        return destination;
    }
    if (place == "bank" && rest.empty()) {
        destination.of = Destination::Of::bank;
        destination.amount = wholeIn(object, "amount", -64, 64, 8);
        return destination;
    }
    for (const auto& word : kPlaces)
        if (place == word.name) {
            destination.of = word.value;
            destination.parameter = rest;
            static constexpr std::array kParameters{"fader", "pan", "width", "trim", "mute", "solo", "polarity", "select"};
            const bool send = rest.size() == 5 && rest.starts_with("send") && std::isdigit(static_cast<unsigned char>(rest[4]));
            if (!send && std::ranges::find(kParameters, rest) == kParameters.end())
                throw Wrong{fmt::format("\"moves\" is \"{}\", which a strip does not have", text)};
            destination.strip = wholeIn(object, "strip", 1, 64, 1) - 1;
            return destination;
        }
    throw Wrong{fmt::format("\"moves\" is \"{}\" but begins with strip, selected, mix, command or bank", text)};
}

/// A row of equal controls is one entry: `count` of them, `step` apart, or at `numbers`.
void bindingsIn(const json& object, std::vector<Binding>& bindings) {
    if (!object.is_object()) throw Wrong{"\"bindings\" must be a list of objects"};
    onlyFields(object, {"source", "channel", "number", "numbers", "count", "step", "path", "motion", "takeover", "low", "high",
                        "ticks", "feedback", "on", "off", "moves", "amount", "strip"});
    Binding binding;
    binding.source = sourceIn(object);
    binding.motion = wordIn(kMotions, object, "motion", Motion::absolute);
    binding.takeover = wordIn(kTakeovers, object, "takeover", binding.motion == Motion::absolute ? Takeover::pickup : Takeover::jump);
    binding.low = numberIn(object, "low", 0, 1, 0);
    binding.high = numberIn(object, "high", 0, 1, 1);
    binding.ticksPerStep = wholeIn(object, "ticks", 1, 64, 1);
    binding.onValue = wholeIn(object, "on", 0, 127, 127);
    binding.offValue = wholeIn(object, "off", 0, 127, 0);
    binding.destination = destinationIn(object);
    if (const auto feedback = object.find("feedback"); feedback != object.end()) binding.feedback = sourceIn(*feedback);
    std::vector<int> numbers;
    if (const auto listed = object.find("numbers"); listed != object.end()) {
        if (!listed->is_array()) throw Wrong{"\"numbers\" must be a list"};
        for (const json& number : *listed) {
            if (!number.is_number_integer() || number < 0 || number > 127) throw Wrong{"\"numbers\" go from 0 to 127"};
            numbers.push_back(number.get<int>());
        }
    } else {
        const int count = wholeIn(object, "count", 1, 64, 1), step = wholeIn(object, "step", -64, 64, 1);
        for (int k = 0; k < count; ++k) numbers.push_back(binding.source.number + k * step);
    }
    const int feedbackFirst = binding.feedback ? binding.feedback->number - numbers.front() : 0;
    for (std::size_t k = 0; k < numbers.size(); ++k) {
        Binding each = binding;
        each.source.number = numbers[k];
        if (each.feedback) each.feedback->number = numbers[k] + feedbackFirst;
        if (each.destination.of == Destination::Of::strip) each.destination.strip += static_cast<int>(k);
        bindings.push_back(std::move(each));
    }
}

json bindingJson(const Binding& binding) {
    json object = sourceJson(binding.source);
    object["motion"] = nameIn(kMotions, binding.motion);
    object["takeover"] = nameIn(kTakeovers, binding.takeover);
    if (binding.low != 0) object["low"] = binding.low;
    if (binding.high != 1) object["high"] = binding.high;
    if (binding.ticksPerStep != 1) object["ticks"] = binding.ticksPerStep;
    if (binding.feedback) object["feedback"] = sourceJson(*binding.feedback);
    if (binding.onValue != 127) object["on"] = binding.onValue;
    if (binding.offValue != 0) object["off"] = binding.offValue;
    const Destination& to = binding.destination;
    switch (to.of) {
    case Destination::Of::control:
        object["moves"] = {{"strip", to.control.channel.value},
                           {"owner", nameIn(kOwners, to.control.target.owner)},
                           {"id", to.control.target.id},
                           {"parameter", to.control.target.parameter}};
        break;
    case Destination::Of::command:
        object["moves"] = "command." + std::string(nameOf(to.command));
        object["amount"] = to.amount;
        break;
    case Destination::Of::bank:
        object["moves"] = "bank";
        object["amount"] = to.amount;
        break;
    default:
        object["moves"] = std::string(nameIn(kPlaces, to.of)) + "." + to.parameter;
        if (to.of == Destination::Of::strip) object["strip"] = to.strip + 1;
    }
    return object;
}

} // namespace

Result<GenericMap> parseSurfaceMap(std::string_view text, const fs::path& file) {
    const auto wrong = [&](const std::string& what) {
        return badInput(fmt::format("The controller map \"{}\" cannot be used: {}.", file.filename().string(), what));
    };
    const json object = json::parse(text, nullptr, false);
    if (!object.is_object()) return wrong("it is not a JSON object");
    try {
        onlyFields(object, {"id", "name", "ports", "strips", "hello", "goodbye", "bindings"});
        GenericMap map;
        map.id = textIn(object, "id");
        map.name = textIn(object, "name");
        map.strips = wholeIn(object, "strips", 1, 64, 8);
        map.hello = messagesIn(object, "hello");
        map.goodbye = messagesIn(object, "goodbye");
        if (const auto ports = object.find("ports"); ports != object.end()) {
            if (!ports->is_array()) return wrong("\"ports\" must be a list of parts of port names");
            for (const json& port : *ports) {
                if (!port.is_string()) return wrong("\"ports\" must be a list of parts of port names");
                map.ports.push_back(port.get<std::string>());
            }
        }
        if (const auto bindings = object.find("bindings"); bindings != object.end()) {
            if (!bindings->is_array()) return wrong("\"bindings\" must be a list of objects");
            for (const json& binding : *bindings) bindingsIn(binding, map.bindings);
        }
        return map;
    } catch (const Wrong& reason) {
        return wrong(reason.what);
    }
}

Result<GenericMap> readSurfaceMap(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    if (!stream) return badInput(fmt::format("The controller map \"{}\" cannot be read.", file.string()));
    const std::string text{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
    return parseSurfaceMap(text, file);
}

std::string surfaceMapText(const GenericMap& map) {
    const auto messages = [](const std::vector<Bytes>& all) {
        json list = json::array();
        for (const Bytes& bytes : all) {
            std::string text;
            for (const std::uint8_t byte : bytes) text += fmt::format("{}{:02X}", text.empty() ? "" : " ", byte);
            list.push_back(text);
        }
        return list;
    };
    json object{{"id", map.id}, {"name", map.name}, {"strips", map.strips}, {"ports", map.ports},
                {"hello", messages(map.hello)}, {"goodbye", messages(map.goodbye)}, {"bindings", json::array()}};
    for (const Binding& binding : map.bindings) object["bindings"].push_back(bindingJson(binding));
    return object.dump(2) + "\n";
}

std::vector<GenericMap> surfaceMaps(std::vector<std::string>* notes) {
    std::vector<GenericMap> maps;
    for (const fs::path& folder : {userDataFolder() / "surfaces", findAsset("surfaces")}) {
        std::error_code ignored;
        std::vector<fs::path> files;
        if (!folder.empty())
            for (const auto& entry : fs::directory_iterator(folder, ignored))
                if (entry.path().extension() == ".json") files.push_back(entry.path());
        std::ranges::sort(files);
        for (const fs::path& file : files) {
            if (auto map = readSurfaceMap(file)) maps.push_back(std::move(*map));
            else if (notes) notes->push_back(map.error().message);
        }
    }
    return maps;
}

const GenericMap* findSurfaceMap(const std::vector<GenericMap>& maps, std::string_view portName) {
    std::string lower(portName);
    std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    for (const GenericMap& map : maps)
        for (const std::string& part : map.ports)
            if (!part.empty() && lower.find(part) != std::string::npos) return &map;
    return nullptr;
}

} // namespace lacquer::formats
