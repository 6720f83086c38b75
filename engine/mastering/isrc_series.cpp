#include "engine/mastering/isrc_series.h"

#include "engine/project/album_edits.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace lacquer::mastering {
namespace {

constexpr std::size_t kLength = 12, kSeries = 7; ///< signs, and of those before the five that count

std::string isrcOf(const project::AlbumTrack& track) {
    const auto found = track.metadata.find("isrc");
    return found == track.metadata.end() ? std::string() : found->second;
}

} // namespace

Result<std::string> nextIsrc(const std::string& isrc) {
    const auto isDigit = [](char c) { return c >= '0' && c <= '9'; };
    if (isrc.size() != kLength || !std::all_of(isrc.begin() + kSeries, isrc.end(), isDigit))
        return badInput(fmt::format("\"{}\" is no ISRC to count up from: it has 12 signs and ends in five digits.", isrc));
    const int number = std::stoi(isrc.substr(kSeries));
    if (number == 99999) return badInput(fmt::format("{} is the last code of its year. Begin a new series.", isrc));
    return fmt::format("{}{:05}", isrc.substr(0, kSeries), number + 1);
}

Result<project::Project> countIsrcsFrom(const project::Project& project, AlbumTrackId first) {
    const auto& tracks = project.album->tracks;
    const auto start = std::find_if(tracks.begin(), tracks.end(), [&](const auto& track) { return track->id == first; });
    if (start == tracks.end()) return badInput("That track is not on the album any more.");
    std::string code = isrcOf(**start);
    if (code.empty()) return badInput("That track has no ISRC to count up from. Give it one first.");
    std::set<std::string> taken;
    for (const auto& track : tracks) taken.insert(isrcOf(*track));
    Result<project::Project> next = project;
    for (auto track = start + 1; track != tracks.end(); ++track) {
        if (!isrcOf(**track).empty()) continue;
        do {
            auto following = nextIsrc(code);
            if (!following) return tl::make_unexpected(following.error());
            code = std::move(*following);
        } while (taken.contains(code));
        next = project::setAlbumTrackMetadata(std::move(*next), (*track)->id, "isrc", code);
        if (!next) return next;
    }
    return next;
}

} // namespace lacquer::mastering
