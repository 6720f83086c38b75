#include "engine/surfaces/midi_ports.h"

#include "engine/surfaces/jack_midi.h"

#include <RtMidi.h>
#include <fmt/format.h>
#include <jack/jack.h>

#include <algorithm>
#include <atomic>
#include <cctype>
#include <chrono>
#include <mutex>
#include <optional>
#include <unistd.h>

namespace lacquer::surfaces {
namespace {

constexpr const char* kClient = "Lacquer surfaces";

void beQuiet() {
    jack_set_error_function([](const char*) {});
    jack_set_info_function([](const char*) {});
}

void ignoreError(RtMidiError::Type, const std::string&, void*) {}

/// ALSA's names end in " 24:0", which changes from day to day.
std::string lastingName(std::string name) {
    const auto space = name.find_last_of(' ');
    if (space == std::string::npos) return name;
    const std::string tail = name.substr(space + 1);
    const bool numbers = tail.find(':') != std::string::npos &&
                         std::ranges::all_of(tail, [](char c) { return std::isdigit(static_cast<unsigned char>(c)) || c == ':'; });
    return numbers ? name.substr(0, space) : name;
}

bool isOwn(const std::string& name) { return name.find("Lacquer surfaces") != std::string::npos; }

template <typename Midi>
std::vector<std::string> namesOf(Midi& midi) {
    std::vector<std::string> names;
    try {
        const unsigned count = midi.getPortCount();
        for (unsigned k = 0; k < count; ++k) names.push_back(lastingName(midi.getPortName(k)));
    } catch (const RtMidiError&) {
    }
    return names;
}

template <typename Midi>
std::unique_ptr<Midi> make() {
    try {
        std::unique_ptr<Midi> midi;
        if constexpr (std::is_same_v<Midi, RtMidiIn>) midi = std::make_unique<RtMidiIn>(RtMidi::LINUX_ALSA, kClient, 1024);
        else midi = std::make_unique<RtMidiOut>(RtMidi::LINUX_ALSA, kClient);
        midi->setErrorCallback(ignoreError);
        return midi;
    } catch (const RtMidiError&) {
        return nullptr;
    }
}

/// Opens the port of this name. Indices move when devices come and go, so the name is compared again
/// once it is open.
template <typename Midi>
bool openByName(Midi& midi, const std::string& name, const char* own) {
    for (int attempt = 0; attempt < 3; ++attempt) {
        const auto names = namesOf(midi);
        const auto found = std::ranges::find(names, name);
        if (found == names.end()) return false;
        const auto index = static_cast<unsigned>(found - names.begin());
        try {
            midi.openPort(index, own);
        } catch (const RtMidiError&) {
            return false;
        }
        const auto after = namesOf(midi);
        if (index < after.size() && after[index] == name) return true;
        midi.closePort();
    }
    return false;
}

} // namespace

/// JACK tells its client of ports that come and go and of the server's end.
struct PortWatch::State {
    ~State() { leaveJack(); }

    bool joinJack() {
        if (jackGone) leaveJack();
        if (jack) return true;
        const auto now = std::chrono::steady_clock::now();
        if (now < nextJack) return false;
        nextJack = now + std::chrono::seconds(2);
        beQuiet();
        jack = jack_client_open("Lacquer surfaces watch", JackNoStartServer, nullptr);
        if (!jack) return false;
        jackGone = false;
        jack_on_shutdown(jack, [](void* self) { static_cast<State*>(self)->jackGone = true; }, this);
        jack_set_port_registration_callback(
            jack,
            [](jack_port_id_t id, int registered, void* self) { static_cast<State*>(self)->portChanged(id, registered != 0); },
            this);
        jack_activate(jack);
        changed = true;
        return true;
    }

    void leaveJack() {
        if (jack) jack_client_close(jack);
        jack = nullptr;
        jackGone = false;
    }

    void portChanged(jack_port_id_t id, bool registered) {
        changed = true;
        if (registered) return;
        const jack_port_t* port = jack_port_by_id(jack, id);
        const char* name = port ? jack_port_name(port) : nullptr;
        const std::lock_guard lock(mutex);
        if (name) vanished.emplace_back(name);
    }

    std::vector<std::string> jackNames(unsigned long direction) const {
        std::vector<std::string> names;
        if (const char** ports = jack_get_ports(jack, nullptr, JACK_DEFAULT_MIDI_TYPE, direction)) {
            for (const char** port = ports; *port; ++port) names.emplace_back(*port);
            jack_free(ports);
        }
        return names;
    }

