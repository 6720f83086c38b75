#include "engine/surfaces/jack_midi.h"

#include "engine/realtime/thread_priority.h"

#include <jack/jack.h>
#include <jack/midiport.h>
#include <jack/ringbuffer.h>


namespace lacquer::surfaces {
namespace {

// Seconds of what a cable carries (3,125 bytes a second).
constexpr std::size_t kRoom = 16384;

struct CloseClient {
    void operator()(jack_client_t* client) const { jack_client_close(client); }
};
struct FreeRing {
    void operator()(jack_ringbuffer_t* ring) const { jack_ringbuffer_free(ring); }
};

} // namespace

struct JackMidi::State {
    static int onProcess(jack_nframes_t frames, void* self) {
        auto& state = *static_cast<State*>(self);
        if (state.in) state.receive(jack_port_get_buffer(state.in, frames));
        if (state.out) state.transmit(jack_port_get_buffer(state.out, frames));
        return 0;
    }

    void receive(void* buffer) const {
        const std::uint32_t count = jack_midi_get_event_count(buffer);
        for (std::uint32_t k = 0; k < count; ++k) {
            jack_midi_event_t event;
            if (jack_midi_event_get(&event, buffer, k) != 0) return;
            arrived({event.buffer, event.size});
        }
    }

    /// What this cycle has no room for waits for the next.
    void transmit(void* buffer) const {
        jack_midi_clear_buffer(buffer);
        std::uint32_t size = 0;
        while (jack_ringbuffer_peek(unsent.get(), reinterpret_cast<char*>(&size), sizeof size) == sizeof size &&
               jack_ringbuffer_read_space(unsent.get()) >= sizeof size + size) {
            jack_midi_data_t* const place = jack_midi_event_reserve(buffer, 0, size);
            if (!place) {
                // A message that even an empty cycle cannot hold would keep the others for ever.
                if (jack_midi_get_event_count(buffer) > 0) return;
                jack_ringbuffer_read_advance(unsent.get(), sizeof size + size);
                continue;
            }
            jack_ringbuffer_read_advance(unsent.get(), sizeof size);
            jack_ringbuffer_read(unsent.get(), reinterpret_cast<char*>(place), size);
        }
    }

    Arrived arrived;
    std::unique_ptr<jack_ringbuffer_t, FreeRing> unsent;
    jack_port_t* in = nullptr;
    jack_port_t* out = nullptr;
    std::unique_ptr<jack_client_t, CloseClient> client; ///< last: it goes before what its thread uses
};

JackMidi::JackMidi(std::unique_ptr<State> state) : state_(std::move(state)) {}
JackMidi::~JackMidi() = default;

std::unique_ptr<JackMidi> JackMidi::open(const std::string& inName, const std::string& outName, Arrived arrived) {
    auto state = std::make_unique<State>();
    state->arrived = std::move(arrived);
    state->unsent.reset(jack_ringbuffer_create(kRoom));
    state->client.reset(jack_client_open("Lacquer surfaces", JackNoStartServer, nullptr));
    jack_client_t* const jack = state->client.get();
    if (!jack || !state->unsent) return nullptr;

    const auto port = [&](const std::string& other, const char* own, unsigned long direction) {
        return other.empty() ? nullptr : jack_port_register(jack, own, JACK_DEFAULT_MIDI_TYPE, direction, 0);
    };
    state->in = port(inName, "in", JackPortIsInput);
    state->out = port(outName, "out", JackPortIsOutput);
    if ((!inName.empty() && !state->in) || (!outName.empty() && !state->out)) return nullptr;
    jack_set_process_callback(jack, &State::onProcess, state.get());
    // A server that runs without real-time priority goes on without a client that is late, and with
    // that cycle its messages are gone: the thread asks for its priority itself.
    if (!jack_is_realtime(jack))
        jack_set_thread_init_callback(jack, [](void*) { realtime::raiseThreadPriority(); }, nullptr);
    if (jack_activate(jack) != 0) return nullptr;
    if (state->in && jack_connect(jack, inName.c_str(), jack_port_name(state->in)) != 0) return nullptr;
    if (state->out && jack_connect(jack, jack_port_name(state->out), outName.c_str()) != 0) return nullptr;
    return std::unique_ptr<JackMidi>(new JackMidi(std::move(state)));
}

void JackMidi::send(const Bytes& bytes) {
    const auto size = static_cast<std::uint32_t>(bytes.size());
    if (!state_->out || jack_ringbuffer_write_space(state_->unsent.get()) < sizeof size + size) return;
    // Size and bytes in two writes: the reader takes them once both are there.
    jack_ringbuffer_write(state_->unsent.get(), reinterpret_cast<const char*>(&size), sizeof size);
    jack_ringbuffer_write(state_->unsent.get(), reinterpret_cast<const char*>(bytes.data()), size);
}

} // namespace lacquer::surfaces
