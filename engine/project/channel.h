#pragma once

#include "engine/project/automation.h"
#include "engine/vocabulary/ids.h"
#include "engine/vocabulary/parameter.h"
#include "engine/vocabulary/units.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace lacquer::project {

/// A processor in a channel's chain, by catalogue id. An id this version does not know is kept with
/// all its values and passes audio through.
struct Insert {
    InsertId id;
    std::string processor;
    ParameterValues values;
    bool bypassed = false; ///< the `bypass` parameter; automation may override it
    ChannelId key;         ///< side-chain source; none: internal

    friend bool operator==(const Insert&, const Insert&) = default;
};

struct Send {
    SendId id;
    ChannelId bus;
    Decibels level{-12.0}; ///< −inf, −90…+10 dB
    bool preFader = false;
    bool muted = false;

    friend bool operator==(const Send&, const Send&) = default;
};

/// sRGB, 0xRRGGBB. The theme may shift it; 0 is "no colour chosen".
struct Colour {
    std::uint32_t rgb = 0;
    friend bool operator==(const Colour&, const Colour&) = default;
};

/// The strip: trim, polarity, inserts, fader, pan, sends, mute and solo, output.
struct Channel {
    ChannelId id;
    std::string name;
    Colour colour;
    Decibels trim;  ///< −24…+24 dB, before the inserts
    bool polarityInverted = false;
    std::vector<std::shared_ptr<const Insert>> inserts; ///< in order
    Decibels fader; ///< −inf, −90…+10 dB
    double pan = 0; ///< −100 (L100) … 0 (C) … +100 (R100)
    double width = 100; ///< percent, 0…200: the side signal's share; stereo channels only
    std::vector<Send> sends;
    bool muted = false;
    bool soloed = false;
    bool soloSafe = false; ///< not silenced by others' solo; on for buses that sends feed
    ChannelId output;      ///< a bus of the same song; none: the mix bus
    ChannelId vca;         ///< a VCA of the same song that moves this one along; none: nobody does
    AutomationMode automationMode = AutomationMode::read;
    std::vector<std::shared_ptr<const AutomationCurve>> automation; ///< at most one per target
    std::string notes;
};

/// Equality by content; shared parts compare by pointer first.
bool operator==(const Channel& a, const Channel& b);

} // namespace lacquer::project
