#pragma once

#include "engine/live/programme.h"
#include "engine/live/read_ahead.h"
#include "engine/render/track_feed.h"
#include "engine/vocabulary/quantum.h"

#include <atomic>
#include <cstdint>

namespace lacquer::live {

/// Copies tracks' sound out of the pages in memory, one quantum at a time: the loop's seam falls on
/// its exact frame, and the transport's gate fades what starts and stops.
///
/// A page that is not there plays as silence and is counted.
///
/// Thread   begin [render]; read [render] or workers; starved [any]
class PlayFeed final : public render::TrackFeed {
public:
    /// How much of the sound passes, a straight line over the quantum. 1 to 1 leaves the bits alone.
    struct Gate {
        float from = 0, to = 0;
        int shutUntil = 0; ///< frames of the quantum before it opens, less than all
        bool isShut() const { return from == 0 && to == 0; }
        bool isOpen() const { return from == 1 && to == 1 && shutUntil == 0; }
    };

    /// Of the quantum that follows. `loop` is the span that the playhead is in, if any.
    void begin(Scene& scene, LoopSpan loop, Gate gate) noexcept;

    bool read(int track, FramePosition start, float* left, float* right) noexcept override;

    /// Every track has its sound at [start, start + frames).
    static bool isReady(const Scene& scene, FramePosition start, int frames) noexcept;

    /// Track quanta that played as silence because their page was late.
    std::uint64_t starved() const noexcept { return starved_.load(std::memory_order_relaxed); }

private:
    /// A quantum of one stream, over the loop's seam; `all` says whether every page was there.
    struct Copied {
        bool sounds = false, all = true;
    };

    Copied copy(const TrackStream& stream, FramePosition start, float* left, float* right) noexcept;
    static Copied copySpan(
        const TrackStream& stream, FramePosition start, int frames, float* left, float* right) noexcept;

    Scene* scene_ = nullptr;
    LoopSpan loop_;
    Gate gate_;
    std::atomic<std::uint64_t> starved_{0};
};

} // namespace lacquer::live
