#include "engine/render/clip_feed.h"

#include "engine/vocabulary/quantum.h"

#include <algorithm>

namespace lacquer::render {

ClipFeed::ClipFeed(const plan::RenderPlan& plan, const AudioSources& sources) {
    for (const auto& track : plan.tracks)
        streams_.push_back({ClipPlayer(track, sources), std::vector<float>(kSpan),
                            std::vector<float>(kSpan), {}, false, false});
}

void ClipFeed::fill(Stream& stream, FramePosition start) {
    stream.start = start;
    stream.filled = true;
    stream.sounding = stream.player.read(start, kSpan, stream.left.data(), stream.right.data());
}

bool ClipFeed::read(int track, FramePosition start, float* left, float* right) noexcept {
    Stream& stream = streams_[static_cast<std::size_t>(track)];
    const std::int64_t into = (start - stream.start).value;
    if (!stream.filled || into < 0 || into + kQuantum > kSpan) {
        fill(stream, start);
        return read(track, start, left, right);
    }
    if (!stream.sounding) return false;
    std::copy_n(stream.left.data() + into, kQuantum, left);
    std::copy_n(stream.right.data() + into, kQuantum, right);
    return true;
}

} // namespace lacquer::render
