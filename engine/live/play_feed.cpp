#include "engine/live/play_feed.h"

#include <algorithm>
#include <array>

namespace lacquer::live {
namespace {

/// Null when it is not in memory; behind the last clip there is silence.
const Page* pageOf(const TrackStream& stream, std::int64_t index) {
    const auto at = static_cast<std::size_t>(index);
    return at < stream.pages() ? stream.page(at) : TrackStream::silentPage();
}

bool hasSpan(const TrackStream& stream, std::int64_t from, std::int64_t to) {
    for (std::int64_t page = from / kPageFrames; page <= to / kPageFrames; ++page)
        if (!pageOf(stream, page)) return false;
    return true;
}

} // namespace

void PlayFeed::begin(Scene& scene, LoopSpan loop, Gate gate) noexcept {
    scene_ = &scene;
    loop_ = loop;
    gate_ = gate;
}

PlayFeed::Copied PlayFeed::copySpan(
    const TrackStream& stream, FramePosition start, int frames, float* left, float* right) noexcept {
    Copied copied;
    for (int done = 0; done < frames;) {
        const std::int64_t frame = start.value + done;
        const Page* page = TrackStream::silentPage();
        std::size_t into = 0;
        int count = 0;
        if (frame < 0) {
            count = static_cast<int>(std::min<std::int64_t>(frames - done, -frame));
        } else {
            into = static_cast<std::size_t>(frame % kPageFrames);
            count = std::min(frames - done, kPageFrames - static_cast<int>(into));
            page = pageOf(stream, frame / kPageFrames);
        }
        if (page && page != TrackStream::silentPage()) {
            std::copy_n(page->sides[0].data() + into, count, left + done);
            std::copy_n(page->sides[1].data() + into, count, right + done);
            copied.sounds = true;
        } else {
            std::fill_n(left + done, count, 0.0f);
            std::fill_n(right + done, count, 0.0f);
            copied.all = copied.all && page;
        }
        done += count;
    }
    return copied;
}

PlayFeed::Copied
PlayFeed::copy(const TrackStream& stream, FramePosition start, float* left, float* right) noexcept {
    int first = kQuantum;
    if (loop_ && start < loop_->second && start + FrameCount{kQuantum} > loop_->second)
        first = static_cast<int>((loop_->second - start).value);
    Copied copied = copySpan(stream, start, first, left, right);
    if (first == kQuantum) return copied;
    const Copied rest = copySpan(stream, loop_->first, kQuantum - first, left + first, right + first);
    return {copied.sounds || rest.sounds, copied.all && rest.all};
}

bool PlayFeed::read(int track, FramePosition start, float* left, float* right) noexcept {
    if (gate_.isShut()) return false;
    TrackSound& sound = scene_->tracks[static_cast<std::size_t>(track)];
    Copied heard = copy(*sound.now, start, left, right);
    if (sound.onBefore) {
        std::array<float, kQuantum> oldLeft, oldRight;
        const Copied old = copy(*sound.before, start, oldLeft.data(), oldRight.data());
        // From the old sound to the new one, as soon as the new one is there; without corners, so
        // that low notes do not tick.
        for (std::size_t frame = 0; frame < kQuantum; ++frame) {
            const float way = heard.all ? static_cast<float>(frame + 1) / kQuantum : 0.0f;
            const float share = way * way * (3 - 2 * way);
            left[frame] = oldLeft[frame] + share * (left[frame] - oldLeft[frame]);
            right[frame] = oldRight[frame] + share * (right[frame] - oldRight[frame]);
        }
        sound.onBefore = !heard.all;
        heard = {heard.sounds || old.sounds, heard.all || old.all};
    }
    const bool fadesIn = sound.wasLate && heard.all;
    sound.wasLate = !heard.all;
    if (!heard.all && --sound.patience < 0) starved_.fetch_add(1, std::memory_order_relaxed);
    if (!heard.sounds) return false;
    if (fadesIn)
        for (int frame = 0; frame < kQuantum; ++frame) {
            const float gain = static_cast<float>(frame + 1) / kQuantum;
            left[frame] *= gain;
            right[frame] *= gain;
        }
    if (!gate_.isOpen()) {
        const float step = (gate_.to - gate_.from) / static_cast<float>(kQuantum - gate_.shutUntil);
        for (int frame = 0; frame < kQuantum; ++frame) {
            const int passed = frame + 1 - gate_.shutUntil;
            const float gain = passed <= 0 ? 0 : gate_.from + step * static_cast<float>(passed);
            left[frame] *= gain;
            right[frame] *= gain;
        }
    }
    return true;
}

bool PlayFeed::isReady(const Scene& scene, FramePosition start, int frames) noexcept {
    const std::int64_t from = std::max<std::int64_t>(start.value, 0);
    const std::int64_t to = std::max<std::int64_t>(start.value + frames - 1, from);
    return std::all_of(scene.tracks.begin(), scene.tracks.end(), [&](const TrackSound& sound) {
        return hasSpan(*sound.now, from, to) || (sound.before && hasSpan(*sound.before, from, to));
    });
}

} // namespace lacquer::live
