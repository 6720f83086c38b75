#include "engine/surfaces/desk.h"

#include "engine/project/automation_edits.h"
#include "engine/project/routing_edits.h"
#include "engine/surfaces/bar_position.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace lacquer::surfaces {
namespace {

constexpr Time kShown = 1000ms;        // a value or a notice
constexpr Time kUnsensedTouch = 300ms; // a move without touch ends so long after its last step
constexpr Time kTurning = 500ms;       // a knob never says that it stopped
constexpr Time kWindEvery = 100ms;

} // namespace

Desk::Desk(DeskSettings settings) : settings_(settings), smpte_(settings.smpte) {}

void Desk::setSettings(const DeskSettings& settings) {
    settings_ = settings;
    smpte_ = settings.smpte;
    ++turns_;
}

// What is where

std::vector<ChannelId> Desk::channels(View view) const {
    std::vector<ChannelId> found;
    const project::Song* song = mixer_ ? mixer_->shownSong() : nullptr;
    if (!song) return found;
    const auto buses = [&](project::BusRole role) {
        for (const auto& bus : song->buses)
            if (bus->role == role) found.push_back(bus->channel.id);
    };
    if (view == View::mixer || view == View::tracks)
        for (const auto& track : song->tracks) found.push_back(track->channel.id);
    if (view == View::mixer || view == View::groups) buses(project::BusRole::group);
    if (view == View::mixer || view == View::returns) buses(project::BusRole::effectReturn);
    if (view == View::mix) found.push_back(song->mix->id);
    if (view == View::selected && selectedChannel()) found.push_back(mixer_->selected);
    return found;
}

const project::Channel* Desk::channelAt(int strip) const {
    const project::Song* song = mixer_ ? mixer_->shownSong() : nullptr;
    if (!song) return nullptr;
    if (strip == kMaster) return song->mix.get();
    const auto all = channels(view_);
    const int at = bank_ + strip;
    if (strip < 0 || strip >= strips_ || at >= static_cast<int>(all.size())) return nullptr;
    return project::findChannel(*song, all[static_cast<std::size_t>(at)]);
}

std::vector<ChannelId> Desk::banked() const {
    std::vector<ChannelId> found;
    for (int strip = 0; strip < strips_; ++strip) {
        const project::Channel* channel = channelAt(strip);
        found.push_back(channel ? channel->id : ChannelId{});
    }
    return found;
}

const project::Channel* Desk::selectedChannel() const {
    const project::Song* song = mixer_ ? mixer_->shownSong() : nullptr;
    return song && mixer_->selected ? project::findChannel(*song, mixer_->selected) : nullptr;
}

std::vector<ChannelId> Desk::sendBuses() const {
    std::vector<ChannelId> buses;
    const project::Song* song = mixer_ ? mixer_->shownSong() : nullptr;
    if (!song) return buses;
    for (const auto& bus : song->buses) {
        const bool fed = std::ranges::any_of(song->tracks, [&](const auto& track) {
            return project::findSendTo(track->channel, bus->channel.id) != nullptr;
        });
        if (fed) buses.push_back(bus->channel.id);
    }
    return buses;
}

std::vector<Control> Desk::parametersOfPage() const {
    std::vector<Control> all;
    const project::Channel* channel = selectedChannel();
    if (!channel) return all;
    if (assignment_ == Assignment::track) {
        for (const char* value : {"trim", "polarity", "pan", "width", "mute", "solo"})
            all.push_back(channelControl(channel->id, value));
        for (const auto& send : channel->sends) all.push_back(sendControl(channel->id, send.id));
    }
    if (assignment_ == Assignment::inserts)
        for (const auto& insert : channel->inserts) all.push_back(insertControl(channel->id, insert->id, "bypass"));
    if (assignment_ == Assignment::parameters)
        for (const auto& insert : channel->inserts)
            if (const ProcessorSpec* processor = insert->id == insert_ ? mixer_->catalogue->find(insert->processor) : nullptr)
                for (const ParameterSpec& parameter : processor->parameters)
                    if (parameter.kind != ParameterKind::text) all.push_back(insertControl(channel->id, insert->id, parameter.id));
    return all;
}

