#include "engine/surfaces/mackie_unit.h"

#include <algorithm>

namespace lacquer::surfaces {
namespace {

using State = UnitStatus::State;

constexpr Time kQueryEvery = 2000ms;
constexpr Time kTimeRepair = 2000ms;
constexpr int kLowerLine = 0x38;

/// Behringer's eight colours: a bit each for red, green and blue.
std::uint8_t eightColour(std::uint32_t rgb) {
    const std::uint32_t red = rgb >> 16 & 0xff, green = rgb >> 8 & 0xff, blue = rgb & 0xff;
    const std::uint32_t most = std::max({red, green, blue});
    if (most == 0) return 7;
    const auto bit = [most](std::uint32_t part) { return part * 255 / most > 127 ? 1U : 0U; };
    return static_cast<std::uint8_t>(bit(red) | bit(green) << 1 | bit(blue) << 2);
}

} // namespace

MackieUnit::MackieUnit(Profile profile, int firstStrip)
    : profile_(std::move(profile)), firstStrip_(firstStrip), budget_(profile_.bytesPerSecond) {
    forget();
}

std::uint8_t MackieUnit::model() const {
    if (answered_) return answered_;
    if (profile_.model) return profile_.model;
    return profile_.extender ? mackie::kExtender : mackie::kMain;
}

void MackieUnit::send(Bytes bytes) {
    budget_.spend(bytes.size());
    outgoing_.push_back(std::move(bytes));
}

void MackieUnit::forget() {
    lamps_.fill(-1);
    cells_.fill({});
    rings_.fill(-1);
    digits_.fill(-1);
    colours_.reset();
    for (MotorFader& motor : motors_) {
        const bool touched = motor.isTouched();
        motor.reset();
        if (touched) motor.touch(true);
    }
    for (FallingMeter& meter : meters_) meter.reset();
    meterModeTold_ = false;
    nextTimeRepair_ = {};
}

void MackieUnit::open(Time now) {
    status_ = {State::querying, {}};
    answered_ = 0;
    openedAt_ = now;
    nextQuery_ = now;
    for (MotorFader& motor : motors_) motor.reset();
    forget();
    query(now);
}

void MackieUnit::lose() {
    status_.state = State::lost;
    outgoing_.clear();
    for (MotorFader& motor : motors_) motor.reset();
}

void MackieUnit::query(Time now) {
    if (status_.state != State::querying) return;
    if (!profile_.handshake && now - openedAt_ >= kQueryEvery) return goOnline(now);
    if (now < nextQuery_) return;
    nextQuery_ = now + kQueryEvery;
    if (profile_.model) return send(mackie::sysEx(profile_.model, mackie::kQuery));
    for (const std::uint8_t id : {mackie::kMain, mackie::kExtender, mackie::kLogic, mackie::kLogicExtender})
        send(mackie::sysEx(id, mackie::kQuery));
}

void MackieUnit::goOnline(Time) {
    status_.state = State::online;
    forget();
}

void MackieUnit::hear(const mackie::Command& command, Time now) {
    const bool logic = command.model == mackie::kLogic || command.model == mackie::kLogicExtender;
    if (!logic && command.model != mackie::kMain && command.model != mackie::kExtender) {
        ++dropped_;
        return;
    }
    switch (command.command) {
    case mackie::kConnect:
        if (command.data.size() < 11) break;
        answered_ = command.model;
        if (!logic) return goOnline(now);
        {
            // A Logic Control wants its answer within 300 ms. A Mackie Control that is answered may
            // lock itself up.
            Bytes data(command.data.begin(), command.data.begin() + 7);
            for (const std::uint8_t byte : mackie::response(command.data.subspan<7, 4>())) data.push_back(byte);
            send(mackie::sysEx(command.model, mackie::kReply, data));
            status_.state = State::challenged;
        }
        return;
    case mackie::kConfirmed:
        answered_ = command.model;
        goOnline(now);
        return send(mackie::sysEx(model(), mackie::kAskVersion, std::array<std::uint8_t, 1>{0}));
    case mackie::kRefused: status_.state = State::refused; return;
    case mackie::kReady: answered_ = command.model; return goOnline(now);
    case mackie::kVersion:
        status_.firmware.assign(command.data.begin(), command.data.end());
        while (status_.firmware.ends_with(' ')) status_.firmware.pop_back();
        return;
    case mackie::kReply: return;
    default: break;
    }
    ++dropped_;
}

std::optional<DeskEvent> MackieUnit::receive(std::span<const std::uint8_t> message, Time now) {
    if (status_.state == State::closed || status_.state == State::lost || status_.state == State::refused)
        return std::nullopt;
    if (message[0] == 0xff) return std::nullopt;
    if (message[0] == 0xf0) {
        if (const auto command = mackie::parseSysEx(message)) hear(*command, now);
        else ++dropped_;
        return std::nullopt;
    }
    auto event = mackie::parse(message, firstStrip_);
    if (!event) {
        ++dropped_;
        return std::nullopt;
    }
    if (status_.state == State::challenged) return std::nullopt;
    if (status_.state == State::querying) goOnline(now);
    const auto motorOf = [this](int strip) -> MotorFader& {
        return motors_[static_cast<std::size_t>(strip == kMaster ? kStrips : strip - firstStrip_)];
    };
    if (const auto* touched = std::get_if<FaderTouched>(&*event)) {
        if (!profile_.touch) return std::nullopt;
        motorOf(touched->strip).touch(touched->on);
    }
    if (const auto* moved = std::get_if<FaderMoved>(&*event)) motorOf(moved->strip).move(moved->position, now);
    return event;
}

void MackieUnit::setLamp(int note, Lamp state) {
    int& shown = lamps_[static_cast<std::size_t>(note)];
    if (shown == static_cast<int>(state) || !budget_.has()) return;
    shown = static_cast<int>(state);
    send(mackie::lamp(note, state, profile_.blink));
}

void MackieUnit::draw(const DeskPicture& picture, Time now) {
    budget_.refill(now);
    if (!isOnline()) return;
    if (picture.turns != turns_) {
        turns_ = picture.turns;
        for (MotorFader& motor : motors_) motor.force();
        for (std::size_t strip = 0; strip < kStrips; ++strip)
            if (meters_[strip].clear()) send(mackie::meter(static_cast<int>(strip), 0xf));
    }
    drawFaders(picture, now);
    drawLamps(picture);
    drawText(picture, now);
    drawRings(picture);
    drawColours(picture);
    drawTime(picture, now);
    drawMeters(picture, now);
}

void MackieUnit::drawFaders(const DeskPicture& picture, Time now) {
    for (int index = 0; index < kStrips + (profile_.master ? 1 : 0); ++index) {
        if (!budget_.has()) return;
        const int position = index == kStrips ? picture.master
                                              : picture.strips[static_cast<std::size_t>(firstStrip_ + index)].fader;
        if (const auto sent = motors_[static_cast<std::size_t>(index)].wanted(position, now))
            send(mackie::fader(index, *sent));
    }
}

void MackieUnit::drawLamps(const DeskPicture& picture) {
    for (int index = 0; index < kStrips; ++index) {
        const StripPicture& strip = picture.strips[static_cast<std::size_t>(firstStrip_ + index)];
        setLamp(index, strip.record);
        setLamp(0x08 + index, strip.solo);
        setLamp(0x10 + index, strip.mute);
        setLamp(0x18 + index, strip.select);
    }
    if (profile_.extender) return;
    for (int note = 0x28; note < 0x66; ++note)
        if (mackie::isKey(note)) setLamp(note, picture.lamps[static_cast<std::size_t>(note)]);
    setLamp(mackie::kSmpteLamp, picture.smpte ? Lamp::on : Lamp::off);
    setLamp(mackie::kBeatsLamp, picture.smpte ? Lamp::off : Lamp::on);
    setLamp(mackie::kSoloLamp, picture.anySolo ? Lamp::on : Lamp::off);
}

void MackieUnit::drawText(const DeskPicture& picture, Time now) {
    if (profile_.screen == Screen::none) return;
    const std::size_t cells = profile_.screen == Screen::separate ? 7 : 6;
    std::vector<std::string> names;
    for (int index = 0; index < kStrips; ++index)
        names.push_back(picture.strips[static_cast<std::size_t>(firstStrip_ + index)].upper);
    names = shortNames(names, cells);
    const std::string notice = picture.notice ? fitted(plainText(*picture.notice), 7 * kStrips) : std::string();
    for (std::size_t line = 0; line < 2; ++line)
        for (std::size_t index = 0; index < kStrips; ++index) {
            if (!budget_.has() || now < nextText_) return;
            const StripPicture& strip = picture.strips[static_cast<std::size_t>(firstStrip_) + index];
            std::string cell = fitted(line == 0 ? names[index] : shortName(strip.lower, cells), 7);
            if (line == 0 && picture.notice) cell = notice.substr(7 * index, 7);
            std::string& shown = cells_[line * kStrips + index];
            if (shown == cell) continue;
            shown = cell;
            send(mackie::text(model(), (line == 0 ? 0 : kLowerLine) + 7 * static_cast<int>(index), cell));
            if (profile_.textGapMs > 0) nextText_ = now + std::chrono::milliseconds(profile_.textGapMs);
        }
}

void MackieUnit::drawRings(const DeskPicture& picture) {
    for (int index = 0; index < kStrips; ++index) {
        if (!budget_.has()) return;
        Bytes bytes = mackie::ring(index, picture.strips[static_cast<std::size_t>(firstStrip_ + index)].ring);
        int& shown = rings_[static_cast<std::size_t>(index)];
        if (shown == bytes[2]) continue;
        shown = bytes[2];
        send(std::move(bytes));
    }
}

void MackieUnit::drawColours(const DeskPicture& picture) {
    if (profile_.tint == Tint::none || !budget_.has()) return;
    std::array<std::uint8_t, 3 * kStrips> wanted{};
    for (std::size_t index = 0; index < kStrips; ++index) {
        const StripPicture& strip = picture.strips[static_cast<std::size_t>(firstStrip_) + index];
        const std::uint32_t rgb = strip.channel ? (strip.colour ? strip.colour : 0xffffff) : 0;
        if (profile_.tint == Tint::behringer) {
            wanted[index] = strip.channel ? eightColour(rgb) : 0;
        } else {
            for (std::size_t part = 0; part < 3; ++part)
                wanted[3 * index + part] = static_cast<std::uint8_t>(rgb >> (16 - 8 * part) >> 1 & 0x7f);
        }
    }
    if (colours_ == wanted) return;
    colours_ = wanted;
    if (profile_.tint == Tint::behringer)
        return send(mackie::sysEx(model(), mackie::kColours, std::span(wanted).first(kStrips)));
    Bytes bytes;
    for (const int byte : {0xf0, 0x00, 0x02, 0x4e, 0x16, 0x14}) bytes.push_back(static_cast<std::uint8_t>(byte));
    for (const std::uint8_t part : wanted) bytes.push_back(part);
    bytes.push_back(0xf7);
    send(std::move(bytes));
}

void MackieUnit::drawTime(const DeskPicture& picture, Time now) {
    if (picture.jumps != jumps_ || now >= nextTimeRepair_) {
        // The display cannot be read back: all ten digits after a jump, and now and then.
        if (profile_.timeDisplay) std::fill_n(digits_.begin(), 10, -1);
        jumps_ = picture.jumps;
        nextTimeRepair_ = now + kTimeRepair;
    }
    const auto put = [&](std::size_t fromRight, std::uint8_t code) {
        if (digits_[fromRight] == code || !budget_.has()) return;
        digits_[fromRight] = code;
        send(mackie::digit(static_cast<int>(fromRight), code));
    };
    if (profile_.timeDisplay)
        for (std::size_t k = 0; k < 10; ++k) put(k, picture.time[9 - k]);
    if (profile_.assignmentDisplay) {
        put(10, sevenSegment(picture.assignment[1]));
        put(11, sevenSegment(picture.assignment[0]));
    }
}

void MackieUnit::drawMeters(const DeskPicture& picture, Time now) {
    if (profile_.meters == MeterKind::none) return;
    if (!meterModeTold_) {
        meterModeTold_ = true;
        // 01, the signal lamp alone, is right under both readings of the mode's bits.
        for (std::uint8_t index = 0; index < kStrips; ++index) {
            if (profile_.meters == MeterKind::display)
                send(mackie::sysEx(model(), mackie::kMeterMode, std::array<std::uint8_t, 2>{index, 1}));
            send(mackie::meter(index, 0xf));
        }
    }
    const bool clear = picture.clears != clears_;
    clears_ = picture.clears;
    for (std::size_t index = 0; index < kStrips; ++index) {
        FallingMeter& meter = meters_[index];
        if (clear && meter.clear()) send(mackie::meter(static_cast<int>(index), 0xf));
        if (!budget_.has()) continue;
        if (const auto level = meter.due(now, profile_.topMeter)) send(mackie::meter(static_cast<int>(index), *level));
        if (meter.clipDue()) send(mackie::meter(static_cast<int>(index), 0xe));
    }
}

void MackieUnit::blank(bool fadersDown) {
    if (!isOnline()) return;
    if (profile_.screen != Screen::none)
        for (const int line : {0, kLowerLine}) send(mackie::text(model(), line, std::string(56, ' ')));
    if (profile_.tint == Tint::behringer) {
        const std::array<std::uint8_t, kStrips> white{7, 7, 7, 7, 7, 7, 7, 7};
        send(mackie::sysEx(model(), mackie::kColours, white));
    }
    for (int note = 0; note < 128; ++note)
        if (lamps_[static_cast<std::size_t>(note)] >= 0) send(mackie::lamp(note, Lamp::off, false));
    for (int index = 0; index < kStrips; ++index) send(mackie::ring(index, {}));
    for (int k = 0; k < 12; ++k)
        if (k < 10 ? profile_.timeDisplay : profile_.assignmentDisplay) send(mackie::digit(k, 0x20));
    for (int index = 0; fadersDown && index < kStrips + (profile_.master ? 1 : 0); ++index)
        send(mackie::fader(index, 0));
    status_.state = State::closed;
}

} // namespace lacquer::surfaces
