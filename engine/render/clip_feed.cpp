#include "engine/render/clip_feed.h"

#include "engine/vocabulary/quantum.h"

#include <algorithm>

namespace lacquer::render {

ClipFeed::ClipFeed(const plan::RenderPlan& plan, const AudioSources& sources) {
    for (const auto& track : plan.tracks)
        streams_.push_back({ClipPlayer(track, sources), std::vector<float>(kSpan),
                            std::vector<float>(kSpan), {}, false, false, nullptr, {}, {}});
}

void ClipFeed::fill(Stream& stream, FramePosition start) {
    stream.words = nullptr;
    stream.start = start;
    stream.filled = true;
    stream.sounding = stream.player.read(start, kSpan, stream.left.data(), stream.right.data());
}

std::size_t ClipFeed::reach(Stream& stream, FramePosition start) {
    const std::int64_t into = (start - stream.start).value;
    if (stream.filled && into >= 0 && into + kQuantum <= kSpan) return static_cast<std::size_t>(into);
    fill(stream, start);
    return 0;
}

bool ClipFeed::read(int track, FramePosition start, float* left, float* right) noexcept {
    float* const room[2] = {left, right};
    const float* planes[2];
    if (!lend(track, start, room, planes)) return false;
    std::copy_n(planes[0], kQuantum, left);
    std::copy_n(planes[1], kQuantum, right);
    return true;
}

bool ClipFeed::lend(int track,
                    FramePosition start,
                    float* const*,
                    const float* planes[2]) noexcept {
    Stream& stream = streams_[static_cast<std::size_t>(track)];
    const std::size_t into = reach(stream, start);
    planes[0] = stream.left.data() + into;
    planes[1] = stream.right.data() + into;
    return stream.sounding;
}

const unsigned char* ClipFeed::lendPacked(int track, FramePosition start) noexcept {
    Stream& stream = streams_[static_cast<std::size_t>(track)];
    if (!stream.words || start < stream.wordsFrom || start + FrameCount{kQuantum} > stream.wordsTo) {
        // At the ends of what plays as it is there are fewer.
        for (const int frames : {kLent, kQuantum}) {
            stream.words = stream.player.lendPacked(start, frames);
            stream.wordsFrom = start;
            stream.wordsTo = start + FrameCount{frames};
            if (stream.words) break;
        }
        if (!stream.words) return nullptr;
    }
    return stream.words + (start - stream.wordsFrom).value * PackedReader::kFrameBytes;
}

} // namespace lacquer::render
