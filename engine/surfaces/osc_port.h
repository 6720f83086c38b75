#pragma once

#include "engine/surfaces/message.h"
#include "engine/vocabulary/result.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>

namespace lacquer::surfaces {

/// A UDP socket for OSC: on this machine alone, or open to the network when the user says so.
///
/// Errors   the port is taken or not allowed
/// Thread   one
class OscPort {
public:
    enum class Reach { thisMachine, network };

    static Result<std::unique_ptr<OscPort>> open(int port, Reach reach);
    ~OscPort();
    OscPort(const OscPort&) = delete;
    OscPort& operator=(const OscPort&) = delete;

    /// Who sent a packet; address and port in the machine's own order.
    struct Peer {
        std::uint32_t address = 0;
        std::uint16_t port = 0;
        friend bool operator==(const Peer&, const Peer&) = default;
    };

    /// The next packet that waits, if any; never waits itself. The span is valid until the next call.
    struct Packet {
        Peer from;
        std::span<const std::uint8_t> bytes;
    };
    std::optional<Packet> receive();
    void send(const Peer& to, const Bytes& bytes);
    int port() const { return port_; }

private:
    OscPort(int socket, int port) : socket_(socket), port_(port), buffer_(16384) {}

    int socket_;
    int port_;
    Bytes buffer_;
};

} // namespace lacquer::surfaces
