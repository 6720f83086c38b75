#pragma once

#include "engine/vocabulary/ids.h"
#include "engine/vocabulary/units.h"

#include <optional>
#include <vector>

/// What goes to the monitors in the place of the mix. It never has a say in a bounce: the mix is
/// computed as if nobody listened elsewhere.
namespace lacquer::plan {

enum class ListenPoint {
    afterFader,  ///< AFL: with fader, pan and mute
    beforeFader, ///< PFL: what the chain gives, muted or not
};

/// A finished file to compare the mix with. It runs along with the timeline.
struct Reference {
    SourceId source;
    FrameCount length;      ///< of the source, at the project's rate
    FramePosition position; ///< where on the timeline its first frame is; may be before 0
    Decibels level;         ///< to compare at equal loudness
    bool heard = false;     ///< in the place of the mix; it is kept ready either way

    friend bool operator==(const Reference&, const Reference&) = default;
};

struct Monitoring {
    std::vector<ChannelId> listen; ///< channels heard instead of mix and reference; none: those
    ListenPoint point = ListenPoint::afterFader;
    std::optional<Reference> reference;

    friend bool operator==(const Monitoring&, const Monitoring&) = default;
};

/// The strips that monitoring adds to a plan; no project gives these ids.
inline constexpr ChannelId kMonitorChannel{~std::uint64_t{0}};
inline constexpr ChannelId kReferenceChannel{~std::uint64_t{0} - 1};

} // namespace lacquer::plan
