#include "formats/album/quiet_cut.h"

#include "engine/project/album_edits.h"
#include "engine/project/song_edits.h"
#include "formats/album/float_file.h"
#include "formats/audio/source_pool.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <vector>

namespace lacquer::formats {
namespace {

/// What an album track plays, before its trims and gain.
Result<std::unique_ptr<AudioReader>> playedBy(const RenderSubject& subject, AlbumTrackId id, const processors::ProcessorCatalogue& catalogue,
                                              const StageProgress& progress) {
    const project::Project& project = *subject.project;
    const project::AlbumTrack* track = project::findAlbumTrack(project, id);
    if (!track) return badInput("That track is not on the album any more.");
    const auto pool = std::make_shared<SourcePool>(project, subject.folder);
    if (!pool->prepare([&](double share) { return !progress || progress("Decoding files", share); }))
        return fail(ErrorKind::cancelled, "Stopped.");
    if (const project::Song* song = findMix(project, project::mixOf(*track))) {
        const auto mix = renderMix(subject, *song, catalogue, *pool, progress);
        if (!mix) return tl::make_unexpected(mix.error());
        return openRendered(mix->file);
    }
    auto audio = pool->open(track->source);
    if (!audio) return badInput("What the track plays cannot be opened. Locate its file first.");
    return audio;
}

} // namespace

FramePosition zeroCrossingNear(AudioReader& audio, FramePosition near, FrameCount reach) {
    const std::int64_t from = std::max<std::int64_t>(0, near.value - reach.value - 1);
    const std::int64_t to = std::min(audio.length().value, near.value + reach.value + 1);
    if (to - from < 2) return near;
    std::vector<std::vector<float>> planes(static_cast<std::size_t>(audio.channels()), std::vector<float>(static_cast<std::size_t>(to - from)));
    std::vector<float*> places;
    for (auto& plane : planes) places.push_back(plane.data());
    audio.read({from}, {to - from}, places.data());
    const std::vector<float>& left = planes.front();
    const std::vector<float>& right = planes[planes.size() > 1 ? 1 : 0];
    FramePosition best = near;
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t k = 1; k < left.size(); ++k) {
        const float before = left[k - 1] + right[k - 1], now = left[k] + right[k];
        if ((before < 0) == (now < 0) && now != 0) continue;
        const FramePosition at{from + static_cast<std::int64_t>(k)};
        const double distance = static_cast<double>(std::abs(at.value - near.value)) / static_cast<double>(std::max<std::int64_t>(1, reach.value));
        // Silence is as good everywhere; what sounds is weighed against how far it lies.
        const double cost = (std::fabs(left[k]) + std::fabs(right[k]) + 1e-6) * (0.1 + distance);
        if (cost >= least) continue;
        least = cost;
        best = at;
    }
    return best;
}

Result<Seconds> playedLength(const RenderSubject& subject, AlbumTrackId track, const processors::ProcessorCatalogue& catalogue,
                             const StageProgress& progress) {
    const auto audio = playedBy(subject, track, catalogue, progress);
    if (!audio) return tl::make_unexpected(audio.error());
    return secondsOf((*audio)->length(), subject.project->rate);
}

Result<Seconds> quietCutNear(const RenderSubject& subject, AlbumTrackId track, Seconds near, const processors::ProcessorCatalogue& catalogue,
                             const StageProgress& progress) {
    const auto audio = playedBy(subject, track, catalogue, progress);
    if (!audio) return tl::make_unexpected(audio.error());
    const SampleRate rate = subject.project->rate;
    const FramePosition place = FramePosition{} + framesIn(near, rate);
    return secondsOf(zeroCrossingNear(**audio, place, framesIn(kCutReach, rate)) - FramePosition{}, rate);
}

} // namespace lacquer::formats
