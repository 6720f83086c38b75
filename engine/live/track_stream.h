#pragma once

#include "engine/vocabulary/units.h"

#include <array>
#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

namespace lacquer::live {

/// Frames of a page: 85 ms at 96 kHz. Long enough that a read from disk is worth its seek, short
/// enough that a locate is heard at once.
inline constexpr int kPageFrames = 8192;

/// A stretch of one track's sound in memory. Never changes once it is in a TrackStream.
struct Page {
    std::array<std::array<float, kPageFrames>, 2> sides; ///< left, right
};

/// Reads [start, start + frames) of a track into left and right; false when it is all silence, the
/// planes then hold zeros. May block; called by one thread at a time, never the engine's.
using TrackReader = std::function<bool(FramePosition start, int frames, float* left, float* right)>;

/// One track's clips as pages in memory, of which only those near the playhead are there. The
/// engine thread only copies out of pages; loader threads put them in and take them out.
///
/// A page that is taken out may still be being copied from: ReadAhead frees it when the engine
/// thread has finished the buffer it was in.
class TrackStream {
public:
    /// `end` is where the last clip ends. `open` makes the reader when the first page is loaded,
    /// so that a project with many files is shown at once.
    TrackStream(FramePosition end, std::function<TrackReader()> open);
    ~TrackStream(); ///< not while the engine thread may read
    TrackStream(const TrackStream&) = delete;
    TrackStream& operator=(const TrackStream&) = delete;

    std::size_t pages() const noexcept { return pages_.size(); }

    /// Null when it is not there; silentPage() when the track has nothing to say there. [render]
    const Page* page(std::size_t index) const noexcept { return pages_[index].load(); }
    static const Page* silentPage() noexcept;

    /// False when the page was there or is silent: no memory was taken. [loader, one at a time per
    /// stream]
    bool load(std::size_t index);
    /// Takes a page out and hands it to the caller; null when there was none or it is silent.
    std::unique_ptr<const Page> takeOut(std::size_t index) noexcept;

private:
    std::vector<std::atomic<const Page*>> pages_;
    std::function<TrackReader()> open_;
    TrackReader reader_;
    std::unique_ptr<Page> scratch_;
};

} // namespace lacquer::live
