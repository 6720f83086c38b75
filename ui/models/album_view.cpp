#include "ui/models/album_view.h"

#include "engine/mastering/render_recipe.h"
#include "engine/project/album_edits.h"
#include "formats/album/mix_offer.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace lacquer::ui {

namespace {

std::string metadataOf(const project::Metadata& metadata, std::string_view key) {
    const auto found = metadata.find(key);
    return found == metadata.end() ? std::string() : found->second;
}

AlbumTrackState stateOf(const project::Project& now,
                        const project::AlbumTrack& track,
                        const AlbumMeasures& measures) {
    const project::Project& then = *measures.project;
    const auto before = std::ranges::find_if(then.album->tracks, [&](const auto& one) { return one->id == track.id; });
    if (before == then.album->tracks.end() || !measures.tracks.contains(track.id)) return AlbumTrackState::unmeasured;
    if (track.song) {
        const auto* song = project::findMix(now, mixOf(track));
        const auto* old = project::findMix(then, mixOf(**before));
        if (!song || !old) return AlbumTrackState::unmeasured;
        if (song != old) {
            const auto content = mastering::contentOfSources(now);
            const bool same = mastering::renderRecipe(*song, now.rate, now.panLaw, content) ==
                              mastering::renderRecipe(*old, then.rate, then.panLaw, mastering::contentOfSources(then));
            if (!same) return AlbumTrackState::mixChanged;
        }
    }
    // Titles, colours and gaps change nothing of what a track sounds like.
    project::AlbumTrack a = track;
    project::AlbumTrack b = **before;
    a.metadata = b.metadata;
    a.gap = b.gap;
    a.indexMarks = b.indexMarks;
    a.pregap = b.pregap;
    a.held = b.held; // compared by content above
    a.pinned = b.pinned;
    a.declined = b.declined;
    a.channel.name = b.channel.name;
    a.channel.colour = b.channel.colour;
    a.channel.notes = b.channel.notes;
    const bool sameChain = now.album->channel == then.album->channel || *now.album->channel == *then.album->channel;
    return a == b && sameChain ? AlbumTrackState::upToDate : AlbumTrackState::masterChanged;
}

} // namespace

Seconds AlbumView::leftOnDisc(SampleRate rate) const {
    return {kDiscLength.value - secondsOf(end, rate).value};
}

AlbumView albumView(const project::Project& project,
                    const std::optional<AlbumMeasures>& measures,
                    const std::vector<AlbumTrackId>& rendering) {
    AlbumView view;
    view.title = metadataOf(project.album->metadata, "title");
    view.artist = metadataOf(project.album->metadata, "artist");
    const auto timeline = mastering::albumTimeline(project, measures ? measures->mixes : mastering::MixLengths{});
    if (!timeline && !project.album->tracks.empty()) view.trouble = timeline.error().message;
    if (measures) view.album = measures->album;

    FramePosition at{0};
    int number = 0;
    for (const auto& track : project.album->tracks) {
        AlbumRow row;
        row.id = track->id;
        row.channel = track->channel.id;
        row.number = ++number;
        row.title = project::titleOf(project, *track);
        row.artist = metadataOf(track->metadata, "artist");
        if (row.artist.empty()) {
            row.artist = view.artist;
            row.artistInherited = true;
        }
        row.isrc = metadataOf(track->metadata, "isrc");
        row.isSong = static_cast<bool>(track->song);
        row.gap = number == 1 ? FrameCount{0} : framesIn(track->gap, project.rate);
        row.length = project::lengthWithoutTail(project, *track);
        row.start = at + row.gap;
        if (timeline) {
            const auto span = std::ranges::find(timeline->tracks, track->id, &mastering::AlbumTrackSpan::track);
            if (span != timeline->tracks.end()) {
                row.start = span->start;
                row.length = span->length;
            }
        }
        row.pregap = framesIn(track->pregap, project.rate);
        for (const Seconds mark : track->indexMarks) row.marks.push_back(row.start + framesIn(mark, project.rate));
        row.startsSide = track->startsSide;
        at = row.start + row.length;
        row.fadeIn.length = framesIn(track->fadeIn, project.rate);
        row.fadeIn.shape = track->fadeInShape;
        row.fadeOut.length = framesIn(track->fadeOut, project.rate);
        row.fadeOut.shape = track->fadeOutShape;
        if (measures) {
            row.state = stateOf(project, *track, *measures);
            if (const auto found = measures->tracks.find(track->id); found != measures->tracks.end()) {
                row.measures = found->second;
                if (std::isfinite(found->second.integratedLufs) && std::isfinite(measures->album.integratedLufs)) {
                    row.deviation = found->second.integratedLufs - measures->album.integratedLufs;
                }
            }
        }
        if (formats::offeredMix(project, *track)) row.state = AlbumTrackState::offered;
        if (std::ranges::count(rendering, track->id)) row.state = AlbumTrackState::rendering;
        view.rows.push_back(std::move(row));
    }
    view.end = at;
    return view;
}

std::optional<Seconds> parseGap(std::string text) {
    // Minus as people see it, and the cross of an overlap.
    const auto replace = [&](std::string_view what, std::string_view with) {
        if (const auto at = text.find(what); at != std::string::npos) text.replace(at, what.size(), with);
    };
    replace("\u2212", "-");
    replace("×", "-");
    replace("x", "-");
    replace(",", ".");
    std::erase(text, ' ');
    bool frames = false;
    if (!text.empty() && text.back() == 'f') {
        frames = true;
        text.pop_back();
    } else if (!text.empty() && text.back() == 's') {
        text.pop_back();
    }
    if (!text.empty() && text.front() == '+') text.erase(0, 1);
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
    return Seconds{frames ? value / 75 : value};
}

const char* stateText(AlbumTrackState state) {
    switch (state) {
    case AlbumTrackState::unmeasured: return "Not measured yet";
    case AlbumTrackState::upToDate: return "Up to date";
    case AlbumTrackState::mixChanged: return "Mix changed";
    case AlbumTrackState::offered: return "Newer mix offered";
    case AlbumTrackState::masterChanged: return "Master changed";
    case AlbumTrackState::rendering: return "Rendering";
    }
    return "";
}

} // namespace lacquer::ui
