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

private:
    static constexpr int kSpan = 2048;

    struct Stream {
        ClipPlayer player;
        std::vector<float> left, right;
        FramePosition start; ///< of the span held
        bool filled = false;
        bool sounding = false;
    };

    void fill(Stream& stream, FramePosition start);

    std::vector<Stream> streams_;
};

} // namespace lacquer::render
