#pragma once

#include "engine/plan/render_plan.h"
#include "engine/render/driven_value.h"

#include <array>

namespace lacquer::render {

/// A strip's way in: trim and polarity. Both glide, polarity through silence.
///
/// Thread   construction [main]; the rest [render], no allocation
class StripTrim {
public:
    explicit StripTrim(const plan::Strip& strip);

    /// Advances to the quantum at `start` of the timeline; returns true while anything moves.
    bool advance(FramePosition start) noexcept;

    /// advance() would return false from now on and nothing would change, until a hand or another plan
    /// comes. After an advance() that returned false.
    bool rests() const noexcept { return level_.still(); }

    /// What holds when advance() returned false; linear, negative when inverted.
    float held() const noexcept { return held_; }
    /// Per frame, after advance() returned true.
    const float* frames() const noexcept { return frames_.data(); }

    DrivenValue& level() noexcept { return level_; }
    void moveTo(double decibels) noexcept { level_.moveTo(decibels); }
    void release() noexcept { level_.release(); }
    void adopt(const StripTrim& before) noexcept;

private:
    const plan::Strip* strip_;
    DrivenValue level_;
    double sign_ = 1;
    float held_ = 1;
    double heldOf_ = 0, heldSign_ = 1; ///< what held_ was made from
    alignas(64) std::array<float, kQuantum> frames_{};
};

} // namespace lacquer::render
