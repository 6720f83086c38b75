#include "engine/project/song_changes.h"

#include "engine/project/mix_difference.h"

#include <fmt/format.h>

#include <algorithm>

namespace lacquer::project {

std::vector<std::string>
songChanges(const Song& before, const Song& after, const Catalogue& catalogue, SampleRate rate) {
    std::vector<std::string> said;
    for (const MixDifference& difference : compareMixes(catalogue, before, after, rate))
        said.push_back(fmt::format("{}: {}", difference.strip, difference.text));
    for (const auto& track : after.tracks) {
        const auto was = std::find_if(before.tracks.begin(), before.tracks.end(),
                                      [&](const auto& other) { return other->channel.id == track->channel.id; });
        if (was != before.tracks.end() && (*was)->freeze.has_value() != track->freeze.has_value())
            said.push_back(fmt::format("{}: {}", track->channel.name, track->freeze ? "frozen" : "unfrozen"));
        if (was == before.tracks.end() || (*was)->clips == track->clips || *(*was)->clips == *track->clips) continue;
        const auto a = (*was)->clips->size(), b = track->clips->size();
        said.push_back(a == b ? fmt::format("{}: clips edited", track->channel.name)
                              : fmt::format("{}: {} clips, were {}", track->channel.name, b, a));
    }
    if (!(before.tempo == after.tempo)) said.push_back("Tempo changed");
    return said;
}

} // namespace lacquer::project
