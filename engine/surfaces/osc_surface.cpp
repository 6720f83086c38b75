#include "engine/surfaces/osc_surface.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace lacquer::surfaces {
namespace {

constexpr Time kTellEvery = 20ms;

// Feedback bits of /set_surface.
constexpr int kButtons = 1, kValues = 2, kNumberInPath = 4, kMasterSection = 16, kMeterBits = 128;

std::vector<std::string_view> wordsOf(std::string_view path) {
    std::vector<std::string_view> words;
    for (std::size_t at = 1; at <= path.size();) {
        const std::size_t end = std::min(path.find('/', at), path.size());
        words.push_back(path.substr(at, end - at));
        at = end + 1;
    }
    return words;
}

std::optional<int> numberIn(std::string_view word) {
    int value = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    return error == std::errc{} && end == word.data() + word.size() ? std::optional(value) : std::nullopt;
}

struct Transport {
    std::string_view path;
    Press press;
};

constexpr Transport kTransport[] = {
    {"/transport_play", {Command::play}}, {"/play", {Command::play}}, {"/transport_stop", {Command::stop}},
    {"/stop", {Command::stop}}, {"/toggle_roll", {Command::playOrStop}}, {"/pause", {Command::playOrStop}},
    {"/rewind", {Command::wind, -1}}, {"/ffwd", {Command::wind, 1}}, {"/forward", {Command::wind, 1}},
    {"/goto_start", {Command::toStart}}, {"/goto_end", {Command::toEnd}}, {"/loop_toggle", {Command::loop}},
    {"/repeat", {Command::loop}}, {"/toggle_click", {Command::click}}, {"/click", {Command::click}}, {"/add_marker", {Command::addMarker}}, {"/next_marker", {Command::nextMarker}},
    {"/prev_marker", {Command::previousMarker}}, {"/rec_enable_toggle", {Command::recordAutomation}},
    {"/record", {Command::recordAutomation}}, {"/cancel_all_solos", {Command::clearSolos}},
    {"/soloreset", {Command::clearSolos}}, {"/undo", {Command::undo}}, {"/redo", {Command::redo}},
    {"/save_state", {Command::save}},
};

} // namespace

void OscSurface::opened(int unit, Time) {
    Client& client = clients_[static_cast<std::size_t>(unit)];
    client = {};
    client.present = true;
}

void OscSurface::lost(int unit, Time) { clients_[static_cast<std::size_t>(unit)] = {}; }

UnitStatus OscSurface::status(int unit) const {
    return {clients_[static_cast<std::size_t>(unit)].present ? UnitStatus::State::online : UnitStatus::State::closed, {}};
}

void OscSurface::show(std::shared_ptr<const Mixer> mixer, std::uint64_t done, Time) { grip_.show(std::move(mixer), done); }

void OscSurface::read(const Readings& readings, Time) {
    grip_.read(readings);
    for (const auto& [channel, peak] : readings.peaks) peaks_[channel] = peak;
}

std::vector<const project::Channel*> OscSurface::channels() const {
    std::vector<const project::Channel*> all;
    const project::Song* song = grip_.mixer() ? grip_.mixer()->shownSong() : nullptr;
    if (!song) return all;
    for (const auto& track : song->tracks) all.push_back(&track->channel);
    for (const auto& bus : song->buses) all.push_back(&bus->channel);
    return all;
}

const project::Channel* OscSurface::stripOf(const Client& client, int number) const {
    const auto all = channels();
    if (number < 1 || (client.bankSize > 0 && number > client.bankSize)) return nullptr;
    const int at = client.bank + number - 1;
    return at < std::ssize(all) ? all[static_cast<std::size_t>(at)] : nullptr;
}

const project::Channel* OscSurface::selected() const {
    const project::Song* song = grip_.mixer() ? grip_.mixer()->shownSong() : nullptr;
    return song ? project::findChannel(*song, grip_.mixer()->selected) : nullptr;
}

