#pragma once

#include "engine/surfaces/desk.h"
#include "engine/surfaces/mackie_unit.h"
#include "engine/surfaces/surface.h"

#include <vector>

namespace lacquer::surfaces {

/// A Mackie Control with its extenders as one desk. Units stand in the order they are given, from
/// the left; any of them may be missing or come back at any time.
class MackieSurface final : public Surface {
public:
    enum class FadersAtEnd { stay, down };

    MackieSurface(std::vector<Profile> units, const DeskSettings& settings, FadersAtEnd atEnd = FadersAtEnd::stay);

    int units() const override { return static_cast<int>(units_.size()); }
    void opened(int unit, Time now) override;
    void lost(int unit, Time now) override;
    void receive(int unit, std::span<const std::uint8_t> bytes, Time now) override;
    void show(std::shared_ptr<const Mixer> mixer, std::uint64_t done, Time now) override;
    void read(const Readings& readings, Time now) override;
    void refresh(Time now) override;
    void finish(Time now) override;
    std::vector<Outgoing> takeOutgoing() override;
    std::vector<Action> takeActions() override { return desk_.takeActions(); }
    UnitStatus status(int unit) const override { return units_[static_cast<std::size_t>(unit)].status(); }
    std::uint64_t dropped() const override;
    std::vector<ChannelId> banked() const override { return desk_.banked(); }

    const Desk& desk() const { return desk_; }

private:
    Desk desk_;
    FadersAtEnd atEnd_;
    std::vector<MackieUnit> units_;
    std::vector<MessageReader> readers_;
    bool shown_ = false;
};

} // namespace lacquer::surfaces
