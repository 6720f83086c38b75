#pragma once

#include "engine/vocabulary/ids.h"
#include "engine/vocabulary/units.h"

#include <string>

namespace lacquer::project {

/// See processors.md, *Fades of clips*.
enum class FadeShape { linear, equalPower, sCurve, exponential };

/// A fade at one edge of a clip. With `past` = 0 it starts at the edge. A split inside a fade leaves
/// both halves sounding as before: the half without the edge keeps the rest of the fade, `past`
/// frames of which lie outside it, and the half with the edge keeps a fade longer than itself.
///
/// The gain `u` frames from the edge (0 is the clip's first or last frame) is
/// shape((u + past) / length), and 1 where u + past ≥ length.
struct Fade {
    FrameCount length;
    FadeShape shape = FadeShape::equalPower;
    FrameCount past; ///< 0 ≤ past ≤ length

    friend bool operator==(const Fade&, const Fade&) = default;
};

/// A span of a source on a track: frame t of the clip is frame offset + t of the source, or frame
/// offset + length − 1 − t when it is reversed. Where clips of a track overlap, the later one in the list lies
/// on top, and their fades over the overlap make the crossfade (both sound).
struct Clip {
    ClipId id;
    SourceId source;
    std::string name;
    FramePosition position; ///< on the song's timeline
    FrameCount offset;      ///< of the clip's start within the source
    FrameCount length;      ///< > 0
    Decibels gain;
    Fade fadeIn;
    Fade fadeOut;
    bool muted = false;
    bool reversed = false;

    FramePosition end() const { return position + length; }

    friend bool operator==(const Clip&, const Clip&) = default;
};

} // namespace lacquer::project
