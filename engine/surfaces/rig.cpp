#include "engine/surfaces/rig.h"

#include "engine/realtime/spsc_ring.h"
#include "engine/surfaces/osc_surface.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cctype>
#include <chrono>
#include <deque>
#include <mutex>
#include <optional>
#include <semaphore>
#include <thread>

namespace lacquer::surfaces {
namespace {

using Clock = std::chrono::steady_clock;

constexpr auto kTurn = std::chrono::milliseconds(5);
constexpr auto kOscTurn = std::chrono::milliseconds(2);
constexpr auto kRest = std::chrono::milliseconds(100);
constexpr Time kLookEvery = 500ms;
constexpr Time kSettle = 100ms; // a port that has just come is not listening yet
constexpr std::size_t kRingBytes = 1 << 16;
constexpr std::size_t kLongest = MessageReader::kLongestSysEx;
constexpr int kMessagesATurn = 512;
constexpr std::size_t kMostDeeds = 4096;

std::string lower(std::string text) {
    std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

/// Bytes from the MIDI system's thread, each message behind its length.
class Inbox {
public:
    /// [MIDI thread] Wait-free; what does not fit is lost and counted.
    void put(std::span<const std::uint8_t> message) noexcept {
        if (message.empty() || message.size() > kLongest) {
            lost_.fetch_add(1, std::memory_order_relaxed);
            return;
        }
        scratch_[0] = static_cast<std::uint8_t>(message.size() & 0xff);
        scratch_[1] = static_cast<std::uint8_t>(message.size() >> 8);
        std::copy(message.begin(), message.end(), scratch_.begin() + 2);
        if (!ring_.pushAll(std::span(scratch_).first(message.size() + 2))) lost_.fetch_add(1, std::memory_order_relaxed);
    }
    std::span<const std::uint8_t> take() noexcept {
        if (ring_.popSome(std::span(taken_).first(2)) != 2) return {};
        const std::size_t size = taken_[0] | static_cast<std::size_t>(taken_[1]) << 8;
        return std::span(taken_).first(ring_.popSome(std::span(taken_).first(size)));
    }
    std::uint64_t lost() const { return lost_.load(std::memory_order_relaxed); }

private:
    realtime::SpscRing<std::uint8_t> ring_{kRingBytes};
    std::array<std::uint8_t, kLongest + 2> scratch_{}, taken_{};
    std::atomic<std::uint64_t> lost_{0};
};

struct OpenUnit {
    Setup::Unit wish;
    std::string inName, outName, api;
    std::unique_ptr<Inbox> inbox = std::make_unique<Inbox>();
    std::unique_ptr<MidiPort> port;
    std::optional<Time> seen; ///< when its ports were first there
    std::uint64_t lostBefore = 0;
    bool failed = false; ///< until the ports change
};

struct Rigged {
    int id = 0;
    Setup setup;
    std::vector<OpenUnit> units;
    std::unique_ptr<OscPort> osc;
    std::vector<OscPort::Peer> peers;
    std::string trouble;
    std::uint64_t taken = 0, done = 0; ///< numbers of deeds: given to main, and in the mix shown
    bool leaving = false;
};

struct Waiting {
    int surface = 0;
    Action action;
};

} // namespace

const PortInfo* findPort(const std::vector<PortInfo>& ports, const std::string& wish, bool forInput) {
    const auto can = [forInput](const PortInfo& port) { return forInput ? port.in : port.out; };
    if (wish.empty()) return nullptr;
    for (const PortInfo& port : ports)
        if (can(port) && (port.id == wish || port.name == wish)) return &port;
    for (const PortInfo& port : ports)
        if (can(port) && lower(port.name).find(lower(wish)) != std::string::npos) return &port;
    return nullptr;
}

struct Rig::State {
    explicit State(Host wanted) : host(std::move(wanted)) {}

    Time now() const { return std::chrono::duration_cast<Time>(Clock::now() - start); }
    void ring() noexcept {
        if (!rung.exchange(true)) bell.release();
    }
    void run();
    void turn(std::vector<std::pair<OpenUnit*, Bytes>>& out);
    void look();
    void openUnit(Rigged& rigged, std::size_t which, const PortInfo* in, const PortInfo* out);
    void receiveOsc(Rigged& rigged, Time at);
    void collect(Rigged& rigged, std::vector<std::pair<OpenUnit*, Bytes>>& out);
    void queue(int surface, Action action);
    void part(Rigged& rigged);

