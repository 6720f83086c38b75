#pragma once

#include "formats/deliver/codec_audit.h"
#include "formats/deliver/delivery.h"

#include <optional>
#include <string>

/// What one press would do about a target that is refused or would be changed.
namespace lacquer::formats {

struct TargetFix {
    enum class Kind {
        albumText, ///< `key` of the album is missing
        trackText, ///< `key` of `track` is missing
        artwork,   ///< a picture is missing or does not fit
        ceiling,   ///< the album's limiter lets more through than the target takes: to `ceiling`
        limiter,   ///< there is none that could: one with `ceiling`
        measure,   ///< levels are not known before the album is rendered
    };
    Kind kind = Kind::measure;
    std::string text; ///< "Lower the ceiling to −1.4 dB", "Add the ISRC of “Small Hours”"
    std::string key;
    AlbumTrackId track;
    double ceiling = 0; ///< dBTP

    friend bool operator==(const TargetFix&, const TargetFix&) = default;
};

/// The first thing to do about a target; none when it passes as it is, or when only the musician can
/// mend it (a song too short for a CD). `master` and `audit` may be null.
std::optional<TargetFix> fixFor(const project::Project& project,
                                const mastering::Target& target,
                                const TargetPrediction& prediction,
                                const AlbumMaster* master,
                                const CodecAudit* audit);

/// Carries out Kind::ceiling and Kind::limiter: the last limiter of the album's chain, or a new one at
/// its end.
Result<project::Project> limitAlbum(project::Project project, const processors::ProcessorCatalogue& catalogue, double ceiling);

} // namespace lacquer::formats
