#pragma once

#include "engine/surfaces/desk_event.h"
#include "engine/surfaces/desk_picture.h"
#include "engine/surfaces/message.h"

#include <array>
#include <optional>
#include <span>
#include <string_view>

/// The bytes of the Mackie Control, its extender, and the Logic Control.
///
/// Source   Emagic, "Logic Control — MIDI Implementation" (Logic Pro 7 control surface manual,
///          appendix B); measurements of a Mackie Control Pro, firmware 3
namespace lacquer::surfaces::mackie {

inline constexpr std::uint8_t kMain = 0x14, kExtender = 0x15, kLogic = 0x10, kLogicExtender = 0x11;

// SysEx commands.
inline constexpr std::uint8_t kQuery = 0x00, kConnect = 0x01, kReply = 0x02, kConfirmed = 0x03, kRefused = 0x04,
                              kReady = 0x06, kText = 0x12, kAskVersion = 0x13, kVersion = 0x14, kMeterMode = 0x20,
                              kColours = 0x72;

// Lamps without a key.
inline constexpr std::uint8_t kSmpteLamp = 0x71, kBeatsLamp = 0x72, kSoloLamp = 0x73;

/// F0 00 00 66 model command data F7.
Bytes sysEx(std::uint8_t model, std::uint8_t command, std::span<const std::uint8_t> data = {});
Bytes text(std::uint8_t model, int offset, std::string_view ascii);
Bytes fader(int index, int position);
Bytes lamp(int note, Lamp state, bool blinks);
Bytes ring(int index, const Ring& ring);
Bytes digit(int fromRight, std::uint8_t code);
Bytes meter(int index, int level);

/// The answer to the four bytes a Logic Control puts.
std::array<std::uint8_t, 4> response(std::span<const std::uint8_t, 4> challenge);

/// A SysEx of a Mackie unit, cut into parts; none when it is another's.
struct Command {
    std::uint8_t model = 0, command = 0;
    std::span<const std::uint8_t> data;
};
std::optional<Command> parseSysEx(std::span<const std::uint8_t> message);

/// What a channel message says; none when it makes no sense. Strips count from `firstStrip`.
std::optional<DeskEvent> parse(std::span<const std::uint8_t> message, int firstStrip);
/// Clicks of a knob or wheel: 6 bits and a sign; no clicks count as one.
int ticksOf(std::uint8_t value);
/// One of the keys that a Mackie Control has.
bool isKey(int note);

} // namespace lacquer::surfaces::mackie
