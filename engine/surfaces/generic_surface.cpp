#include "engine/surfaces/generic_surface.h"

#include "engine/project/routing_edits.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace lacquer::surfaces {
namespace {

using Kind = Source::Kind;
using State = UnitStatus::State;

constexpr Time kTellEvery = 10ms;
constexpr int kHalf = 64;

int fullScale(const Source& source) {
    switch (source.kind) {
    case Kind::controller14:
    case Kind::nrpn:
    case Kind::pitchBend: return kFullTravel;
    default: return 127;
    }
}

double toleranceOf(const Source& source) { return 2.5 / std::min(127, fullScale(source)); }

/// 64 of 127 is the exact centre of what has one.
double travelOf(const Source& source, int value, bool bipolar) {
    if (fullScale(source) != 127 || !bipolar) return static_cast<double>(value) / fullScale(source);
    return value <= kHalf ? value / 128.0 : 0.5 + (value - kHalf) / 126.0;
}

int valueOf(const Source& source, double travel, bool bipolar) {
    const double t = std::clamp(travel, 0.0, 1.0);
    if (fullScale(source) != 127 || !bipolar) return static_cast<int>(std::lround(t * fullScale(source)));
    return static_cast<int>(std::lround(t <= 0.5 ? t * 128 : kHalf + (t - 0.5) * 126));
}

Bytes bytesOf(const Source& source, int value) {
    const auto byte = [](int b) { return static_cast<std::uint8_t>(b & 0xff); };
    const int cc = 0xb0 | source.channel;
    switch (source.kind) {
    case Kind::controller: return {byte(cc), byte(source.number), byte(value)};
    case Kind::controller14:
        return {byte(cc), byte(source.number), byte(value >> 7), byte(cc), byte(source.number + 32), byte(value & 0x7f)};
    case Kind::nrpn:
        return {byte(cc), 0x63, byte(source.number >> 7), byte(cc), 0x62, byte(source.number & 0x7f),
                byte(cc), 0x06, byte(value >> 7), byte(cc), 0x26, byte(value & 0x7f)};
    case Kind::pitchBend: return {byte(0xe0 | source.channel), byte(value & 0x7f), byte(value >> 7)};
    case Kind::note: return {byte(0x90 | source.channel), byte(source.number), byte(value)};
    case Kind::program:
    case Kind::pressure:
    case Kind::osc: return {};
    }
    return {};
}

} // namespace

void GenericSurface::setMap(GenericMap map) {
    map_ = std::move(map);
    memories_.clear();
}

void GenericSurface::learn(const Destination& destination) {
    learning_ = destination;
    learner_.start();
}

void GenericSurface::opened(int, Time) {
    status_.state = State::online;
    memories_.clear();
    for (const Bytes& bytes : map_.hello) outgoing_.push_back({0, bytes});
}

void GenericSurface::lost(int, Time) {
    status_.state = State::lost;
    reader_.reset();
    sources_.reset();
    grip_.letGo();
    outgoing_.clear();
}

void GenericSurface::receive(int, std::span<const std::uint8_t> bytes, Time now) {
    if (status_.state != State::online) return;
    const auto isPair = [this](int channel, int controller) {
        return std::ranges::any_of(map_.bindings, [&](const Binding& binding) {
            return binding.source == Source{Kind::controller14, channel, controller};
        });
    };
    reader_.read(bytes, [&](std::span<const std::uint8_t> message) {
        for (const SourceValue& value : sources_.read(message, now, isPair)) hear(value, now);
    });
}

void GenericSurface::hear(const SourceValue& value, Time now) {
    memories_.resize(map_.bindings.size());
    if (learning_) {
        if (auto learned = learner_.hear(value, now)) {
            learned->destination = *std::exchange(learning_, std::nullopt);
            std::erase_if(map_.bindings, [&](const Binding& binding) {
                return binding.source == learned->source || binding.destination == learned->destination;
            });
            map_.bindings.push_back(*learned);
            memories_.assign(map_.bindings.size(), {});
            memories_.back().down = value.down && value.value > 0;
        }
        return;
    }
    for (std::size_t k = 0; k < map_.bindings.size(); ++k)
        if (map_.bindings[k].source == value.source) obey(k, value, now);
}

std::vector<ChannelId> GenericSurface::channels() const {
    std::vector<ChannelId> found;
    const project::Song* song = grip_.mixer() ? grip_.mixer()->shownSong() : nullptr;
    if (!song) return found;
    for (const auto& track : song->tracks) found.push_back(track->channel.id);
    for (const auto& bus : song->buses) found.push_back(bus->channel.id);
    return found;
}

std::vector<ChannelId> GenericSurface::banked() const {
    const bool hasStrips = std::ranges::any_of(map_.bindings, [](const Binding& b) { return b.destination.of == Destination::Of::strip; });
    if (!hasStrips) return {};
    std::vector<ChannelId> found = channels();
    found.erase(found.begin(), found.begin() + std::min<std::ptrdiff_t>(bank_, std::ssize(found)));
    if (std::ssize(found) > map_.strips) found.resize(static_cast<std::size_t>(map_.strips));
    return found;
}

