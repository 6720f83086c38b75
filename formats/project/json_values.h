#pragma once

#include "engine/vocabulary/ids.h"
#include "engine/vocabulary/units.h"

#include <nlohmann/json.hpp>

#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>
#include <vector>

/// The small values of a document. Keys keep the order they are written in, so that a document
/// reads from top to bottom.
///
/// Errors   reading throws; project_json catches at the folder's edge
namespace lacquer::formats {

using Json = nlohmann::ordered_json;

/// What does not fit the document's schema.
struct SchemaError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Text that is not UTF-8 (names of files need not be) is kept byte for byte as {"bytes": "…"}.
Json textToJson(std::string_view text);
std::string textFromJson(const Json& json);

/// JSON has no infinity: silence is "-inf".
Json levelToJson(double decibels);
double levelFromJson(const Json& json);

template <typename Tag>
Json toJson(Id<Tag> id) {
    return id.value;
}

template <typename IdType>
IdType idFromJson(const Json& json) {
    return IdType{json.get<std::uint64_t>()};
}

/// Writes what differs from the usual only; a reader takes the usual for what is absent.
template <typename Value>
void putUnless(Json& object, const char* key, const Value& value, const Value& usual) {
    if (!(value == usual)) object[key] = value;
}

template <typename Value>
Value valueOr(const Json& object, const char* key, Value usual) {
    const auto found = object.find(key);
    return found == object.end() ? usual : found->template get<Value>();
}

void putText(Json& object, const char* key, std::string_view text);
std::string textOr(const Json& object, const char* key);

/// Names of an enumeration's values, in its order.
template <typename Enum, std::size_t N>
Json enumToJson(Enum value, const char* const (&names)[N]) {
    return names[static_cast<std::size_t>(value)];
}

template <typename Enum, std::size_t N>
Enum enumFromJson(const Json& json, const char* const (&names)[N]) {
    const auto text = json.get<std::string>();
    for (std::size_t i = 0; i < N; ++i)
        if (text == names[i]) return static_cast<Enum>(i);
    throw SchemaError("\"" + text + "\" is not known");
}

/// Where each item of a list is, by its key.
template <typename Item, typename KeyOf>
auto placesOf(const std::vector<Item>& items, KeyOf keyOf) {
    std::unordered_map<std::decay_t<std::invoke_result_t<KeyOf, const Item&>>, std::size_t> places;
    places.reserve(items.size());
    for (std::size_t i = 0; i < items.size(); ++i) places.emplace(keyOf(items[i]), i);
    return places;
}

/// A list as a whole (no `before`: an array of all items), or what changed in it: the order of keys
/// where that differs, and the items that are not the same. Null when nothing changed.
///
/// `keyOf(item)` is an id or a text that tells the items of the list apart;
/// `encode(const Item* before, const Item& after)` writes an item as a whole or as a change;
/// `same(a, b)` tells cheaply that an item did not change.
template <typename Item, typename KeyOf, typename Same, typename Encode>
Json listToJson(const std::vector<Item>* before, const std::vector<Item>& after, KeyOf keyOf, Same same,
                Encode encode) {
    if (!before) {
        Json whole = Json::array();
        for (const Item& item : after) whole.push_back(encode(nullptr, item));
        return whole;
    }
    Json changes = Json::object();
    bool sameOrder = before->size() == after.size();
    for (std::size_t i = 0; sameOrder && i < after.size(); ++i)
        sameOrder = keyOf((*before)[i]) == keyOf(after[i]);
    decltype(placesOf(*before, keyOf)) places;
    if (!sameOrder) {
        places = placesOf(*before, keyOf);
        Json order = Json::array();
        for (const Item& item : after) order.push_back(keyOf(item));
        changes["order"] = std::move(order);
    }
    Json changed = Json::array();
    for (std::size_t i = 0; i < after.size(); ++i) {
        const Item* was = sameOrder ? &(*before)[i] : nullptr;
        if (const auto place = places.find(keyOf(after[i])); place != places.end())
            was = &(*before)[place->second];
        if (!was || !same(*was, after[i])) changed.push_back(encode(was, after[i]));
    }
    if (!changed.empty()) changes["changed"] = std::move(changed);
    return changes.empty() ? Json() : changes;
}

/// `decode(const Json&, const Item* before)` reads an item, `keyOfJson` the key it goes by.
template <typename Item, typename KeyOf, typename KeyOfJson, typename Decode>
std::vector<Item> listFromJson(const Json& json, const std::vector<Item>* before, KeyOf keyOf,
                               KeyOfJson keyOfJson, Decode decode) {
    std::vector<Item> items;
    if (json.is_array()) {
        items.reserve(json.size());
        for (const Json& item : json) items.push_back(decode(item, nullptr));
        return items;
    }
    if (!before || !json.is_object()) throw SchemaError("a list is missing");
    std::vector<Item> known = *before;
    auto places = placesOf(known, keyOf);
    if (const auto changed = json.find("changed"); changed != json.end())
        for (const Json& item : *changed) {
            const auto [place, isNew] = places.emplace(keyOfJson(item), known.size());
            if (isNew) known.push_back(decode(item, nullptr));
            else known[place->second] = decode(item, &known[place->second]);
        }
    const auto order = json.find("order");
    if (order == json.end()) return known;
    using Key = typename decltype(places)::key_type;
    for (const Json& key : *order) {
        const auto place = places.find(key.get<Key>());
        if (place == places.end()) throw SchemaError("a list names what is not there");
        items.push_back(known[place->second]);
    }
    return items;
}

} // namespace lacquer::formats
