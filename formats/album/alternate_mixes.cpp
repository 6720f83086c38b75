#include "formats/album/alternate_mixes.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <memory>

namespace lacquer::formats {
namespace {

using project::Song;
using project::Track;

enum class Voice { none, lead, backing };

constexpr std::array kVoices = {"vox", "vocal", "voc ", "voice", "choir", "rap", "adlib", "ad-lib", "sing",
                                "bgv", "backing v", "harmon"};
constexpr std::array kBacking = {"back", "bgv", "bg ", "bgvox", "bv", "choir", "harmon", "double", "dbl",
                                 "adlib", "ad-lib", "echo", "gang"};

bool mentions(std::string name, const auto& words) {
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    name += ' ';
    return std::any_of(words.begin(), words.end(),
                       [&name](const char* word) { return name.find(word) != std::string::npos; });
}

/// A track is a voice by its own name or by that of the group it goes to.
Voice voiceOf(const Song& song, const Track& track) {
    std::string names = track.channel.name;
    bool voice = mentions(names, kVoices);
    if (const project::Bus* group = findBus(song, track.channel.output); group && !voice) {
        voice = mentions(group->channel.name, kVoices);
        names += " " + group->channel.name;
    }
    if (!voice) return Voice::none;
    return mentions(names, kBacking) ? Voice::backing : Voice::lead;
}

Song without(const Song& song, auto isOut) {
    Song changed = song;
    for (auto& track : changed.tracks) {
        Track copy = *track;
        copy.channel.soloed = false; // a deliverable is the whole song, not what is soloed just now
        if (isOut(voiceOf(song, *track))) copy.channel.muted = true;
        track = std::make_shared<const Track>(std::move(copy));
    }
    return changed;
}

} // namespace

std::vector<AlternateMix> alternatesOf(const Song& song) {
    const auto has = [&song](Voice voice) {
        return std::any_of(song.tracks.begin(), song.tracks.end(),
                           [&](const auto& track) { return voiceOf(song, *track) == voice; });
    };
    const bool lead = has(Voice::lead), backing = has(Voice::backing);
    std::vector<AlternateMix> mixes;
    if (!lead && !backing) return mixes;
    mixes.push_back({"Instrumental", without(song, [](Voice voice) { return voice != Voice::none; })});
    mixes.push_back({"A cappella", without(song, [](Voice voice) { return voice == Voice::none; })});
    if (lead && backing) mixes.push_back({"TV mix", without(song, [](Voice voice) { return voice == Voice::lead; })});
    return mixes;
}

} // namespace lacquer::formats
