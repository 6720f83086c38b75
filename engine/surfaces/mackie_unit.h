#pragma once

#include "engine/surfaces/byte_budget.h"
#include "engine/surfaces/desk_picture.h"
#include "engine/surfaces/mackie_protocol.h"
#include "engine/surfaces/meter_lamps.h"
#include "engine/surfaces/motor_fader.h"
#include "engine/surfaces/profile.h"
#include "engine/surfaces/surface.h"

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace lacquer::surfaces {

/// One pair of ports of a Mackie surface: its handshake, and what it has been shown so far, so that
/// only differences are sent. Its eight strips are those from `firstStrip` on of the desk.
///
/// Thread   one
class MackieUnit {
public:
    static constexpr int kStrips = 8;

    MackieUnit(Profile profile, int firstStrip);

    const Profile& profile() const { return profile_; }
    int firstStrip() const { return firstStrip_; }
    const UnitStatus& status() const { return status_; }
    bool isOnline() const { return status_.state == UnitStatus::State::online; }

    void open(Time now);
    void lose();
    /// A whole message; what hands did comes back. Nonsense gives nothing and is counted.
    std::optional<DeskEvent> receive(std::span<const std::uint8_t> message, Time now);
    void takePeak(int strip, float peak) { meters_[static_cast<std::size_t>(strip)].take(peak); }
    void query(Time now);
    void draw(const DeskPicture& picture, Time now);
    /// Everything dark and empty.
    void blank(bool fadersDown);

    std::vector<Bytes> take() { return std::exchange(outgoing_, {}); }
    std::uint64_t dropped() const { return dropped_; }

private:
    void hear(const mackie::Command& command, Time now);
    void goOnline(Time now);
    void forget();
    void send(Bytes bytes);
    std::uint8_t model() const;

    void drawFaders(const DeskPicture& picture, Time now);
    void drawLamps(const DeskPicture& picture);
    void drawText(const DeskPicture& picture, Time now);
    void drawRings(const DeskPicture& picture);
    void drawColours(const DeskPicture& picture);
    void drawTime(const DeskPicture& picture, Time now);
    void drawMeters(const DeskPicture& picture, Time now);
    void setLamp(int note, Lamp state);

    Profile profile_;
    int firstStrip_;
    UnitStatus status_;
    std::uint8_t answered_ = 0; ///< the model that spoke
    Time openedAt_{}, nextQuery_{};

    // What it shows. −1 or empty: not told yet.
    std::array<int, 128> lamps_{};
    std::array<std::string, 2 * kStrips> cells_;
    std::array<int, kStrips> rings_{};
    std::array<int, 12> digits_{};
    std::optional<std::array<std::uint8_t, 3 * kStrips>> colours_;
    std::array<MotorFader, kStrips + 1> motors_;
    std::array<FallingMeter, kStrips> meters_;
    unsigned turns_ = 0, jumps_ = 0, clears_ = 0;
    Time nextText_{}, nextTimeRepair_{};
    bool meterModeTold_ = false;

    ByteBudget budget_;
    std::vector<Bytes> outgoing_;
    std::uint64_t dropped_ = 0;
};

} // namespace lacquer::surfaces
