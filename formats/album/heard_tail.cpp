#include "formats/album/heard_tail.h"

#include "engine/mastering/spacing.h"
#include "engine/project/album_edits.h"
#include "formats/album/float_file.h"
#include "formats/album/mix_offer.h"
#include "formats/audio/source_pool.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lacquer::formats {
namespace {

/// The track's source opened: its song's mix, or its file.
Result<std::unique_ptr<AudioReader>> openTrack(const RenderSubject& subject, const project::AlbumTrack& track,
                                               const processors::ProcessorCatalogue& catalogue, const StageProgress& progress) {
    SourcePool pool(*subject.project, subject.folder);
    if (!pool.prepare([&](double share) { return !progress || progress("Decoding files", share); }))
        return fail(ErrorKind::cancelled, "Stopped.");
    if (const project::Song* song = findMix(*subject.project, project::mixOf(track))) {
        const auto mix = renderMix(subject, *song, catalogue, pool, progress);
        if (!mix) return tl::make_unexpected(mix.error());
        return openRendered(mix->file);
    }
    auto reader = pool.open(track.source);
    if (!reader) return badInput("The track's file is missing. Put it back, or add it again.");
    return reader;
}

} // namespace

Result<HeardTail> heardTail(const RenderSubject& subject, AlbumTrackId id, const processors::ProcessorCatalogue& catalogue,
                            const StageProgress& progress) {
    const project::Project& project = *subject.project;
    const project::AlbumTrack* track = project::findAlbumTrack(project, id);
    if (!track) return badInput("There is no such album track any more.");
    auto reader = openTrack(subject, *track, catalogue, progress);
    if (!reader) return tl::make_unexpected(reader.error());
    const FrameCount start = framesIn(track->trimStart, project.rate);
    const FrameCount length = (*reader)->length() - start - framesIn(track->trimEnd, project.rate);
    const FrameCount fade = framesIn(track->fadeOut, project.rate);
    mastering::HeardEnd heard(project.rate);
    std::int64_t at = 0;
    std::vector<float> planes[2];
    const auto read = readSpan(**reader, FramePosition{} + start, length, [&](const float* const* input, int frames) -> Result<void> {
        for (std::size_t c = 0; c < 2; ++c) planes[c].assign(input[c], input[c] + frames);
        for (int k = 0; k < frames; ++k, ++at) {
            const std::int64_t left = length.value - at;
            if (left >= fade.value) continue;
            // The shape does not matter much here: a straight line in level is near enough.
            const auto gain = static_cast<float>(static_cast<double>(left) / static_cast<double>(fade.value));
            planes[0][static_cast<std::size_t>(k)] *= gain;
            planes[1][static_cast<std::size_t>(k)] *= gain;
        }
        const float* const out[] = {planes[0].data(), planes[1].data()};
        heard.add(out, frames);
        return {};
    });
    if (!read) return tl::make_unexpected(read.error());
    HeardTail tail;
    tail.tail = secondsOf(heard.tail(), project.rate);
    tail.length = secondsOf(length, project.rate);
    if (const project::Song* song = findMix(project, project::mixOf(*track)))
        tail.gridOrigin = {secondsOf(song->tempo.back().position - FramePosition{}, project.rate).value - track->trimStart.value};
    // The album up to here; mixes count with their tails.
    mastering::MixLengths mixes;
    for (const SongId song : mastering::songsOnAlbum(*project.album)) {
        SourcePool pool(project, subject.folder);
        if (!pool.prepare([&](double) { return !progress || progress("Decoding files", 1); }))
            return fail(ErrorKind::cancelled, "Stopped.");
        const auto mix = renderMix(subject, *findMix(project, song), catalogue, pool, progress);
        if (!mix) return tl::make_unexpected(mix.error());
        mixes[song] = mix->length;
        if (song == project::mixOf(*track)) break;
    }
    const auto timeline = mastering::albumTimeline(project, mixes);
    if (!timeline) return tl::make_unexpected(timeline.error());
    for (const auto& span : timeline->tracks)
        if (span.track == id) tail.end = secondsOf(span.end() - FramePosition{}, project.rate);
    return tail;
}

Result<std::vector<mastering::TrackLoudness>> trackLoudness(const RenderSubject& subject, bool voices,
                                                            const processors::ProcessorCatalogue& catalogue,
                                                            const StageProgress& progress) {
    const auto master = renderAlbumMaster(subject, catalogue, progress);
    if (!master) return tl::make_unexpected(master.error());
    const project::Project& project = *subject.project;
    std::vector<mastering::TrackLoudness> tracks;
    for (std::size_t k = 0; k < master->tracks.size(); ++k) {
        const project::AlbumTrack& track = *project.album->tracks[k];
        mastering::TrackLoudness known;
        known.track = track.id;
        known.integratedLufs = master->facts[k].measures.integratedLufs;
        known.shortTermMaxLufs = master->facts[k].shortTermMaxLufs;
        known.truePeakDbtp = master->facts[k].measures.truePeakDbtp;
        known.gain = track.gain;
        known.vocalLufs = -std::numeric_limits<double>::infinity();
        const project::Song* song = findMix(project, project::mixOf(track));
        if (voices && song) {
            const auto voice = voiceLoudness(subject, *song, catalogue, progress);
            if (!voice) return tl::make_unexpected(voice.error());
            const auto pool = std::make_shared<SourcePool>(project, subject.folder);
            if (!pool->prepare([&](double) { return !progress || progress("Decoding files", 1); }))
                return fail(ErrorKind::cancelled, "Stopped.");
            const auto mix = renderMix(subject, *song, catalogue, *pool, progress);
            if (!mix) return tl::make_unexpected(mix.error());
            const auto whole = factsOfSpan(mix->file, project.rate, {}, mix->length);
            if (!whole) return tl::make_unexpected(whole.error());
            // The master moves the voice with the rest.
            if (std::isfinite(*voice) && std::isfinite(known.integratedLufs))
                known.vocalLufs = *voice + known.integratedLufs - whole->programme.measures.integratedLufs;
        }
        tracks.push_back(known);
    }
    return tracks;
}

} // namespace lacquer::formats
