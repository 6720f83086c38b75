#include "engine/live/read_ahead.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>

namespace lacquer::live {
namespace {

// How often loaders look where the playhead is when there is nothing to read: a small part of the
// read-ahead of seconds, and seldom enough to cost nothing while nothing plays.
constexpr std::chrono::milliseconds kLook{80};

std::int64_t pageOf(std::int64_t frame) { return frame / kPageFrames; }

} // namespace

ReadAhead::ReadAhead(Settings settings) : settings_(settings) {
    for (int k = 0; k < settings_.threads; ++k) threads_.emplace_back([this] { run(); });
}

ReadAhead::~ReadAhead() {
    {
        const std::lock_guard lock(mutex_);
        stop_ = true;
    }
    news_.notify_all();
    for (std::thread& thread : threads_) thread.join();
}

void ReadAhead::show(std::vector<std::shared_ptr<TrackStream>> streams, SampleRate rate) {
    const std::lock_guard lock(mutex_);
    std::vector<std::shared_ptr<Watched>> next;
    for (auto& stream : streams) {
        const auto known = std::find_if(tracks_.begin(), tracks_.end(), [&](const auto& watched) {
            return watched && watched->stream == stream;
        });
        if (known != tracks_.end()) {
            next.push_back(std::move(*known));
            continue;
        }
        auto fresh = std::make_shared<Watched>();
        fresh->wantedRound.resize(stream->pages());
        fresh->stream = std::move(stream);
        next.push_back(std::move(fresh));
    }
    // What is no longer shown gives its memory back, when the engine thread has let go of it.
    for (auto& gone : tracks_) {
        if (!gone) continue;
        pagesInMemory_ -= gone->inMemory;
        retired_.push_back({nullptr, cycles_.load(), gone->stream});
    }
    tracks_ = std::move(next);
    rate_ = rate;
    stale_ = true;
    news_.notify_all();
}

void ReadAhead::setLoop(LoopSpan loop) {
    const std::lock_guard lock(mutex_);
    loop_ = loop;
    stale_ = true;
    news_.notify_all();
}

void ReadAhead::prepare(FramePosition position) {
    const std::lock_guard lock(mutex_);
    prepared_ = position.value;
    stale_ = true;
    news_.notify_all();
}

std::vector<ReadAhead::Window> ReadAhead::windowsFrom(std::int64_t position,
                                                      std::int64_t frames) const {
    std::vector<Window> windows;
    std::int64_t need = 0;
    while (frames > 0) {
        std::int64_t end = position + frames;
        if (loop_ && position < loop_->second.value) end = std::min(end, loop_->second.value);
        windows.push_back({position, end, need});
        need += end - position;
        frames -= end - position;
        if (frames > 0) position = loop_->first.value;
        // A short loop is all there after its first round.
        if (windows.size() > 3) break;
    }
    return windows;
}

void ReadAhead::want(const Window& window) {
    for (std::size_t track = 0; track < tracks_.size(); ++track) {
        Watched& watched = *tracks_[track];
        const auto pages = static_cast<std::int64_t>(watched.stream->pages());
        const std::int64_t first = std::max<std::int64_t>(pageOf(std::max<std::int64_t>(window.start, 0)), 0);
        const std::int64_t last = std::min(pageOf(std::max<std::int64_t>(window.end - 1, 0)), pages - 1);
        for (std::int64_t page = first; page <= last; ++page) {
            const auto index = static_cast<std::size_t>(page);
            if (watched.wantedRound[index] == round_) continue;
            watched.wantedRound[index] = round_;
            if (watched.stream->page(index)) continue;
            const std::int64_t into = std::max<std::int64_t>(page * kPageFrames - window.start, 0);
            jobs_.push_back({track, index, window.need + into});
        }
    }
}

void ReadAhead::plan() {
    stale_ = false;
    ++round_;
    jobs_.clear();
    const std::int64_t ahead = framesIn(settings_.ahead, rate_).value;
    const std::int64_t prime = framesIn(settings_.prime, rate_).value;
    const std::int64_t position = position_.load();
    plannedAt_ = position;

    // While a jump is awaited, its first moment comes before everything else.
    for (const Window& window : windowsFrom(prepared_, prime)) want(window);
    for (Job& job : jobs_) job.need -= prime;

    // A quantum straddles pages and latency looks back: the page before stays.
    want({position - kPageFrames, position + 1, 0});
    for (const Window& window : windowsFrom(position, ahead)) want(window);
    for (const Window& window : windowsFrom(prepared_, ahead)) want(window);
    // Where playing usually starts is always there.
    want({0, prime, ahead});
    if (loop_) want({loop_->first.value, loop_->first.value + prime, ahead});
    std::stable_sort(jobs_.begin(), jobs_.end(),
                     [](const Job& a, const Job& b) { return a.need > b.need; });
}

bool ReadAhead::makeRoom() {
    if ((pagesInMemory_.load() + 1) * sizeof(Page) <= settings_.budget) return true;
    // The page that was wanted longest ago goes; none goes that is wanted now.
    Watched* oldest = nullptr;
    std::size_t oldestPage = 0;
    std::uint64_t oldestRound = round_;
    for (auto& watched : tracks_)
        for (std::size_t page = 0; page < watched->wantedRound.size(); ++page) {
            const Page* there = watched->stream->page(page);
            if (!there || there == TrackStream::silentPage()) continue;
            if (watched->wantedRound[page] >= oldestRound) continue;
            oldest = watched.get();
            oldestPage = page;
            oldestRound = watched->wantedRound[page];
        }
    if (!oldest) return false;
    auto page = oldest->stream->takeOut(oldestPage);
    // The cycle is read after the page was taken out: an engine thread that still copies from it
    // has not ended that cycle.
    retired_.push_back({std::move(page), cycles_.load(), nullptr});
    --oldest->inMemory;
    --pagesInMemory_;
    return true;
}

void ReadAhead::freeRetired() {
    const std::uint64_t cycle = cycles_.load();
    const bool running = engineRunning_.load();
    std::erase_if(retired_, [&](const Retired& retired) {
        return !running || cycle > retired.cycle;
    });
}

void ReadAhead::run() {
    std::unique_lock lock(mutex_);
    while (!stop_) {
        freeRetired();
        if (stale_ || std::abs(position_.load() - plannedAt_) >= kPageFrames / 2) plan();
        // The most urgent page of a track that nobody is reading right now.
        auto job = std::find_if(jobs_.rbegin(), jobs_.rend(),
                                [&](const Job& candidate) { return !tracks_[candidate.track]->busy; });
        if (job == jobs_.rend() || !makeRoom()) {
            news_.wait_for(lock, kLook);
            continue;
        }
        const std::shared_ptr<Watched> watched = tracks_[job->track];
        const std::size_t page = job->page;
        jobs_.erase(std::next(job).base());
        watched->busy = true;
        lock.unlock();
        const bool taken = watched->stream->load(page);
        lock.lock();
        watched->busy = false;
        if (taken && std::find(tracks_.begin(), tracks_.end(), watched) != tracks_.end()) {
            ++watched->inMemory;
            ++pagesInMemory_;
        }
        // One that waited for this track may go on.
        if (threads_.size() > 1) news_.notify_one();
    }
    freeRetired();
}

} // namespace lacquer::live
