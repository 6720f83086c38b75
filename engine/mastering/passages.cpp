#include "engine/mastering/passages.h"

#include <algorithm>

namespace lacquer::mastering {
namespace {

bool isMute(const std::shared_ptr<const project::AutomationCurve>& curve) {
    return curve->target.owner == project::AutomationTarget::Owner::channel && curve->target.parameter == "mute";
}

void moveEarlier(project::Channel& channel, FrameCount by) {
    if (by.value == 0) return;
    for (auto& curve : channel.automation) {
        auto moved = std::make_shared<project::AutomationCurve>(*curve);
        for (auto& point : moved->points) point.position = point.position - by;
        curve = std::move(moved);
    }
}

} // namespace

Passage passageOf(const AlbumAssembly& album, std::size_t first, std::size_t last) {
    const auto& spans = album.timeline.tracks;
    Passage passage;
    passage.first = first;
    passage.last = last;
    passage.start = spans[first].start;
    const FrameCount before = passage.start - FramePosition{};
    const bool soloed = std::any_of(album.song.tracks.begin(), album.song.tracks.end(),
                                    [](const auto& track) { return track->channel.soloed; });
    passage.song = album.song;
    passage.song.tracks.clear();
    for (std::size_t k = first; k <= last; ++k) {
        passage.length = std::max(passage.length, spans[k].end() - passage.start);
        project::Track track = *album.song.tracks[k];
        if (soloed && !track.channel.soloed && !track.channel.soloSafe) {
            track.channel.muted = true;
            std::erase_if(track.channel.automation, isMute);
        }
        track.channel.soloed = false;
        moveEarlier(track.channel, before);
        project::ClipList clips = *track.clips;
        for (project::Clip& clip : clips) clip.position = clip.position - before;
        track.clips = std::make_shared<const project::ClipList>(std::move(clips));
        passage.song.tracks.push_back(std::make_shared<const project::Track>(std::move(track)));
    }
    project::Channel chain = *album.song.mix;
    moveEarlier(chain, before);
    passage.song.mix = std::make_shared<const project::Channel>(std::move(chain));
    return passage;
}

std::vector<Passage> passagesOf(const AlbumAssembly& album, SampleRate rate) {
    const auto& spans = album.timeline.tracks;
    const FrameCount pause = framesIn(kPartingPause, rate);
    std::vector<Passage> passages;
    FramePosition end; // of all that sounds so far: a long song may outlast the next
    for (std::size_t first = 0, k = 0; k < spans.size(); ++k) {
        end = std::max(end, spans[k].end());
        if (k + 1 < spans.size() && spans[k + 1].start - end < pause) continue;
        passages.push_back(passageOf(album, first, k));
        first = k + 1;
    }
    return passages;
}

} // namespace lacquer::mastering
