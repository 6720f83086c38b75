#pragma once

#include "engine/mastering/target.h"
#include "formats/album/album_master.h"

#include <string>
#include <vector>

/// What listeners' codecs make of the album: every song, from its first sample, encoded and decoded.
namespace lacquer::formats {

struct CodecReading {
    AlbumTrackId track;
    mastering::Encoding encoding;
    double integratedLufs = 0; ///< decoded
    double truePeakDbtp = 0;
    int overs = 0;    ///< moments of 20 ms that go over the ceiling
    Seconds worst;    ///< where the highest peak is, from the start of the song
    double sourcePeakDbtp = 0;
    double trimDb = 0; ///< ≤ 0, the smallest (in steps of 0.1 dB) under which it keeps the ceiling
    std::filesystem::path decoded; ///< a WAV of what is heard, at `decodedRate`, in the cache
    SampleRate decodedRate;
};

struct CodecAudit {
    double ceilingDbtp = -1;
    std::vector<CodecReading> readings; ///< by track, then by codec
    double albumTrimDb = 0; ///< the smallest for all songs together
    /// Per track of the album, in its order.
    std::vector<double> songTrimsDb;
};

struct AuditRequest {
    RenderSubject subject;
    std::vector<mastering::Encoding> encodings;
    double ceilingDbtp = -1;
};

/// Files that were audited before come out of the cache.
///
/// Errors   what rendering and encoding report; cancelled
/// Thread   any but the engine thread
Result<CodecAudit> auditCodecs(const AuditRequest& request,
                               const processors::ProcessorCatalogue& catalogue,
                               const StageProgress& progress = {});

enum class TrimScope { album, songs };
/// Turns the album's fader, or its songs', down by the trims; one undoable step. Both are behind the
/// chains, so no limiter turns them up again (a song's fader is before the album's chain).
Result<project::Project> applyTrim(project::Project project, const CodecAudit& audit, TrimScope scope);

/// Encodings of all targets, each once.
std::vector<mastering::Encoding> encodingsOf(const std::vector<mastering::Target>& targets);

} // namespace lacquer::formats
