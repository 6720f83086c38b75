#pragma once

#include "engine/project/project.h"
#include "engine/vocabulary/parameter.h"

#include <memory>
#include <utility>
#include <vector>

namespace lacquer::surfaces {

/// The mix as surfaces see it: a value, handed over whenever something in it changed.
struct Mixer {
    std::shared_ptr<const project::Project> project; ///< never null; with the values that hands hold
    std::shared_ptr<const Catalogue> catalogue;      ///< never null
    SongId song;
    ChannelId selected; ///< none: nothing is selected
    bool recordsAutomation = false;
    bool clicks = false; ///< the metronome is on

    const project::Song* shownSong() const { return project::findSong(*project, song); }
};

/// What moves by itself, handed over some twenty times a second and more.
struct Readings {
    bool playing = false;
    FramePosition position;
    /// Linear peaks since the last reading, the louder of left and right.
    std::vector<std::pair<ChannelId, float>> peaks;
};

} // namespace lacquer::surfaces
