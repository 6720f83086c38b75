#pragma once

#include "engine/live/device.h"
#include "engine/live/hand_watch.h"
#include "engine/live/live_workers.h"
#include "engine/live/load_meter.h"
#include "engine/live/metronome.h"
#include "engine/live/monitor.h"
#include "engine/live/play_feed.h"
#include "engine/live/programme.h"
#include "engine/live/read_ahead.h"
#include "engine/realtime/latest_value.h"
#include "engine/realtime/plan_mailbox.h"
#include "engine/realtime/spsc_ring.h"

#include <array>
#include <atomic>
#include <chrono>

namespace lacquer::live {

/// What main wants of the transport; the latest wish counts.
struct Wish {
    bool play = false;
    std::uint64_t jump = 0; ///< counts the locates; a new number is a new jump
    FramePosition jumpTo;
    LoopSpan loop;
    MonitorSwitches monitor;
    MetronomeSettings metronome;
};

/// The engine thread: obeys the transport, runs the programme a quantum at a time and hands it out
/// in whatever portions the device asks for.
///
/// A start waits until its sound is there, two seconds at most; a jump while playing lets the old
/// place go on until the new one is there. A start sounds from its exact frame on. Stops and jumps fade what goes in,
/// so that reverbs ring out; when they have, the programme's memories are emptied, and a start from
/// the top gives the bits of the bounce.
///
/// The monitors get what the plan's monitor strip gives in the place of the mix, when there is one.
/// The metronome comes last: meters and pictures see the sound without it, and without dim, mono and
/// mute.
///
/// A song that is heavy for one core is shared with the workers; a light one is not worth waking them.
/// The bits are the same.
///
/// Thread   render [render]; the rest [main]
class Playback final : public DeviceClient {
public:
    /// `workers` may be null: everything then runs on the device's own thread.
    explicit Playback(ReadAhead& readAhead, LiveWorkers* workers = nullptr);

    void render(float* const* planes, int frames) noexcept override;
    bool isIdle() const noexcept override { return idle_.load(std::memory_order_relaxed); }

    void setRate(SampleRate rate) noexcept { rate_.store(rate.hz); }
    void wish(const Wish& wish) noexcept { wishes_.write(wish); }
    void post(std::unique_ptr<Programme> programme) { programmes_.post(std::move(programme)); }
    std::unique_ptr<Programme> takeBack() noexcept { return programmes_.takeBack(); }
    void collect() { programmes_.collect(); }

    bool isPlaying() const noexcept { return playing_.load(); }
    /// Of what comes out now: what goes in, less the latency of the plan.
    FramePosition position() const noexcept { return {position_.load()}; }
    /// The last jump that was made.
    std::uint64_t jumpDone() const noexcept { return jumpDone_.load(); }
    /// Frames of the timeline that were played.
    std::uint64_t framesPlayed() const noexcept { return framesPlayed_.load(); }
    std::uint64_t starved() const noexcept { return feed_.starved(); }
    HandWatch& watch() noexcept { return watch_; }
    LoadMeter& load() noexcept { return load_; }
    const LoadMeter& load() const noexcept { return load_; }
    const RecentSound& recent() const noexcept { return recent_; }
    /// What is heard, left and right in turn, for a meter on another thread; overflow is lost.
    realtime::SpscRing<float>& heard() noexcept { return heard_; }

private:
    void nextQuantum() noexcept;
    void runScene(Scene& scene) noexcept;
    void weigh(std::chrono::steady_clock::duration spent) noexcept;
    void steer() noexcept;
    bool mayJump() noexcept;
    bool countsIn() noexcept;
    void click() noexcept;
    void hear(const render::Performance& performance) noexcept;
    void listen(const float* left, const float* right, int frames) noexcept;
    void report() noexcept;
    std::int64_t ringTime() const noexcept;

    ReadAhead& readAhead_;
    LiveWorkers* workers_;
    std::atomic<int> rate_{48000};
    realtime::LatestValue<Wish> wishes_;
    realtime::PlanMailbox<Programme> programmes_;
    PlayFeed feed_;
    HandWatch watch_;
    Monitor monitor_;
    Metronome metronome_;
    RecentSound recent_;
    LoadMeter load_;
    realtime::SpscRing<float> heard_{1 << 16};

    // Of the engine thread.
    Programme* programme_ = nullptr;
    Wish now_; ///< what is obeyed in this buffer
    FramePosition at_; ///< of the next quantum
    std::uint64_t jump_ = 0;
    FramePosition opensAt_; ///< where the last jump went: nothing before it sounds
    std::int64_t held_ = 0; ///< frames that a jump has waited for its sound
    bool rolling_ = false;
    bool shuts_ = false; ///< the gate, for a jump
    float gate_ = 0;
    std::int64_t waited_ = 0;   ///< frames since a start was asked for
    std::int64_t ringing_ = 0;  ///< frames until everything has rung out
    bool spent_ = false;        ///< the programme has run since its memories were empty
    std::array<std::array<float, kQuantum>, 2> quantum_{};
    std::array<float, kQuantum> click_{};
    bool clicks_ = false;   ///< there is something in click_
    float elsewhere_ = 0;   ///< 0 the mix is heard … 1 the monitor strip
    int countIn_ = 0;       ///< quanta of the count-in that are left
    bool mayCountIn_ = true; ///< the next start is one after a stop
    bool counted_ = false;  ///< this start had a count-in
    bool wrapped_ = false;  ///< the loop has come round since the start
    FramePosition startedAt_; ///< of the timeline
    int taken_ = kQuantum; ///< frames of quantum_ that the device has
    std::int64_t quiet_ = 0; ///< frames since what rings out went under what is heard
    bool parallel_ = false;  ///< the workers take part
    float busy_ = 0;         ///< share of a quantum's time that it takes, smoothed

    std::atomic<bool> playing_{false};
    std::atomic<bool> idle_{false};
    std::atomic<std::int64_t> position_{0};
    std::atomic<std::uint64_t> jumpDone_{0};
    std::atomic<std::uint64_t> framesPlayed_{0};
};

} // namespace lacquer::live
