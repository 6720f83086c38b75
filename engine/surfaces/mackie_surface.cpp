#include "engine/surfaces/mackie_surface.h"

#include <algorithm>

namespace lacquer::surfaces {

MackieSurface::MackieSurface(std::vector<Profile> units, const DeskSettings& settings, FadersAtEnd atEnd)
    : desk_(settings), atEnd_(atEnd), readers_(units.size()) {
    for (Profile& profile : units)
        units_.emplace_back(std::move(profile), static_cast<int>(units_.size()) * MackieUnit::kStrips);
    desk_.setStrips(static_cast<int>(units_.size()) * MackieUnit::kStrips);
}

void MackieSurface::opened(int unit, Time now) { units_[static_cast<std::size_t>(unit)].open(now); }

void MackieSurface::lost(int unit, Time) {
    units_[static_cast<std::size_t>(unit)].lose();
    readers_[static_cast<std::size_t>(unit)].reset();
    desk_.letGo();
}

void MackieSurface::receive(int unit, std::span<const std::uint8_t> bytes, Time now) {
    const auto at = static_cast<std::size_t>(unit);
    readers_[at].read(bytes, [&](std::span<const std::uint8_t> message) {
        if (const auto event = units_[at].receive(message, now)) desk_.handle(*event, now);
    });
}

void MackieSurface::show(std::shared_ptr<const Mixer> mixer, std::uint64_t done, Time now) {
    shown_ = true;
    desk_.show(std::move(mixer), done, now);
}

void MackieSurface::read(const Readings& readings, Time now) {
    desk_.read(readings, now);
    const auto banked = desk_.banked();
    for (const auto& [channel, peak] : readings.peaks) {
        const auto found = std::ranges::find(banked, channel);
        if (found == banked.end()) continue;
        const auto strip = static_cast<int>(found - banked.begin());
        units_[static_cast<std::size_t>(strip / MackieUnit::kStrips)].takePeak(strip % MackieUnit::kStrips, peak);
    }
}

void MackieSurface::refresh(Time now) {
    desk_.tick(now);
    for (MackieUnit& unit : units_) unit.query(now);
    if (!shown_) return;
    const DeskPicture picture = desk_.picture();
    for (MackieUnit& unit : units_) unit.draw(picture, now);
}

void MackieSurface::finish(Time) {
    desk_.letGo();
    for (MackieUnit& unit : units_) unit.blank(atEnd_ == FadersAtEnd::down);
}

std::vector<Outgoing> MackieSurface::takeOutgoing() {
    std::vector<Outgoing> all;
    for (std::size_t k = 0; k < units_.size(); ++k)
        for (Bytes& bytes : units_[k].take()) all.push_back({static_cast<int>(k), std::move(bytes)});
    return all;
}

std::uint64_t MackieSurface::dropped() const {
    std::uint64_t sum = 0;
    for (const MackieUnit& unit : units_) sum += unit.dropped();
    for (const MessageReader& reader : readers_) sum += reader.dropped();
    return sum;
}

} // namespace lacquer::surfaces
