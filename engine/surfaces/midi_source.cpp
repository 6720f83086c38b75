#include "engine/surfaces/midi_source.h"

#include <algorithm>

namespace lacquer::surfaces {

using Kind = Source::Kind;

int relativeTicks(Motion motion, int value) {
    switch (motion) {
    case Motion::twosComplement: return value < 64 ? value : value - 128;
    case Motion::binaryOffset: return value - 64;
    case Motion::signedBit: return (value & 0x3f) * (value & 0x40 ? -1 : 1);
    case Motion::reversedSign: return (value & 0x3f) * (value & 0x40 ? 1 : -1);
    default: return 0;
    }
}

bool isRelative(Motion motion) {
    return motion == Motion::twosComplement || motion == Motion::binaryOffset || motion == Motion::signedBit ||
           motion == Motion::reversedSign;
}

bool isKeyMotion(Motion motion) {
    return motion == Motion::toggle || motion == Motion::follow || motion == Motion::whileHeld;
}

std::vector<SourceValue> MidiSourceReader::late(Time now) {
    std::vector<SourceValue> found;
    std::erase_if(halves_, [&](const Half& half) {
        if (now - half.since < kPatience) return false;
        found.push_back({half.source, half.high << 7});
        return true;
    });
    return found;
}

std::vector<SourceValue> MidiSourceReader::read(std::span<const std::uint8_t> message, Time now, const IsPair& isPair) {
    std::vector<SourceValue> found = late(now);
    if (message.empty() || message[0] >= 0xf0) return found;
    const int kind = message[0] & 0xf0, channel = message[0] & 0x0f, number = message[1];
    const int value = message.size() > 2 ? message[2] : 0;
    const auto begin = [&](const Source& source, int high) {
        std::erase_if(halves_, [&](const Half& half) { return half.source == source; });
        halves_.push_back({source, high, now});
    };
    const auto complete = [&](const Source& source) {
        const auto half = std::ranges::find(halves_, source, &Half::source);
        if (half == halves_.end()) return;
        found.push_back({source, half->high << 7 | value});
        halves_.erase(half);
    };
    switch (kind) {
    case 0x80: found.push_back({{Kind::note, channel, number}, 0, false}); break;
    case 0x90: found.push_back({{Kind::note, channel, number}, value, value > 0}); break;
    case 0xc0: found.push_back({{Kind::program, channel, number}, 127}); break;
    case 0xd0: found.push_back({{Kind::pressure, channel, 0}, number}); break;
    case 0xe0: found.push_back({{Kind::pitchBend, channel, 0}, value << 7 | number}); break;
    case 0xb0: {
        Nrpn& nrpn = nrpn_[static_cast<std::size_t>(channel)];
        const Source selected{Kind::nrpn, channel, nrpn.high << 7 | nrpn.low};
        if (number == 0x63) nrpn.high = value;
        else if (number == 0x62) nrpn.low = value;
        else if (number == 0x65 || number == 0x64) nrpn = {};
        else if (number == 0x06 && nrpn.isSelected()) begin(selected, value);
        else if (number == 0x26 && nrpn.isSelected()) complete(selected);
        else if (number < 32 && isPair(channel, number)) begin({Kind::controller14, channel, number}, value);
        else if (number >= 32 && number < 64 && isPair(channel, number - 32)) complete({Kind::controller14, channel, number - 32});
        else found.push_back({{Kind::controller, channel, number}, value});
        break;
    }
    default: break;
    }
    return found;
}

} // namespace lacquer::surfaces
