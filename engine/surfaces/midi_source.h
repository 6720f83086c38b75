#pragma once

#include "engine/surfaces/desk_event.h"
#include "engine/surfaces/generic_map.h"

#include <array>
#include <optional>
#include <span>
#include <vector>

namespace lacquer::surfaces {

/// A source and the value it sent.
struct SourceValue {
    Source source;
    int value = 0;   ///< 0…127, or 0…16383 of those with 14 bits
    bool down = true; ///< of notes
    friend bool operator==(const SourceValue&, const SourceValue&) = default;
};

/// Puts together what travels in several messages: 14-bit controllers and NRPNs.
///
/// A controller is taken for a pair only where `isPair` says so; its first half alone counts when the
/// second is 5 ms late. 7F 7F deselects an NRPN.
///
/// Source   MIDI 1.0 Detailed Specification 4.2, controllers 0–63 and 96–101
class MidiSourceReader {
public:
    using IsPair = std::function<bool(int channel, int controller)>;

    std::vector<SourceValue> read(std::span<const std::uint8_t> message, Time now, const IsPair& isPair);
    /// Halves that have waited long enough.
    std::vector<SourceValue> late(Time now);
    void reset() { *this = MidiSourceReader{}; }

private:
    static constexpr Time kPatience = 5ms;

    struct Half {
        Source source;
        int high = 0;
        Time since{};
    };
    struct Nrpn {
        int high = 0x7f, low = 0x7f;
        bool isSelected() const { return high != 0x7f || low != 0x7f; }
    };

    std::vector<Half> halves_;
    std::array<Nrpn, 16> nrpn_{};
};

} // namespace lacquer::surfaces
