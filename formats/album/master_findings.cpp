#include "formats/album/master_findings.h"

#include "formats/album/float_file.h"

#include <algorithm>

namespace lacquer::formats {

Result<std::vector<TrackFindings>> checkMaster(const AlbumMaster& master, const analysis::MasterLimits& limits,
                                               const std::function<bool()>& goOn) {
    auto reader = openRendered(master.file);
    if (!reader) return tl::make_unexpected(reader.error());
    std::vector<TrackFindings> all;
    for (std::size_t k = 0; k < master.tracks.size(); ++k) {
        const bool last = k + 1 == master.tracks.size();
        // Of the song, not of the gap behind it; an overlap belongs to the next.
        const FrameCount length = last ? master.programmeLength(k) : std::min(master.tracks[k].length, master.programmeLength(k));
        analysis::MasterCheck check(master.rate, limits);
        const auto read = readSpan(**reader, master.tracks[k].start, length, [&](const float* const* planes, int frames) -> Result<void> {
            check.add(planes, frames);
            if (goOn && !goOn()) return fail(ErrorKind::cancelled, "Stopped.");
            return {};
        });
        if (!read) return tl::make_unexpected(read.error());
        TrackFindings track{master.tracks[k].track, check.finish()};
        const bool runsOn = !last && master.tracks[k + 1].gap.value <= 0;
        const bool runsIn = k > 0 && master.tracks[k].gap.value <= 0;
        std::erase_if(track.findings, [&](const analysis::MasterFinding& finding) {
            return (finding.fault == analysis::MasterFault::hardStart && runsIn) ||
                   (finding.fault == analysis::MasterFault::hardEnd && runsOn);
        });
        all.push_back(std::move(track));
    }
    return all;
}

} // namespace lacquer::formats
