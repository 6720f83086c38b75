#pragma once

#include "engine/surfaces/generic_map.h"
#include "engine/surfaces/osc_packet.h"
#include "engine/surfaces/surface.h"
#include "engine/surfaces/value_grip.h"

#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace lacquer::surfaces {

/// Tablets and programs that speak OSC. They may use the paths of Ardour's templates (`/strip/fader
/// 1 0.75`, `/select/…`, `/master/…`, `/transport_play`), those of REAPER's (`/track/1/volume 0.75`,
/// `/play`), or any path of their own that was learned (TouchOSC's `/1/fader1`).
///
/// Units    clients, by the address they speak from
/// Told     what has changed since a client was told last, to Ardour-like clients by the feedback
///          they asked for in /set_surface, to REAPER-like ones always, on learned paths always;
///          never while that client's own hand is on the value
/// Source   Ardour manual, "OSC control"; REAPER's default pattern file
class OscSurface final : public Surface {
public:
    static constexpr int kClients = 8;

    explicit OscSurface(std::vector<Binding> learned = {}) : learned_(std::move(learned)) {}

    int units() const override { return kClients; }
    void opened(int unit, Time now) override;
    void lost(int unit, Time now) override;
    void receive(int unit, std::span<const std::uint8_t> packet, Time now) override;
    void show(std::shared_ptr<const Mixer> mixer, std::uint64_t done, Time now) override;
    void read(const Readings& readings, Time now) override;
    void refresh(Time now) override;
    void finish(Time) override { grip_.letGo(); }
    std::vector<Outgoing> takeOutgoing() override { return std::exchange(outgoing_, {}); }
    std::vector<Action> takeActions() override { return grip_.takeActions(); }
    UnitStatus status(int unit) const override;
    std::uint64_t dropped() const override { return dropped_; }

    /// The UDP port a client wants to be answered at; none: the one it sends from.
    std::optional<int> replyPort(int unit) const { return clients_[static_cast<std::size_t>(unit)].replyPort; }

    void learn(const Destination& destination) { learning_ = destination; }
    void cancelLearning() { learning_.reset(); }
    bool isLearning() const { return learning_.has_value(); }
    const std::vector<Binding>& learned() const { return learned_; }

private:
    using Told = std::variant<double, std::string>;

    struct Client {
        bool present = false;
        bool ardour = false, reaper = false; ///< whose paths it uses
        int bank = 0, bankSize = 0;          ///< 0: all
        int feedback = 0, gainMode = 0;
        std::optional<int> replyPort;
        std::map<std::string, Told, std::less<>> told;
    };
    struct Wanted {
        std::string path;
        std::vector<std::variant<double, std::string>> before; ///< arguments in front of the value
        Told value;
        std::optional<Control> control;
    };

    void hear(Client& client, const OscMessage& message, Time now);
    bool hearLearned(Client& client, const OscMessage& message, Time now);
    bool hearSetup(Client& client, const std::vector<std::string_view>& words, const OscMessage& message);
    bool hearTransport(Client& client, std::string_view path, const OscMessage& message);
    bool hearStrip(Client& client, const std::vector<std::string_view>& words, const OscMessage& message, Time now);
    bool hearTrack(Client& client, const std::vector<std::string_view>& words, const OscMessage& message, Time now);
    bool setLeaf(const project::Channel& channel, std::string_view leaf, const std::vector<double>& numbers, Time now);
    void setTravel(const Control& control, double travel, Time now);
    void setSwitch(const Control& control, bool on);

    std::vector<const project::Channel*> channels() const;
    const project::Channel* stripOf(const Client& client, int number) const;
    const project::Channel* selected() const;
    std::vector<Wanted> wanted(const Client& client) const;
    void wantStrips(const Client& client, std::vector<Wanted>& all) const;
    void wantTracks(std::vector<Wanted>& all) const;
    void tell(int unit, Client& client);

    ValueGrip grip_;
    std::array<Client, kClients> clients_;
    std::vector<Binding> learned_;
    std::optional<Destination> learning_;
    std::map<ChannelId, float> peaks_;
    Time nextTold_{};
    std::vector<Outgoing> outgoing_;
    std::uint64_t dropped_ = 0;
};

} // namespace lacquer::surfaces
