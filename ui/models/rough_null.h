#pragma once

#include "engine/processors/catalogue.h"
#include "engine/project/project.h"
#include "engine/vocabulary/audio_reader.h"
#include "engine/vocabulary/result.h"

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace lacquer::ui {

/// What a rough mix holds that the tracks do not: the sum of the bare tracks, brought to its place and
/// level, is taken away from it.
struct RoughNull {
    double late = 0;        ///< seconds the rough mix stands behind the tracks
    bool inverted = false;
    double gain = 0;        ///< dB that the sum was brought up by
    double residual = 0;    ///< dB of what is left, relative to the rough mix; −∞: nothing
    /// Passages in which more than -40 dB is left, the worst first: at most five, of two seconds.
    struct Passage {
        double start = 0;   ///< seconds of the song
        double residual = 0; ///< dB relative to the rough mix in that passage
        friend bool operator==(const Passage&, const Passage&) = default;
    };
    std::vector<Passage> worst;
};

/// Plays the song's clips without processors, faders, sends and mutes, as stems come, and compares.
///
/// In       a file at the project's rate, one or two channels
/// Limits   the rough mix may stand up to half a second before or behind the tracks
/// Errors   a file that cannot be read or has another rate, a sentence with what to do; a mix that has
///          nothing in common with the tracks; cancelled
/// Thread   [worker]
Result<RoughNull> nullAgainst(const project::Project& project, SongId song, const std::filesystem::path& roughMix,
                              const processors::ProcessorCatalogue& catalogue, const AudioSources& sources, const std::function<bool(double share)>& progress);

/// The song with bare tracks: no processors, faders at 0 dB in the middle, nothing sent, grouped or muted.
Result<project::Project> bareTracks(project::Project project, SongId song);

/// One sentence about it, and one per passage.
std::vector<std::string> sentencesOf(const RoughNull& null);

} // namespace lacquer::ui