int Desk::pageCount() const {
    const auto all = static_cast<int>(parametersOfPage().size());
    return std::max(1, (all + strips_ - 1) / strips_);
}

std::optional<Control> Desk::potControl(int strip) const {
    if (strip == kMaster) return std::nullopt;
    if (paged()) {
        const auto all = parametersOfPage();
        const int at = page_ * strips_ + strip;
        if (at >= static_cast<int>(all.size())) return std::nullopt;
        return all[static_cast<std::size_t>(at)];
    }
    const project::Channel* channel = channelAt(strip);
    if (!channel) return std::nullopt;
    if (assignment_ != Assignment::send) return channelControl(channel->id, assignment_ == Assignment::width ? "width" : "pan");
    const auto buses = sendBuses();
    if (sendSlot_ >= static_cast<int>(buses.size())) return std::nullopt;
    const project::Send* send = project::findSendTo(*channel, buses[static_cast<std::size_t>(sendSlot_)]);
    return send ? std::optional(sendControl(channel->id, send->id)) : std::nullopt;
}

std::optional<Control> Desk::faderControl(int strip) const {
    if (flip_ && strip != kMaster) return potControl(strip);
    const project::Channel* channel = channelAt(strip);
    return channel ? std::optional(channelControl(channel->id, "fader")) : std::nullopt;
}

const ParameterSpec* Desk::spec(const Control& control) const {
    return mixer_ ? specOf(*mixer_->project, *mixer_->catalogue, control) : nullptr;
}

double Desk::value(const Control& control) const {
    for (const Held& held : held_)
        if (held.control == control) return held.value;
    if (!mixer_) return 0;
    return valueAt(*mixer_->project, *mixer_->catalogue, control, readings_.position).value_or(0);
}

// Deeds

void Desk::grip(const Control& control) {
    issue(Touched{control});
}

void Desk::hold(const Control& control, double to, bool inHand) {
    if (inHand) issue(Moved{control, to});
    else issue(Put{control, to});
    for (Held& held : held_) {
        if (held.control != control) continue;
        held.value = to;
        held.number = actions_.lastNumber();
        held.inHand = inHand || held.inHand;
        return;
    }
    held_.push_back({control, to, actions_.lastNumber(), inHand});
}

void Desk::release(const Control& control) {
    issue(Released{control});
    // Where automation is read, it has the value again at once; the motor goes there in one way.
    const project::Channel* channel = mixer_ ? project::findChannel(*mixer_->project, control.channel) : nullptr;
    if (channel && channel->automationMode == project::AutomationMode::read && project::findCurve(*channel, control.target))
        std::erase_if(held_, [&](const Held& held) { return held.control == control; });
    for (Held& held : held_) {
        if (held.control != control) continue;
        held.inHand = false;
        held.number = actions_.lastNumber();
    }
}

void Desk::releaseFinger(Finger& finger) {
    if (finger.holds) release(*finger.holds);
    finger.holds.reset();
}

void Desk::releasePots() {
    for (const auto& [strip, pot] : pots_) release(pot.control);
    pots_.clear();
}

void Desk::letGo() {
    for (auto& [strip, finger] : fingers_) releaseFinger(finger);
    fingers_.clear();
    releasePots();
    down_.clear();
    winding_.reset();
}

/// After anything that may have put another control under a finger or a knob.
void Desk::rearrange(Time) {
    for (auto& [strip, finger] : fingers_)
        if (finger.holds && faderControl(strip) != finger.holds) releaseFinger(finger);
    for (auto pot = pots_.begin(); pot != pots_.end();) {
        if ((flip_ ? std::nullopt : potControl(pot->first)) == pot->second.control) {
            ++pot;
            continue;
        }
        release(pot->second.control);
        pot = pots_.erase(pot);
    }
    flashes_.clear();
    ++turns_;
}

// What comes in

