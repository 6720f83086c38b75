#include "tests/engine/surfaces/simulated_mackie.h"

#include <jack/midiport.h>

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <cstring>
#include <utility>

namespace lacquer::testing {
namespace {

std::vector<std::uint8_t> bytesOf(std::string_view hex) {
    std::vector<std::uint8_t> bytes;
    int nibble = 0, value = 0;
    for (const char c : hex) {
        if (!std::isxdigit(static_cast<unsigned char>(c))) continue;
        value = value * 16 + (c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
        if (++nibble % 2 == 0) bytes.push_back(static_cast<std::uint8_t>(std::exchange(value, 0)));
    }
    return bytes;
}

bool beginsWith(const std::vector<std::uint8_t>& message, const std::vector<std::uint8_t>& start) {
    return message.size() >= start.size() && std::equal(start.begin(), start.end(), message.begin());
}

std::string hexOf(std::initializer_list<int> bytes) {
    std::string text;
    char two[8];
    for (const int byte : bytes) {
        std::snprintf(two, sizeof two, "%02x", static_cast<unsigned>(byte));
        text += two;
    }
    return text;
}

} // namespace

SimulatedMackie::SimulatedMackie(const char* name) : client_(jack_client_open(name, JackNoStartServer, nullptr)) {
    if (!client_) return;
    in_ = jack_port_register(client_, "in", JACK_DEFAULT_MIDI_TYPE, JackPortIsInput, 0);
    out_ = jack_port_register(client_, "out", JACK_DEFAULT_MIDI_TYPE, JackPortIsOutput, 0);
    jack_set_process_callback(client_, &SimulatedMackie::onProcess, this);
    jack_activate(client_);
    listener_ = std::thread([this] { listen(); });
}

SimulatedMackie::~SimulatedMackie() {
    ending_ = true;
    if (listener_.joinable()) listener_.join();
    if (client_) jack_client_close(client_);
}

int SimulatedMackie::onProcess(jack_nframes_t frames, void* self) {
    static_cast<SimulatedMackie*>(self)->process(frames);
    return 0;
}

void SimulatedMackie::process(jack_nframes_t frames) {
    void* out = jack_port_get_buffer(out_, frames);
    jack_midi_clear_buffer(out);
    while (hasUnsent_ || outgoing_.pop(unsent_)) {
        hasUnsent_ = jack_midi_event_write(out, 0, unsent_.bytes.data(), unsent_.size) != 0;
        if (hasUnsent_) break;
    }
    void* in = jack_port_get_buffer(in_, frames);
    for (std::uint32_t k = 0; k < jack_midi_get_event_count(in); ++k) {
        jack_midi_event_t event;
        if (jack_midi_event_get(&event, in, k) != 0) break;
        Packet packet;
        packet.size = static_cast<std::uint32_t>(std::min(event.size, packet.bytes.size()));
        std::memcpy(packet.bytes.data(), event.buffer, packet.size);
        packet.at = Clock::now();
        (void)incoming_.push(packet);
    }
}

void SimulatedMackie::listen() {
    while (!ending_) {
        Packet packet;
        while (incoming_.pop(packet)) {
            std::vector<std::uint8_t> message(packet.bytes.begin(), packet.bytes.begin() + packet.size);
            // The query is answered at once: model, serial number, challenge.
            if (message == bytesOf("f00000661400f7")) send("f0000066140158595a5718610557186105f7");
            const std::lock_guard lock(mutex_);
            log_.push_back({packet.at, message});
            take(std::move(message));
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
}

void SimulatedMackie::take(std::vector<std::uint8_t> message) {
    if (beginsWith(message, bytesOf("f00000661412")) && message.size() > 8) {
        for (std::size_t k = 7; k + 1 < message.size() && message[6] + k - 7 < display_.size(); ++k)
            display_[message[6] + k - 7] = static_cast<char>(message[k]);
    } else if (message.size() == 3 && message[0] == 0x90) {
        lamps_[message[1]] = message[2];
    } else if (message.size() == 3 && message[0] >= 0xe0 && message[0] <= 0xe8) {
        faders_[message[0] - 0xe0U] = message[2] << 7 | message[1];
    }
}

void SimulatedMackie::send(std::string_view hex) {
    const auto bytes = bytesOf(hex);
    Packet packet;
    packet.size = static_cast<std::uint32_t>(std::min(bytes.size(), packet.bytes.size()));
    std::copy_n(bytes.begin(), packet.size, packet.bytes.begin());
    while (!outgoing_.push(packet)) std::this_thread::sleep_for(std::chrono::milliseconds(1));
}

void SimulatedMackie::touch(int fader, bool on) { send(hexOf({0x90, 0x68 + fader, on ? 0x7f : 0})); }
void SimulatedMackie::move(int fader, int position) { send(hexOf({0xe0 | fader, position & 0x7f, position >> 7})); }
void SimulatedMackie::press(int note) {
    send(hexOf({0x90, note, 0x7f}));
    send(hexOf({0x90, note, 0}));
}
void SimulatedMackie::turn(int pot, int ticks) { send(hexOf({0xb0, 0x10 + pot, ticks < 0 ? 0x40 - ticks : ticks})); }

bool SimulatedMackie::waitFor(std::string_view hex, std::size_t from, int milliseconds) {
    const auto until = Clock::now() + std::chrono::milliseconds(milliseconds);
    while (count(hex, from) == 0) {
        if (Clock::now() > until) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    return true;
}

std::size_t SimulatedMackie::mark() {
    const std::lock_guard lock(mutex_);
    return log_.size();
}

std::size_t SimulatedMackie::count(std::string_view hex, std::size_t from) {
    const auto start = bytesOf(hex);
    const std::lock_guard lock(mutex_);
    std::size_t found = 0;
    for (std::size_t k = from; k < log_.size(); ++k) found += beginsWith(log_[k].bytes, start);
    return found;
}

std::vector<SimulatedMackie::Message> SimulatedMackie::messages() {
    const std::lock_guard lock(mutex_);
    return log_;
}

std::string SimulatedMackie::display() {
    const std::lock_guard lock(mutex_);
    return display_;
}

bool SimulatedMackie::shows(std::size_t offset, std::string_view text, int milliseconds) {
    const auto until = Clock::now() + std::chrono::milliseconds(milliseconds);
    while (display().substr(offset, text.size()) != text) {
        if (Clock::now() > until) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    return true;
}

int SimulatedMackie::lamp(int note) {
    const std::lock_guard lock(mutex_);
    return lamps_[static_cast<std::size_t>(note)];
}

int SimulatedMackie::fader(int index) {
    const std::lock_guard lock(mutex_);
    return faders_[static_cast<std::size_t>(index)];
}

std::string SimulatedMackie::log(std::size_t from) {
    std::string text;
    const auto all = messages();
    for (std::size_t k = from; k < all.size(); ++k) {
        char two[4];
        for (const std::uint8_t byte : all[k].bytes) {
            std::snprintf(two, sizeof two, "%02x ", byte);
            text += two;
        }
        text += "\n";
    }
    return text;
}

} // namespace lacquer::testing
