#pragma once

#include "engine/plan/render_plan.h"
#include "engine/render/clip_player.h"
#include "engine/render/track_feed.h"

#include <vector>

namespace lacquer::render {

/// Feeds an offline performance straight from the sources, reading ahead in spans that make the
/// cost of asking small.
///
/// Thread   one thread at a time per track
class ClipFeed final : public TrackFeed {
public:
    ClipFeed(const plan::RenderPlan& plan, const AudioSources& sources);

    bool read(int track, FramePosition start, float* left, float* right) noexcept override;
    bool lend(int track,
              FramePosition start,
              float* const room[2],
              const float* planes[2]) noexcept override;
    const unsigned char* lendPacked(int track, FramePosition start) noexcept override;

private:
    /// Two blocks of a bounce: what is decoded is still in the caches when it is mixed.
    static constexpr int kSpan = 1024;
    /// Borrowed at a time: a block.
    static constexpr int kLent = 512;

    struct Stream {
        ClipPlayer player;
        std::vector<float> left, right;
        FramePosition start; ///< of the span held
        bool filled = false;
        bool sounding = false;
        const unsigned char* words = nullptr; ///< as last lent; the player's next call ends it
        FramePosition wordsFrom, wordsTo;     ///< what they are
    };

    void fill(Stream& stream, FramePosition start);
    /// Frames into the span held, which is made to hold the quantum.
    std::size_t reach(Stream& stream, FramePosition start);

    std::vector<Stream> streams_;
};

} // namespace lacquer::render