void OscSurface::receive(int unit, std::span<const std::uint8_t> packet, Time now) {
    Client& client = clients_[static_cast<std::size_t>(unit)];
    const auto messages = parseOsc(packet);
    if (!messages) {
        ++dropped_;
        return;
    }
    client.present = true;
    for (const OscMessage& message : *messages) hear(client, message, now);
}

void OscSurface::hear(Client& client, const OscMessage& message, Time now) {
    if (!grip_.mixer()) return;
    const auto words = wordsOf(message.path);
    if (words.empty()) {
        ++dropped_;
        return;
    }
    const bool known = hearLearned(client, message, now) || hearSetup(client, words, message) ||
                       hearTransport(client, message.path, message) || hearStrip(client, words, message, now) ||
                       hearTrack(client, words, message, now);
    if (!known) ++dropped_;
}

void OscSurface::setTravel(const Control& control, double travel, Time now) {
    const ParameterSpec* spec = grip_.spec(control);
    if (!spec || !std::isfinite(travel)) return;
    const double to = valueOfTravel(*spec, travel);
    if (to != grip_.value(control)) grip_.move(control, to, now);
}

void OscSurface::setSwitch(const Control& control, bool on) {
    const ParameterSpec* spec = grip_.spec(control);
    if (!spec) return;
    const double to = on ? spec->maximum : spec->minimum;
    if (to != grip_.value(control)) grip_.put(control, to);
}

bool OscSurface::hearLearned(Client& client, const OscMessage& message, Time now) {
    if (learning_ && message.number(0)) {
        Binding binding;
        binding.source = {Source::Kind::osc, 0, 0, message.path};
        binding.takeover = Takeover::jump;
        binding.destination = *std::exchange(learning_, std::nullopt);
        std::erase_if(learned_, [&](const Binding& old) { return old.source == binding.source || old.destination == binding.destination; });
        learned_.push_back(std::move(binding));
        return true;
    }
    bool known = false;
    for (const Binding& binding : learned_) {
        if (binding.source.path != message.path) continue;
        known = true;
        const auto value = message.number(static_cast<std::size_t>(binding.source.number));
        if (!value) continue;
        const Destination& to = binding.destination;
        if (to.of == Destination::Of::command) {
            if (*value != 0) grip_.issue(Press{to.command, to.amount}); // a release says nothing
            continue;
        }
        Control control = to.control;
        if (to.of == Destination::Of::mix) control = channelControl(grip_.mixer()->shownSong() ? grip_.mixer()->shownSong()->mix->id : ChannelId{}, to.parameter);
        const ParameterSpec* spec = grip_.spec(control);
        if (!spec) continue;
        if (isSwitch(*spec)) setSwitch(control, *value >= 0.5);
        else setTravel(control, binding.low + *value * (binding.high - binding.low), now);
        client.told[message.path] = travelOf(*spec, grip_.value(control));
    }
    return known;
}

