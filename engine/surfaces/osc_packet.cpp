#include "engine/surfaces/osc_packet.h"

#include <lo/lo.h>

#include <cstring>
#include <memory>

namespace lacquer::surfaces {
namespace {

struct FreeMessage {
    void operator()(void* message) const { lo_message_free(message); }
};
using Message = std::unique_ptr<void, FreeMessage>;

constexpr std::size_t kLargest = 16384;
constexpr std::string_view kBundle{"#bundle\0", 8};

bool parseInto(std::span<const std::uint8_t> packet, std::vector<OscMessage>& found, int depth) {
    if (packet.size() < 8 || packet.size() > kLargest || packet.size() % 4 != 0 || depth > 4) return false;
    // liblo swaps bytes in place and wants them writable.
    Bytes copy(packet.begin(), packet.end());
    if (std::memcmp(copy.data(), kBundle.data(), kBundle.size()) == 0) {
        for (std::size_t at = 16; at < copy.size();) {
            if (at + 4 > copy.size()) return false;
            const std::size_t size = static_cast<std::size_t>(copy[at]) << 24 | static_cast<std::size_t>(copy[at + 1]) << 16 |
                                     static_cast<std::size_t>(copy[at + 2]) << 8 | copy[at + 3];
            at += 4;
            if (size > copy.size() - at || !parseInto(packet.subspan(at, size), found, depth + 1)) return false;
            at += size;
        }
        return copy.size() >= 16;
    }
    if (copy[0] != '/') return false;
    int result = 0;
    const Message message(lo_message_deserialise(copy.data(), copy.size(), &result));
    if (!message) return false;
    const char* path = lo_get_path(copy.data(), static_cast<ssize_t>(copy.size()));
    if (!path) return false;
    OscMessage read{path, {}};
    const char* types = lo_message_get_types(message.get());
    lo_arg** values = lo_message_get_argv(message.get());
    for (int k = 0; types[k] != 0; ++k) {
        switch (types[k]) {
        case LO_FLOAT: read.arguments.emplace_back(static_cast<double>(values[k]->f)); break;
        case LO_DOUBLE: read.arguments.emplace_back(values[k]->d); break;
        case LO_INT32: read.arguments.emplace_back(static_cast<double>(values[k]->i)); break;
        case LO_INT64: read.arguments.emplace_back(static_cast<double>(values[k]->h)); break;
        case LO_TRUE: read.arguments.emplace_back(1.0); break;
        case LO_FALSE: read.arguments.emplace_back(0.0); break;
        case LO_STRING:
        case LO_SYMBOL: read.arguments.emplace_back(std::string(&values[k]->s)); break;
        default: break; // nil, infinitum, blobs, colours: nothing that moves a fader
        }
    }
    found.push_back(std::move(read));
    return true;
}

} // namespace

std::optional<double> OscMessage::number(std::size_t which) const {
    if (which >= arguments.size()) return std::nullopt;
    const double* value = std::get_if<double>(&arguments[which]);
    return value ? std::optional(*value) : std::nullopt;
}

std::optional<std::vector<OscMessage>> parseOsc(std::span<const std::uint8_t> packet) {
    std::vector<OscMessage> found;
    if (!parseInto(packet, found, 0)) return std::nullopt;
    return found;
}

Bytes oscPacket(const OscMessage& message) {
    const Message made(lo_message_new());
    for (const auto& argument : message.arguments) {
        if (const double* value = std::get_if<double>(&argument)) lo_message_add_float(made.get(), static_cast<float>(*value));
        else lo_message_add_string(made.get(), std::get<std::string>(argument).c_str());
    }
    Bytes bytes(lo_message_length(made.get(), message.path.c_str()));
    lo_message_serialise(made.get(), message.path.c_str(), bytes.data(), nullptr);
    return bytes;
}

} // namespace lacquer::surfaces