void Desk::show(std::shared_ptr<const Mixer> mixer, std::uint64_t done, Time now) {
    now_ = now;
    const auto bankedBefore = banked();
    std::map<int, std::pair<Control, double>> before;
    if (mixer_)
        for (int strip = 0; strip < strips_; ++strip)
            if (const auto control = faderControl(strip))
                before[strip] = {*control, storedValue(*mixer_->project, *mixer_->catalogue, *control).value_or(0)};
    std::vector<Control> own; // what this desk itself did needs no telling
    for (const Held& held : held_) own.push_back(held.control);
    const ChannelId selectedBefore = mixer_ ? mixer_->selected : ChannelId{};
    mixer_ = std::move(mixer);
    std::erase_if(held_, [&](const Held& held) { return (!held.inHand && held.number <= done) || !spec(held.control); });

    if (!selectedChannel() && paged() && !parametersOfPage().empty()) page_ = 0;
    if (assignment_ == Assignment::parameters && parametersOfPage().empty()) {
        assignment_ = Assignment::pan;
        flip_ = false;
    }
    if (settings_.bankFollowsSelection && mixer_->selected && mixer_->selected != selectedBefore) {
        const auto all = channels(view_);
        const auto found = std::ranges::find(all, mixer_->selected);
        const int at = static_cast<int>(found - all.begin());
        if (found != all.end() && (at < bank_ || at >= bank_ + strips_)) bank_ = at / strips_ * strips_;
    }
    const int count = static_cast<int>(channels(view_).size());
    if (bank_ >= count && bank_ > 0) bank_ = std::max(0, (count - 1) / strips_ * strips_);
    const bool selectionMatters = paged() && mixer_->selected != selectedBefore;
    if (selectionMatters) page_ = std::min(page_, pageCount() - 1);
    if (banked() != bankedBefore || selectionMatters) rearrange(now);

    for (const auto& [strip, was] : before) {
        const auto control = faderControl(strip);
        if (!control || *control != was.first || std::ranges::find(own, *control) != own.end()) continue;
        const auto is = storedValue(*mixer_->project, *mixer_->catalogue, *control);
        if (is && *is != was.second) flash(strip, *control, now);
    }
}

void Desk::read(const Readings& readings, Time now) {
    now_ = now;
    const std::int64_t way = (readings.position - readings_.position).value;
    const std::int64_t rate = mixer_ ? mixer_->project->rate.hz : 48000;
    if (way < 0 || way > rate / 2 || (way != 0 && !readings.playing && !readings_.playing)) ++jumps_;
    if (readings.playing && !readings_.playing) ++clears_;
    readings_.playing = readings.playing;
    readings_.position = readings.position;
}

void Desk::tick(Time now) {
    now_ = now;
    for (auto& [strip, finger] : fingers_)
        if (finger.down && !finger.sensed && now - finger.lastMove >= kUnsensedTouch) {
            finger.down = false;
            releaseFinger(finger);
        }
    for (auto pot = pots_.begin(); pot != pots_.end();) {
        if (now - pot->second.last < kTurning) {
            ++pot;
            continue;
        }
        release(pot->second.control);
        pot = pots_.erase(pot);
    }
    std::erase_if(flashes_, [now](const auto& flash) { return now >= flash.second.until; });
    if (notice_ && now >= noticeUntil_) notice_.reset();
    if (winding_ && now >= nextWind_) {
        issue(Press{Command::wind, *winding_ == Key::rewind ? -1 : 1});
        nextWind_ = now + kWindEvery;
    }
}

void Desk::handle(const DeskEvent& event, Time now) {
    now_ = now;
    if (!mixer_) return;
    struct Hear {
        Desk& desk;
        Time now;
        void operator()(const FaderTouched& e) const { desk.touchFader(e.strip, e.on, now); }
        void operator()(const FaderMoved& e) const { desk.moveFader(e.strip, e.position, now); }
        void operator()(const PotTurned& e) const { desk.turnPot(e.strip, e.ticks, now); }
        void operator()(const StripKeyed& e) const {
            if (e.down && e.key == StripKey::pot) desk.pressPot(e.strip, now);
            else if (e.down) desk.pressStrip(e.strip, e.key, now);
        }
        void operator()(const Keyed& e) const { e.down ? desk.press(e.key, now) : desk.letUp(e.key, now); }
        void operator()(const WheelTurned& e) const {
            desk.issue(Press{desk.scrub_ ? Command::scrub : Command::jog, e.ticks});
        }
        void operator()(const PedalMoved& e) const {
            if (desk.settings_.pedalMovesMaster) desk.moveFader(kMaster, positionOf(e.travel), now);
        }
    };
    std::visit(Hear{*this, now}, event);
}