bool OscSurface::hearSetup(Client& client, const std::vector<std::string_view>& words, const OscMessage& message) {
    if (words[0] == "set_surface") {
        client.ardour = true;
        client.told.clear();
        std::vector<double> values;
        std::size_t from = 1;
        if (words.size() == 2 && !numberIn(words[1])) {
            const double value = message.number(0).value_or(0);
            if (words[1] == "bank_size") client.bankSize = static_cast<int>(std::clamp(value, 0.0, 1000.0));
            if (words[1] == "feedback") client.feedback = static_cast<int>(std::clamp(value, 0.0, 65535.0 * 2));
            if (words[1] == "gainmode") client.gainMode = static_cast<int>(std::clamp(value, 0.0, 3.0));
            if (words[1] == "port" && value >= 1 && value <= 65535) client.replyPort = static_cast<int>(value);
            return true;
        }
        for (; from < words.size(); ++from) values.push_back(numberIn(words[from]).value_or(0));
        for (std::size_t k = 0; values.empty() || k < message.arguments.size(); ++k) {
            if (k >= message.arguments.size()) break;
            values.push_back(message.number(k).value_or(0));
        }
        const auto value = [&](std::size_t k, double most) {
            return k < values.size() ? static_cast<int>(std::clamp(values[k], 0.0, most)) : 0;
        };
        client.bankSize = value(0, 1000);
        client.feedback = value(2, 131071);
        client.gainMode = value(3, 3);
        if (value(6, 65535) > 0) client.replyPort = value(6, 65535);
        client.bank = 0;
        return true;
    }
    const int size = client.bankSize > 0 ? client.bankSize : 8;
    if (words[0] == "bank_up" || words[0] == "bank_down") {
        if (message.number(0) == 0.0) return true;
        const int next = std::max(0, client.bank + (words[0] == "bank_up" ? size : -size));
        if (next < std::ssize(channels())) client.bank = next;
        client.told.clear();
        return true;
    }
    if (words[0] == "refresh") {
        client.told.clear();
        return true;
    }
    return words[0] == "ping" || words[0] == "heartbeat";
}

bool OscSurface::hearTransport(Client&, std::string_view path, const OscMessage& message) {
    const double value = message.number(0).value_or(1);
    for (const Transport& transport : kTransport)
        if (transport.path == path) {
            if (value != 0) grip_.issue(transport.press);
            return true;
        }
    const SampleRate rate = grip_.mixer()->project->rate;
    if (path == "/locate" || path == "/samples") {
        if (value >= 0 && value < 1e12) grip_.issue(Located{{static_cast<std::int64_t>(value)}});
        if (path == "/locate" && message.number(1).value_or(0) != 0) grip_.issue(Press{Command::play});
        return true;
    }
    if (path == "/time") {
        if (value >= 0 && value < 1e7) grip_.issue(Located{framesAt(Seconds{value}, rate)});
        return true;
    }
    if (path == "/jog" || path == "/scrub") {
        if (value != 0) grip_.issue(Press{path == "/jog" ? Command::jog : Command::scrub, value > 0 ? 1 : -1});
        return true;
    }
    return false;
}

