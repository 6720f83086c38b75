#pragma once

#include "engine/surfaces/strip_text.h"
#include "engine/vocabulary/ids.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// What a mixing surface shows, whatever protocol carries it.
namespace lacquer::surfaces {

enum class RingMode { dot, boostCut, wrap, spread };

/// The lights around a knob.
struct Ring {
    RingMode mode = RingMode::dot;
    int position = 0; ///< 0: all dark; 1…11
    bool centre = false;
    friend bool operator==(const Ring&, const Ring&) = default;
};

enum class Lamp : std::uint8_t { off, on, blinking };

struct StripPicture {
    ChannelId channel; ///< none: nothing is on this strip
    std::string upper; ///< UTF-8, not yet shortened
    std::string lower; ///< as upper
    int fader = 0;     ///< 0…16383
    Ring ring;
    Lamp record = Lamp::off, solo = Lamp::off, mute = Lamp::off, select = Lamp::off;
    std::uint32_t colour = 0; ///< 0xRRGGBB; 0: none chosen
};

struct DeskPicture {
    std::vector<StripPicture> strips;
    int master = 0; ///< position of the master fader
    std::array<Lamp, 128> lamps{}; ///< by Key
    bool anySolo = false;
    bool smpte = true;
    Digits time{};
    char assignment[2] = {' ', ' '};
    /// Instead of all names, for a second.
    std::optional<std::string> notice;
    /// Counts jumps of all strips to others: everything is sent anew.
    unsigned turns = 0;
    /// Counts jumps of the playhead.
    unsigned jumps = 0;
    /// Counts the times the clip lamps were cleared.
    unsigned clears = 0;
};

} // namespace lacquer::surfaces
