#pragma once

#include "engine/surfaces/midi_ports.h"
#include "engine/surfaces/osc_port.h"
#include "engine/surfaces/surface.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace lacquer::surfaces {

/// A surface with the ports it is to be found on.
struct Setup {
    struct Unit {
        std::string in, out; ///< a port's id, its name, or a part of it; empty: none in that direction
    };
    std::string name; ///< for people
    std::unique_ptr<Surface> surface;
    std::vector<Unit> units; ///< as many as the surface has; none for OSC
    int oscPort = 0;         ///< UDP; 0: no OSC
    OscPort::Reach oscReach = OscPort::Reach::thisMachine;
};

/// How the surfaces stand, for people.
struct RigStatus {
    struct Unit {
        UnitStatus status;
        std::string port; ///< that is open; empty: none
    };
    struct Rigged {
        int id = 0;
        std::string name;
        std::vector<Unit> units;
        std::vector<ChannelId> banked;
        std::uint64_t dropped = 0; ///< bytes and messages that made no sense, or were too many
        std::string trouble;
    };
    std::vector<PortInfo> ports;
    std::vector<Rigged> surfaces;
};

/// All surfaces on their ports, run by a thread of their own: messages in, bytes out, ports that
/// vanish and return, floods that are coalesced.
///
/// A hand's move is heard at once through `heard`, on the rig's thread, ahead of the edit that the
/// main thread makes of it; all deeds wait for takeDeeds(). Newer moves of one control replace older
/// ones that still wait.
///
/// Latency  a message is with `heard` as soon as the rig's thread wakes; pictures go out in the same
///          turn, others' changes within 5 ms of show()
/// Limits   a port's messages beyond 64 KiB that wait are dropped and counted
/// Thread   [main]; `heard` and `wake` are called on the rig's thread
class Rig {
public:
    struct Host {
        std::function<void(const Control&, double)> heard;
        std::function<void()> wake; ///< deeds wait, or the status changed
    };

    explicit Rig(Host host);
    /// Says goodbye to every surface and closes the ports.
    ~Rig();
    Rig(const Rig&) = delete;
    Rig& operator=(const Rig&) = delete;

    /// Its number, for the functions below.
    int add(Setup setup);
    void remove(int id);

    /// The mix after everything that takeDeeds() has given so far was carried out.
    void show(std::shared_ptr<const Mixer> mixer);
    void read(Readings readings);
    std::vector<Deed> takeDeeds(std::size_t most = 256);

    RigStatus status() const;
    /// As if these bytes had come from a unit: the surface on the screen.
    void play(int id, int unit, const Bytes& bytes);
    /// Runs something on a surface while it rests; returns false when it is not there.
    bool visit(int id, const std::function<void(Surface&)>& visitor);

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// The first port that can do what is wanted and fits: by id, by name, by a part of the name.
const PortInfo* findPort(const std::vector<PortInfo>& ports, const std::string& wish, bool forInput);

} // namespace lacquer::surfaces