bool OscSurface::setLeaf(const project::Channel& channel, std::string_view leaf, const std::vector<double>& numbers, Time now) {
    if (numbers.empty()) return leaf == "name";
    const double value = numbers.back();
    if (!std::isfinite(value)) return true;
    const auto own = [&](const char* parameter) { return channelControl(channel.id, parameter); };
    const auto put = [&](const Control& control, double to) {
        if (const ParameterSpec* spec = grip_.spec(control)) {
            const double level = spec->taper == Taper::fader && to <= -90 ? kSilence.value : std::clamp(to, spec->minimum, spec->maximum);
            if (level != grip_.value(control)) grip_.move(control, level, now);
        }
    };
    const auto sendAt = [&](double which) -> std::optional<Control> {
        if (which < 1 || which > static_cast<double>(channel.sends.size())) return std::nullopt;
        return sendControl(channel.id, channel.sends[static_cast<std::size_t>(which) - 1].id);
    };
    if (leaf == "fader" || leaf == "volume") setTravel(own("fader"), value, now);
    else if (leaf == "gain" || leaf == "volume/db") put(own("fader"), value);
    else if (leaf == "db_delta") put(own("fader"), std::max(grip_.value(own("fader")), -90.0) + value);
    else if (leaf == "trimdB") put(own("trim"), value);
    else if (leaf == "pan_stereo_position" || leaf == "pan") setTravel(own("pan"), value, now);
    else if (leaf == "pan_stereo_width" || leaf == "pan2") setTravel(own("width"), value, now);
    else if (leaf == "mute") setSwitch(own("mute"), value >= 0.5);
    else if (leaf == "solo") setSwitch(own("solo"), value >= 0.5);
    else if (leaf == "polarity") setSwitch(own("polarity"), value >= 0.5);
    else if (leaf == "select" || leaf == "gui_select") {
        if (value != 0) grip_.issue(Selected{channel.id});
    } else if ((leaf == "send/fader" || leaf == "send_fader" || leaf == "send/gain" || leaf == "send_gain") && numbers.size() >= 2) {
        const auto send = sendAt(numbers[numbers.size() - 2]);
        if (!send) return true;
        if (leaf.ends_with("gain")) put(*send, value);
        else setTravel(*send, value, now);
    } else if ((leaf == "plugin/parameter" || leaf == "fxparam") && numbers.size() >= 3) {
        const double which = numbers[numbers.size() - 3], parameter = numbers[numbers.size() - 2];
        if (which < 1 || which > static_cast<double>(channel.inserts.size()) || parameter < 1) return true;
        const project::Insert& insert = *channel.inserts[static_cast<std::size_t>(which) - 1];
        const ProcessorSpec* processor = grip_.mixer()->catalogue->find(insert.processor);
        // Parameter 1 is the first behind the bypass switch.
        if (!processor || parameter >= static_cast<double>(processor->parameters.size())) return true;
        const ParameterSpec& spec = processor->parameters[static_cast<std::size_t>(parameter)];
        const Control control = insertControl(channel.id, insert.id, spec.id);
        if (isSwitch(spec)) setSwitch(control, value >= 0.5);
        else setTravel(control, value, now);
    } else if ((leaf == "plugin/activate" || leaf == "plugin/deactivate") && value >= 1 && value <= static_cast<double>(channel.inserts.size())) {
        setSwitch(insertControl(channel.id, channel.inserts[static_cast<std::size_t>(value) - 1]->id, "bypass"), leaf == "plugin/deactivate");
    } else {
        return false;
    }
    return true;
}

bool OscSurface::hearStrip(Client& client, const std::vector<std::string_view>& words, const OscMessage& message, Time now) {
    const bool strip = words[0] == "strip", select = words[0] == "select", master = words[0] == "master";
    if ((!strip && !select && !master) || words.size() < 2) return false;
    if (!master) client.ardour = true;
    // Numbers may stand in the path or in front of the value.
    std::vector<double> numbers;
    std::string leaf;
    for (std::size_t k = 1; k < words.size(); ++k) {
        if (const auto number = numberIn(words[k])) numbers.push_back(*number);
        else leaf += (leaf.empty() ? "" : "/") + std::string(words[k]);
    }
    for (std::size_t k = 0; k < message.arguments.size(); ++k) {
        const auto number = message.number(k);
        if (!number) return true;
        numbers.push_back(*number);
    }
    const project::Channel* channel = nullptr;
    if (strip) {
        if (numbers.empty() || !(std::abs(numbers.front()) < 1e6)) return true;
        channel = stripOf(client, static_cast<int>(numbers.front()));
        numbers.erase(numbers.begin());
    } else if (master) {
        channel = grip_.mixer()->shownSong() ? grip_.mixer()->shownSong()->mix.get() : nullptr;
    } else {
        channel = selected();
    }
    if (!channel) return true; // no such strip: nothing to move
    return setLeaf(*channel, leaf, numbers, now);
}

