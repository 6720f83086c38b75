#include "engine/project/change.h"

namespace lacquer::project {

const Song* songOf(const Project& project, ChannelId channel) {
    for (const auto& song : project.songs)
        if (findChannel(*song, channel)) return song.get();
    return nullptr;
}

ClipPlace findClip(const Project& project, ClipId id) {
    for (const auto& song : project.songs)
        for (const auto& track : song->tracks)
            for (const Clip& clip : *track->clips)
                if (clip.id == id) return {song.get(), track.get(), &clip};
    return {};
}

} // namespace lacquer::project
