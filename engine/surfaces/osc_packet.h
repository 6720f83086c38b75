#pragma once

#include "engine/surfaces/message.h"

#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace lacquer::surfaces {

/// An OSC message: a path and numbers or words. True and false travel as 1 and 0.
struct OscMessage {
    std::string path;
    std::vector<std::variant<double, std::string>> arguments;

    /// The nth argument as a number, if it is one.
    std::optional<double> number(std::size_t which) const;
};

/// The messages of a packet, bundles unpacked; none when any of it is malformed.
///
/// Source   Open Sound Control 1.0; read and written by liblo
std::optional<std::vector<OscMessage>> parseOsc(std::span<const std::uint8_t> packet);
/// Numbers as floats.
Bytes oscPacket(const OscMessage& message);

} // namespace lacquer::surfaces