bool OscSurface::hearTrack(Client& client, const std::vector<std::string_view>& words, const OscMessage& message, Time now) {
    if (words[0] != "track" || words.size() < 3) return false;
    client.reaper = true;
    const auto number = numberIn(words[1]);
    const auto value = message.number(0);
    if (!number || !value) return true;
    const auto all = channels();
    if (*number < 1 || *number > std::ssize(all)) return true;
    const project::Channel& channel = *all[static_cast<std::size_t>(*number) - 1];
    const auto wordNumber = [&](std::size_t k) { return k < words.size() ? numberIn(words[k]).value_or(0) : 0; };
    if (words[2] == "send" && words.size() == 5 && words[4] == "volume")
        return setLeaf(channel, "send/fader", {static_cast<double>(wordNumber(3)), *value}, now);
    if (words[2] == "fx" && words.size() == 7 && words[4] == "fxparam")
        return setLeaf(channel, "fxparam", {static_cast<double>(wordNumber(3)), static_cast<double>(wordNumber(5)), *value}, now);
    if (words[2] == "fx" && words.size() == 5 && words[4] == "bypass") // 1: the effect is on
        return setLeaf(channel, *value >= 0.5 ? "plugin/activate" : "plugin/deactivate", {static_cast<double>(wordNumber(3))}, now);
    if (words.size() == 4 && words[2] == "volume" && words[3] == "db") return setLeaf(channel, "volume/db", {*value}, now);
    return words.size() == 3 && setLeaf(channel, words[2], {*value}, now);
}

void OscSurface::wantStrips(const Client& client, std::vector<Wanted>& all) const {
    const auto channelsNow = channels();
    const int count = client.bankSize > 0 ? client.bankSize : static_cast<int>(channelsNow.size());
    const auto want = [&](int number, const char* leaf, Told value, std::optional<Control> control) {
        Wanted wanted{fmt::format("/strip/{}", leaf), {}, std::move(value), std::move(control)};
        if (client.feedback & kNumberInPath) wanted.path += fmt::format("/{}", number);
        else wanted.before = {static_cast<double>(number)};
        all.push_back(std::move(wanted));
    };
    for (int number = 1; number <= count; ++number) {
        const project::Channel* channel = stripOf(client, number);
        const auto value = [&](const char* parameter) { return channel ? grip_.value(channelControl(channel->id, parameter)) : 0; };
        const auto control = [&](const char* parameter) { return channel ? std::optional(channelControl(channel->id, parameter)) : std::nullopt; };
        const auto travel = [&](const char* parameter) {
            const ParameterSpec* spec = channel ? grip_.spec(*control(parameter)) : nullptr;
            return spec ? travelOf(*spec, value(parameter)) : 0;
        };
        if (client.feedback & kButtons) {
            for (const char* key : {"mute", "solo", "polarity"}) want(number, key, value(key), control(key));
            want(number, "select", channel && channel->id == grip_.mixer()->selected ? 1.0 : 0.0, std::nullopt);
        }
        if (client.feedback & kValues) {
            want(number, "name", channel ? channel->name : std::string(" "), std::nullopt);
            if (client.gainMode == 0 || client.gainMode == 2) want(number, "gain", channel ? std::max(value("fader"), -193.0) : -193.0, control("fader"));
            if (client.gainMode != 0) want(number, "fader", travel("fader"), control("fader"));
            want(number, "trimdB", value("trim"), control("trim"));
            want(number, "pan_stereo_position", channel ? travel("pan") : 0.5, control("pan"));
        }
        if (client.feedback & kMeterBits) {
            const auto peak = channel ? peaks_.find(channel->id) : peaks_.end();
            const double level = peak == peaks_.end() || !(peak->second > 0) ? -94 : 20 * std::log10(static_cast<double>(peak->second));
            want(number, "meter", std::round(std::clamp((level + 94) / 100, 0.0, 1.0) * 200) / 200, std::nullopt);
        }
    }
    const project::Song* song = grip_.mixer()->shownSong();
    if ((client.feedback & kMasterSection) && song) {
        const Control fader = channelControl(song->mix->id, "fader");
        if (client.gainMode == 0 || client.gainMode == 2) all.push_back({"/master/gain", {}, std::max(grip_.value(fader), -193.0), fader});
        if (client.gainMode != 0) all.push_back({"/master/fader", {}, travelOf(*grip_.spec(fader), grip_.value(fader)), fader});
        const Control mute = channelControl(song->mix->id, "mute");
        all.push_back({"/master/mute", {}, grip_.value(mute), mute});
    }
    if (client.feedback & kButtons) {
        const bool playing = grip_.readings().playing;
        all.push_back({"/transport_play", {}, playing ? 1.0 : 0.0, std::nullopt});
        all.push_back({"/transport_stop", {}, playing ? 0.0 : 1.0, std::nullopt});
        all.push_back({"/loop_toggle", {}, song && song->loop.on ? 1.0 : 0.0, std::nullopt});
        all.push_back({"/toggle_click", {}, grip_.mixer() && grip_.mixer()->clicks ? 1.0 : 0.0, std::nullopt});
    }
}

