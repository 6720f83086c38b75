#include "formats/check/track_check.h"

#include "engine/project/channel_edits.h"
#include "engine/project/clip_edits.h"
#include "engine/project/link_edits.h"
#include "engine/project/song_edits.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace lacquer::formats {

using analysis::StemFacts;
using project::Project;
using Kind = TrackFinding::Kind;

namespace {

constexpr double kOffsetFrom = 0.001;        // −60 dBFS
constexpr double kInCommon = 0.55;           // microphones of one thing
constexpr double kWorthMoving = 0.00015;     // seconds

struct Examined {
    const project::Track* track = nullptr;
    StemFacts facts;
};

/// The longest clip speaks for a track.
const project::Clip* mainClip(const project::Track& track) {
    const project::Clip* longest = nullptr;
    for (const auto& clip : *track.clips)
        if (!longest || clip.length > longest->length) longest = &clip;
    return longest;
}

bool belongTogether(const project::Song& song, const project::Track& a, const project::Track& b) {
    const auto* link = project::linkGroupOf(song, a.channel.id);
    if (link && link == project::linkGroupOf(song, b.channel.id)) return true;
    return a.channel.output && a.channel.output == b.channel.output;
}

void describe(const Examined& one, const Project& project, std::vector<TrackFinding>& found) {
    const std::string& name = one.track->channel.name;
    const auto add = [&](Kind kind, std::string text, std::string remedy) {
        found.push_back({kind, one.track->channel.id, {}, std::move(text), std::move(remedy), {}});
    };
    const project::Clip* clip = mainClip(*one.track);
    const project::Source* source = project::findSource(project, clip->source);
    const std::string what = source ? source->name : name;
    if (one.facts.silent) {
        add(Kind::silent, fmt::format("{} is silent", what), "Remove the track");
        return;
    }
    if (one.facts.dualMono && one.track->channel.width != 0)
        add(Kind::dualMono, fmt::format("{} has the same on both sides: it is mono in a stereo file", what), "Set its width to mono");
    const double dc = std::max(std::abs(one.facts.dc[0]), std::abs(one.facts.dc[1]));
    if (dc > kOffsetFrom)
        add(Kind::offset, fmt::format("{} has a constant offset of {:.1f} dBFS", what, 20 * std::log10(dc)), "");
    if (one.facts.clippedRuns > 0)
        add(Kind::clipped, fmt::format("{} was recorded clipped, {} {}", what, one.facts.clippedRuns, one.facts.clippedRuns == 1 ? "time" : "times"), "");
}

void relate(const project::Track& a, const project::Track& b, const AudioSources& sources, SampleRate rate, std::vector<TrackFinding>& found) {
    const project::Clip* first = mainClip(a);
    const project::Clip* second = mainClip(b);
    if (first->reversed || second->reversed) return;
    const FramePosition start = std::max(first->position, second->position);
    const FramePosition end = std::min(first->end(), second->end());
    if (end - start < FrameCount{rate.hz / 10}) return;
    const auto left = sources.open(first->source), right = sources.open(second->source);
    if (!left || !right) return;
    const auto relation = analysis::relatePhases(*left, {first->offset.value + (start - first->position).value}, *right,
                                                 {second->offset.value + (start - second->position).value}, end - start, rate);
    if (!relation || std::abs(relation->correlation) < kInCommon) return;
    const bool inverted = relation->inverted != (a.channel.polarityInverted != b.channel.polarityInverted);
    if (inverted)
        found.push_back({Kind::inverted, b.channel.id, a.channel.id, fmt::format("{} is out of polarity with {}", b.channel.name, a.channel.name),
                         "Turn its polarity", {}});
    const double seconds = static_cast<double>(relation->late.value) / rate.hz;
    if (std::abs(seconds) < kWorthMoving) return;
    // The one that is behind comes forward: nothing starts earlier than it was played.
    const bool secondIsLate = relation->late.value > 0;
    const auto& late = secondIsLate ? b.channel : a.channel;
    const auto& early = secondIsLate ? a.channel : b.channel;
    const std::int64_t frames = std::abs(relation->late.value);
    found.push_back({Kind::late, late.id, early.id, fmt::format("{} is {:.2f} ms behind {}", late.name, std::abs(seconds) * 1000, early.name),
                     fmt::format("Move it {} frames earlier", frames), {frames}});
}

} // namespace

