#pragma once

#include "engine/analysis/tone_profile.h"
#include "formats/album/album_master.h"

#include <optional>
#include <string>
#include <vector>

/// The album as gate: where it holds a mix, a newer one is offered with what it would change.
namespace lacquer::formats {

/// Names a song's sound by content; equal names, equal mixes (of one version of the program).
std::string mixRecipe(const project::Project& project, const project::Song& song);

/// The recipe of the newer mix that is offered to a track; none while there is none, it was turned
/// down, the held one is pinned, or nothing is held.
std::optional<std::string> offeredMix(const project::Project& project, const project::AlbumTrack& track);

struct MixFacts {
    FrameCount length;
    ProgrammeFacts programme;
    analysis::ToneProfile tone;
    std::filesystem::path file; ///< in the cache, to listen to
};

struct MixOffer {
    AlbumTrackId track;
    std::string recipe; ///< of the newer mix
    MixFacts held, newer;
    std::vector<std::string> edits; ///< what was done since, in words
    /// dB to turn the newer one by so that both are as loud.
    double matchDb() const;
};

/// Renders and measures both mixes (out of the cache where they are in it).
///
/// Errors   the track holds no mix; what rendering reports; cancelled
/// Thread   any but the engine thread
Result<MixOffer> compareMixes(const RenderSubject& subject,
                              AlbumTrackId track,
                              const processors::ProcessorCatalogue& catalogue,
                              const StageProgress& progress = {});

/// The loudness of a song's voices alone, at their level in the mix: LUFS, integrated; −inf for a song
/// without voices.
Result<double> voiceLoudness(const RenderSubject& subject,
                             const project::Song& song,
                             const processors::ProcessorCatalogue& catalogue,
                             const StageProgress& progress = {});

/// Level and balance of a span of a rendered file.
Result<MixFacts> factsOfSpan(const std::filesystem::path& file,
                             SampleRate rate,
                             FramePosition start,
                             FrameCount length,
                             const std::function<bool()>& goOn = {});

/// A file of the pool (a reference) at the project's rate.
Result<MixFacts> factsOfSource(const RenderSubject& subject, SourceId source, const std::function<bool()>& goOn = {});

} // namespace lacquer::formats
