#include "engine/mastering/album_assembly.h"

#include <fmt/format.h>

#include <algorithm>

namespace lacquer::mastering {
namespace {

using project::AlbumTrack;
using project::Project;

/// "track 3 (Night Drive)"
std::string nameOf(const Project& project, const AlbumTrack& track, std::size_t index) {
    std::string title;
    if (const auto found = track.metadata.find("title"); found != track.metadata.end())
        title = found->second;
    else if (const project::Song* song = findSong(project, track.song))
        title = song->name;
    else if (const project::Source* source = findSource(project, track.source))
        title = source->name;
    return title.empty() ? fmt::format("track {}", index + 1)
                         : fmt::format("track {} ({})", index + 1, title);
}

Result<FrameCount> lengthBeforeTrims(const Project& project,
                                     const AlbumTrack& track,
                                     std::size_t index,
                                     const MixLengths& mixes) {
    if (track.song) {
        const project::Song* song = findMix(project, mixOf(track));
        if (!song)
            return badInput(fmt::format("Album {} plays a song that is not in the project any more. "
                                        "Remove it from the album, or undo the song's removal.",
                                        nameOf(project, track, index)));
        const auto rendered = mixes.find(mixOf(track));
        return rendered != mixes.end() ? rendered->second : endOf(*song) - FramePosition{};
    }
    const project::Source* source = findSource(project, track.source);
    if (!source)
        return badInput(fmt::format("Album {} plays a file that is not in the project any more. "
                                    "Remove it from the album and add the file again.",
                                    nameOf(project, track, index)));
    return source->length;
}

project::Channel placed(project::Channel channel, FrameCount start) {
    channel.output = {};
    channel.sends.clear(); // an album has no buses
    if (start.value == 0) return channel;
    for (auto& curve : channel.automation) {
        auto moved = std::make_shared<project::AutomationCurve>(*curve);
        for (auto& point : moved->points) point.position = point.position + start;
        curve = std::move(moved);
    }
    return channel;
}

std::shared_ptr<const project::Track> trackOf(const Project& project,
                                              const AlbumTrack& track,
                                              const AlbumTrackSpan& span) {
    project::Clip clip;
    clip.id = {track.id.value};
    clip.source = track.song ? mixSourceOf(mixOf(track)) : track.source;
    clip.position = span.start;
    clip.offset = framesIn(track.trimStart, project.rate);
    clip.length = span.length;
    clip.gain = track.gain;
    clip.fadeIn.length = std::min(framesIn(track.fadeIn, project.rate), span.length);
    clip.fadeIn.shape = track.fadeInShape;
    clip.fadeOut.length = std::min(framesIn(track.fadeOut, project.rate), span.length);
    clip.fadeOut.shape = track.fadeOutShape;

    project::Track placedTrack;
    placedTrack.channel = placed(track.channel, span.start - FramePosition{});
    // Also a file with one channel plays at unity on both sides: a finished song is not panned.
    placedTrack.mono = false;
    placedTrack.clips =
        std::make_shared<const project::ClipList>(project::ClipList{std::move(clip)});
    return std::make_shared<const project::Track>(std::move(placedTrack));
}

} // namespace

Result<AlbumTimeline> albumTimeline(const Project& project, const MixLengths& mixes) {
    const auto& tracks = project.album->tracks;
    if (tracks.empty())
        return badInput(fmt::format("The album of \"{}\" has no tracks. Add songs or files to it.",
                                    project.name));
    AlbumTimeline timeline;
    for (std::size_t index = 0; index < tracks.size(); ++index) {
        const AlbumTrack& track = *tracks[index];
        const auto whole = lengthBeforeTrims(project, track, index, mixes);
        if (!whole) return tl::make_unexpected(whole.error());
        AlbumTrackSpan span;
        span.track = track.id;
        span.length = *whole - framesIn(track.trimStart, project.rate) -
                      framesIn(track.trimEnd, project.rate);
        if (span.length.value <= 0)
            return badInput(fmt::format(
                "Nothing is left of album {}: it is {:.3f} s long and {:.3f} s are trimmed. "
                "Trim less.",
                nameOf(project, track, index), secondsOf(*whole, project.rate).value,
                track.trimStart.value + track.trimEnd.value));
        if (index > 0) {
            const AlbumTrackSpan& before = timeline.tracks.back();
            span.gap = framesIn(track.gap, project.rate);
            if ((before.length + span.gap).value < 0)
                return badInput(fmt::format(
                    "Album {} overlaps the track before by {:.3f} s, but that is only {:.3f} s "
                    "long. Shorten the overlap.",
                    nameOf(project, track, index), -track.gap.value,
                    secondsOf(before.length, project.rate).value));
            span.start = before.end() + span.gap;
        }
        timeline.end = std::max(timeline.end, span.end());
        timeline.tracks.push_back(span);
    }
    return timeline;
}

SourceId mixSourceOf(SongId song) { return {song.value}; }

Result<AlbumAssembly> assembleAlbum(const Project& project, const MixLengths& mixes) {
    auto timeline = albumTimeline(project, mixes);
    if (!timeline) return tl::make_unexpected(timeline.error());
    AlbumAssembly assembly;
    assembly.timeline = std::move(*timeline);
    assembly.song.name = project.name;
    assembly.song.mix = project.album->channel;
    assembly.song.tempo = {project::TempoPoint{}};
    const auto& tracks = project.album->tracks;
    for (std::size_t index = 0; index < tracks.size(); ++index)
        assembly.song.tracks.push_back(
            trackOf(project, *tracks[index], assembly.timeline.tracks[index]));
    return assembly;
}

std::vector<SongId> songsOnAlbum(const project::Album& album) {
    std::vector<SongId> songs;
    for (const auto& track : album.tracks)
        if (const SongId mix = mixOf(*track); mix && std::find(songs.begin(), songs.end(), mix) == songs.end())
            songs.push_back(mix);
    return songs;
}

} // namespace lacquer::mastering
