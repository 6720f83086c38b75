#pragma once

#include "formats/album/master_findings.h"
#include "ui/models/album_view.h"
#include "ui/models/messages.h"

#include <optional>
#include <string>
#include <vector>

namespace lacquer::ui {

/// A line of the Master page's Track Check.
struct FindingLine {
    Verdict verdict = Verdict::warn;
    AlbumTrackId track;
    int number = 0;    ///< of the track
    std::string title;
    std::string text;
    std::string time; ///< "3:41.2", "2:05.0 – 2:21.5"; empty: the song as a whole
    std::optional<FramePosition> at; ///< on the album, to go there
    std::string fault;               ///< of what was heard: "clipping"; empty: nothing that can be accepted
    std::optional<Seconds> place;    ///< of it, from the track's start
    std::string accepted;            ///< somebody's words why it is fine so; empty: nobody said so

    friend bool operator==(const FindingLine&, const FindingLine&) = default;
};

/// What was heard in the master, and what is missing on paper; the worst first, then by track; what was
/// accepted comes last.
std::vector<FindingLine> findingLines(const project::Project& project,
                                      const AlbumView& view,
                                      const std::vector<formats::TrackFindings>& heard);

/// "5 findings in 3 songs, 1 accepted".
std::string findingsText(const std::vector<FindingLine>& lines);

} // namespace lacquer::ui
