#include "engine/surfaces/hui_surface.h"

#include "engine/surfaces/meter_lamps.h"

#include <algorithm>

namespace lacquer::surfaces {
namespace {

using State = UnitStatus::State;

constexpr Time kPingEvery = 1000ms;
constexpr int kMissedPings = 3;
constexpr Time kMetersEvery = 50ms;

constexpr std::uint8_t byteOf(int value) { return static_cast<std::uint8_t>(value); }

Bytes sysEx(std::initializer_list<int> head, std::string_view text) {
    Bytes bytes;
    for (const int byte : {0xf0, 0x00, 0x00, 0x66, 0x05, 0x00}) bytes.push_back(byteOf(byte));
    for (const int byte : head) bytes.push_back(byteOf(byte));
    for (const char letter : text) bytes.push_back(byteOf(letter & 0x7f));
    bytes.push_back(0xf7);
    return bytes;
}

/// Where the desk's keys are on a HUI: zone and port.
struct Place {
    int zone, port;
    Key key;
};

constexpr Place kPlaces[] = {
    {0x08, 0, Key::control}, {0x08, 1, Key::shift}, {0x08, 3, Key::undo}, {0x08, 4, Key::alt}, {0x08, 5, Key::option},
    {0x08, 7, Key::save}, {0x09, 3, Key::marker}, {0x0a, 0, Key::channelLeft}, {0x0a, 1, Key::bankLeft},
    {0x0a, 2, Key::channelRight}, {0x0a, 3, Key::bankRight}, {0x0b, 2, Key::pan}, {0x0c, 0, Key::plugin},
    {0x0d, 0, Key::down}, {0x0d, 1, Key::left}, {0x0d, 2, Key::zoom}, {0x0d, 3, Key::right}, {0x0d, 4, Key::up},
    {0x0d, 5, Key::scrub}, {0x0e, 1, Key::rewind}, {0x0e, 2, Key::forward}, {0x0e, 3, Key::stop}, {0x0e, 4, Key::play},
    {0x0e, 5, Key::record}, {0x0f, 3, Key::cycle}, {0x10, 2, Key::drop}, {0x10, 3, Key::replace}, {0x14, 0, Key::enter},
    {0x18, 0, Key::trim}, {0x18, 1, Key::latch}, {0x18, 2, Key::read}, {0x18, 4, Key::write}, {0x18, 5, Key::touch},
    {0x1b, 0, Key::f1}, {0x1b, 1, Key::f2}, {0x1b, 2, Key::f3}, {0x1b, 3, Key::f4}, {0x1b, 4, Key::f5},
    {0x1b, 5, Key::f6}, {0x1b, 6, Key::f7}, {0x1b, 7, Key::cancel}, {0x1c, 0, Key::plugin}, {0x1d, 0, Key::userA},
};

/// Clockwise with the sign bit: the reverse of the Mackie Control.
int ticksOf(int value) {
    const int count = value & 0x3f;
    return (count == 0 ? 1 : count) * (value & 0x40 ? 1 : -1);
}

} // namespace

HuiSurface::HuiSurface(Profile profile, const DeskSettings& settings)
    : profile_(std::move(profile)), desk_(settings), budget_(profile_.bytesPerSecond) {
    desk_.setStrips(static_cast<int>(kStrips));
    forget();
}

void HuiSurface::send(Bytes bytes) {
    budget_.spend(bytes.size());
    outgoing_.push_back({0, std::move(bytes)});
}

void HuiSurface::forget() {
    for (auto& zone : lamps_) zone.fill(-1);
    for (MotorFader& motor : motors_) motor.reset();
    rings_.fill(-1);
    names_.fill({});
    cells_.fill({});
    meters_.fill({});
    timeTold_ = false;
}

void HuiSurface::opened(int, Time now) {
    status_ = {State::querying, {}};
    nextPing_ = now;
    unanswered_ = 0;
    zone_ = -1;
}

void HuiSurface::lost(int, Time) {
    status_.state = State::lost;
    reader_.reset();
    desk_.letGo();
    outgoing_.clear();
}

void HuiSurface::answer() {
    unanswered_ = 0;
    if (status_.state == State::online) return;
    status_.state = State::online;
    forget();
}

void HuiSurface::receive(int, std::span<const std::uint8_t> bytes, Time now) {
    if (status_.state == State::closed || status_.state == State::lost) return;
    reader_.read(bytes, [&](std::span<const std::uint8_t> message) { hear(message, now); });
}

void HuiSurface::hear(std::span<const std::uint8_t> message, Time now) {
    if (message[0] == 0xff) { // reset: it has forgotten everything
        status_.state = State::querying;
        return desk_.letGo();
    }
    if (message.size() != 3) {
        ++dropped_;
        return;
    }
    if (message[0] == 0x90 && message[1] == 0 && message[2] == 0x7f) return answer();
    const int number = message[1], value = message[2];
    if (message[0] != 0xb0) {
        ++dropped_;
        return;
    }
    answer();
    const auto strip = static_cast<std::size_t>(number & 7);
    if (number == 0x0f) {
        zone_ = value;
    } else if (number == 0x2f) {
        if (zone_ < 0 || (value & 0x0f) > 7) ++dropped_;
        else switched(zone_, value & 0x07, (value & 0x40) != 0, now);
    } else if (number < 0x08) {
        highBytes_[strip] = value;
    } else if (number >= 0x20 && number < 0x28) {
        const int position = highBytes_[strip] << 7 | value;
        motors_[strip].move(position, now);
        desk_.handle(FaderMoved{static_cast<int>(strip), position}, now);
    } else if (number >= 0x40 && number < 0x48) {
        desk_.handle(PotTurned{static_cast<int>(strip), ticksOf(value)}, now);
    } else if (number == 0x0d) {
        desk_.handle(WheelTurned{ticksOf(value)}, now);
    } else if (number < 0x48 || number > 0x4c) { // 48–4C: the five knobs of the DSP section
        ++dropped_;
    }
}

void HuiSurface::switched(int zone, int port, bool down, Time now) {
    if (zone < static_cast<int>(kStrips)) {
        static constexpr StripKey kKeys[] = {StripKey::pot, StripKey::select, StripKey::mute, StripKey::solo,
                                             StripKey::pot, StripKey::pot, StripKey::pot, StripKey::record};
        if (port == 0) {
            motors_[static_cast<std::size_t>(zone)].touch(down);
            desk_.handle(FaderTouched{zone, down}, now);
        } else if (port == 1 || port == 2 || port == 3 || port == 5 || port == 7) {
            desk_.handle(StripKeyed{zone, kKeys[port], down}, now);
        } else if (port == 6 && down) { // insert: the strip's chain on the knobs
            desk_.handle(StripKeyed{zone, StripKey::select, true}, now);
            desk_.handle(Keyed{Key::plugin, true}, now);
            desk_.handle(Keyed{Key::plugin, false}, now);
        }
        return;
    }
    if (zone == 0x0b && port >= 3) { // sends E to A
        if (down) desk_.chooseSend(7 - port, now);
        return;
    }
    if (zone == 0x0f && port <= 1) {
        if (down) desk_.command({port == 0 ? Command::toStart : Command::toEnd});
        return;
    }
    for (const Place& place : kPlaces)
        if (place.zone == zone && place.port == port) return desk_.handle(Keyed{place.key, down}, now);
    if (zone >= static_cast<int>(kZones)) ++dropped_;
}

void HuiSurface::show(std::shared_ptr<const Mixer> mixer, std::uint64_t done, Time now) {
    shown_ = true;
    desk_.show(std::move(mixer), done, now);
}

void HuiSurface::read(const Readings& readings, Time now) {
    desk_.read(readings, now);
    const auto banked = desk_.banked();
    for (const auto& [channel, peak] : readings.peaks) {
        const auto found = std::ranges::find(banked, channel);
        if (found == banked.end()) continue;
        Meter& meter = meters_[static_cast<std::size_t>(found - banked.begin())];
        meter.peak = std::max(meter.peak, peak);
    }
}

void HuiSurface::refresh(Time now) {
    desk_.tick(now);
    budget_.refill(now);
    if (status_.state == State::querying || status_.state == State::online) {
        if (now >= nextPing_) {
            nextPing_ = now + kPingEvery;
            if (++unanswered_ > kMissedPings && status_.state == State::online) {
                status_.state = State::querying;
                desk_.letGo();
            }
            send({0x90, 0x00, 0x00});
        }
    }
    if (shown_ && status_.state == State::online) draw(now);
}

void HuiSurface::setLamp(int zone, int port, bool on) {
    int& shown = lamps_[static_cast<std::size_t>(zone)][static_cast<std::size_t>(port)];
    if (shown == (on ? 1 : 0) || !budget_.has()) return;
    shown = on ? 1 : 0;
    send({0xb0, 0x0c, byteOf(zone)});
    send({0xb0, 0x2c, byteOf(port | (on ? 0x40 : 0))});
}

void HuiSurface::draw(Time now) {
    const DeskPicture picture = desk_.picture();
    if (picture.turns != turns_) {
        turns_ = picture.turns;
        for (MotorFader& motor : motors_) motor.force();
    }
    for (std::size_t k = 0; k < kStrips && budget_.has(); ++k)
        if (const auto position = motors_[k].wanted(picture.strips[k].fader, now)) {
            const int strip = static_cast<int>(k);
            send({0xb0, byteOf(strip), byteOf(*position >> 7)});
            send({0xb0, byteOf(0x20 + strip), byteOf(*position & 0x7f)});
        }
    for (std::size_t k = 0; k < kStrips; ++k) {
        const StripPicture& strip = picture.strips[k];
        const int zone = static_cast<int>(k);
        setLamp(zone, 1, strip.select == Lamp::on);
        setLamp(zone, 2, strip.mute == Lamp::on);
        setLamp(zone, 3, strip.solo == Lamp::on);
        setLamp(zone, 7, strip.record == Lamp::on);
    }
    for (const Place& place : kPlaces)
        setLamp(place.zone, place.port, picture.lamps[static_cast<std::size_t>(place.key)] == Lamp::on);
    setLamp(0x16, 0, picture.smpte);
    setLamp(0x16, 2, !picture.smpte);
    setLamp(0x16, 3, picture.anySolo);
    drawText(picture);
    for (std::size_t k = 0; k < kStrips && budget_.has(); ++k) {
        const Ring& ring = picture.strips[k].ring;
        const int value = ring.position == 0 ? 0 : static_cast<int>(ring.mode) << 4 | ring.position | (ring.centre ? 0x40 : 0);
        if (rings_[k] == value) continue;
        rings_[k] = value;
        send({0xb0, byteOf(0x10 + static_cast<int>(k)), byteOf(value)});
    }
    drawTime(picture);
    drawMeters(now);
}

void HuiSurface::drawText(const DeskPicture& picture) {
    std::vector<std::string> names;
    for (const StripPicture& strip : picture.strips) names.push_back(strip.upper);
    names = shortNames(names, 4);
    names.push_back(std::string(picture.assignment, 2));
    for (std::size_t k = 0; k < names_.size() && budget_.has(); ++k) {
        const std::string cell = fitted(names[k], 4);
        if (names_[k] == cell) continue;
        names_[k] = cell;
        send(sysEx({0x10, static_cast<int>(k)}, cell));
    }
    // The long display: four knobs' names and values, or a notice.
    for (std::size_t k = 0; k < cells_.size() && budget_.has(); ++k) {
        const StripPicture& strip = picture.strips[k % 4];
        std::string cell = fitted(k < 4 ? shortName(strip.upper, 9) : shortName(strip.lower, 9), 10);
        if (picture.notice && k < 4) cell = fitted(plainText(*picture.notice), 40).substr(10 * k, 10);
        if (cells_[k] == cell) continue;
        cells_[k] = cell;
        send(sysEx({0x12, static_cast<int>(k)}, cell));
    }
}

/// Eight digits: the ten of the desk without the hundreds of hours and of frames; from the right, as
/// many as changed.
void HuiSurface::drawTime(const DeskPicture& picture) {
    std::array<std::size_t, 8> places{9, 8, 6, 5, 4, 3, 2, 1};
    if (!picture.smpte) places = {6, 5, 4, 3, 2, 1, 0, 0};
    std::size_t changed = 0;
    Digits now{};
    for (std::size_t k = 0; k < places.size(); ++k) {
        now[k] = picture.smpte || k < 7 ? picture.time[places[k]] : std::uint8_t{0x20};
        if (!timeTold_ || now[k] != time_[k]) changed = k + 1;
    }
    if (changed == 0 || !budget_.has()) return;
    time_ = now;
    timeTold_ = true;
    std::string digits;
    for (std::size_t k = 0; k < changed; ++k) {
        const int code = now[k] & 0x3f;
        const bool point = k > 0 && (now[k] & 0x40) != 0;
        digits += static_cast<char>(code >= '0' && code <= '9' ? (code - '0') + (point ? 0x10 : 0) : 0x20);
    }
    send(sysEx({0x11}, digits));
}

void HuiSurface::drawMeters(Time now) {
    if (profile_.meters == MeterKind::none || now < nextMeters_) return;
    nextMeters_ = now + kMetersEvery;
    for (std::size_t k = 0; k < kStrips && budget_.has(); ++k) {
        const int level = meterSegment(std::exchange(meters_[k].peak, 0.0F));
        if (level == meters_[k].sent) continue;
        if (meters_[k].sent >= 0 || level > 0) // both sides: the channel's louder one
            for (const int side : {0, 1}) send({0xa0, byteOf(static_cast<int>(k)), byteOf(side << 4 | level)});
        meters_[k].sent = level;
    }
}

void HuiSurface::finish(Time) {
    desk_.letGo();
    if (status_.state != State::online) return;
    for (std::size_t zone = 0; zone < kZones; ++zone)
        for (std::size_t port = 0; port < 8; ++port)
            if (lamps_[zone][port] == 1) {
                send({0xb0, 0x0c, byteOf(static_cast<int>(zone))});
                send({0xb0, 0x2c, byteOf(static_cast<int>(port))});
            }
    for (int k = 0; k < static_cast<int>(kStrips); ++k) {
        send(sysEx({0x10, k}, "    "));
        send({0xb0, byteOf(0x10 + k), 0});
    }
    for (int zone = 0; zone < 8; ++zone) send(sysEx({0x12, zone}, std::string(10, ' ')));
    status_.state = State::closed;
}

} // namespace lacquer::surfaces
