#include "ui/models/timeline_zones.h"

#include "ui/models/fade_shape.h"

#include <algorithm>
#include <cmath>

namespace lacquer::ui {

namespace {

constexpr double kFadeReach = 7;
constexpr double kEdge = 6;
constexpr double kNarrowest = 24;
constexpr double kGainWidth = 60;

} // namespace

ClipBox clipBox(const project::Clip& clip, const TimeScale& scale, double rowTop, double rowHeight) {
    return {scale.xOf(clip.position), rowTop + 1, scale.pixels(clip.length), rowHeight - 3};
}

ClipZone clipZoneAt(const project::Clip& clip,
                    const ClipBox& box,
                    const TimeScale& scale,
                    bool selected,
                    double x,
                    double y) {
    if (x < box.left || x > box.right() || y < box.top || y > box.bottom()) return ClipZone::none;
    if (box.width < kNarrowest) return ClipZone::move;

    const double fadeInX = box.left + scale.pixels(fadeReach(clip.fadeIn));
    const double fadeOutX = box.right() - scale.pixels(fadeReach(clip.fadeOut));
    const double handleHeight = std::min(10.0, box.height / 3);
    if (y < box.top + handleHeight) {
        const double toIn = std::abs(x - std::max(fadeInX, box.left + 3));
        const double toOut = std::abs(x - std::min(fadeOutX, box.right() - 3));
        if (toIn <= kFadeReach && toIn <= toOut) return ClipZone::fadeIn;
        if (toOut <= kFadeReach) return ClipZone::fadeOut;
        const double centre = box.left + box.width / 2;
        if (selected && box.width >= kGainWidth && std::abs(x - centre) <= 10) return ClipZone::gain;
    }
    const double edge = std::min(kEdge, box.width / 3);
    if (x <= box.left + edge) return ClipZone::trimStart;
    if (x >= box.right() - edge) return ClipZone::trimEnd;
    if (box.height >= 20 && y > box.top + box.height / 2) return ClipZone::range;
    return ClipZone::move;
}

} // namespace lacquer::ui
