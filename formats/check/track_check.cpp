#include "formats/check/track_check.h"

#include "engine/project/channel_edits.h"
#include "engine/project/clip_edits.h"
#include "engine/project/insert_edits.h"
#include "engine/project/link_edits.h"
#include "engine/project/song_edits.h"
#include "formats/check/track_likeness.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <utility>

namespace lacquer::formats {

using analysis::StemFacts;
using project::Project;
using Kind = TrackFinding::Kind;

namespace {

constexpr double kOffsetFrom = 0.001;        // −60 dBFS
constexpr double kInCommon = 0.55;           // microphones of one thing
constexpr double kWorthMoving = 0.00015;     // seconds
constexpr double kRiseTogether = 0.8;        // tracks of no common group that may be of one thing
constexpr double kSameLength = 0.1, kOtherLength = 0.5; // seconds

struct Examined {
    const project::Track* track = nullptr;
    StemFacts facts;
    std::vector<float> outline;
    /// Of the same recording as this, found out before; itself when there is none.
    std::size_t anchor = 0;
};

/// U+2212 as a minus, as everywhere a musician reads a level.
std::string dbText(double db) { return fmt::format("{}{:.1f}", db < 0 ? "\u2212" : "", std::abs(db)); }

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
    const auto isMended = [&](std::string_view processor, const char* parameter) {
        return std::ranges::any_of(one.track->channel.inserts, [&](const auto& insert) {
            if (insert->processor != processor || insert->bypassed) return false;
            const auto value = parameter ? insert->values.numbers.find(parameter) : insert->values.numbers.end();
            return !parameter || (value != insert->values.numbers.end() && value->second > 0.5);
        });
    };
    if (dc > kOffsetFrom && !isMended("utility", "dcfilter"))
        add(Kind::offset, fmt::format("{} has a constant offset of {} dBFS", what, dbText(20 * std::log10(dc))), "Put a DC filter first");
    if (one.facts.clippedRuns > 0 && !isMended("declip", nullptr))
        add(Kind::clipped, fmt::format("{} was recorded clipped, {} {}", what, one.facts.clippedRuns, one.facts.clippedRuns == 1 ? "time" : "times"), "Put a declipper first");
}

/// Stems of one song are as long as each other; what is not has lost its head or was cut elsewhere.
void compareLengths(const std::vector<Examined>& tracks, SampleRate rate, std::vector<TrackFinding>& found) {
    const auto seconds = [&](const Examined& one) { return static_cast<double>(one.facts.length.value) / rate.hz; };
    for (const Examined& usual : tracks) {
        const auto alike = std::ranges::count_if(tracks, [&](const Examined& one) { return std::abs(seconds(one) - seconds(usual)) < kSameLength; });
        if (alike < 3 || 2 * alike <= static_cast<std::ptrdiff_t>(tracks.size())) continue;
        for (const Examined& one : tracks) {
            if (std::abs(seconds(one) - seconds(usual)) < kOtherLength) continue;
            found.push_back({TrackFinding::Kind::length, one.track->channel.id, {},
                             fmt::format("{} is {:.1f} s long where most are {:.1f} s; its sound starts at {:.2f} s", one.track->channel.name, seconds(one), seconds(usual),
                                         static_cast<double>(one.facts.firstSound.value) / rate.hz),
                             "", {}});
        }
        return;
    }
}

/// How much two tracks rise and fall together where their clips lie.
double likenessOf(const Examined& a, const Examined& b, SampleRate rate) {
    const auto start = [](const Examined& one) {
        const project::Clip& clip = *mainClip(*one.track);
        return clip.position.value - clip.offset.value;
    };
    return likeness(a.outline, b.outline, (start(b) - start(a)) / std::max<std::int64_t>(1, rate.hz / 100));
}

/// False when the two have too little in common to say.
bool relate(const project::Track& a, const project::Track& b, const AudioSources& sources, SampleRate rate, std::vector<TrackFinding>& found) {
    const project::Clip* first = mainClip(a);
    const project::Clip* second = mainClip(b);
    if (first->reversed || second->reversed) return false;
    const FramePosition start = std::max(first->position, second->position);
    const FramePosition end = std::min(first->end(), second->end());
    if (end - start < FrameCount{rate.hz / 10}) return false;
    const auto left = sources.open(first->source), right = sources.open(second->source);
    if (!left || !right) return false;
    const auto relation = analysis::relatePhases(*left, {first->offset.value + (start - first->position).value}, *right,
                                                 {second->offset.value + (start - second->position).value}, end - start, rate);
    if (!relation || std::abs(relation->correlation) < kInCommon) return false;
    const bool inverted = relation->inverted != (a.channel.polarityInverted != b.channel.polarityInverted);
    if (inverted)
        found.push_back({Kind::inverted, b.channel.id, a.channel.id, fmt::format("{} is out of polarity with {}", b.channel.name, a.channel.name),
                         "Turn its polarity", {}});
    const double seconds = static_cast<double>(relation->late.value) / rate.hz;
    if (std::abs(seconds) < kWorthMoving) return true;
    // The one that is behind comes forward: nothing starts earlier than it was played.
    const bool secondIsLate = relation->late.value > 0;
    const auto& late = secondIsLate ? b.channel : a.channel;
    const auto& early = secondIsLate ? a.channel : b.channel;
    const std::int64_t frames = std::abs(relation->late.value);
    found.push_back({Kind::late, late.id, early.id, fmt::format("{} is {:.2f} ms behind {}", late.name, std::abs(seconds) * 1000, early.name),
                     fmt::format("Move it {} frames earlier", frames), {frames}});
    return true;
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
    std::vector<Examined> sounding;
    std::map<std::uint64_t, const project::Track*> prints;
    for (const project::Track* track : tracks) {
        const auto reader = sources.open(mainClip(*track)->source);
        Examined one{track, {}, {}, 0};
        if (reader) {
            LoudnessTap tap(*reader, project.rate);
            one.facts = analysis::examineStem(tap, [&](double) { return goOn(); });
            one.outline = tap.outline();
        }
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
        one.anchor = sounding.size();
        sounding.push_back(std::move(one));
    }
    if (only.empty()) compareLengths(sounding, project.rate, found);
    for (std::size_t i = 0; i < sounding.size(); ++i) {
        Examined& mine = sounding[i];
        std::optional<std::size_t> nearest;
        double most = -1;
        for (std::size_t k = 0; k < i; ++k) {
            const double alike = likenessOf(sounding[k], mine, project.rate);
            if (only.empty() && alike < kRiseTogether && !belongTogether(*song, *sounding[k].track, *mine.track)) continue;
            if (alike > most) nearest = k, most = alike;
        }
        // Where several are of one thing, all against the same: moves then agree with one another.
        if (nearest) {
            for (const std::size_t k : {sounding[*nearest].anchor, *nearest}) {
                if (!relate(*sounding[k].track, *mine.track, sources, project.rate, found)) continue;
                mine.anchor = k;
                break;
            }
        }
        done += 1;
        if (!goOn()) return fail(ErrorKind::cancelled, "The check was cancelled.");
    }
    return found;
}

Result<Project> remedyOf(Project project, const Catalogue& catalogue, const TrackFinding& finding) {
    const auto putFirst = [&](std::string_view processor, const ParameterValues& values) -> Result<Project> {
        auto made = project::addInsert(std::move(project), catalogue, finding.track, processor, values, 0);
        if (!made) return tl::make_unexpected(made.error());
        return std::move(made->project);
    };
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
    case Kind::offset: {
        ParameterValues values;
        values.numbers["dcfilter"] = 1;
        return putFirst("utility", values);
    }
    case Kind::clipped: return putFirst("declip", {});
    case Kind::length: break;
    }
    return badInput("There is nothing that a click could do about that.");
}

} // namespace lacquer::formats
