#pragma once

#include "engine/surfaces/fader_law.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lacquer::surfaces {

enum class Protocol { mackie, hui, generic, osc };
enum class Screen { none, shared /**< one long display: 6 cells and a gap */, separate /**< 7 cells each */ };
enum class Tint { none, behringer, icon };
enum class MeterKind { none, display, lamps };

/// What a model can do and how fast it may be told.
struct Profile {
    std::string id;   ///< "mcu", "x-touch"
    std::string name; ///< "Mackie Control"
    Protocol protocol = Protocol::mackie;
    bool extender = false;
    std::uint8_t model = 0;   ///< in its SysEx; 0: whichever answers
    bool handshake = true;    ///< answers the query; otherwise it is taken for ready after 2 s
    bool master = true;
    bool touch = true;
    FaderLaw law;
    Screen screen = Screen::shared;
    Tint tint = Tint::none;
    bool timeDisplay = true;
    bool assignmentDisplay = true;
    MeterKind meters = MeterKind::display;
    int topMeter = 0xc;
    bool blink = true;
    int bytesPerSecond = 12000; ///< DIN cables carry 3125
    int textGapMs = 0;          ///< at least so long between two texts
    std::vector<std::string> ports; ///< parts of port names, lower case
};

/// The models known, extenders beside their main units; the more particular before the general.
std::span<const Profile> profiles();
/// Null when there is none.
const Profile* findProfile(std::string_view id);
/// The profile whose port names fit, if any; "X-Touch-Ext" is an extender, "X-Touch" is not.
const Profile* recogniseProfile(std::string_view portName);

} // namespace lacquer::surfaces
