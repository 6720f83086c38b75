#pragma once

#include "engine/vocabulary/ids.h"
#include "engine/vocabulary/units.h"

#include <string>

namespace lacquer::project {

/// See processors.md, *Fades of clips*.
enum class FadeShape { linear, equalPower, sCurve, exponential };

struct Fade {
    FrameCount length;
    FadeShape shape = FadeShape::equalPower;

    friend bool operator==(const Fade&, const Fade&) = default;
};

/// A span of a source on a track. Where clips of a track overlap, the later one in the list lies
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
