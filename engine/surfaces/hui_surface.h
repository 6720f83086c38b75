#pragma once

#include "engine/surfaces/byte_budget.h"
#include "engine/surfaces/desk.h"
#include "engine/surfaces/motor_fader.h"
#include "engine/surfaces/profile.h"
#include "engine/surfaces/surface.h"

#include <array>
#include <string>
#include <vector>

namespace lacquer::surfaces {

/// A Mackie HUI, or what speaks like one: eight strips on one pair of ports, kept alive by a ping
/// every second; it is there as long as it answers.
///
/// Source   theageman, "HUI MIDI protocol" (2010, firmware 1.45), checked against the tables of other
///          hosts
class HuiSurface final : public Surface {
public:
    HuiSurface(Profile profile, const DeskSettings& settings);

    int units() const override { return 1; }
    void opened(int unit, Time now) override;
    void lost(int unit, Time now) override;
    void receive(int unit, std::span<const std::uint8_t> bytes, Time now) override;
    void show(std::shared_ptr<const Mixer> mixer, std::uint64_t done, Time now) override;
    void read(const Readings& readings, Time now) override;
    void refresh(Time now) override;
    void finish(Time now) override;
    std::vector<Outgoing> takeOutgoing() override { return std::exchange(outgoing_, {}); }
    std::vector<Action> takeActions() override { return desk_.takeActions(); }
    UnitStatus status(int) const override { return status_; }
    std::uint64_t dropped() const override { return dropped_ + reader_.dropped(); }
    std::vector<ChannelId> banked() const override { return desk_.banked(); }

    const Desk& desk() const { return desk_; }

private:
    static constexpr std::size_t kStrips = 8;
    static constexpr std::size_t kZones = 0x1e;

    void hear(std::span<const std::uint8_t> message, Time now);
    void switched(int zone, int port, bool down, Time now);
    void answer();
    void forget();
    void send(Bytes bytes);
    void setLamp(int zone, int port, bool on);
    void draw(Time now);
    void drawText(const DeskPicture& picture);
    void drawTime(const DeskPicture& picture);
    void drawMeters(Time now);

    Profile profile_;
    Desk desk_;
    MessageReader reader_;
    UnitStatus status_;
    bool shown_ = false;
    Time nextPing_{};
    int unanswered_ = 0;

    int zone_ = -1;                       ///< that the next switch is in
    std::array<int, kStrips> highBytes_{}; ///< of positions under way
    std::array<std::array<int, 8>, kZones> lamps_{};
    std::array<MotorFader, kStrips> motors_;
    std::array<int, kStrips> rings_{};
    std::array<std::string, kStrips + 1> names_; ///< the last: select-assign
    std::array<std::string, 8> cells_;           ///< of the main display, ten characters each
    Digits time_{};
    bool timeTold_ = false;
    struct Meter {
        float peak = 0;
        int sent = -1;
    };
    std::array<Meter, kStrips> meters_{};
    Time nextMeters_{};
    unsigned turns_ = 0;

    ByteBudget budget_;
    std::vector<Outgoing> outgoing_;
    std::uint64_t dropped_ = 0;
};

} // namespace lacquer::surfaces
