#pragma once

#include "engine/surfaces/action_queue.h"
#include "engine/surfaces/desk_event.h"
#include "engine/surfaces/mixer.h"

#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace lacquer::surfaces {

/// Holds values for controllers that never say when a hand comes and goes: a move is a touch that
/// ends 300 ms after the last one. What was asked for counts as done until the mix shows it.
///
/// Thread   one
class ValueGrip {
public:
    void show(std::shared_ptr<const Mixer> mixer, std::uint64_t done);
    void read(const Readings& readings) { readings_ = readings; }

    const Mixer* mixer() const { return mixer_.get(); }
    const Readings& readings() const { return readings_; }
    const ParameterSpec* spec(const Control& control) const;
    double value(const Control& control) const;
    /// Somebody's hand of this surface is on it now.
    bool isHeld(const Control& control) const;

    void move(const Control& control, double value, Time now);
    void put(const Control& control, double value);
    void issue(Deed deed) { actions_.issue(std::move(deed)); }
    void tick(Time now);
    void letGo();
    std::vector<Action> takeActions() { return actions_.take(); }

private:
    static constexpr Time kTouch = 300ms;

    struct Held {
        Control control;
        double value = 0;
        std::uint64_t number = 0;
        bool inHand = false;
        Time last{};
    };

    Held& heldFor(const Control& control);
    void release(Held& held);

    std::shared_ptr<const Mixer> mixer_;
    Readings readings_;
    std::vector<Held> held_;
    ActionQueue actions_;
};

} // namespace lacquer::surfaces