Result<std::vector<TrackFinding>> checkTracks(const Project& project, SongId songId, const std::vector<ChannelId>& only,
                                              const AudioSources& sources, const std::function<bool(double)>& progress) {
    const project::Song* song = project::findSong(project, songId);
    if (!song) return badInput("That song is not in the project any more.");
    std::vector<const project::Track*> tracks;
    for (const auto& track : song->tracks)
        if (!track->clips->empty() && (only.empty() || std::ranges::count(only, track->channel.id) > 0)) tracks.push_back(track.get());
    std::vector<TrackFinding> found;
    double done = 0;
    const double steps = static_cast<double>(2 * tracks.size() + 1);
    const auto goOn = [&] { return progress(done / steps); };
    std::vector<const project::Track*> sounding;
    std::map<std::uint64_t, const project::Track*> prints;
    for (const project::Track* track : tracks) {
        const auto reader = sources.open(mainClip(*track)->source);
        Examined one{track, {}};
        if (reader) one.facts = analysis::examineStem(*reader, [&](double) { return goOn(); });
        if (!goOn()) return fail(ErrorKind::cancelled, "The check was cancelled.");
        done += 1;
        if (!reader) continue;
        if (only.empty()) describe(one, project, found);
        if (one.facts.silent) continue;
        const auto [same, isNew] = prints.emplace(one.facts.print, track);
        const project::Clip *mine = mainClip(*track), *theirs = mainClip(*same->second);
        if (!isNew && mine->position == theirs->position && mine->offset == theirs->offset && mine->length == theirs->length) {
            found.push_back({Kind::duplicate, track->channel.id, same->second->channel.id,
                             fmt::format("{} is the same recording as {}", track->channel.name, same->second->channel.name), "Mute it", {}});
            continue;
        }
        sounding.push_back(track);
    }
    for (std::size_t i = 0; i < sounding.size(); ++i) {
        // Against the first of its group: moves then agree with one another.
        for (std::size_t k = 0; k < i; ++k) {
            if (only.empty() && !belongTogether(*song, *sounding[k], *sounding[i])) continue;
            relate(*sounding[k], *sounding[i], sources, project.rate, found);
            break;
        }
        done += 1;
        if (!goOn()) return fail(ErrorKind::cancelled, "The check was cancelled.");
    }
    return found;
}

Result<Project> remedyOf(Project project, const TrackFinding& finding) {
    const project::Channel* channel = project::findChannel(project, finding.track);
    if (!channel) return badInput("That track is not in the project any more.");
    switch (finding.kind) {
    case Kind::silent: return project::removeTrack(std::move(project), finding.track);
    case Kind::duplicate: return project::setMuted(std::move(project), finding.track, true);
    case Kind::dualMono: return project::setWidth(std::move(project), finding.track, 0);
    case Kind::inverted: return project::setPolarity(std::move(project), finding.track, !channel->polarityInverted);
    case Kind::late: {
        const project::Song* song = project::songOf(project, finding.track);
        const project::Track* track = project::findTrack(*song, finding.track);
        std::vector<ClipId> early, all;
        for (const auto& clip : *track->clips) {
            all.push_back(clip.id);
            if (clip.position.value < finding.late.value) early.push_back(clip.id);
        }
        // A clip at the very start gives away its head instead.
        Result<Project> next = std::move(project);
        for (const ClipId id : early) {
            const project::Clip clip = *project::findClip(*next, id).clip;
            next = project::trimClipStart(std::move(*next), id, clip.position + (finding.late - (clip.position - FramePosition{0})));
            if (!next) return next;
        }
        return project::moveClips(std::move(*next), all, -finding.late);
    }
    case Kind::offset:
    case Kind::clipped: break;
    }
    return badInput("There is nothing that a click could do about that.");
}

} // namespace lacquer::formats
