#pragma once

#include "engine/surfaces/message.h"

#include <functional>
#include <memory>
#include <span>
#include <string>

namespace lacquer::surfaces {

/// A pair of MIDI ports on JACK, each joined to a port of a device or another program.
///
/// One client holds both, made whole before it runs and taken away as a whole: a client that gives up
/// a port while the server tells it of latencies reads its own list of ports as it changes, and falls.
///
/// Thread   one; `arrived` is called from JACK's, where it must neither wait nor allocate
class JackMidi {
public:
    using Arrived = std::function<void(std::span<const std::uint8_t>)>;

    /// Names of ports as JACK writes them, "client:port"; empty: nothing in that direction. Nothing
    /// when the server or a port is gone.
    static std::unique_ptr<JackMidi> open(const std::string& inName, const std::string& outName, Arrived arrived);
    ~JackMidi();
    JackMidi(const JackMidi&) = delete;
    JackMidi& operator=(const JackMidi&) = delete;

    /// What finds no room is dropped as a whole message: the device is slower than what is sent.
    void send(const Bytes& bytes);

private:
    struct State;
    explicit JackMidi(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

} // namespace lacquer::surfaces
