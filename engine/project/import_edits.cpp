#include "engine/project/import_edits.h"

#include "engine/project/routing_edits.h"

#include <algorithm>
#include <map>

namespace lacquer::project {
namespace {

SourceId inPool(const Project& project, const Source& wanted) {
    for (const auto& source : project.sources)
        if (source->file == wanted.file && source->firstChannel == wanted.firstChannel &&
            source->channels == wanted.channels)
            return source->id;
    return {};
}

ChannelId busNamed(const Song& song, std::string_view name) {
    for (const auto& bus : song.buses)
        if (bus->channel.name == name) return bus->channel.id;
    return {};
}

} // namespace

Result<ImportedInto> addImportedTracks(Project project,
                                       std::string_view songName,
                                       const std::vector<ImportedTrack>& tracks,
                                       bool groupBuses) {
    ImportedInto into;
    if (const Song* song = findSong(project, songName)) {
        into.song = song->id;
    } else {
        auto added = addSong(std::move(project), std::string(songName));
        if (!added) return tl::make_unexpected(added.error());
        into.song = added->id;
        project = std::move(added->project);
    }
    std::map<std::string, int> members;
    for (const ImportedTrack& track : tracks) ++members[track.group];

    for (const ImportedTrack& track : tracks) {
        SourceId source = inPool(project, track.source);
        if (!source) {
            auto added = addSource(std::move(project), track.source);
            if (!added) return tl::make_unexpected(added.error());
            source = added->id;
            project = std::move(added->project);
        }
        NewTrack made;
        made.name = track.name;
        made.colour = track.colour;
        made.mono = track.source.channels == 1;
        Clip clip;
        clip.source = source;
        clip.name = track.source.name;
        clip.position = track.position;
        clip.length = track.source.length;
        made.clips.push_back(clip);
        if (groupBuses && !track.group.empty()) {
            made.output = busNamed(*findSong(project, into.song), track.group);
            if (!made.output && members[track.group] > 1) {
                auto bus = addBus(std::move(project), into.song, track.group);
                if (!bus) return tl::make_unexpected(bus.error());
                made.output = bus->id;
                project = std::move(bus->project);
            }
        }
        auto added = addTrack(std::move(project), into.song, std::move(made));
        if (!added) return tl::make_unexpected(added.error());
        into.tracks.push_back(added->id);
        project = std::move(added->project);
    }
    into.project = std::move(project);
    return into;
}

} // namespace lacquer::project
