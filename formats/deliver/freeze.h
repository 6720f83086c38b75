#pragma once

#include "engine/processors/catalogue.h"
#include "engine/project/project.h"
#include "engine/vocabulary/audio_reader.h"
#include "engine/vocabulary/result.h"

#include <filesystem>
#include <functional>

namespace lacquer::formats {

/// What a track is frozen to: give it to project::freezeTrack().
struct FrozenTrack {
    project::Source rendering;
    FramePosition position;
    std::string recipe;
};

/// Renders what leaves a track's chain, up to the fader, into `frozen/NAME HASH.wav` of the project's
/// folder: 32-bit float, from the song's start until it is silent behind the last clip. The same bits
/// as the track gives unfrozen, at the same time: latency is taken out.
///
/// Errors   no such track, one without clips or frozen already; a file of its clips that is missing;
///          see render::bounce and AudioFileWriter; cancelled
/// Thread   any but the engine thread
Result<FrozenTrack> renderFrozen(const project::Project& project,
                                 ChannelId track,
                                 const std::filesystem::path& projectFolder,
                                 const processors::ProcessorCatalogue& catalogue,
                                 const AudioSources& sources,
                                 const std::function<bool(double share)>& progress = {});

/// Names everything that a track's rendering hangs on: its own clips and chain, what keys it with all
/// that feeds this, the tempo where one of them follows it, and the content of the files. Equal names, equal renderings.
///
/// Thread   any
std::string freezeRecipe(const project::Project& project, const project::Song& song, ChannelId track);

/// Whether something that was rendered into a frozen track is another now: its side-chain's source, the
/// tempo, a file that was relinked. It plays on as it was; frozen anew it would sound otherwise. False
/// where nobody noted what it was rendered from.
bool isFreezeOutOfDate(const project::Project& project, const project::Song& song, const project::Track& track);

} // namespace lacquer::formats
