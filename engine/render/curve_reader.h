#pragma once

#include "engine/plan/render_plan.h"
#include "engine/vocabulary/quantum.h"
#include "engine/vocabulary/units.h"

namespace lacquer::render {

/// Reads a curve quantum by quantum, at every frame; keeps its place between calls.
///
/// Thread   [render]; no allocation
class CurveReader {
public:
    explicit CurveReader(const plan::Curve& curve) : curve_(&curve) {}

    /// Values at [start, start + kQuantum). When they are all the same, returns false and gives the
    /// value in out[0] alone.
    bool read(FramePosition start, float* out) noexcept;

    /// The value at one frame.
    double valueAt(FramePosition position) noexcept;

private:
    double between(std::size_t segment, std::int64_t position) const noexcept;
    void fillRun(std::int64_t position, int count, float* out) const noexcept;
    void seek(std::int64_t position) noexcept;

    const plan::Curve* curve_;
    std::size_t next_ = 0; ///< first point behind the last position asked for
};

} // namespace lacquer::render
