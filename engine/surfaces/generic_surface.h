#pragma once

#include "engine/surfaces/generic_map.h"
#include "engine/surfaces/learner.h"
#include "engine/surfaces/midi_source.h"
#include "engine/surfaces/surface.h"
#include "engine/surfaces/value_grip.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace lacquer::surfaces {

/// A box of knobs, faders and keys by its map: ready-made, learned, or both. Faders without motors
/// wait until they meet the value; keys and rings are told what became of it.
class GenericSurface final : public Surface {
public:
    explicit GenericSurface(GenericMap map) : map_(std::move(map)) {}

    int units() const override { return 1; }
    void opened(int unit, Time now) override;
    void lost(int unit, Time now) override;
    void receive(int unit, std::span<const std::uint8_t> bytes, Time now) override;
    void show(std::shared_ptr<const Mixer> mixer, std::uint64_t done, Time now) override;
    void read(const Readings& readings, Time) override { grip_.read(readings); }
    void refresh(Time now) override;
    void finish(Time now) override;
    std::vector<Outgoing> takeOutgoing() override { return std::exchange(outgoing_, {}); }
    std::vector<Action> takeActions() override { return grip_.takeActions(); }
    UnitStatus status(int) const override { return status_; }
    std::uint64_t dropped() const override { return reader_.dropped(); }
    std::vector<ChannelId> banked() const override;

    /// The next thing that is moved will move this. It replaces what moved it before.
    void learn(const Destination& destination);
    void cancelLearning() { learning_.reset(); }
    bool isLearning() const { return learning_.has_value(); }
    const GenericMap& map() const { return map_; }
    void setMap(GenericMap map);
    /// A control without a motor that has not met its value yet, and where it stands, 0…1.
    std::optional<double> waitingAt(const Control& control) const;

private:
    /// What came of a binding so far.
    struct Memory {
        TakeoverState takeover;
        std::optional<double> given; ///< travel this binding set last
        int ticks = 0;
        bool down = false;
        int told = -1; ///< value sent as feedback
    };

    void hear(const SourceValue& value, Time now);
    void obey(std::size_t at, const SourceValue& value, Time now);
    void moveValue(std::size_t at, const Control& control, const SourceValue& value, Time now);
    std::optional<Control> controlOf(const Destination& destination) const;
    const project::Channel* channelOf(const Destination& destination) const;
    std::vector<ChannelId> channels() const;
    void moveBank(int by);
    void tellBack(Time now);
    int feedbackValue(const Binding& binding) const;
    bool tellsBack(const Binding& binding) const;

    GenericMap map_;
    std::vector<Memory> memories_;
    MessageReader reader_;
    MidiSourceReader sources_;
    ValueGrip grip_;
    UnitStatus status_;
    int bank_ = 0;
    std::optional<Destination> learning_;
    Learner learner_;
    Time nextTold_{};
    std::vector<Outgoing> outgoing_;
};

} // namespace lacquer::surfaces
