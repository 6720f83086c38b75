#include "engine/mastering/album_tone.h"

#include "engine/project/insert_edits.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>

namespace lacquer::mastering {
namespace {

using analysis::kToneBands;

constexpr double kSounds = -60; // dB against the whole; below, a band is not there
constexpr double kNothing = -120;

std::string hertz(double frequency) {
    return frequency < 1000 ? fmt::format("{:g} Hz", frequency) : fmt::format("{:g} kHz", frequency / 1000);
}

} // namespace

AlbumTone compareTones(std::span<const TrackTone> tracks, double strength) {
    AlbumTone album;
    if (tracks.empty()) return album;
    for (std::size_t band = 0; band < kToneBands.size(); ++band) {
        double level = 0, width = 0;
        int count = 0;
        for (const TrackTone& track : tracks) {
            if (track.tone.levels[band] <= kSounds) continue;
            level += track.tone.levels[band];
            width += track.tone.widths[band];
            ++count;
        }
        album.mean.levels[band] = count > 0 ? level / count : kNothing;
        album.mean.widths[band] = count > 0 ? width / count : 0;
    }
    for (const TrackTone& track : tracks) {
        album.mean.width += track.tone.width / static_cast<double>(tracks.size());
        album.mean.correlation += (track.tone.correlation - 1) / static_cast<double>(tracks.size());
        album.mean.levelDb = std::max(album.mean.levelDb, track.tone.levelDb);
    }
    for (const TrackTone& track : tracks) {
        ToneStanding standing;
        standing.track = track.track;
        for (std::size_t band = 0; band < kToneBands.size(); ++band) {
            const bool sounds = track.tone.levels[band] > kSounds && album.mean.levels[band] > kSounds;
            standing.deviation[band] = sounds ? track.tone.levels[band] - album.mean.levels[band] : std::numeric_limits<double>::quiet_NaN();
        }
        standing.distance = toneDistance(track.tone, album.mean);
        standing.width = track.tone.width;
        standing.widthDeviation = track.tone.width - album.mean.width;
        standing.match = suggestMatch(track.tone, album.mean, strength);
        album.tracks.push_back(std::move(standing));
    }
    return album;
}

std::string furthestBand(const ToneStanding& standing, double least) {
    std::size_t furthest = kToneBands.size();
    for (std::size_t band = 0; band < kToneBands.size(); ++band)
        if (std::fabs(standing.deviation[band]) >= (furthest < kToneBands.size() ? std::fabs(standing.deviation[furthest]) : least)) furthest = band;
    if (furthest == kToneBands.size()) return {};
    const double deviation = standing.deviation[furthest];
    return fmt::format("{:.1f} dB {} at {}", std::fabs(deviation), deviation > 0 ? "more" : "less", hertz(kToneBands[furthest]));
}

Result<project::Project> addMatch(const project::Project& project, const Catalogue& catalogue, ChannelId channel, const ToneMatch& match) {
    auto added = project::addInsert(project, catalogue, channel, "eq");
    if (!added) return tl::make_unexpected(added.error());
    Result<project::Project> next = std::move(added->project);
    for (const auto& [id, value] : equalizerValues(match).numbers)
        if (next) next = project::setInsertParameter(std::move(*next), catalogue, channel, added->id, id, value);
    return next;
}

} // namespace lacquer::mastering
