#pragma once

#include "engine/surfaces/action.h"
#include "engine/surfaces/message.h"
#include "engine/surfaces/takeover.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace lacquer::surfaces {

/// What a box sends when something on it is moved: kind, MIDI channel, number; or an OSC path.
struct Source {
    enum class Kind { controller, controller14, nrpn, pitchBend, note, program, pressure, osc };
    Kind kind = Kind::controller;
    int channel = 0; ///< 0…15
    int number = 0;  ///< controller, note, program; NRPN of 14 bits; index of an OSC argument
    std::string path = {}; ///< OSC

    friend bool operator==(const Source&, const Source&) = default;
};

/// What its values mean.
enum class Motion {
    absolute,
    twosComplement, ///< 01 is +1, 7F is −1
    binaryOffset,   ///< 41 is +1, 3F is −1
    signedBit,      ///< 01 is +1, 41 is −1
    reversedSign,   ///< 41 is +1, 01 is −1
    toggle,         ///< a key: each press turns it over
    follow,         ///< a key that keeps its own state
    whileHeld,      ///< on while it is down
    velocity,       ///< a key whose strength is the value
};

/// What is moved: a value of the project, of a strip of the bank, of the selected channel or of the
/// mix; a command; or the bank itself.
struct Destination {
    enum class Of { control, strip, selected, mix, command, bank };
    Of of = Of::control;
    Control control = {};       ///< of a control
    int strip = 0;              ///< of a strip, from 0
    std::string parameter = {}; ///< of strip, selected, mix: "fader", "pan", "mute", "solo", "select", "send1"…
    Command command = Command::none;
    int amount = 1; ///< of a command and of the bank: strips to move by

    friend bool operator==(const Destination&, const Destination&) = default;
};

struct Binding {
    Source source;
    Motion motion = Motion::absolute;
    Takeover takeover = Takeover::pickup;
    double low = 0, high = 1; ///< travel at the source's ends; low above high turns it round
    int ticksPerStep = 1;     ///< of an encoder that is too quick
    std::optional<Source> feedback = {}; ///< none: the source itself
    int onValue = 127, offValue = 0;     ///< of lamps
    Destination destination;

    friend bool operator==(const Binding&, const Binding&) = default;
};

/// A box's map, as data.
struct GenericMap {
    std::string id, name;
    std::vector<std::string> ports = {}; ///< parts of port names, lower case
    int strips = 8;
    std::vector<Bytes> hello = {};   ///< sent when its ports open
    std::vector<Bytes> goodbye = {}; ///< sent at the end
    std::vector<Binding> bindings = {};

    friend bool operator==(const GenericMap&, const GenericMap&) = default;
};

/// Clicks of a relative encoder; 0 for motions that are none.
int relativeTicks(Motion motion, int value);
bool isRelative(Motion motion);
bool isKeyMotion(Motion motion);

} // namespace lacquer::surfaces
