#pragma once

#include "engine/project/change.h"
#include "engine/vocabulary/parameter.h"

#include <string>
#include <vector>

/// What differs between two states of a song's mix, as sentences an engineer would say, each of
/// which can be taken back alone. Clips are no part of it.
namespace lacquer::project {

struct MixDifference {
    enum class Kind {
        stripAdded, stripRemoved,
        value,              ///< `parameter` of the channel: fader, pan, width, trim, mute, solo, polarity
        output,
        vca,                ///< which VCA moves it along
        insertAdded, insertRemoved, insertOrder, insertBypass, insertKey,
        insertParameter,    ///< `parameter` of `insert`
        sendAdded, sendRemoved, sendLevel, sendMute, sendPreFader,
        curve,              ///< automation of `target`
        mode,
    };
    Kind kind = Kind::value;
    ChannelId channel;
    std::string strip;     ///< its name
    InsertId insert;
    SendId send;
    AutomationTarget target;
    std::string parameter;
    std::string text;      ///< "Fader −3.0 → −1.8 dB (+1.2 dB)", without the strip's name

    friend bool operator==(const MixDifference&, const MixDifference&) = default;
};

/// From `before` to `after`, two states of one song, strip by strip in the order of `after`.
std::vector<MixDifference> compareMixes(const Catalogue& catalogue, const Song& before, const Song& after, SampleRate rate);

/// Puts one difference back to what it is in `before`.
///
/// Errors   a strip that came or went: those are for undo; what is gone from the project
Result<Project> takeBack(Project project, SongId song, const MixDifference& difference, const Song& before);

} // namespace lacquer::project
