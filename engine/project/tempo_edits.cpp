#include "engine/project/tempo_edits.h"

#include "engine/project/change.h"
#include "engine/project/song_edits.h"

#include <algorithm>
#include <cmath>

namespace lacquer::project {
namespace {

double framesPerBar(const TempoPoint& point, SampleRate rate) {
    return rate.hz * 60.0 / point.beatsPerMinute * 4.0 / point.beatUnit * point.beatsPerBar;
}

/// Bars between two frames; what is within a frame of a bar line is on it, so that rounding does not
/// add up.
double barsBetween(FramePosition a, FramePosition b, const TempoPoint& tempo, SampleRate rate) {
    const double frames = static_cast<double>((b - a).value), bar = framesPerBar(tempo, rate);
    const double whole = std::round(frames / bar);
    return std::abs(frames - whole * bar) <= 1 ? whole : frames / bar;
}

FrameCount framesOf(double bars, const TempoPoint& tempo, SampleRate rate) { return {std::llround(bars * framesPerBar(tempo, rate))}; }

/// The change at a position, or the end.
std::size_t indexOf(const Song& song, FramePosition position) {
    const auto found = std::ranges::find(song.tempo, position, &TempoPoint::position);
    return static_cast<std::size_t>(found - song.tempo.begin());
}

void shift(Song& song, std::size_t from, FrameCount by) {
    for (std::size_t k = from; k < song.tempo.size(); ++k) song.tempo[k].position = song.tempo[k].position + by;
}

/// Both edits that move a change: it is there, it is not the first, and `to` is between its neighbours
/// as they will stand.
Result<std::size_t> movable(const Song& song, FramePosition from, FramePosition to) {
    const std::size_t k = indexOf(song, from);
    if (k == song.tempo.size()) return detail::gone("tempo point");
    if (k == 0) return badInput("A song needs a tempo from its start: the first tempo stays there.");
    if (to <= song.tempo[k - 1].position) return badInput("A tempo change comes after the one before it. Remove that one, or choose a later place.");
    return k;
}

} // namespace

Result<Project> changeTempo(Project project, SongId id, TempoPoint point) {
    const Song* before = findSong(project, id);
    if (!before) return detail::gone("song");
    point.position = std::max(point.position, FramePosition{0});
    const SampleRate rate = project.rate;
    // Who spoke for the bars up to the next change, and how many there are.
    const auto after = std::ranges::upper_bound(before->tempo, point.position, {}, &TempoPoint::position);
    const bool last = after == before->tempo.end();
    const FramePosition next = last ? FramePosition{} : after->position;
    const double bars = last ? 0 : barsBetween(point.position, next, *std::prev(after), rate);
    auto changed = setTempo(std::move(project), id, point);
    if (!changed || last) return changed;
    return changeSong(std::move(*changed), id, [&](Song& song) {
        shift(song, indexOf(song, point.position) + 1, point.position + framesOf(bars, point, rate) - next);
    });
}

Result<Project> moveTempo(Project project, SongId id, FramePosition from, FramePosition to) {
    const SampleRate rate = project.rate;
    return changeSong(std::move(project), id, [&](Song& song) -> Result<void> {
        const auto found = movable(song, from, to);
        if (!found) return tl::make_unexpected(found.error());
        const std::size_t k = *found;
        TempoPoint& point = song.tempo[k];
        const TempoPoint& previous = song.tempo[k - 1];
        if (k + 1 < song.tempo.size()) {
            const FramePosition next = song.tempo[k + 1].position;
            const double left = barsBetween(previous.position, from, previous, rate) + barsBetween(from, next, point, rate) - barsBetween(previous.position, to, previous, rate);
            if (framesOf(left, point, rate).value <= 0) return badInput("A tempo change comes before the one after it. Remove that one, or choose an earlier place.");
            shift(song, k + 1, to + framesOf(left, point, rate) - next);
        }
        point.position = to;
        return {};
    });
}

Result<Project> fitTempo(Project project, SongId id, FramePosition from, FramePosition to) {
    const Song* song = findSong(project, id);
    if (!song) return detail::gone("song");
    const auto found = movable(*song, from, to);
    if (!found) return tl::make_unexpected(found.error());
    TempoPoint previous = song->tempo[*found - 1];
    previous.beatsPerMinute *= static_cast<double>((from - previous.position).value) / static_cast<double>((to - previous.position).value);
    auto changed = setTempo(std::move(project), id, previous);
    if (!changed) return changed;
    return changeSong(std::move(*changed), id, [&](Song& next) { shift(next, *found, to - from); });
}

} // namespace lacquer::project