const project::Channel* GenericSurface::channelOf(const Destination& destination) const {
    const project::Song* song = grip_.mixer() ? grip_.mixer()->shownSong() : nullptr;
    if (!song) return nullptr;
    if (destination.of == Destination::Of::mix) return song->mix.get();
    if (destination.of == Destination::Of::selected) return project::findChannel(*song, grip_.mixer()->selected);
    const auto all = channels();
    const int at = bank_ + destination.strip;
    return at < static_cast<int>(all.size()) ? project::findChannel(*song, all[static_cast<std::size_t>(at)]) : nullptr;
}

std::optional<Control> GenericSurface::controlOf(const Destination& destination) const {
    if (destination.of == Destination::Of::control) return destination.control;
    if (destination.of == Destination::Of::command || destination.of == Destination::Of::bank) return std::nullopt;
    const project::Channel* channel = channelOf(destination);
    if (!channel || destination.parameter == "select") return std::nullopt;
    if (destination.parameter.starts_with("send")) {
        std::size_t which = 0;
        const std::string_view digits = std::string_view(destination.parameter).substr(4);
        std::from_chars(digits.data(), digits.data() + digits.size(), which);
        if (which < 1 || which > channel->sends.size()) return std::nullopt;
        return sendControl(channel->id, channel->sends[which - 1].id);
    }
    return channelControl(channel->id, destination.parameter);
}

void GenericSurface::moveBank(int by) {
    const int count = static_cast<int>(channels().size());
    const int next = std::max(0, bank_ + by);
    if (next >= count || next == bank_) return;
    bank_ = next;
    grip_.letGo();
    for (Memory& memory : memories_) {
        memory.takeover.release();
        memory.given.reset();
        memory.told = -1;
    }
}

void GenericSurface::obey(std::size_t at, const SourceValue& value, Time now) {
    const Binding& binding = map_.bindings[at];
    Memory& memory = memories_[at];
    const Destination& to = binding.destination;
    const bool down = value.down && value.value >= kHalf * (fullScale(value.source) == 127 ? 1 : 128);
    // Velocity of notes says nothing about whether they are down.
    const bool pressed = value.source.kind == Kind::note ? value.down : down;
    const bool rises = pressed && !memory.down;
    memory.down = pressed && value.source.kind != Kind::program;
    if (to.of == Destination::Of::command || to.of == Destination::Of::bank) {
        const int ticks = isRelative(binding.motion) ? relativeTicks(binding.motion, value.value) : rises ? 1 : 0;
        if (ticks == 0) return;
        if (to.of == Destination::Of::bank) return moveBank(to.amount * ticks);
        return grip_.issue(Press{to.command, to.amount * ticks});
    }
    if (to.parameter == "select") {
        const project::Channel* channel = channelOf(to);
        if (rises && channel) grip_.issue(Selected{channel->id});
        return;
    }
    if (const auto control = controlOf(to)) {
        const ParameterSpec* spec = grip_.spec(*control);
        if (!spec) return;
        const bool key = isKeyMotion(binding.motion);
        if (!key) return moveValue(at, *control, value, now);
        const double is = grip_.value(*control);
        const double on = spec->maximum, off = spec->minimum;
        if (binding.motion == Motion::toggle) {
            if (!rises) return;
            if (spec->kind == ParameterKind::choice) return grip_.put(*control, is + 1 > on ? off : is + 1);
            return grip_.put(*control, is > (on + off) / 2 ? off : on);
        }
        const double wanted = pressed ? on : off;
        if (wanted != is) grip_.put(*control, wanted);
    }
}

void GenericSurface::moveValue(std::size_t at, const Control& control, const SourceValue& value, Time now) {
    const Binding& binding = map_.bindings[at];
    Memory& memory = memories_[at];
    const ParameterSpec& spec = *grip_.spec(control);
    const double is = grip_.value(control);
    if (isRelative(binding.motion)) {
        memory.ticks += relativeTicks(binding.motion, value.value);
        const int steps = memory.ticks / std::max(1, binding.ticksPerStep);
        memory.ticks -= steps * std::max(1, binding.ticksPerStep);
        if (steps != 0) grip_.move(control, turned(spec, is, steps, Turn::normal), now);
        return;
    }
    if (binding.motion == Motion::velocity && !value.down) return;
    const bool bipolar = isBipolar(spec) || spec.unit == Unit::pan;
    const auto placed = [&](double travel) { return binding.low + travel * (binding.high - binding.low); };
    const double travel = placed(travelOf(value.source, value.value, bipolar));
    const double stands = surfaces::travelOf(spec, is);
    const double tolerance = toleranceOf(value.source) * std::abs(binding.high - binding.low);
    // What this control itself put there is no change from elsewhere.
    if (memory.given && std::abs(*memory.given - stands) > tolerance) memory.takeover.release();
    const auto to = memory.takeover.move(binding.motion == Motion::velocity ? Takeover::jump : binding.takeover, travel, stands, tolerance);
    if (!to) return;
    memory.given = *to;
    const double wanted = valueOfTravel(spec, *to);
    if (wanted != is) grip_.move(control, wanted, now);
    if (tellsBack(binding)) memory.told = feedbackValue(binding);
}

