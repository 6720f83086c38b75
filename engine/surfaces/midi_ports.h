#pragma once

#include "engine/surfaces/message.h"
#include "engine/vocabulary/result.h"

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace lacquer::surfaces {

/// A MIDI port of another program or a device. Ports that share a name are one line: most boxes have
/// one in and one out.
struct PortInfo {
    std::string id;   ///< "jack:X-Touch:midi", what stays the same when the device is plugged in again
    std::string name; ///< without the numbers that change from day to day
    std::string api;  ///< "JACK", "ALSA"
    bool in = false;  ///< it can be listened to
    bool out = false; ///< it can be sent to
    friend bool operator==(const PortInfo&, const PortInfo&) = default;
};

/// Looks which ports there are, on ALSA where there is a sequencer and on JACK where a server runs.
/// Remembers its connection to both, so that looking again is cheap.
///
/// Thread   one
class PortWatch {
public:
    PortWatch();
    ~PortWatch();
    PortWatch(const PortWatch&) = delete;
    PortWatch& operator=(const PortWatch&) = delete;

    std::vector<PortInfo> ports();
    /// Something came or went since the last call; JACK tells, elsewhere it is always "perhaps not".
    bool changed();
    /// Ports that went away since the last call, even when they are back by now.
    std::vector<std::string> takeVanished();

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// An open pair of ports. Listening happens on a thread of the MIDI system: `arrived` must neither
/// wait nor allocate.
///
/// Errors   the port cannot be opened
/// Thread   one; `arrived` is called from another
class MidiPort {
public:
    using Arrived = std::function<void(std::span<const std::uint8_t>)>;

    /// Either name may be empty: nothing in that direction. Names as in PortInfo.
    static Result<std::unique_ptr<MidiPort>> open(const std::string& api, const std::string& inName,
                                                  const std::string& outName, Arrived arrived);
    ~MidiPort();
    MidiPort(const MidiPort&) = delete;
    MidiPort& operator=(const MidiPort&) = delete;

    void send(const Bytes& bytes);

private:
    struct State;
    explicit MidiPort(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

} // namespace lacquer::surfaces
