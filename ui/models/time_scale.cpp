#include "ui/models/time_scale.h"

#include <algorithm>
#include <cmath>

namespace lacquer::ui {

FramePosition TimeScale::positionAt(double x) const {
    return {std::llround(frameAt(x))};
}

FrameCount TimeScale::frames(double pixelCount) const {
    return {std::llround(pixelCount * framesPerPixel)};
}

TimeScale TimeScale::zoomed(double factor, double x) const {
    const double anchor = frameAt(x);
    const double finer = std::clamp(framesPerPixel / factor, kFinest, kWidest);
    return {finer, anchor - x * finer};
}

TimeScale TimeScale::showing(FramePosition start, FramePosition end, double width, double margin) {
    const double length = std::max<double>(1, static_cast<double>((end - start).value));
    const double usable = std::max(1.0, width - 2 * margin);
    const double scale = std::clamp(length / usable, kFinest, kWidest);
    // A range shorter than the finest zoom can fill is centred.
    const double slack = (usable - length / scale) / 2;
    return {scale, static_cast<double>(start.value) - (margin + slack) * scale};
}

double zoomFactorOfWheel(double angleDelta) {
    return std::exp2(angleDelta / 480.0);
}

} // namespace lacquer::ui
