#include "engine/mastering/loudness_alignment.h"

#include "engine/project/album_edits.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace lacquer::mastering {
namespace {

double loudnessBy(const TrackLoudness& track, AlignmentRule rule) {
    switch (rule) {
    case AlignmentRule::integrated: return track.integratedLufs;
    case AlignmentRule::loudest: return track.shortTermMaxLufs;
    case AlignmentRule::vocal: return track.vocalLufs;
    }
    return track.integratedLufs;
}

constexpr double kMostGain = 24; // dB, an album track's

} // namespace

Result<std::vector<AlignedTrack>> planAlignment(std::span<const TrackLoudness> tracks, AlignmentRule rule, double lufs,
                                                double strength) {
    std::vector<AlignedTrack> aligned;
    bool any = false;
    for (const TrackLoudness& track : tracks) {
        const double now = loudnessBy(track, rule);
        AlignedTrack result{track.track, now, now, track.gain, track.truePeakDbtp};
        if (std::isfinite(now)) {
            any = true;
            const double change = strength * (lufs - now);
            result.to = now + change;
            result.gain.value += change;
            result.truePeakDbtp += change;
            if (std::fabs(result.gain.value) > kMostGain)
                return badInput(fmt::format("Album track {} would need {:+.1f} dB, and a track's gain goes from {} to {} dB. "
                                            "Choose another loudness.",
                                            aligned.size() + 1, result.gain.value, -kMostGain, kMostGain));
        }
        aligned.push_back(result);
    }
    if (!any)
        return badInput(rule == AlignmentRule::vocal
                            ? "No song of the album has a track that is called a voice. Align by another rule."
                            : "The album is silent or was not measured yet. Measure it first.");
    return aligned;
}

double usualLoudness(std::span<const TrackLoudness> tracks, AlignmentRule rule) {
    std::vector<double> known;
    for (const TrackLoudness& track : tracks)
        if (const double now = loudnessBy(track, rule); std::isfinite(now)) known.push_back(now);
    if (known.empty()) return -std::numeric_limits<double>::infinity();
    std::sort(known.begin(), known.end());
    const std::size_t middle = known.size() / 2;
    return known.size() % 2 ? known[middle] : 0.5 * (known[middle - 1] + known[middle]);
}

Result<project::Project> applyAlignment(project::Project project, std::span<const AlignedTrack> tracks) {
    for (const AlignedTrack& track : tracks) {
        auto next = setAlbumGain(std::move(project), track.track, track.gain);
        if (!next) return next;
        project = std::move(*next);
    }
    return project;
}

} // namespace lacquer::mastering
