#pragma once

#include "engine/project/project.h"

#include <array>
#include <memory>
#include <string>
#include <utility>

/// An album of files, for tests of what the order, the pauses and the tracks' settings mean.
namespace lacquer::testing {

inline constexpr SampleRate kFileRate{48000};

/// Files of 2, 3 and 4 seconds, one album track each, with these gaps before them: sources 10, 11,
/// 12 of different content; tracks 20, 21, 22; their channels 120, 121, 122.
inline project::Project threeFiles(const std::array<double, 3>& gapSeconds) {
    project::Project project = project::makeProject("Album", kFileRate);
    auto album = *project.album;
    for (std::uint64_t k = 0; k < 3; ++k) {
        project::Source source;
        source.id = {10 + k};
        source.name = "file";
        source.contentHash = "content of file " + std::to_string(k);
        source.length = {kFileRate.hz * static_cast<std::int64_t>(k + 2)};
        project.sources.push_back(std::make_shared<const project::Source>(source));
        project::AlbumTrack track;
        track.id = {20 + k};
        track.source = source.id;
        track.gap = {gapSeconds[k]};
        track.channel.id = {120 + k};
        album.tracks.push_back(std::make_shared<const project::AlbumTrack>(track));
    }
    project.album = std::make_shared<const project::Album>(album);
    return project;
}

/// With one of its tracks changed by `change(project::AlbumTrack&)`.
project::Project withTrack(project::Project project, std::size_t index, auto change) {
    auto album = *project.album;
    auto track = *album.tracks[index];
    change(track);
    album.tracks[index] = std::make_shared<const project::AlbumTrack>(std::move(track));
    project.album = std::make_shared<const project::Album>(std::move(album));
    return project;
}

} // namespace lacquer::testing
