#include "engine/live/playback.h"

#include "engine/realtime/flush_denormals.h"
#include "engine/realtime/realtime_guard.h"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace lacquer::live {
namespace {

// 10.7 ms at 48 kHz: a stop that does not click and does not drag.
constexpr float kGateStep = 1.0f / 8;
// Half a page: what must be in memory before a start is heard.
constexpr int kReadyFrames = kPageFrames / 2;
// A disk that has not answered by then is slow; what comes late plays as silence.
constexpr std::int64_t kLongestWaitSeconds = 2;
constexpr std::int64_t kLongestRingSeconds = 30;
// Of a second: a jump that finds nothing in memory by then goes on in silence, so that the hand that
// made it sees that it was obeyed.
constexpr int kLongestHold = 4;
// Meters have fallen by then: the longest looks back three seconds.
constexpr std::int64_t kQuietSeconds = 3;
// -100 dBFS: the end of a tail that nobody hears and no meter shows.
constexpr float kHushed = 1e-5f;
// Longer than any room lets one wait for its answer. Only echoes come back after more.
constexpr std::int64_t kRungOutSeconds = 1;
// Of a quantum's time: above the first all cores are worth their waking, below the second one is
// enough. Waking costs a few microseconds, which is little against a quarter of a quantum (333 us at
// 48 kHz); the gap keeps it from changing to and fro.
constexpr float kHeavy = 0.25f, kLight = 0.1f;

/// What it puts out may sound again after seconds of silence.
bool hasEchoes(const plan::RenderPlan& plan) noexcept {
    return std::ranges::any_of(plan.strips, [](const plan::Strip& strip) {
        return std::ranges::any_of(strip.inserts, [](const plan::Insert& insert) {
            return insert.type->spec.id == "delay" || insert.type->spec.id == "convolver";
        });
    });
}

} // namespace

Playback::Playback(ReadAhead& readAhead, LiveWorkers* workers) : readAhead_(readAhead), workers_(workers) {}

void Playback::render(float* const* planes, int frames) noexcept {
    const realtime::FlushDenormals flush;
    const realtime::RealtimeGuard guard;
    const auto start = std::chrono::steady_clock::now();

    if (!programme_ || !programme_->isCrossing())
        programme_ = programmes_.take([this](Programme& next, Programme* before) {
            // What has rung out starts afresh; what sounds goes on.
            if (before && spent_)
                next.takeOver(*before);
            else
                next.beginAfresh();
        });
    if (programme_) programme_->applyMoves();
    now_ = wishes_.read();

    const std::int64_t quietEnough = kQuietSeconds * rate_.load(std::memory_order_relaxed);
    float loudest = 0;
    if (rolling_ || now_.play) quiet_ = 0;
    for (int done = 0; done < frames;) {
        if (taken_ == kQuantum) {
            steer();
            nextQuantum();
            taken_ = 0;
        }
        const int count = std::min(frames - done, kQuantum - taken_);
        for (std::size_t side = 0; side < 2; ++side)
            for (int k = 0; k < count; ++k) {
                const float sample = quantum_[side][static_cast<std::size_t>(taken_ + k)];
                planes[side][done + k] = sample;
                loudest = std::max(loudest, std::abs(sample));
            }
        if (loudest > kHushed) quiet_ = 0; // an echo, long after
        if (quiet_ < quietEnough) listen(planes[0] + done, planes[1] + done, count);
        monitor_.process(planes[0] + done, planes[1] + done, count, now_.monitor);
        for (int k = 0; clicks_ && k < count; ++k)
            for (std::size_t side = 0; side < 2; ++side) planes[side][done + k] += click_[static_cast<std::size_t>(taken_ + k)];
        taken_ += count;
        done += count;
    }
    report();
    readAhead_.moveTo(at_);
    readAhead_.cycleDone();
    quiet_ = rolling_ || now_.play || loudest > kHushed ? 0 : std::min(quiet_ + frames, quietEnough);
    idle_.store(quiet_ == quietEnough && !spent_, std::memory_order_relaxed);

    const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - start;
    load_.add(spent.count() * rate_.load(std::memory_order_relaxed) / frames);
}

