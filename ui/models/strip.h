#pragma once

#include "engine/project/project.h"
#include "engine/vocabulary/parameter.h"

#include <string>
#include <vector>

/// What the console shows, built from the project alone.
namespace lacquer::ui {

enum class StripKind { track, group, effectReturn, vca, mix };

struct InsertCell {
    InsertId id;
    std::string processor;
    std::string name; ///< short: "EQ", "Comp"
    bool bypassed = false;
    bool known = true; ///< the catalogue has it
    bool reduces = false; ///< has gain reduction to show

    friend bool operator==(const InsertCell&, const InsertCell&) = default;
};

/// One cell per effect return of the song, so that the same return is in the same row everywhere.
struct SendCell {
    ChannelId bus;
    std::string busName;
    SendId id; ///< none: the channel does not send there yet
    Decibels level{-12};
    bool muted = false;
    bool preFader = false;
    std::uint32_t busColour = 0;

    friend bool operator==(const SendCell&, const SendCell&) = default;
};

struct Strip {
    ChannelId id;
    StripKind kind = StripKind::track;
    int number = 0; ///< from 1 for tracks, 0 for buses
    std::string name;
    std::uint32_t colour = 0;
    double trim = 0;
    bool polarityInverted = false;
    std::vector<InsertCell> inserts;
    std::vector<SendCell> sends;
    double pan = 0;
    double width = 100;
    bool stereo = true;
    bool muted = false;
    bool impliedMute = false; ///< silenced by another strip's solo
    bool soloed = false;
    bool soloSafe = false;
    double fader = 0;
    project::AutomationMode mode = project::AutomationMode::read;
    std::string output; ///< name of where it goes
    ChannelId outputId;
    ChannelId vca;       ///< that moves it along
    std::string vcaName; ///< empty: nobody does
    bool frozen = false; ///< a rendering plays in the place of clips and chain
    bool frozenOutOfDate = false; ///< and frozen anew it would sound otherwise

    friend bool operator==(const Strip&, const Strip&) = default;
};

/// All strips of a song: tracks, then groups, returns, VCAs, then the mix.
std::vector<Strip> stripsOf(const project::Song& song, const Catalogue& catalogue);

/// How many channels of a song are soloed.
int soloCount(const project::Song& song);

/// "EQ" for "eq": short enough for an insert slot.
std::string shortName(std::string_view processor, const Catalogue& catalogue);


} // namespace lacquer::ui
