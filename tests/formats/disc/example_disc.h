#pragma once

#include "formats/disc/cd_layout.h"

namespace lacquer::formats::disc {

/// Two tracks of 10 s with a pause of 2 s between them: a fileset whose every byte was worked out by
/// hand and reproduced by unrelated readers. Codes are fictional.
inline Result<CdLayout> exampleDisc() {
    const std::vector<CdProgramme> tracks = {
        {{0}, {441000}, {}, "First Song", "Lacquer", "", "AA6Q72000047"},
        {{529200}, {441000}, {}, "Second Song", "Lacquer", "", "AA6Q72000048"}};
    return layOutCd(tracks, {970200}, {"Demo Disc", "Lacquer", "5901234123457", "LACQUER-EXAMPLE-01"});
}

} // namespace lacquer::formats::disc
