#pragma once

#include "engine/project/automation.h"
#include "engine/vocabulary/parameter.h"

#include <vector>

/// Curves of automation as shapes: their values, cuts that keep their sound, and fewer points.
namespace lacquer::project {

using AutomationPoints = std::vector<AutomationPoint>; ///< in order of time, at most one per frame

/// As the engine plays it: straight in the parameter's own unit (frequencies in octaves, levels from
/// −150 dB), bent where a point says so, stepping for choices and switches; before the first and
/// after the last point it holds. The default where there are no points.
double valueOf(const AutomationPoints& points, const ParameterSpec& spec, FramePosition position);

/// With a point there that changes nothing that is heard: a bent segment becomes two that make the
/// same bow. Nothing happens outside the curve's first and last point.
/// Source   the bow t / (t + (1 − t) r) is a Möbius map, and so is every part of it
void splitAt(AutomationPoints& points, const ParameterSpec& spec, FramePosition position);

/// The written points in the place of what lay from the first to the last of them; everything outside
/// keeps its sound. `before` is what was heard where there is no curve.
AutomationPoints withWritten(AutomationPoints points, const ParameterSpec& spec, const AutomationPoints& written,
                             double before);

/// How far a thinned curve may lie from the full one: levels 0.05 dB, below −60 dB six
/// millionths of gain; other values a 2,000th of their range, frequencies of their octaves; choices
/// and switches nothing. Trained listeners notice 0.2 dB on steady music.
/// Source   Zwicker and Fastl, Psychoacoustics, 7.1: just noticeable level differences
double thinningBound(const ParameterSpec& spec, double value);

/// As few points as keep every left-out point within thinningBound(); the first, the last and the
/// ends of bent segments stay.
/// Source   the cone that all left-out points leave open (Bristol 1990, swinging door trending)
AutomationPoints thinned(const AutomationPoints& points, const ParameterSpec& spec);

} // namespace lacquer::project
