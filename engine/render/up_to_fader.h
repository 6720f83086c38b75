#pragma once

#include "engine/project/song.h"

namespace lacquer::render {

/// The song that gives a track as it leaves its chain, before fader, pan and mute, when it is bounced
/// with a stem of that track: what freezing renders. What keys the track's inserts goes on as in the
/// mix, but for solos; everything else is left out.
project::Song songUpToFader(const project::Song& song, ChannelId track);

} // namespace lacquer::render
