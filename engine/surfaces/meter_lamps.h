#pragma once

#include "engine/surfaces/desk_event.h"

#include <optional>

namespace lacquer::surfaces {

/// The segment a peak lights: 0 below −60 dBFS, then 12 steps up to 0 dBFS.
int meterSegment(float peak);

/// What to tell a meter that falls by itself, 300 ms a segment: rises at once, a steady tone often
/// enough to hold, silence once.
class FallingMeter {
public:
    void take(float peak) { peak_ = peak > peak_ ? peak : peak_; }
    /// The segment to send, if any; at most 20 times a second.
    std::optional<int> due(Time now, int top);
    /// True once after a peak above full scale.
    bool clipDue();
    bool isClipped() const { return clipped_; }
    /// Forget the clip; true when there was one.
    bool clear();
    void reset() { *this = FallingMeter{}; }

private:
    static constexpr Time kPeriod = 50ms;
    static constexpr Time kFall = 300ms;
    static constexpr Time kHold = 100ms;

    float peak_ = 0;
    int sent_ = 0;
    bool silent_ = true; ///< told that nothing comes
    bool over_ = false, clipped_ = false;
    Time last_{};        ///< when asked last
    Time sentAt_{};
};

} // namespace lacquer::surfaces
