#pragma once

#include "engine/render/performance.h"
#include "engine/render/track_feed.h"
#include "engine/vocabulary/result.h"
#include "engine/vocabulary/units.h"

#include <functional>
#include <span>

namespace lacquer::render {

/// Quanta a bundle runs in one go: long enough that handing out work costs nothing, short enough
/// that the blocks under way stay in the cache.
inline constexpr int kBlockQuanta = 8;
inline constexpr int kBlockFrames = kBlockQuanta * kQuantum;

/// Blocks that are under way at once: while the mix bus works on one, the tracks work ahead.
inline constexpr int kBlocksUnderWay = 4;

/// Takes finished blocks in order. `slot` is the block's first quantum in the performance's outputs.
/// Returns false when it has all it wants.
using TakeBlock = std::function<Result<bool>(FramePosition start, int slot)>;

/// Runs a performance of kBlockQuanta × kBlocksUnderWay quanta from `from` on, block after block, on
/// `threads` threads, the caller's among them. A bundle goes on as soon as its inputs are there, so
/// no thread waits for the slowest of a level, and the caller takes a block while the next ones are
/// made. Every bundle runs its blocks in order: what it computes does not depend on the threads.
///
/// `heard` are the strips that `take` reads; it is called on the caller's thread.
///
/// Errors   what `take` reports
/// Thread   any but the engine thread
Result<void> runBlocks(Performance& performance,
                       FramePosition from,
                       TrackFeed& feed,
                       std::span<const int> heard,
                       int threads,
                       const TakeBlock& take);

} // namespace lacquer::render
