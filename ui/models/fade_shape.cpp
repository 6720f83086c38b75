#include "ui/models/fade_shape.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace lacquer::ui {

double fadeCurve(project::FadeShape shape, double x) {
    if (x <= 0) return 0;
    if (x >= 1) return 1;
    switch (shape) {
    case project::FadeShape::linear: return x;
    case project::FadeShape::equalPower: return std::sin(x * std::numbers::pi / 2);
    case project::FadeShape::sCurve: return (1 - std::cos(x * std::numbers::pi)) / 2;
    case project::FadeShape::exponential: return std::pow(10.0, -3.0 * (1 - x));
    }
    return x;
}

const char* fadeShapeName(project::FadeShape shape) {
    switch (shape) {
    case project::FadeShape::linear: return "Linear";
    case project::FadeShape::equalPower: return "Equal power";
    case project::FadeShape::sCurve: return "S-curve";
    case project::FadeShape::exponential: return "Exponential";
    }
    return "";
}

double fadeGainAt(const project::Clip& clip, double frame) {
    double gain = 1;
    if (clip.fadeIn.length.value > 0) {
        gain *= fadeCurve(clip.fadeIn.shape, (frame + static_cast<double>(clip.fadeIn.past.value)) /
                                               static_cast<double>(clip.fadeIn.length.value));
    }
    if (clip.fadeOut.length.value > 0) {
        const double left = static_cast<double>((clip.length + clip.fadeOut.past).value) - frame;
        gain *= fadeCurve(clip.fadeOut.shape, left / static_cast<double>(clip.fadeOut.length.value));
    }
    return gain;
}

} // namespace lacquer::ui