/// Where the transport goes at this quantum. A stop or a jump happens when the gate has shut.
void Playback::steer() noexcept {
    if (!programme_) return;
    if (gate_ == 0 && now_.jump != jump_) {
        // Quanta lie on the timeline's grid, so that playing from anywhere gives the same bits.
        opensAt_ = {std::max<std::int64_t>(now_.jumpTo.value, 0)};
        at_ = {opensAt_.value / kQuantum * kQuantum};
        held_ = 0;
        jump_ = now_.jump;
        rolling_ = false;
        waited_ = 0;
        counted_ = counted_ && countIn_ > 0; // only a start is counted in, no jump
    }
    if (gate_ == 0 && !now_.play) {
        rolling_ = false;
        waited_ = 0;
        countIn_ = 0;
        mayCountIn_ = true;
    }
    if (rolling_ || !now_.play || now_.jump != jump_) return;
    const std::int64_t longest = kLongestWaitSeconds * rate_.load(std::memory_order_relaxed);
    if (!PlayFeed::isReady(programme_->running(), at_, kReadyFrames) && waited_ < longest) {
        waited_ += kQuantum;
        return;
    }
    if (countsIn()) return;
    rolling_ = true;
    startedAt_ = std::max(at_, opensAt_);
    wrapped_ = false;
    // The top of a song starts as it is; elsewhere a start falls into the middle of sounds.
    gate_ = at_.value == 0 && opensAt_.value == 0 ? 1 : 0;
}

/// The sound of a jump that is asked for is there, or it has been waited for long enough.
bool Playback::mayJump() noexcept {
    held_ += kQuantum;
    return held_ > rate_.load(std::memory_order_relaxed) / kLongestHold ||
           PlayFeed::isReady(programme_->running(), now_.jumpTo, kReadyFrames);
}

/// Whether the start waits for its count-in. What is heard then runs up to where the first sound is,
/// which comes later than the start by the plan's latency.
bool Playback::countsIn() noexcept {
    if (mayCountIn_) {
        mayCountIn_ = false;
        const plan::RenderPlan& plan = programme_->running().performance.plan();
        const FrameCount bars = Metronome::barsAt(plan.tempo, plan.rate, at_, now_.metronome.countInBars);
        counted_ = bars.value > 0;
        countIn_ = static_cast<int>(std::max<std::int64_t>(0, bars.value - plan.latency.value + kQuantum - 1) / kQuantum);
    }
    return countIn_ > 0;
}

/// The clicks of this quantum, by what is heard in it.
void Playback::click() noexcept {
    const plan::RenderPlan& plan = programme_->running().performance.plan();
    const std::int64_t late = plan.latency.value;
    const auto strike = [&](FramePosition from, int frames, int at) { metronome_.strike(plan.tempo, plan.rate, from, frames, at); };
    FramePosition heard = at_ - FrameCount{late};
    const int all = kQuantum;
    if (!rolling_ && countIn_ > 0) {
        const std::int64_t bars = Metronome::barsAt(plan.tempo, plan.rate, at_, now_.metronome.countInBars).value;
        const FramePosition first = std::max(at_, opensAt_);
        heard = heard - FrameCount{countIn_ * std::int64_t{kQuantum}};
        // Whole quanta begin a little early: the first click is the first of the bars.
        const int skipped = static_cast<int>(std::clamp<std::int64_t>(first.value - bars - heard.value, 0, kQuantum));
        strike(heard + FrameCount{skipped}, all - skipped, skipped);
        --countIn_;
    } else if (rolling_ && heard < startedAt_ && !wrapped_) {
        const int before = static_cast<int>(std::min<std::int64_t>((startedAt_ - heard).value, kQuantum));
        if (counted_) strike(heard, before, 0);
        if (now_.metronome.on) strike(startedAt_, all - before, before);
    } else if (rolling_ && now_.metronome.on) {
        const LoopSpan& loop = now_.loop;
        if (wrapped_ && loop && heard < loop->first) heard = heard + (loop->second - loop->first);
        const bool over = wrapped_ || (loop && at_ < loop->second);
        int first = all;
        if (over && loop && heard < loop->second) first = static_cast<int>(std::min<std::int64_t>((loop->second - heard).value, kQuantum));
        strike(heard, first, 0);
        if (first < all) strike(loop->first, all - first, first);
    }
    clicks_ = metronome_.fill(plan.rate, now_.metronome.level, click_.data());
}

/// The mix, or what is listened to in its place.
void Playback::hear(const render::Performance& performance) noexcept {
    std::copy_n(performance.left(), kQuantum, quantum_[0].data());
    std::copy_n(performance.right(), kQuantum, quantum_[1].data());
    const int strip = performance.plan().monitorStrip;
    const float from = elsewhere_;
    elsewhere_ = std::clamp(from + (strip >= 0 ? kGateStep : -kGateStep), 0.0f, 1.0f);
    if (from == 0 && elsewhere_ == 0) return;
    std::array<std::array<float, kQuantum>, 2> other{};
    if (strip >= 0) performance.readOutput(strip, 0, other[0].data(), other[1].data());
    const float step = (elsewhere_ - from) / kQuantum;
    for (std::size_t side = 0; side < 2; ++side)
        for (std::size_t frame = 0; frame < kQuantum; ++frame) {
            float& sample = quantum_[side][frame];
            sample = from == 1 && elsewhere_ == 1
                         ? other[side][frame]
                         : sample + (from + step * static_cast<float>(frame + 1)) * (other[side][frame] - sample);
        }
}

