#include "engine/surfaces/meter_lamps.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace lacquer::surfaces {

int meterSegment(float peak) {
    // Peak thresholds of the Mackie Control's twelve segments, dBFS.
    static constexpr std::array<double, 12> kThresholds{-60, -50, -40, -30, -20, -14, -10, -8, -6, -4, -2, 0};
    if (!(peak > 0)) return 0;
    const double level = 20 * std::log10(static_cast<double>(peak)) + 1e-6;
    return static_cast<int>(std::ranges::count_if(kThresholds, [level](double at) { return level >= at; }));
}

std::optional<int> FallingMeter::due(Time now, int top) {
    if (now - last_ < kPeriod) return std::nullopt;
    last_ = now;
    const float peak = std::exchange(peak_, 0.0F);
    if (peak > 1.0F && !clipped_) over_ = clipped_ = true;
    int segment = meterSegment(peak);
    if (peak > 1.0F) segment = std::max(segment, top);
    segment = std::min(segment, top);
    if (segment == 0) {
        if (silent_) return std::nullopt;
        silent_ = true;
        sent_ = 0;
        return 0;
    }
    // Where the unit's own bar has fallen to by now.
    const int fallen = std::max(0, sent_ - static_cast<int>((now - sentAt_) / kFall));
    if (segment <= fallen && !(segment == sent_ && now - sentAt_ >= kHold)) return std::nullopt;
    silent_ = false;
    sent_ = segment;
    sentAt_ = now;
    return segment;
}

bool FallingMeter::clipDue() { return std::exchange(over_, false); }

bool FallingMeter::clear() {
    over_ = false;
    return std::exchange(clipped_, false);
}

} // namespace lacquer::surfaces