void Desk::touchFader(int strip, bool on, Time now) {
    Finger& touching = finger(strip);
    if (!on) {
        touching.down = false;
        return releaseFinger(touching);
    }
    const bool already = touching.down && touching.holds;
    touching.down = touching.sensed = true;
    touching.lastMove = now;
    if (already) return;
    touching.holds = faderControl(strip);
    if (touching.holds) grip(*touching.holds);
}

void Desk::moveFader(int strip, int position, Time now) {
    Finger& moving = finger(strip);
    if (!moving.down) {
        moving.down = true;
        moving.sensed = false;
        moving.holds = faderControl(strip);
        if (moving.holds) grip(*moving.holds);
    }
    moving.lastMove = now;
    if (!moving.holds) return;
    const ParameterSpec* parameter = spec(*moving.holds);
    if (!parameter) return;
    const FaderLaw& law = settings_.law;
    const int now14 = positionOf(travelOf(*parameter, value(*moving.holds), law));
    if (stepOf(now14) == stepOf(position)) return;
    double to = valueOfTravel(*parameter, travelAt(position), law);
    const auto restsIn = [&](double resting) {
        return stepOf(position) == stepOf(positionOf(travelOf(*parameter, resting, law)));
    };
    if (parameter->taper == Taper::fader && restsIn(0)) to = 0;
    if (isBipolar(*parameter) && restsIn(0)) to = 0;
    hold(*moving.holds, to, true);
    flash(strip, *moving.holds, now);
}

void Desk::turnPot(int strip, int ticks, Time now) {
    const auto control = flip_ ? (channelAt(strip) ? std::optional(channelControl(channelAt(strip)->id, "fader")) : std::nullopt)
                               : potControl(strip);
    if (!control || ticks == 0) return;
    const ParameterSpec* parameter = spec(*control);
    if (!parameter) return;
    const auto found = pots_.find(strip);
    if (found == pots_.end()) grip(*control);
    pots_[strip] = {*control, now};
    const double to = turned(*parameter, value(*control), ticks, isDown(Key::shift) ? Turn::fine : Turn::normal);
    if (to != value(*control)) hold(*control, to, true);
    if (nameLine_) flash(strip, *control, now);
}

void Desk::pressPot(int strip, Time now) {
    if (assignment_ == Assignment::inserts && !flip_) {
        const project::Channel* channel = selectedChannel();
        const auto at = static_cast<std::size_t>(page_ * strips_ + strip);
        if (channel && at < channel->inserts.size()) openInsert(*channel->inserts[at], now);
        return;
    }
    const auto control = flip_ ? (channelAt(strip) ? std::optional(channelControl(channelAt(strip)->id, "fader")) : std::nullopt)
                               : potControl(strip);
    const ParameterSpec* parameter = control ? spec(*control) : nullptr;
    if (!parameter) return;
    if (const auto turning = pots_.find(strip); turning != pots_.end()) {
        release(turning->second.control);
        pots_.erase(turning);
    }
    double to = parameter->defaultValue;
    if (parameter->kind == ParameterKind::onOff) to = value(*control) >= 0.5 ? 0 : 1;
    if (parameter->kind == ParameterKind::choice) to = value(*control) + 1 > parameter->maximum ? parameter->minimum : value(*control) + 1;
    if (to != value(*control)) hold(*control, to, false);
    if (nameLine_) flash(strip, *control, now);
}

void Desk::pressStrip(int strip, StripKey key, Time) {
    const project::Channel* channel = channelAt(strip);
    if (!channel) return;
    using Mode = project::AutomationMode;
    switch (key) {
    case StripKey::select:
        if (isDown(Key::option)) {
            const Control fader = channelControl(channel->id, "fader");
            if (value(fader) != 0) hold(fader, 0, false);
            return;
        }
        return issue(Selected{channel->id});
    case StripKey::record: {
        const bool writes = channel->automationMode != Mode::off && channel->automationMode != Mode::read;
        return issue(ModeChosen{channel->id, writes ? Mode::read : Mode::touch});
    }
    case StripKey::solo:
    case StripKey::mute: {
        const Control control = channelControl(channel->id, key == StripKey::solo ? "solo" : "mute");
        return hold(control, value(control) >= 0.5 ? 0 : 1, false);
    }
    case StripKey::pot: break;
    }
}

