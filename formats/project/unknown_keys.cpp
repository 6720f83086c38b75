#include "formats/project/unknown_keys.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <unordered_map>

namespace lacquer::formats {
namespace {

/// Where a document keeps what belongs to parts that are not in it now.
constexpr const char* kAside = "put_aside";

/// What only a change has: the list's order, and what stands for something unchanged.
bool isOfChanges(std::string_view key) { return key == "order" || key == "held_as_before"; }

/// A place without the way to its list: "clips#12/fade_in". Empty for what is in no list.
std::string_view partOf(std::string_view place) {
    const auto number = place.rfind('#');
    if (number == std::string_view::npos) return {};
    const auto slash = place.rfind('/', number);
    return place.substr(slash == std::string_view::npos ? 0 : slash + 1);
}

/// What tells a part of a list from the others.
std::string nameOf(const Json& item, std::size_t index) {
    for (const char* const key : {"id", "target", "position"})
        if (const auto found = item.find(key); found != item.end()) return found->dump();
    return "@" + std::to_string(index);
}

std::string placeOf(const std::string& list, const Json& item, std::size_t index) { return list + '#' + nameOf(item, index); }

/// Calls visit(object, place) for every object in a document.
template <typename Value, typename Visit>
void walk(Value& value, const std::string& place, const Visit& visit) {
    if (value.is_object()) {
        visit(value, place);
        for (auto& [key, part] : value.items())
            if (part.is_structured()) walk(part, place + '/' + key, visit);
    } else if (value.is_array()) {
        std::size_t index = 0;
        for (auto& item : value) {
            if (item.is_object()) walk(item, placeOf(place, item, index), visit);
            ++index;
        }
    }
}

/// The clip that a new one was made from: it plays the same frames of the same source, or, where it
/// was cut, more of them, and then on the same track.
const project::Clip* originOf(const project::Clip& made, ChannelId track, const project::Song& before) {
    const project::Clip* cut = nullptr;
    for (const auto& other : before.tracks)
        for (const project::Clip& clip : *other->clips) {
            if (clip.source != made.source || clip.reversed != made.reversed) continue;
            if (clip.offset == made.offset && clip.length == made.length) return &clip;
            const auto end = [](const project::Clip& of) { return of.offset.value + of.length.value; };
            if (other->channel.id == track && clip.offset.value <= made.offset.value && end(clip) >= end(made)) cut = &clip;
        }
    return cut;
}

} // namespace

void UnknownKeys::inherit(const project::Project& before, const project::Project& after) {
    if (at_.empty()) return;
    for (const auto& song : after.songs) {
        const auto old = std::ranges::find(before.songs, song->id, [](const auto& one) { return one->id; });
        if (old == before.songs.end() || *old == song) continue;
        for (const auto& track : song->tracks)
            for (const project::Clip& clip : *track->clips) {
                if (clip.id.value < before.nextId) continue;
                const project::Clip* const origin = originOf(clip, track->channel.id, **old);
                if (!origin) continue;
                const std::string from = "clips#" + std::to_string(origin->id.value);
                const std::string to = "clips#" + std::to_string(clip.id.value);
                std::map<std::string, Json> inherited;
                for (const auto& [place, keys] : at_) {
                    const auto found = place.rfind(from);
                    if (found == std::string::npos) continue;
                    const std::string behind = place.substr(found + from.size());
                    if (behind.empty() || behind.front() == '/') inherited.emplace(place.substr(0, found) + to + behind, keys);
                }
                at_.merge(inherited);
            }
    }
}

void UnknownKeys::learn(const Json& read, const Json& written, const std::string& place) {
    if (read.is_array() && written.is_array()) {
        std::unordered_map<std::string, const Json*> known;
        std::size_t index = 0;
        for (const Json& item : written) {
            if (item.is_object()) known.emplace(nameOf(item, index), &item);
            ++index;
        }
        index = 0;
        for (const Json& item : read) {
            if (item.is_object())
                if (const auto same = known.find(nameOf(item, index)); same != known.end())
                    learn(item, *same->second, placeOf(place, item, index));
            ++index;
        }
        return;
    }
    if (!read.is_object() || !written.is_object()) return;
    for (const auto& [key, value] : read.items()) {
        if (isOfChanges(key)) continue;
        const auto same = written.find(key);
        if (same == written.end()) {
            Json& kept = at_[place];
            if (!kept.is_object()) kept = Json::object();
            kept[key] = value;
        } else if (value.is_structured()) {
            // The changed parts of a list stand for the list.
            learn(value, *same, key == "changed" && value.is_array() ? place : place + '/' + key);
        }
    }
}

void UnknownKeys::learnDocument(const Json& read, const Json& written) {
    if (const auto aside = read.find(kAside); aside != read.end() && aside->is_object())
        for (const auto& [place, keys] : aside->items())
            if (keys.is_object()) at_.emplace(place, keys);
    learn(read, written);
    if (const auto top = at_.find(""); top != at_.end()) {
        top->second.erase(kAside);
        if (top->second.empty()) at_.erase(top);
    }
}

void UnknownKeys::putBack(Json& document) const {
    if (at_.empty()) return;
    std::set<std::string> there;
    walk(std::as_const(document), {}, [&](const Json&, const std::string& place) { there.insert(place); });
    // A part that moved to another list is found by its kind and id alone.
    std::map<std::string_view, const std::string*> moved;
    std::set<std::string_view> aside;
    for (const auto& [place, keys] : at_) {
        if (there.contains(place)) continue;
        aside.insert(place);
        if (const auto part = partOf(place); !part.empty()) moved.emplace(part, &place);
    }
    const auto put = [](Json& object, const Json& keys) {
        for (const auto& [key, value] : keys.items())
            if (!object.contains(key)) object[key] = value;
    };
    walk(document, {}, [&](Json& object, const std::string& place) {
        if (const auto own = at_.find(place); own != at_.end()) return put(object, own->second);
        const auto from = moved.find(partOf(place));
        if (partOf(place).empty() || from == moved.end()) return;
        put(object, at_.at(*from->second));
        aside.erase(*from->second);
    });
    Json rest = Json::object();
    for (const std::string_view place : aside) rest[std::string(place)] = at_.at(std::string(place));
    if (!rest.empty()) document[kAside] = std::move(rest);
}

} // namespace lacquer::formats