void GenericSurface::show(std::shared_ptr<const Mixer> mixer, std::uint64_t done, Time) {
    grip_.show(std::move(mixer), done);
    const int count = static_cast<int>(channels().size());
    if (bank_ >= count) bank_ = 0;
}

std::optional<double> GenericSurface::waitingAt(const Control& control) const {
    for (std::size_t k = 0; k < map_.bindings.size() && k < memories_.size(); ++k) {
        const auto bound = controlOf(map_.bindings[k].destination);
        if (bound && *bound == control && memories_[k].takeover.isWaiting()) return memories_[k].takeover.position();
    }
    return std::nullopt;
}

/// Lamps, rings and motors are told; a fader that waits to be moved has nothing to be told.
bool GenericSurface::tellsBack(const Binding& binding) const {
    if (binding.feedback) return true;
    return binding.motion != Motion::absolute || binding.takeover == Takeover::jump;
}

int GenericSurface::feedbackValue(const Binding& binding) const {
    const Source& source = binding.feedback ? *binding.feedback : binding.source;
    const Destination& to = binding.destination;
    if (to.of == Destination::Of::bank) return -1;
    if (to.of == Destination::Of::command) {
        const bool playing = grip_.readings().playing;
        const project::Song* song = grip_.mixer() ? grip_.mixer()->shownSong() : nullptr;
        switch (to.command) {
        case Command::play: return playing ? binding.onValue : binding.offValue;
        case Command::stop: return playing ? binding.offValue : binding.onValue;
        case Command::loop: return song && song->loop.on ? binding.onValue : binding.offValue;
        case Command::click: return grip_.mixer() && grip_.mixer()->clicks ? binding.onValue : binding.offValue;
        case Command::recordAutomation: return grip_.mixer() && grip_.mixer()->recordsAutomation ? binding.onValue : binding.offValue;
        default: return -1;
        }
    }
    if (to.parameter == "select") {
        const project::Channel* channel = channelOf(to);
        return channel && channel->id == grip_.mixer()->selected ? binding.onValue : binding.offValue;
    }
    const auto control = controlOf(to);
    const ParameterSpec* spec = control ? grip_.spec(*control) : nullptr;
    if (!spec) return binding.offValue;
    const double is = grip_.value(*control);
    if (isKeyMotion(binding.motion)) return is > (spec->maximum + spec->minimum) / 2 ? binding.onValue : binding.offValue;
    double travel = surfaces::travelOf(*spec, is);
    if (binding.high != binding.low) travel = (travel - binding.low) / (binding.high - binding.low);
    return valueOf(source, travel, isBipolar(*spec) || spec->unit == Unit::pan);
}

void GenericSurface::tellBack(Time now) {
    if (now < nextTold_ || !grip_.mixer() || learning_) return;
    memories_.resize(map_.bindings.size());
    bool told = false;
    for (std::size_t k = 0; k < map_.bindings.size(); ++k) {
        const Binding& binding = map_.bindings[k];
        if (!tellsBack(binding)) continue;
        if (const auto control = controlOf(binding.destination);
            control && !isKeyMotion(binding.motion) && !isRelative(binding.motion) && grip_.isHeld(*control))
            continue; // never against a hand
        const int value = feedbackValue(binding);
        if (value < 0 || value == memories_[k].told) continue;
        memories_[k].told = value;
        Bytes bytes = bytesOf(binding.feedback ? *binding.feedback : binding.source, value);
        for (std::size_t from = 0; from + 3 <= bytes.size(); from += 3)
            outgoing_.push_back({0, Bytes(bytes.begin() + static_cast<std::ptrdiff_t>(from), bytes.begin() + static_cast<std::ptrdiff_t>(from + 3))});
        told = true;
    }
    if (told) nextTold_ = now + kTellEvery;
}

void GenericSurface::refresh(Time now) {
    if (status_.state != State::online) return;
    for (const SourceValue& value : sources_.late(now)) hear(value, now);
    grip_.tick(now);
    tellBack(now);
}

void GenericSurface::finish(Time) {
    grip_.letGo();
    if (status_.state != State::online) return;
    for (const Binding& binding : map_.bindings)
        if (isKeyMotion(binding.motion))
            if (Bytes bytes = bytesOf(binding.feedback ? *binding.feedback : binding.source, binding.offValue); bytes.size() == 3)
                outgoing_.push_back({0, std::move(bytes)});
    for (const Bytes& bytes : map_.goodbye) outgoing_.push_back({0, bytes});
    status_.state = State::closed;
}

} // namespace lacquer::surfaces
