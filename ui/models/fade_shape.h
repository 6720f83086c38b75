#pragma once

#include "engine/project/clip.h"

#include <string>

namespace lacquer::ui {

/// Height of a fade-in's curve at x of its length, 0…1; a fade-out runs backwards.
///
/// Source   linear, sine for equal power, raised cosine, −60 dB to 0 linear in dB from true zero
double fadeCurve(project::FadeShape shape, double x);

/// "Linear", "Equal power", "S-curve", "Exponential".
const char* fadeShapeName(project::FadeShape shape);

inline constexpr project::FadeShape kFadeShapes[] = {
    project::FadeShape::linear, project::FadeShape::equalPower, project::FadeShape::sCurve,
    project::FadeShape::exponential};

/// How far a fade reaches into its clip from the edge: what of it does not lie outside.
inline FrameCount fadeReach(const project::Fade& fade) { return fade.length - fade.past; }

/// Gain of a clip's fades at a frame from its start, 0…1.
double fadeGainAt(const project::Clip& clip, double frame);

} // namespace lacquer::ui