void Desk::say(std::string words, Time now) {
    notice_ = std::move(words);
    noticeUntil_ = now + kShown;
}

void Desk::flash(int strip, const Control& control, Time now) { flashes_[strip] = {control, now + kShown}; }

// What is shown

Ring Desk::ringOf(const Control& control) const {
    const ParameterSpec* parameter = spec(control);
    if (!parameter) return {};
    const double now = value(control);
    const double travel = travelOf(*parameter, now);
    const auto eleven = 1 + static_cast<int>(std::lround(travel * 10));
    if (control.target.parameter == "bypass") return {RingMode::wrap, now >= 0.5 ? 0 : 11, false};
    if (control.target.parameter == "width" || parameter->id.ends_with(".q") || parameter->id == "q")
        return {RingMode::spread, 1 + static_cast<int>(std::lround(travel * 5)), false};
    if (parameter->kind == ParameterKind::onOff) return {RingMode::wrap, now >= 0.5 ? 11 : 0, false};
    if (parameter->kind == ParameterKind::choice) return {RingMode::dot, eleven, false};
    if (isBipolar(*parameter) && parameter->taper != Taper::fader) return {RingMode::boostCut, eleven, now == 0};
    return {RingMode::wrap, parameter->taper == Taper::fader && travel <= 0 ? 0 : eleven, false};
}

StripPicture Desk::stripPicture(int strip) const {
    StripPicture picture;
    const project::Channel* channel = channelAt(strip);
    const auto pot = potControl(strip);
    const auto fader = faderControl(strip);
    const auto knob = flip_ ? (channel ? std::optional(channelControl(channel->id, "fader")) : std::nullopt) : pot;
    if (channel) {
        picture.channel = channel->id;
        picture.upper = channel->name;
        picture.colour = channel->colour.rgb;
        const auto lamp = [](bool on) { return on ? Lamp::on : Lamp::off; };
        using Mode = project::AutomationMode;
        picture.record = lamp(channel->automationMode != Mode::off && channel->automationMode != Mode::read);
        picture.mute = lamp(value(channelControl(channel->id, "mute")) >= 0.5);
        picture.solo = lamp(value(channelControl(channel->id, "solo")) >= 0.5);
        picture.select = lamp(channel->id == mixer_->selected);
    }
    if (fader)
        if (const ParameterSpec* parameter = spec(*fader))
            picture.fader = positionOf(travelOf(*parameter, value(*fader), settings_.law));
    if (knob) picture.ring = ringOf(*knob);
    if (paged() && !pot) picture.upper.clear();
    if (pot) {
        const ParameterSpec* parameter = spec(*pot);
        if (parameter && paged()) {
            picture.upper = parameter->name;
            if (pot->target.owner == project::AutomationTarget::Owner::send)
                if (const project::Channel* selected = selectedChannel())
                    if (const project::Send* send = project::findSend(*selected, SendId{pot->target.id}))
                        if (const project::Channel* bus = project::findChannel(*mixer_->project, send->bus)) picture.upper = bus->name;
            if (assignment_ == Assignment::inserts)
                for (const auto& insert : selectedChannel()->inserts)
                    if (insert->id.value == pot->target.id) {
                        const ProcessorSpec* processor = mixer_->catalogue->find(insert->processor);
                        picture.upper = processor ? processor->name : insert->processor;
                    }
        }
    }
    const auto flashing = flashes_.find(strip);
    const auto shown = flashing != flashes_.end() ? std::optional(flashing->second.control) : knob;
    if (shown) {
        const ParameterSpec* parameter = spec(*shown);
        if (parameter && nameLine_ && flashing == flashes_.end()) picture.lower = parameter->name;
        else if (parameter && shown->target.parameter == "bypass") picture.lower = value(*shown) >= 0.5 ? "byp" : "on";
        else if (parameter) picture.lower = shortValue(*parameter, value(*shown));
    }
    return picture;
}

