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
/// What faders and sends can give at most, dB: the contract of processors.md.
inline constexpr double kHighestLevel = 10;

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
    /// How far a hand has lifted it at the end of the last quantum, dB; value() is without it.
    double lift() const noexcept { return lift_; }
    bool onCurve() const noexcept { return curve_.has_value() && !held_; }
    bool gliding() const noexcept { return remaining_ > 0; }
    /// read() would return false from now on, until a hand or another plan comes.
    bool still() const noexcept { return remaining_ <= 0 && !onCurve(); }

    /// A hand takes the value: it leaves its curve and glides.
    void moveTo(double target) noexcept;

    /// The hand lets go: back to the curve or to where it was set.
    void release() noexcept;

    /// A hand that writes automation: as moveTo(), but it stays where it is put whatever is edited,
    /// until letGo().
    void hold(double target) noexcept;
    /// Such a hand moves the curve itself by so many decibels, up to kHighestLevel.
    void lift(double decibels) noexcept;
    /// Glides back within so many quanta to the curve or to where it was set.
    void letGo(int quanta) noexcept;
    /// A writing hand is on it, or it still glides back from one.
    bool isWritten() const noexcept { return firm_ || returning_ || isLifted(); }

    /// Goes on where `before` is and glides to the own place.
    void adopt(const DrivenValue& before) noexcept;

private:
    bool isLifted() const noexcept { return lift_ != 0 || liftRemaining_ > 0; }
    bool readCurve(FramePosition start, float* out) noexcept;
    void addLift(float* out) noexcept;
    void glide(float* out) noexcept;

    double now_ = 0, target_ = 0;
    double set_ = 0; ///< the constant
    int remaining_ = 0;
    bool held_ = false; ///< by a hand, off the curve
    bool firm_ = false; ///< by a hand that writes
    bool returning_ = false; ///< glides back from one
    double lift_ = 0, liftTo_ = 0;
    int liftRemaining_ = 0;
    plan::Join join_ = plan::Join::linear;
    std::optional<CurveReader> curve_;
};

} // namespace lacquer::render
