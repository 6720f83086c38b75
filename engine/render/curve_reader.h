#pragma once

#include "engine/plan/render_plan.h"
#include "engine/vocabulary/quantum.h"
#include "engine/vocabulary/units.h"

namespace lacquer::render {

/// A straight piece of a curve over one quantum: the value at `frame` is from + slope × (into + frame).
struct CurveLine {
    double from = 0, slope = 0, into = 0;

    float at(int frame) const { return static_cast<float>(from + slope * (into + frame)); }
};

/// Reads a curve quantum by quantum, at every frame; keeps its place between calls.
///
/// Thread   [render]; no allocation
class CurveReader {
public:
    explicit CurveReader(const plan::Curve& curve) : curve_(&curve) {}

    /// Values at [start, start + kQuantum). When they are all the same, returns false and gives the
    /// value in out[0] alone.
    bool read(FramePosition start, float* out) noexcept;

    /// True when [start, start + kQuantum) lies on one sloping line: its values are those that read()
    /// gives, bit for bit.
    bool readLine(FramePosition start, CurveLine& line) noexcept;

    /// The value at one frame.
    double valueAt(FramePosition position) noexcept;

private:
    CurveLine lineFrom(std::int64_t position) const noexcept;
    double between(std::size_t segment, std::int64_t position) const noexcept;
    void fillRun(std::int64_t position, int count, float* out) const noexcept;
    void seek(std::int64_t position) noexcept;

    const plan::Curve* curve_;
    CurveLine line_;                   ///< of the segment found last by readLine()
    std::int64_t lineFrom_ = 0, lineTo_ = 0; ///< frames it holds for
    std::size_t next_ = 0; ///< first point behind the last position asked for
};

} // namespace lacquer::render
