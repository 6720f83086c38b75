// The lanes' kept picture: what of it a change of the project or the selection makes stale, and where it
// lies under the view.

#include "ui/mix/timeline_lanes.h"

#include "ui/models/strip.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>
#include <utility>

namespace lacquer::ui {

void TimelineLanes::renewAll() {
    picture_.markAllStale();
    update();
}

void TimelineLanes::renewRows(const std::function<bool(const TimelineRow&)>& which) {
    for (const TimelineRow& row : state_.rows()) {
        const double top = rowTop(state_, row);
        if (top > height() || top + row.height < 0 || !which(row)) continue;
        const QRectF box(0, top, width(), row.height);
        picture_.markStale(box);
        update(box.toAlignedRect());
    }
}

void TimelineLanes::renewClip(ClipId clip) {
    const auto* song = state_.song();
    if (!song || !clip) return;
    renewRows([&](const TimelineRow& row) {
        const auto* track = row.kind == TimelineRow::Kind::track ? project::findTrack(*song, row.channel) : nullptr;
        return track && std::ranges::any_of(*track->clips, [&](const auto& one) { return one.id == clip; });
    });
}

void TimelineLanes::adoptProject() {
    const auto before = std::exchange(shownProject_, state_.workspace().project());
    const SongId songBefore = std::exchange(shownSong_, state_.workspace().currentSong());
    const project::Song* old = before ? project::findSong(*before, songBefore) : nullptr;
    const project::Song* song = state_.song();
    const bool solo = song && soloCount(*song) > 0;
    const bool soloBefore = std::exchange(soloActive_, solo);
    if (!song || !old || songBefore != shownSong_ || solo || soloBefore || !(old->loop == song->loop) || old->tempo != song->tempo ||
        before->sources != shownProject_->sources || before->rate.hz != shownProject_->rate.hz)
        return renewAll();
    // A part that did not change is the very same one.
    std::unordered_map<ChannelId, const void*> parts;
    for (const auto& track : old->tracks) parts.emplace(track->channel.id, track.get());
    for (const auto& bus : old->buses) parts.emplace(bus->channel.id, bus.get());
    parts.emplace(old->mix->id, old->mix.get());
    std::unordered_set<ChannelId> changed;
    const auto compare = [&](ChannelId id, const void* part) {
        const auto found = parts.find(id);
        if (found == parts.end() || found->second != part) changed.insert(id);
    };
    for (const auto& track : song->tracks) compare(track->channel.id, track.get());
    for (const auto& bus : song->buses) compare(bus->channel.id, bus.get());
    compare(song->mix->id, song->mix.get());
    const bool folders = old->folders != song->folders;
    if (!changed.empty() || folders)
        renewRows([&](const TimelineRow& row) { return row.kind == TimelineRow::Kind::folder || changed.contains(row.channel); });
}

void TimelineLanes::adoptSelection() {
    const Selection& selection = state_.workspace().selection();
    std::unordered_set<ClipId> clips(selection.clips.begin(), selection.clips.end());
    const auto turned = [&](ChannelId id) {
        return (std::ranges::count(selection.channels, id) > 0) != (std::ranges::count(shownChannels_, id) > 0);
    };
    const auto* song = state_.song();
    std::unordered_set<ClipId> other;
    for (const ClipId id : clips)
        if (!shownClips_.contains(id)) other.insert(id);
    for (const ClipId id : shownClips_)
        if (!clips.contains(id)) other.insert(id);
    const auto before = std::exchange(shownClips_, std::move(clips));
    renewRows([&](const TimelineRow& row) {
        if (turned(row.channel)) return true;
        const auto* track = song && !other.empty() && row.kind == TimelineRow::Kind::track ? project::findTrack(*song, row.channel) : nullptr;
        return track && std::ranges::any_of(*track->clips, [&](const auto& clip) { return other.contains(clip.id); });
    });
    shownChannels_ = selection.channels;
}

void TimelineLanes::placePicture() {
    const qreal ratio = devicePixelRatioF();
    picture_.resize(size(), ratio);
    const TimeScale& scale = state_.scale();
    const double across = (scale.left - pictureScale_.left) / scale.framesPerPixel * ratio;
    const double top = state_.scrollTop() * ratio;
    const double down = top - pictureTop_;
    // Only what moved by whole pixels looks the same.
    const auto whole = [](double pixels) { return std::abs(pixels) < 1e6 && std::abs(pixels - std::round(pixels)) < 1e-4; };
    if (scale.framesPerPixel == pictureScale_.framesPerPixel && whole(across) && whole(down))
        picture_.scroll(static_cast<int>(std::lround(across)), static_cast<int>(std::lround(down)));
    else picture_.markAllStale();
    pictureScale_ = scale;
    pictureTop_ = top;
}

} // namespace lacquer::ui
