#pragma once

#include "engine/analysis/master_check.h"
#include "formats/album/album_master.h"
#include "formats/audio/decoded_copy.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

/// What a second pair of ears would say before a file, a mix or an album goes out: findings with
/// times, and what was measured.
namespace lacquer::formats {

using analysis::FaultSeverity;

struct Finding {
    std::string id; ///< "clipping", "out_of_phase", "track_late"…
    FaultSeverity severity = FaultSeverity::warning;
    std::optional<Seconds> start; ///< none: all of it
    Seconds end;
    std::string message;
    std::optional<double> value;
    std::string unit;    ///< "dBTP", "samples"…
    std::string subject; ///< the song of an album; empty: the subject of the check
    std::string accepted; ///< why it is fine as it is, in somebody's words; empty: nobody said so
};

enum class Readiness { ready, attention, notReady };

struct CheckResult {
    std::string subject; ///< what was checked: a file's name, "Project/Song"
    std::vector<Finding> findings; ///< by time, those without one first
    FrameCount length;
    SampleRate rate;
    int channels = 2;
    ProgrammeFacts facts;

    /// An error: not ready; a warning: attention. What was accepted does not count.
    Readiness readiness() const;
};

/// Quality control of a finished file, mono or stereo; of more channels the loudness and peaks only.
///
/// Errors   as opening a file's; cancelled
Result<CheckResult> checkFile(const std::filesystem::path& file, const WorkProgress& progress = {});

/// Quality control of the album's master, song by song; renders it when it is not in the cache.
Result<CheckResult> checkAlbum(const RenderSubject& subject,
                               const processors::ProcessorCatalogue& catalogue,
                               const StageProgress& progress = {});

/// Track Check of a song's recordings, and quality control of its mix.
Result<CheckResult> checkSong(const RenderSubject& subject,
                              SongId song,
                              const processors::ProcessorCatalogue& catalogue,
                              const StageProgress& progress = {});

} // namespace lacquer::formats