Digits Desk::timeDigits() const {
    const SampleRate rate = mixer_ ? mixer_->project->rate : SampleRate{};
    if (smpte_ || !mixer_ || !mixer_->shownSong())
        return smpteDigits(readings_.position, rate, settings_.framesPerSecond);
    return barDigits(barsAt(*mixer_->shownSong(), rate, readings_.position));
}

void Desk::lightKeys(DeskPicture& picture) const {
    const auto light = [&](Key key, bool on) { picture.lamps[static_cast<std::size_t>(key)] = on ? Lamp::on : Lamp::off; };
    const project::Song* song = mixer_ ? mixer_->shownSong() : nullptr;
    light(Key::play, readings_.playing);
    light(Key::stop, !readings_.playing);
    light(Key::record, mixer_ && mixer_->recordsAutomation);
    light(Key::rewind, winding_ == Key::rewind);
    light(Key::forward, winding_ == Key::forward);
    light(Key::cycle, song && song->loop.on);
    light(Key::click, mixer_ && mixer_->clicks);
    light(Key::marker, markerOn_ || isDown(Key::marker));
    light(Key::nudge, nudgeOn_);
    light(Key::zoom, zoom_);
    light(Key::scrub, scrub_);
    light(Key::flip, flip_);
    light(Key::nameValue, nameLine_);
    light(Key::solo, picture.anySolo);
    light(Key::pan, assignment_ == Assignment::pan || assignment_ == Assignment::width);
    light(Key::send, assignment_ == Assignment::send);
    light(Key::track, assignment_ == Assignment::track);
    bool eq = false;
    if (const project::Channel* channel = selectedChannel(); channel && assignment_ == Assignment::parameters)
        for (const auto& insert : channel->inserts) eq = eq || (insert->id == insert_ && insert->processor == "eq");
    light(Key::eq, eq);
    light(Key::plugin, (assignment_ == Assignment::parameters && !eq) || assignment_ == Assignment::inserts);
    light(Key::globalView, view_ != View::mixer);
    light(Key::audioTracks, view_ == View::tracks);
    light(Key::aux, view_ == View::returns);
    light(Key::busses, view_ == View::groups);
    light(Key::outputs, view_ == View::mix);
    light(Key::user, view_ == View::selected);
    for (const Key key : {Key::shift, Key::option, Key::control, Key::alt}) light(key, isDown(key));
    using Mode = project::AutomationMode;
    const project::Channel* channel = selectedChannel();
    const auto mode = [&](Key key, Mode which) { light(key, channel && channel->automationMode == which); };
    mode(Key::read, Mode::read);
    mode(Key::write, Mode::write);
    mode(Key::trim, Mode::trim);
    mode(Key::touch, Mode::touch);
    mode(Key::latch, Mode::latch);
}

DeskPicture Desk::picture() const {
    DeskPicture picture;
    for (int strip = 0; strip < strips_; ++strip) picture.strips.push_back(stripPicture(strip));
    if (const auto master = faderControl(kMaster))
        if (const ParameterSpec* parameter = spec(*master))
            picture.master = positionOf(travelOf(*parameter, value(*master), settings_.law));
    if (const project::Song* song = mixer_ ? mixer_->shownSong() : nullptr) {
        const auto soloed = [](const auto& strip) { return strip->channel.soloed; };
        picture.anySolo = std::ranges::any_of(song->tracks, soloed) || std::ranges::any_of(song->buses, soloed);
    }
    lightKeys(picture);
    picture.smpte = smpte_;
    picture.time = timeDigits();
    const char* code = "Pn";
    switch (assignment_) {
    case Assignment::pan: break;
    case Assignment::width: code = "Wd"; break;
    case Assignment::track: code = "Tr"; break;
    case Assignment::inserts: code = "Pl"; break;
    case Assignment::parameters: code = picture.lamps[static_cast<std::size_t>(Key::eq)] == Lamp::on ? "Eq" : "Pr"; break;
    case Assignment::send: code = "S"; break;
    }
    picture.assignment[0] = code[0];
    picture.assignment[1] = assignment_ == Assignment::send ? static_cast<char>('1' + sendSlot_ % 9) : code[1];
    picture.notice = notice_;
    picture.turns = turns_;
    picture.jumps = jumps_;
    picture.clears = clears_;
    return picture;
}

} // namespace lacquer::surfaces