    Host host;
    Clock::time_point start = Clock::now();
    std::counting_semaphore<> bell{0};
    std::atomic<bool> rung{false}, ending{false};

    mutable std::mutex mutex; ///< guards all below, but for ports, which are the thread's alone
    std::vector<std::unique_ptr<Rigged>> rigged;
    int nextId = 1;
    std::shared_ptr<const Mixer> mixer;
    bool mixerFresh = false;
    std::optional<Readings> readings;
    Readings latest;
    std::deque<Waiting> waiting;
    bool told = false; ///< the host knows that something waits
    std::vector<PortInfo> ports;

    PortWatch watch;
    Time nextLook{};
    std::thread thread;
};

void Rig::State::queue(int surface, Action action) {
    if (const auto* moved = std::get_if<Moved>(&action.deed)) {
        if (host.heard) host.heard(moved->control, moved->value);
        for (auto earlier = waiting.rbegin(); earlier != waiting.rend(); ++earlier) {
            if (earlier->surface != surface) continue;
            if (auto* same = std::get_if<Moved>(&earlier->action.deed)) {
                if (same->control != moved->control) continue;
                earlier->action = std::move(action);
                return;
            }
            break; // not past a touch, a release or a key
        }
    } else if (const auto* put = std::get_if<Put>(&action.deed)) {
        if (host.heard) host.heard(put->control, put->value);
        for (auto earlier = waiting.rbegin(); earlier != waiting.rend(); ++earlier) {
            auto* same = std::get_if<Put>(&earlier->action.deed);
            if (!same || earlier->surface != surface) break;
            if (same->control != put->control) continue;
            earlier->action = std::move(action);
            return;
        }
    } else if (const auto* press = std::get_if<Press>(&action.deed)) {
        const bool adds = press->command == Command::jog || press->command == Command::scrub || press->command == Command::wind;
        if (adds && !waiting.empty() && waiting.back().surface == surface)
            if (auto* same = std::get_if<Press>(&waiting.back().action.deed); same && same->command == press->command) {
                same->amount += press->amount;
                waiting.back().action.number = action.number;
                return;
            }
        if (waiting.size() >= kMostDeeds) return; // keys hammered faster than anybody can follow
    }
    waiting.push_back({surface, std::move(action)});
}

void Rig::State::collect(Rigged& one, std::vector<std::pair<OpenUnit*, Bytes>>& out) {
    for (Action& action : one.setup.surface->takeActions()) queue(one.id, std::move(action));
    for (Outgoing& sent : one.setup.surface->takeOutgoing()) {
        const auto unit = static_cast<std::size_t>(sent.unit);
        if (one.osc) {
            if (unit >= one.peers.size()) continue;
            OscPort::Peer peer = one.peers[unit];
            if (const auto* osc = dynamic_cast<const OscSurface*>(one.setup.surface.get()))
                if (const auto port = osc->replyPort(sent.unit)) peer.port = static_cast<std::uint16_t>(*port);
            one.osc->send(peer, sent.bytes);
        } else if (unit < one.units.size()) {
            out.emplace_back(&one.units[unit], std::move(sent.bytes));
        }
    }
}

void Rig::State::receiveOsc(Rigged& one, Time at) {
    for (int k = 0; k < kMessagesATurn; ++k) {
        const auto packet = one.osc->receive();
        if (!packet) return;
        auto peer = std::ranges::find(one.peers, packet->from);
        if (peer == one.peers.end()) {
            if (one.peers.size() < static_cast<std::size_t>(OscSurface::kClients)) {
                one.peers.push_back(packet->from);
                peer = one.peers.end() - 1;
            } else { // the oldest client gives way
                std::ranges::rotate(one.peers, one.peers.begin() + 1);
                one.peers.back() = packet->from;
                peer = one.peers.end() - 1;
                for (int unit = 0; unit < OscSurface::kClients; ++unit) one.setup.surface->lost(unit, at);
            }
            one.setup.surface->opened(static_cast<int>(peer - one.peers.begin()), at);
        }
        one.setup.surface->receive(static_cast<int>(peer - one.peers.begin()), packet->bytes, at);
    }
}

/// With the mutex held: everything but sending, which may wait.
void Rig::State::turn(std::vector<std::pair<OpenUnit*, Bytes>>& out) {
    const Time at = now();
    const bool fresh = std::exchange(mixerFresh, false);
    const auto read = std::exchange(readings, std::nullopt);
    for (const auto& one : rigged) {
        Surface& surface = *one->setup.surface;
        if (fresh) surface.show(mixer, one->done, at);
        if (read) surface.read(*read, at);
        for (std::size_t k = 0; k < one->units.size(); ++k) {
            OpenUnit& unit = one->units[k];
            if (!unit.port) continue;
            for (int count = 0; count < kMessagesATurn; ++count) {
                const auto message = unit.inbox->take();
                if (message.empty()) break;
                surface.receive(static_cast<int>(k), message, at);
                if (count + 1 == kMessagesATurn) ring();
            }
        }
        if (one->osc) receiveOsc(*one, at);
        surface.refresh(at);
        collect(*one, out);
    }
}

/// Which ports there are now: those that a surface waits for are opened, those that went are let go.
void Rig::State::look() {
    auto vanished = watch.takeVanished();
    auto found = watch.ports();
    std::vector<std::pair<OpenUnit*, Bytes>> unsent;
    const std::lock_guard lock(mutex);
    const bool differs = found != ports;
    ports = std::move(found);
    const Time at = now();
    const auto isThere = [&](const std::string& name, const std::string& api) {
        return name.empty() || (std::ranges::find(vanished, name) == vanished.end() &&
                                std::ranges::any_of(ports, [&](const PortInfo& port) { return port.name == name && port.api == api; }));
    };
    for (const auto& one : rigged)
        for (std::size_t k = 0; k < one->units.size(); ++k) {
            OpenUnit& unit = one->units[k];
            if (differs || !vanished.empty()) unit.failed = false;
            if (unit.port && (!isThere(unit.inName, unit.api) || !isThere(unit.outName, unit.api))) {
                unit.port.reset();
                unit.seen.reset();
                while (!unit.inbox->take().empty()) {}
                one->setup.surface->lost(static_cast<int>(k), at);
                collect(*one, unsent);
            }
            if (unit.port || unit.failed) continue;
            const PortInfo* in = findPort(ports, unit.wish.in, true);
            const PortInfo* out = findPort(ports, unit.wish.out, false);
            if ((!in && !unit.wish.in.empty()) || (!out && !unit.wish.out.empty())) {
                unit.seen.reset();
                continue;
            }
            if (!unit.seen) unit.seen = at;
            if (at - *unit.seen >= kSettle) openUnit(*one, k, in, out);
            else nextLook = std::min(nextLook, at + kSettle);
        }
    if (differs && host.wake) host.wake();
}

void Rig::State::openUnit(Rigged& one, std::size_t which, const PortInfo* in, const PortInfo* out) {
    OpenUnit& unit = one.units[which];
    unit.api = in ? in->api : out ? out->api : "";
    unit.inName = in ? in->name : "";
    unit.outName = out && out->api == unit.api ? out->name : "";
    Inbox* inbox = unit.inbox.get();
    auto opened = MidiPort::open(unit.api, unit.inName, unit.outName, [this, inbox](std::span<const std::uint8_t> message) {
        inbox->put(message);
        ring();
    });
    if (!opened) {
        unit.failed = true;
        one.trouble = opened.error().message;
        return;
    }
    one.trouble.clear();
    unit.port = std::move(*opened);
    if (mixer) one.setup.surface->show(mixer, one.done, now());
    one.setup.surface->opened(static_cast<int>(which), now());
}

void Rig::State::part(Rigged& one) {
    std::vector<std::pair<OpenUnit*, Bytes>> last;
    one.setup.surface->finish(now());
    collect(one, last);
    for (auto& [unit, bytes] : last)
        if (unit->port) unit->port->send(bytes);
}

void Rig::State::run() {
    std::vector<std::pair<OpenUnit*, Bytes>> out;
    while (!ending) {
        bool busy = false, osc = false;
        {
            const std::lock_guard lock(mutex);
            for (const auto& one : rigged) {
                osc = osc || one->osc;
                for (const OpenUnit& unit : one->units) busy = busy || unit.port;
            }
        }
        const auto pause = osc ? kOscTurn : busy ? kTurn : kRest;
        (void)bell.try_acquire_for(pause);
        rung = false;
        while (bell.try_acquire()) {}

        if (watch.changed()) nextLook = std::min(nextLook, now());
        if (now() >= nextLook) {
            nextLook = now() + kLookEvery;
            look();
        }
        bool wake = false;
        std::vector<std::unique_ptr<Rigged>> gone;
        {
            const std::lock_guard lock(mutex);
            turn(out);
            for (auto& one : rigged)
                if (one->leaving) {
                    part(*one);
                    gone.push_back(std::move(one));
                }
            std::erase(rigged, nullptr);
            wake = !waiting.empty() && !std::exchange(told, true);
        }
        if (wake && host.wake) host.wake();
        for (auto& [unit, bytes] : out)
            if (unit->port) unit->port->send(bytes);
        out.clear();
    }
    const std::lock_guard lock(mutex);
    for (const auto& one : rigged) part(*one);
    // What was just sent leaves with the next cycle of the MIDI system.
    if (std::ranges::any_of(rigged, [](const auto& one) { return std::ranges::any_of(one->units, [](const OpenUnit& unit) { return unit.port != nullptr; }); }))
        std::this_thread::sleep_for(std::chrono::milliseconds(60));
    rigged.clear();
}

Rig::Rig(Host host) : state_(std::make_unique<State>(std::move(host))) {
    state_->thread = std::thread([this] { state_->run(); });
}

Rig::~Rig() {
    state_->ending = true;
    state_->bell.release();
    state_->thread.join();
}

int Rig::add(Setup setup) {
    auto one = std::make_unique<Rigged>();
    for (const Setup::Unit& unit : setup.units) {
        one->units.emplace_back();
        one->units.back().wish = unit;
    }
    if (setup.oscPort > 0) {
        auto opened = OscPort::open(setup.oscPort, setup.oscReach);
        if (opened) one->osc = std::move(*opened);
        else one->trouble = opened.error().message;
    }
    one->setup = std::move(setup);
    const std::lock_guard lock(state_->mutex);
    one->id = state_->nextId++;
    if (state_->mixer) one->setup.surface->show(state_->mixer, 0, state_->now());
    one->setup.surface->read(state_->latest, state_->now());
    const int id = one->id;
    state_->rigged.push_back(std::move(one));
    state_->ring();
    return id;
}

void Rig::remove(int id) {
    const std::lock_guard lock(state_->mutex);
    for (const auto& one : state_->rigged)
        if (one->id == id) one->leaving = true;
    state_->ring();
}

void Rig::show(std::shared_ptr<const Mixer> mixer) {
    const std::lock_guard lock(state_->mutex);
    state_->mixer = std::move(mixer);
    state_->mixerFresh = true;
    for (const auto& one : state_->rigged) one->done = one->taken;
    state_->ring();
}

void Rig::read(Readings readings) {
    const std::lock_guard lock(state_->mutex);
    state_->latest = readings;
    state_->latest.peaks.clear();
    if (state_->readings) // not taken yet: the loudest counts
        for (const auto& [channel, peak] : state_->readings->peaks) readings.peaks.emplace_back(channel, peak);
    state_->readings = std::move(readings);
}

std::vector<Deed> Rig::takeDeeds(std::size_t most) {
    std::vector<Deed> deeds;
    const std::lock_guard lock(state_->mutex);
    while (!state_->waiting.empty() && deeds.size() < most) {
        Waiting& next = state_->waiting.front();
        for (const auto& one : state_->rigged)
            if (one->id == next.surface) one->taken = std::max(one->taken, next.action.number);
        deeds.push_back(std::move(next.action.deed));
        state_->waiting.pop_front();
    }
    if (state_->waiting.empty()) state_->told = false;
    return deeds;
}

RigStatus Rig::status() const {
    RigStatus status;
    const std::lock_guard lock(state_->mutex);
    status.ports = state_->ports;
    for (const auto& one : state_->rigged) {
        RigStatus::Rigged rigged{one->id, one->setup.name, {}, one->setup.surface->banked(), one->setup.surface->dropped(), one->trouble};
        for (std::size_t k = 0; k < one->units.size(); ++k) {
            rigged.units.push_back({one->setup.surface->status(static_cast<int>(k)), one->units[k].port ? one->units[k].inName : ""});
            rigged.dropped += one->units[k].inbox->lost();
        }
        status.surfaces.push_back(std::move(rigged));
    }
    return status;
}

void Rig::play(int id, int unit, const Bytes& bytes) {
    visit(id, [&](Surface& surface) { surface.receive(unit, bytes, state_->now()); });
}

bool Rig::visit(int id, const std::function<void(Surface&)>& visitor) {
    const std::lock_guard lock(state_->mutex);
    for (const auto& one : state_->rigged)
        if (one->id == id && !one->leaving) {
            visitor(*one->setup.surface);
            state_->ring();
            return true;
        }
    return false;
}

} // namespace lacquer::surfaces
