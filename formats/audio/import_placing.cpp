#include "formats/audio/import_placing.h"

#include <fmt/format.h>

#include <algorithm>

namespace lacquer::formats {
namespace {

std::string clockOf(FramePosition position, SampleRate rate) {
    const double seconds = secondsOf(position, rate).value;
    const auto whole = static_cast<std::int64_t>(seconds);
    return fmt::format("{:02d}:{:02d}:{:06.3f}", whole / 3600, whole / 60 % 60,
                       seconds - static_cast<double>(whole / 60 * 60));
}

} // namespace

void placeTracks(std::vector<project::ImportedTrack>& tracks,
                 SampleRate rate,
                 std::optional<FramePosition> songOrigin,
                 std::vector<std::string>& notes) {
    std::optional<FramePosition> earliest;
    FrameCount longestUnstamped;
    const project::ImportedTrack* first = nullptr;
    std::size_t stamped = 0;
    for (const project::ImportedTrack& track : tracks) {
        const std::optional<FramePosition> stamp = track.source.timeReference;
        if (!stamp) {
            longestUnstamped = std::max(longestUnstamped, track.source.length);
            continue;
        }
        ++stamped;
        if (!earliest || *stamp < *earliest) {
            earliest = stamp;
            first = &track;
        }
    }
    if (!earliest) return;

    FramePosition origin = *earliest;
    std::string why;
    const std::string stampText =
        fmt::format("\"{}\" carries the time stamp {}", first->name, clockOf(*earliest, rate));
    if (songOrigin && *songOrigin <= *earliest) {
        origin = *songOrigin;
        why = fmt::format("{}; it is placed by the clock of the stamped clips in the song already.",
                          stampText);
    } else if (stamped == tracks.size()) {
        if (stamped > 1)
            why = fmt::format("Files are placed by their time stamps; the earliest, {}, starts "
                              "the song.",
                              clockOf(*earliest, rate));
        else if (earliest->value > 0)
            why = fmt::format("{}; it is placed at the start of the song.", stampText);
    } else {
        const std::int64_t hour = std::int64_t{3600} * rate.hz;
        const FramePosition wholeHour{earliest->value / hour * hour};
        if (*earliest - wholeHour < longestUnstamped) {
            origin = wholeHour;
            why = fmt::format("{} and other files carry none: it is placed at {}, counted from {}. "
                              "Move it if the session started at another time.",
                              stampText, clockOf({(*earliest - wholeHour).value}, rate),
                              clockOf(wholeHour, rate));
        } else {
            why = fmt::format("{}, which lies behind the end of the other files, and those carry "
                              "none: it is placed at the start. Move it to where it belongs.",
                              stampText);
        }
    }
    if (!why.empty()) notes.push_back(why);
    for (project::ImportedTrack& track : tracks)
        if (track.source.timeReference) track.position = {(*track.source.timeReference - origin).value};
}

} // namespace lacquer::formats
