#pragma once

#include <chrono>
#include <cstdint>
#include <variant>

/// What hands do on a mixing surface, whatever protocol carries it.
namespace lacquer::surfaces {

/// Time since the program's own beginning; given from outside, so that tests turn the clock.
using Time = std::chrono::microseconds;
using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""us;

/// The number of the master fader among strips.
inline constexpr int kMaster = -1;

/// Keys of one strip.
enum class StripKey { record, solo, mute, select, pot };

/// Keys of the whole surface. The values are the Mackie Control's note numbers.
enum class Key : std::uint8_t {
    track = 0x28, send, pan, plugin, eq, instrument,
    bankLeft = 0x2e, bankRight, channelLeft, channelRight, flip, globalView, nameValue, timeFormat,
    f1 = 0x36, f2, f3, f4, f5, f6, f7, f8,
    midiTracks = 0x3e, inputs, audioTracks, audioInstruments, aux, busses, outputs, user,
    shift = 0x46, option, control, alt,
    read = 0x4a, write, trim, touch, latch, group,
    save = 0x50, undo, cancel, enter,
    marker = 0x54, nudge, cycle, drop, replace, click, solo, rewind, forward, stop, play, record,
    up = 0x60, down, left, right, zoom, scrub, userA, userB,
};

struct FaderTouched { int strip; bool on; };
struct FaderMoved { int strip; int position; /* 0…16383 */ };
struct PotTurned { int strip; int ticks; /* clockwise is positive */ };
struct StripKeyed { int strip; StripKey key; bool down; };
struct Keyed { Key key; bool down; };
struct WheelTurned { int ticks; };
/// An expression pedal, 0…1.
struct PedalMoved { double travel; };

using DeskEvent = std::variant<FaderTouched, FaderMoved, PotTurned, StripKeyed, Keyed, WheelTurned, PedalMoved>;

} // namespace lacquer::surfaces
