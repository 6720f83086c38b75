#include "formats/deliver/vinyl_findings.h"
#include "engine/project/clock_text.h"

#include "formats/album/float_file.h"
#include "formats/deliver/release_tags.h"

#include <fmt/format.h>

#include <cmath>

namespace lacquer::formats {

Result<std::vector<analysis::VinylFinding>> checkVinyl(const AlbumMaster& master, FramePosition start, FrameCount length,
                                                       const std::function<bool()>& goOn) {
    auto reader = openRendered(master.file);
    if (!reader) return tl::make_unexpected(reader.error());
    analysis::VinylCheck check(master.rate);
    const auto read = readSpan(**reader, start, length, [&](const float* const* planes, int frames) -> Result<void> {
        check.add(planes, frames);
        if (goOn && !goOn()) return fail(ErrorKind::cancelled, "Stopped.");
        return {};
    });
    if (!read) return tl::make_unexpected(read.error());
    return check.finish();
}

std::string vinylSentence(const project::Project& project, const AlbumMaster& master, const PlannedFile& side,
                          const analysis::VinylFinding& finding) {
    const auto clock = [](double seconds) {
        return project::clockText({seconds}, 1);
    };
    std::size_t track = side.firstTrack;
    const FramePosition at = side.start + framesIn(finding.start, master.rate);
    while (track < side.lastTrack && master.tracks[track + 1].start <= at) ++track;
    const std::string measure =
        finding.risk == analysis::VinylRisk::wideBass   ? fmt::format("side over mid {:+.1f} dB", finding.worst)
        : finding.risk == analysis::VinylRisk::vertical ? fmt::format("correlation {:+.2f}", finding.worst)
                                                        : fmt::format("{:.0f} dB over its mean", finding.worst);
    return fmt::format("Side {}, {} to {} ({}): {}; {}.", side.side, clock(finding.start.value), clock(finding.end.value),
                       trackText(project, track, "title"), textOf(finding.risk), measure);
}

} // namespace lacquer::formats
