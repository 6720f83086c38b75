#pragma once

#include "ui/mix/inline_panel.h"
#include "ui/mix/timeline_state.h"

#include <vector>

/// The commands that cut clips with settings. Each shows on the lanes what it would do while its
/// values are dragged, and does it as one undo step.
namespace lacquer::ui {

/// Takes the silence out of clips: what stays is shown bright, the rest struck out.
InlinePanel* openStripSilence(TimelineState& state, std::vector<ClipId> clips, QWidget* parent);

/// Cuts clips at their hits; a line at every cut.
InlinePanel* openSlices(TimelineState& state, std::vector<ClipId> clips, QWidget* parent);

/// Puts another hit of the same track in the place of one: the candidates are its other clips, those
/// that sound most alike first. Each is seen and heard in place before it is taken.
InlinePanel* openHitSwap(TimelineState& state, ClipId clip, QWidget* parent);

/// Clips of the same track that could replace the hit in `clip`, best first: alike in level and in
/// how they die away, and cleanly cut. With the frame of each attack within its source.
struct HitCandidate {
    project::Clip clip;
    FramePosition attack; ///< within its source
    double peak = 0;      ///< of its first 50 ms, linear
    double unlikeness = 0;
};
std::vector<HitCandidate> hitCandidates(const project::Track& track, const project::Clip& bad, SourceFacts& facts, SampleRate rate);

} // namespace lacquer::ui
