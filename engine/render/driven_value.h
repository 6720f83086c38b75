#pragma once

#include "engine/plan/render_plan.h"
#include "engine/render/curve_reader.h"
#include "engine/vocabulary/quantum.h"
#include "engine/vocabulary/units.h"

#include <optional>

namespace lacquer::render {

/// Quanta over which a value moved by hand, or by an edit while playing, glides to its new place:
/// 10.7 ms at 48 kHz, too short to feel late and too long to click.
inline constexpr int kGlideQuanta = 8;

/// A value as the engine follows it: still, on a curve, or gliding to where a hand put it.
///
/// Thread   [render]; no allocation
class DrivenValue {
public:
    DrivenValue() = default;
    explicit DrivenValue(const plan::Value& value, plan::Join join = plan::Join::linear)
        : DrivenValue(value.constant, value.curve.get(), join) {}
    DrivenValue(double constant, const plan::Curve* curve, plan::Join join);

    /// Fills the quantum at `start` and returns true while the value moves; otherwise returns false
    /// and value() is what holds.
    bool read(FramePosition start, float* out) noexcept;

    /// True when the quantum is one straight line of the curve: what read() would fill in, without
    /// filling it in. Otherwise nothing has happened and read() is to be asked.
    bool readLine(FramePosition start, CurveLine& line) noexcept;

    double value() const noexcept { return now_; }
    bool onCurve() const noexcept { return curve_.has_value() && !held_; }
    bool gliding() const noexcept { return remaining_ > 0; }
    /// read() would return false from now on, until a hand or another plan comes.
    bool still() const noexcept { return remaining_ <= 0 && !onCurve(); }

    /// A hand takes the value: it leaves its curve and glides.
    void moveTo(double target) noexcept;

    /// The hand lets go: back to the curve or to where it was set.
    void release() noexcept;

    /// Goes on where `before` is and glides to the own place.
    void adopt(const DrivenValue& before) noexcept;

private:
    void glide(float* out) noexcept;

    double now_ = 0, target_ = 0;
    double set_ = 0; ///< the constant
    int remaining_ = 0;
    bool held_ = false; ///< by a hand, off the curve
    plan::Join join_ = plan::Join::linear;
    std::optional<CurveReader> curve_;
};

} // namespace lacquer::render
