#include "engine/surfaces/osc_port.h"

#include <fmt/format.h>

#include <arpa/inet.h>
#include <cerrno>
#include <cstring>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace lacquer::surfaces {

Result<std::unique_ptr<OscPort>> OscPort::open(int port, Reach reach) {
    const int made = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (made < 0) return systemRefused("No network socket could be made for OSC.");
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(reach == Reach::network ? INADDR_ANY : INADDR_LOOPBACK);
    if (bind(made, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        const int reason = errno;
        close(made);
        return systemRefused(fmt::format("UDP port {} for OSC cannot be opened: {}. Choose another port.", port, std::strerror(reason)));
    }
    socklen_t length = sizeof address;
    getsockname(made, reinterpret_cast<sockaddr*>(&address), &length);
    return std::unique_ptr<OscPort>(new OscPort(made, ntohs(address.sin_port)));
}

OscPort::~OscPort() { close(socket_); }

std::optional<OscPort::Packet> OscPort::receive() {
    sockaddr_in from{};
    socklen_t length = sizeof from;
    const ssize_t size = recvfrom(socket_, buffer_.data(), buffer_.size(), 0, reinterpret_cast<sockaddr*>(&from), &length);
    if (size < 0) return std::nullopt;
    return Packet{{ntohl(from.sin_addr.s_addr), ntohs(from.sin_port)}, std::span(buffer_).first(static_cast<std::size_t>(size))};
}

void OscPort::send(const Peer& to, const Bytes& bytes) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(to.port);
    address.sin_addr.s_addr = htonl(to.address);
    // A client that has gone does not answer; that is no error of ours.
    (void)!sendto(socket_, bytes.data(), bytes.size(), MSG_DONTWAIT, reinterpret_cast<const sockaddr*>(&address), sizeof address);
}

} // namespace lacquer::surfaces
