#pragma once

#include "engine/render/performance.h"
#include "engine/render/track_feed.h"
#include "engine/vocabulary/result.h"
#include "engine/vocabulary/units.h"

#include <functional>
#include <span>
#include <vector>

namespace lacquer::render {

/// Quanta a bundle runs in one go: long enough that handing out work costs nothing, short enough
/// that the blocks under way stay in the cache.
inline constexpr int kBlockQuanta = 8;
inline constexpr int kBlockFrames = kBlockQuanta * kQuantum;

/// Blocks that are under way at once: while the mix bus works on one, the tracks work ahead.
inline constexpr int kBlocksUnderWay = 2;

/// Takes finished blocks in order. `slot` is the block's first quantum in the performance's outputs.
/// Returns false when it has all it wants.
using TakeBlock = std::function<Result<bool>(FramePosition start, int slot)>;

/// One of the performances that run side by side, each of kBlockQuanta × kBlocksUnderWay quanta.
struct BlockRun {
    Performance* performance;
    TrackFeed* feed;          ///< of its own
    std::vector<int> heard;   ///< strips that `take` reads
};

/// Runs performances from `from` on, block after block, on `threads` threads, the caller's among them. A bundle goes on as soon as its inputs are there, so
/// no thread waits for the slowest of a level, and the caller takes a block while the next ones are
/// made. Every bundle runs its blocks in order: what it computes does not depend on the threads.
///
/// What one has borrowed from another is run once. `take` is called on the caller's thread.
///
/// Errors   what `take` reports
/// Thread   any but the engine thread
Result<void> runBlocks(std::span<const BlockRun> runs, FramePosition from, int threads, const TakeBlock& take);

} // namespace lacquer::render
