// What of the lanes a change of the project, the selection or the view makes stale.

#include "ui/mix/timeline_lanes.h"

#include "ui/models/strip.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>
#include <utility>

namespace lacquer::ui {

void TimelineLanes::renewAll() {
    update();
}

void TimelineLanes::renewRows(const std::function<bool(const TimelineRow&)>& which) {
    for (const TimelineRow& row : state_.rows()) {
        const double top = rowTop(state_, row);
        if (top > height() || top + row.height < 0 || !which(row)) continue;
        update(QRectF(0, top, width(), row.height).toAlignedRect());
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

void TimelineLanes::adoptView() {
    const TimeScale before = std::exchange(shownScale_, state_.scale());
    const int topBefore = std::exchange(shownTop_, state_.scrollTop());
    if (pointerInside_ && !gesture_) updateHover(pointer_, {});
    const double across = (shownScale_.left - before.left) / shownScale_.framesPerPixel;
    const int down = shownTop_ - topBefore;
    const qreal ratio = devicePixelRatioF();
    // Only what moved by whole pixels looks the same, and words of a gesture or a ring around the view
    // do not move at all.
    const bool whole = before.framesPerPixel == shownScale_.framesPerPixel && std::abs(across) < width() && std::abs(down) < height() &&
                       std::abs(across - std::round(across)) < 1e-6 && ratio == std::round(ratio);
    const bool held = gesture_ || (hasFocus() && property("keyboardFocus").toBool()) ||
                      std::ranges::any_of(children(), [](const QObject* child) { return child->isWidgetType() && static_cast<const QWidget*>(child)->isVisible(); });
    if (!whole || held) return update();
    const int right = static_cast<int>(std::lround(across));
    scroll(-right, -down);
    if (right == 0) return;
    // Names hold to the left edge and are cut at the right one: where they were and where they are.
    const int names = static_cast<int>(std::ceil(std::max(clips_.widestName(), 72.0))) + std::abs(right) + 8;
    update(0, 0, names, height());
    update(width() - names, 0, names, height());
}

} // namespace lacquer::ui
