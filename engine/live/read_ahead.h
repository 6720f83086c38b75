#pragma once

#include "engine/live/track_stream.h"
#include "engine/vocabulary/units.h"

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

namespace lacquer::live {

using LoopSpan = std::optional<std::pair<FramePosition, FramePosition>>;

/// Keeps the pages that will be heard next in memory: what is needed first is read first, over all
/// tracks; the loop's start is there before its end is reached; what lies behind goes when room is
/// needed. The engine thread never waits for it: a page that is late plays as silence.
///
/// Limits   `budget` bounds the pages in memory; with more tracks than fit, the read-ahead gets
///          shorter, never the list of tracks
/// Thread   show, prepare, setLoop and construction [main]; moveTo, cycleDone [render]
class ReadAhead {
public:
    struct Settings {
        std::size_t budget = std::size_t{384} << 20; ///< bytes of pages
        Seconds ahead{4.0};
        Seconds prime{0.25}; ///< of a jump, the loop's start and the song's: read first, kept long
        int threads = 2;
    };

    ReadAhead() : ReadAhead(Settings{}) {}
    explicit ReadAhead(Settings settings);
    ~ReadAhead();
    ReadAhead(const ReadAhead&) = delete;
    ReadAhead& operator=(const ReadAhead&) = delete;

    /// The tracks to read for from now on.
    void show(std::vector<std::shared_ptr<TrackStream>> streams, SampleRate rate);
    void setLoop(LoopSpan loop);

    /// Announces a jump: the first moment there is read before anything else.
    void prepare(FramePosition position);

    /// Where the engine thread is.
    void moveTo(FramePosition position) noexcept { position_.store(position.value); }
    /// The engine thread holds no page any more.
    void cycleDone() noexcept { cycles_.fetch_add(1); }
    /// No engine thread runs: pages may be freed at once.
    void setEngineRunning(bool running) noexcept { engineRunning_.store(running); }

    std::size_t budget() const noexcept { return settings_.budget; }
    std::size_t bytesInMemory() const noexcept { return pagesInMemory_.load() * sizeof(Page); }

private:
    struct Watched {
        std::shared_ptr<TrackStream> stream;
        bool busy = false;                      ///< a loader is at it
        std::size_t inMemory = 0;               ///< pages that take room
        std::vector<std::uint64_t> wantedRound; ///< by page: when it was last wanted
    };
    struct Job {
        std::size_t track;
        std::size_t page;
        std::int64_t need; ///< frames until it is heard
    };
    struct Retired {
        std::unique_ptr<const Page> page;
        std::uint64_t cycle;
        std::shared_ptr<TrackStream> stream;
    };
    struct Window {
        std::int64_t start, end, need;
    };

    void run();
    void plan();
    bool makeRoom();
    void freeRetired();
    std::vector<Window> windowsFrom(std::int64_t position, std::int64_t frames) const;
    void want(const Window& window);

    const Settings settings_;
    std::atomic<std::int64_t> position_{0};
    std::atomic<std::uint64_t> cycles_{0};
    std::atomic<bool> engineRunning_{false};
    std::atomic<std::size_t> pagesInMemory_{0};

    std::mutex mutex_; ///< for everything below
    std::condition_variable news_;
    bool stop_ = false;
    SampleRate rate_;
    LoopSpan loop_;
    std::int64_t prepared_ = 0; ///< where the last jump goes
    std::vector<std::shared_ptr<Watched>> tracks_;
    std::uint64_t round_ = 0;
    bool stale_ = true;
    std::int64_t plannedAt_ = 0;
    std::vector<Job> jobs_; ///< most urgent last
    std::vector<Retired> retired_;
    std::vector<std::thread> threads_;
};

} // namespace lacquer::live
