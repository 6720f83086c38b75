#include "engine/surfaces/mackie_protocol.h"

namespace lacquer::surfaces::mackie {
namespace {

constexpr std::uint8_t byteOf(int value) { return static_cast<std::uint8_t>(value); }
constexpr int kPressed = 0x40;

} // namespace

Bytes sysEx(std::uint8_t model, std::uint8_t command, std::span<const std::uint8_t> data) {
    Bytes bytes;
    bytes.reserve(data.size() + 7);
    for (const int byte : {0xf0, 0x00, 0x00, 0x66}) bytes.push_back(byteOf(byte));
    bytes.push_back(model);
    bytes.push_back(command);
    for (const std::uint8_t byte : data) bytes.push_back(byte);
    bytes.push_back(0xf7);
    return bytes;
}

Bytes text(std::uint8_t model, int offset, std::string_view ascii) {
    Bytes data{byteOf(offset)};
    for (const char letter : ascii) data.push_back(byteOf(letter & 0x7f));
    return sysEx(model, kText, data);
}

Bytes fader(int index, int position) { return {byteOf(0xe0 | index), byteOf(position & 0x7f), byteOf(position >> 7)}; }

Bytes lamp(int note, Lamp state, bool blinks) {
    const int velocity = state == Lamp::off ? 0 : state == Lamp::blinking && blinks ? 1 : 0x7f;
    return {0x90, byteOf(note), byteOf(velocity)};
}

Bytes ring(int index, const Ring& ring) {
    const int value = ring.position == 0 ? 0 : (static_cast<int>(ring.mode) << 4) | ring.position;
    return {0xb0, byteOf(0x30 + index), byteOf(value | (ring.centre ? 0x40 : 0))};
}

Bytes digit(int fromRight, std::uint8_t code) { return {0xb0, byteOf(0x40 + fromRight), code}; }

Bytes meter(int index, int level) { return {0xd0, byteOf(index << 4 | level)}; }

std::array<std::uint8_t, 4> response(std::span<const std::uint8_t, 4> challenge) {
    const int c0 = challenge[0], c1 = challenge[1], c2 = challenge[2], c3 = challenge[3];
    const auto cut = [](int value) { return byteOf(value & 0x7f); };
    return {cut(c0 + (c1 ^ 0x0a) - c3), cut((c2 >> 4) ^ (c0 + c3)), cut((c3 - (c2 << 2)) ^ (c0 | c1)),
            cut(c1 - c2 + (0xf0 ^ (c3 << 4)))};
}

std::optional<Command> parseSysEx(std::span<const std::uint8_t> message) {
    if (message.size() < 7 || message[0] != 0xf0 || message[1] != 0 || message[2] != 0 || message[3] != 0x66)
        return std::nullopt;
    return Command{message[4], message[5], message.subspan(6, message.size() - 7)};
}

int ticksOf(std::uint8_t value) {
    const int count = value & 0x3f;
    return (count == 0 ? 1 : count) * (value & 0x40 ? -1 : 1);
}

bool isKey(int note) {
    return (note >= 0x28 && note <= 0x51) || note == 0x52 || note == 0x53 || (note >= 0x54 && note <= 0x67);
}

std::optional<DeskEvent> parse(std::span<const std::uint8_t> message, int firstStrip) {
    if (message.size() != 3) return std::nullopt;
    const int kind = message[0] & 0xf0, channel = message[0] & 0x0f, number = message[1], value = message[2];
    if (kind == 0xe0) {
        if (channel > 8) return std::nullopt;
        return FaderMoved{channel == 8 ? kMaster : firstStrip + channel, value << 7 | number};
    }
    if (channel != 0) return std::nullopt;
    if (kind == 0xb0) {
        if (number >= 0x10 && number <= 0x17) return PotTurned{firstStrip + number - 0x10, ticksOf(message[2])};
        if (number == 0x3c) return WheelTurned{ticksOf(message[2])};
        if (number == 0x2e) return PedalMoved{value / 127.0};
        return std::nullopt;
    }
    if (kind != 0x90 && kind != 0x80) return std::nullopt;
    const bool down = kind == 0x90 && value >= kPressed;
    if (number < 0x28) {
        static constexpr StripKey kRows[] = {StripKey::record, StripKey::solo, StripKey::mute, StripKey::select,
                                             StripKey::pot};
        return StripKeyed{firstStrip + number % 8, kRows[number / 8], down};
    }
    if (number >= 0x68 && number <= 0x6f) return FaderTouched{firstStrip + number - 0x68, down};
    if (number == 0x70) return FaderTouched{kMaster, down};
    if (isKey(number)) return Keyed{static_cast<Key>(number), down};
    return std::nullopt;
}

} // namespace lacquer::surfaces::mackie
