#pragma once

#include "engine/realtime/spsc_ring.h"

#include <jack/jack.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace lacquer::testing {

/// A Mackie Control as its maker describes it, on real MIDI ports of a JACK server: it answers the
/// query with its serial number, holds the last fader position it was sent, and keeps its display,
/// lamps, rings and meters. It knows nothing of Lacquer.
///
/// Source   Emagic, "Logic Control — MIDI Implementation"
class SimulatedMackie {
public:
    using Clock = std::chrono::steady_clock;
    struct Message {
        Clock::time_point at;
        std::vector<std::uint8_t> bytes;
    };

    explicit SimulatedMackie(const char* name = "MCUsim");
    ~SimulatedMackie();
    SimulatedMackie(const SimulatedMackie&) = delete;
    SimulatedMackie& operator=(const SimulatedMackie&) = delete;

    bool isThere() const { return client_ != nullptr; }
    /// As hexadecimal; sent with the next cycle.
    void send(std::string_view hex);
    void touch(int fader, bool on);
    void move(int fader, int position);
    void press(int note);
    void turn(int pot, int ticks);

    /// True as soon as a message that begins so has come since `from`.
    bool waitFor(std::string_view hex, std::size_t from = 0, int milliseconds = 4000);
    std::size_t mark();
    std::size_t count(std::string_view hex, std::size_t from);
    std::vector<Message> messages();
    bool shows(std::size_t offset, std::string_view text, int milliseconds = 4000);
    std::string display();
    int lamp(int note);
    int fader(int index);
    std::string log(std::size_t from = 0);

private:
    static int onProcess(jack_nframes_t frames, void* self);
    void process(jack_nframes_t frames);
    void listen();
    void take(std::vector<std::uint8_t> message);

    jack_client_t* client_ = nullptr;
    jack_port_t* in_ = nullptr;
    jack_port_t* out_ = nullptr;
    struct Packet {
        std::array<std::uint8_t, 256> bytes{};
        std::uint32_t size = 0;
        Clock::time_point at{};
    };
    realtime::SpscRing<Packet> outgoing_{4096}, incoming_{8192};
    Packet unsent_;
    bool hasUnsent_ = false;
    std::atomic<bool> ending_{false};
    std::thread listener_;

    std::mutex mutex_;
    std::vector<Message> log_;
    std::string display_ = std::string(112, ' ');
    std::array<int, 128> lamps_{};
    std::array<int, 9> faders_{};
};

} // namespace lacquer::testing