    jack_client_t* jack = nullptr;
    std::chrono::steady_clock::time_point nextJack{};
    std::atomic<bool> jackGone{false}, changed{false};
    std::mutex mutex;
    std::vector<std::string> vanished;
    std::unique_ptr<RtMidiIn> alsaIn;
    std::unique_ptr<RtMidiOut> alsaOut;
};

PortWatch::PortWatch() : state_(std::make_unique<State>()) {}
PortWatch::~PortWatch() = default;

bool PortWatch::changed() { return state_->changed.exchange(false) || state_->jackGone; }

std::vector<std::string> PortWatch::takeVanished() {
    const std::lock_guard lock(state_->mutex);
    return std::exchange(state_->vanished, {});
}

std::vector<PortInfo> PortWatch::ports() {
    std::vector<PortInfo> found;
    const auto note = [&](const std::string& api, const std::string& name, bool in) {
        if (isOwn(name)) return;
        auto known = std::ranges::find_if(found, [&](const PortInfo& port) { return port.api == api && port.name == name; });
        if (known == found.end()) {
            std::string id = api;
            std::ranges::transform(id, id.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
            found.push_back({id + ":" + name, name, api, false, false});
            known = found.end() - 1;
        }
        (in ? known->in : known->out) = true;
    };
    if (access("/dev/snd/seq", R_OK | W_OK) == 0) {
        if (!state_->alsaIn) state_->alsaIn = make<RtMidiIn>();
        if (!state_->alsaOut) state_->alsaOut = make<RtMidiOut>();
        if (state_->alsaIn)
            for (const std::string& name : namesOf(*state_->alsaIn)) note("ALSA", name, true);
        if (state_->alsaOut)
            for (const std::string& name : namesOf(*state_->alsaOut)) note("ALSA", name, false);
    }
    if (state_->joinJack()) {
        // What others put out is what we listen to.
        for (const std::string& name : state_->jackNames(JackPortIsOutput)) note("JACK", name, true);
        for (const std::string& name : state_->jackNames(JackPortIsInput)) note("JACK", name, false);
    }
    return found;
}

struct MidiPort::State {
    std::unique_ptr<RtMidiIn> in;
    std::unique_ptr<RtMidiOut> out;
    std::unique_ptr<JackMidi> jack; ///< in place of both
    Arrived arrived;
};

MidiPort::MidiPort(std::unique_ptr<State> state) : state_(std::move(state)) {}

MidiPort::~MidiPort() {
    if (state_->in) state_->in->cancelCallback();
}

Result<std::unique_ptr<MidiPort>> MidiPort::open(const std::string& api, const std::string& inName,
                                                 const std::string& outName, Arrived arrived) {
    beQuiet();
    auto state = std::make_unique<State>();
    state->arrived = std::move(arrived);
    const auto refused = [](const std::string& name) {
        return systemRefused(fmt::format("The MIDI port \"{}\" cannot be opened. Close the program that holds it, or plug it in again.", name));
    };
    if (api == "JACK") {
        state->jack = JackMidi::open(inName, outName, std::move(state->arrived));
        if (!state->jack) return refused(inName.empty() ? outName : inName);
        return std::unique_ptr<MidiPort>(new MidiPort(std::move(state)));
    }
    if (!inName.empty()) {
        state->in = make<RtMidiIn>();
        if (!state->in) return refused(inName);
        state->in->ignoreTypes(false, true, true); // the handshake is SysEx
        state->in->setCallback(
            [](double, std::vector<unsigned char>* message, void* self) {
                if (message && !message->empty()) static_cast<State*>(self)->arrived({message->data(), message->size()});
            },
            state.get());
        if (!openByName(*state->in, inName, "in")) return refused(inName);
    }
    if (!outName.empty()) {
        state->out = make<RtMidiOut>();
        if (!state->out || !openByName(*state->out, outName, "out")) return refused(outName);
    }
    return std::unique_ptr<MidiPort>(new MidiPort(std::move(state)));
}

void MidiPort::send(const Bytes& bytes) {
    if (bytes.empty()) return;
    if (state_->jack) return state_->jack->send(bytes);
    if (!state_->out) return;
    try {
        state_->out->sendMessage(bytes.data(), bytes.size());
    } catch (const RtMidiError&) {
        // The port is gone; the watch will say so.
    }
}

} // namespace lacquer::surfaces