void Playback::nextQuantum() noexcept {
    for (auto& side : quantum_) side.fill(0);
    clicks_ = false;
    if (!programme_) return;
    click();
    Scene& scene = programme_->running();
    render::Performance& performance = scene.performance;
    const std::int64_t hush = kRungOutSeconds * rate_.load(std::memory_order_relaxed) + performance.plan().latency.value;
    if (!rolling_ && ringing_ > 0 && quiet_ > hush && !hasEchoes(performance.plan())) ringing_ = 0;
    if (!rolling_ && ringing_ <= 0) {
        if (spent_) performance.reset();
        spent_ = false;
        elsewhere_ = performance.plan().monitorStrip >= 0 ? 1 : 0;
        programme_->beginAfresh();
        return;
    }

    PlayFeed::Gate gate;
    LoopSpan loop;
    if (rolling_) {
        // Once the gate has begun to shut for a jump it goes on shutting.
        shuts_ = now_.jump != jump_ && (shuts_ || mayJump());
        const bool open = now_.play && !shuts_;
        // A start off the grid opens as steeply as every other, over what is left of its quantum.
        const int ahead = static_cast<int>(std::clamp<std::int64_t>((opensAt_ - at_).value, 0, kQuantum - 1));
        const float step = kGateStep * static_cast<float>(kQuantum - ahead) / kQuantum;
        gate = {gate_, std::clamp(gate_ + (open ? step : -kGateStep), 0.0f, 1.0f), ahead};
        const bool longEnough = now_.loop && (now_.loop->second - now_.loop->first).value >= kQuantum;
        if (longEnough && at_ < now_.loop->second) loop = now_.loop;
    }
    feed_.begin(scene, loop, gate);
    runScene(scene);
    spent_ = true;
    if (rolling_) watch_.look(performance, at_);
    hear(performance);
    programme_->passOn();

    if (!rolling_) {
        ringing_ -= kQuantum;
        return;
    }
    gate_ = gate.to;
    ringing_ = ringTime();
    framesPlayed_.fetch_add(kQuantum, std::memory_order_relaxed);
    at_ = at_ + FrameCount{kQuantum};
    if (loop && at_ >= loop->second) {
        at_ = loop->first + (at_ - loop->second);
        opensAt_ = {0};
        wrapped_ = true;
    }
}

void Playback::runScene(Scene& scene) noexcept {
    const auto start = std::chrono::steady_clock::now();
    render::WorkerPool* const pool = parallel_ && workers_ ? &workers_->pool() : nullptr;
    scene.performance.run(at_, 1, feed_, pool);
    weigh(std::chrono::steady_clock::now() - start);
}

/// Decides who runs the next quanta.
void Playback::weigh(std::chrono::steady_clock::duration spent) noexcept {
    const float share = std::chrono::duration<float>(spent).count() *
                        static_cast<float>(rate_.load(std::memory_order_relaxed)) / kQuantum;
    constexpr float kFollow = 1.0f / 32;
    busy_ += kFollow * (std::min(share, 2.0f) - busy_);
    if (!workers_ || !workers_->mayHelp()) {
        parallel_ = false;
        return;
    }
    if (parallel_ ? busy_ < kLight : busy_ > kHeavy) {
        parallel_ = !parallel_;
        // What it will take from now on is not known: half-way between the bounds, so that it is
        // found out before it changes again.
        busy_ = 0.5f * (kLight + kHeavy);
    }
}

std::int64_t Playback::ringTime() const noexcept {
    const plan::RenderPlan& plan = programme_->performance().plan();
    const std::int64_t longest = kLongestRingSeconds * rate_.load(std::memory_order_relaxed);
    return std::min(plan.tail.value, longest) + plan.latency.value + kQuantum;
}

void Playback::listen(const float* left, const float* right, int frames) noexcept {
    recent_.write(left, right, frames);
    constexpr int kChunk = 64;
    std::array<float, 2 * kChunk> both;
    for (int done = 0; done < frames; done += kChunk) {
        const int count = std::min(kChunk, frames - done);
        for (int k = 0; k < count; ++k) {
            both[static_cast<std::size_t>(2 * k)] = left[done + k];
            both[static_cast<std::size_t>(2 * k + 1)] = right[done + k];
        }
        if (!heard_.pushAll({both.data(), static_cast<std::size_t>(2 * count)})) return;
    }
}

void Playback::report() noexcept {
    const std::int64_t late = rolling_ ? programme_->running().performance.plan().latency.value : 0;
    position_.store(std::max(at_.value - late, opensAt_.value), std::memory_order_relaxed);
    playing_.store(rolling_, std::memory_order_relaxed);
    jumpDone_.store(jump_, std::memory_order_relaxed);
}

} // namespace lacquer::live
