#pragma once

#include "engine/surfaces/action.h"
#include "engine/surfaces/desk_event.h"
#include "engine/surfaces/message.h"
#include "engine/surfaces/mixer.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace lacquer::surfaces {

/// Bytes for one of a surface's units.
struct Outgoing {
    int unit = 0;
    Bytes bytes;
    friend bool operator==(const Outgoing&, const Outgoing&) = default;
};

/// How a unit stands, for people.
struct UnitStatus {
    enum class State { closed, querying, challenged, online, refused, lost };
    State state = State::closed;
    std::string firmware;
};

/// A controller's protocol, apart from the ports that carry it: state, bytes and the mix come in;
/// deeds and bytes come out. No clock, no file, no thread.
///
/// Units    one for each pair of ports: a main unit and its extenders, or a single box
/// Errors   bytes that make no sense are dropped and counted
/// Thread   one
class Surface {
public:
    virtual ~Surface() = default;

    virtual int units() const = 0;
    /// The unit's ports are open, or have gone.
    virtual void opened(int unit, Time now) = 0;
    virtual void lost(int unit, Time now) = 0;
    /// Whatever came, whole messages or pieces.
    virtual void receive(int unit, std::span<const std::uint8_t> bytes, Time now) = 0;
    /// The newest mix, with the surface's own deeds up to number `done` in it.
    virtual void show(std::shared_ptr<const Mixer> mixer, std::uint64_t done, Time now) = 0;
    virtual void read(const Readings& readings, Time now) = 0;
    /// What is due: differences between the mix and what the surface shows, queries, ends of touches.
    virtual void refresh(Time now) = 0;
    /// The last bytes before the ports are closed.
    virtual void finish(Time now) = 0;

    virtual std::vector<Outgoing> takeOutgoing() = 0;
    virtual std::vector<Action> takeActions() = 0;

    virtual UnitStatus status(int unit) const = 0;
    virtual std::uint64_t dropped() const = 0;
    /// The channels that lie on it, in order of its strips; empty for those without strips.
    virtual std::vector<ChannelId> banked() const { return {}; }
};

} // namespace lacquer::surfaces