void OscSurface::wantTracks(std::vector<Wanted>& all) const {
    int number = 0;
    for (const project::Channel* channel : channels()) {
        ++number;
        const auto want = [&](const char* leaf, const char* parameter) {
            const Control control = channelControl(channel->id, parameter);
            const ParameterSpec* spec = grip_.spec(control);
            if (spec) all.push_back({fmt::format("/track/{}/{}", number, leaf), {}, travelOf(*spec, grip_.value(control)), control});
        };
        want("volume", "fader");
        want("pan", "pan");
        want("mute", "mute");
        want("solo", "solo");
        all.push_back({fmt::format("/track/{}/name", number), {}, channel->name, std::nullopt});
        all.push_back({fmt::format("/track/{}/select", number), {}, channel->id == grip_.mixer()->selected ? 1.0 : 0.0, std::nullopt});
    }
    if (const project::Song* song = grip_.mixer()->shownSong()) {
        const Control fader = channelControl(song->mix->id, "fader");
        all.push_back({"/master/volume", {}, travelOf(*grip_.spec(fader), grip_.value(fader)), fader});
        all.push_back({"/repeat", {}, song->loop.on ? 1.0 : 0.0, std::nullopt});
        all.push_back({"/click", {}, grip_.mixer()->clicks ? 1.0 : 0.0, std::nullopt});
    }
    all.push_back({"/play", {}, grip_.readings().playing ? 1.0 : 0.0, std::nullopt});
    all.push_back({"/stop", {}, grip_.readings().playing ? 0.0 : 1.0, std::nullopt});
}

std::vector<OscSurface::Wanted> OscSurface::wanted(const Client& client) const {
    std::vector<Wanted> all;
    if (client.ardour) wantStrips(client, all);
    if (client.reaper) wantTracks(all);
    for (const Binding& binding : learned_) {
        Control control = binding.destination.control;
        if (binding.destination.of == Destination::Of::command) continue;
        if (binding.destination.of == Destination::Of::mix && grip_.mixer()->shownSong())
            control = channelControl(grip_.mixer()->shownSong()->mix->id, binding.destination.parameter);
        if (const ParameterSpec* spec = grip_.spec(control))
            all.push_back({binding.source.path, {}, travelOf(*spec, grip_.value(control)), control});
    }
    return all;
}

void OscSurface::tell(int unit, Client& client) {
    for (Wanted& wanted : wanted(client)) {
        if (wanted.control && grip_.isHeld(*wanted.control)) continue;
        std::string key = wanted.path;
        for (const auto& argument : wanted.before) key += fmt::format(" {}", std::get<double>(argument));
        const auto told = client.told.find(key);
        if (told != client.told.end() && told->second == wanted.value) continue;
        client.told[key] = wanted.value;
        OscMessage message{std::move(wanted.path), std::move(wanted.before)};
        std::visit([&](auto& value) { message.arguments.emplace_back(value); }, wanted.value);
        outgoing_.push_back({unit, oscPacket(message)});
    }
}

void OscSurface::refresh(Time now) {
    grip_.tick(now);
    if (now < nextTold_ || !grip_.mixer()) return;
    nextTold_ = now + kTellEvery;
    for (int unit = 0; unit < kClients; ++unit)
        if (Client& client = clients_[static_cast<std::size_t>(unit)]; client.present) tell(unit, client);
}

} // namespace lacquer::surfaces
