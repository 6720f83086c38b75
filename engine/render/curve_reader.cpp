#include "engine/render/curve_reader.h"

#include "engine/dsp/math.h"

#include <algorithm>
#include <cmath>

namespace lacquer::render {
namespace {

/// Level of −∞ when a line runs to or from it: the lowest the fader law knows.
constexpr double kFloor = -150.0;

double finite(double value) { return std::isfinite(value) ? value : kFloor; }

double intoSegment(std::int64_t frames) {
    return static_cast<double>(std::min<std::int64_t>(frames, 1 << 30));
}

/// Bends a straight 0…1: a rational curve, exact at both ends and without library functions.
double bent(double t, double bend) {
    if (bend == 0) return t;
    const double b = std::clamp(bend, -0.98, 0.98);
    const double ratio = (1 + b) / (1 - b);
    return t / (t + (1 - t) * ratio);
}

} // namespace

void CurveReader::seek(std::int64_t position) noexcept {
    const auto& points = curve_->points;
    if (next_ > 0 && points[next_ - 1].position.value > position) next_ = 0;
    while (next_ < points.size() && points[next_].position.value <= position) ++next_;
}

double CurveReader::between(std::size_t segment, std::int64_t position) const noexcept {
    const auto& a = curve_->points[segment];
    const auto& b = curve_->points[segment + 1];
    const double t = bent(static_cast<double>(position - a.position.value) /
                              static_cast<double>(b.position.value - a.position.value),
                          a.bend);
    if (curve_->join == plan::Join::octaves && a.value > 0 && b.value > 0)
        return a.value * dsp::exp2(t * dsp::log2(b.value / a.value));
    return finite(a.value) + t * (finite(b.value) - finite(a.value));
}

double CurveReader::valueAt(FramePosition position) noexcept {
    seek(position.value);
    const auto& points = curve_->points;
    if (next_ == 0) return points.front().value;
    if (next_ == points.size() || curve_->join == plan::Join::step) return points[next_ - 1].value;
    return between(next_ - 1, position.value);
}

CurveLine CurveReader::lineFrom(std::int64_t position) const noexcept {
    const auto& a = curve_->points[next_ - 1];
    const auto& b = curve_->points[next_];
    const double from = finite(a.value);
    const double slope =
        (finite(b.value) - from) / static_cast<double>(b.position.value - a.position.value);
    return {from, slope, intoSegment(position - a.position.value)};
}

bool CurveReader::readLine(FramePosition start, CurveLine& line) noexcept {
    if (start.value >= lineFrom_ && start.value + kQuantum <= lineTo_) {
        line = line_;
        line.into = intoSegment(start.value - lineFrom_);
        return true;
    }
    const auto& points = curve_->points;
    seek(start.value);
    if (next_ == 0 || next_ == points.size() || curve_->join != plan::Join::linear) return false;
    const auto& a = points[next_ - 1];
    const auto& b = points[next_];
    if (a.bend != 0 || a.value == b.value || b.position.value < start.value + kQuantum) return false;
    line = line_ = lineFrom(start.value);
    lineFrom_ = a.position.value;
    lineTo_ = b.position.value;
    return true;
}

/// A straight line is walked by its own formula, the same at every frame wherever the run begins.
void CurveReader::fillRun(std::int64_t position, int count, float* out) const noexcept {
    const auto& points = curve_->points;
    if (next_ == 0 || next_ == points.size() || curve_->join == plan::Join::step) {
        const auto& point = next_ == 0 ? points.front() : points[next_ - 1];
        std::fill_n(out, count, static_cast<float>(point.value));
        return;
    }
    const auto& a = points[next_ - 1];
    if (curve_->join == plan::Join::octaves || a.bend != 0) {
        for (int k = 0; k < count; ++k) out[k] = static_cast<float>(between(next_ - 1, position + k));
        return;
    }
    const CurveLine line = lineFrom(position);
    for (int k = 0; k < count; ++k) out[k] = line.at(k);
}

bool CurveReader::read(FramePosition start, float* out) noexcept {
    const auto& points = curve_->points;
    seek(start.value);
    const std::int64_t end = start.value + kQuantum;
    const bool noPointAhead = next_ == points.size() || points[next_].position.value >= end;
    const bool level = next_ == 0 || next_ == points.size() ||
                       curve_->join == plan::Join::step ||
                       points[next_ - 1].value == points[next_].value;
    if (noPointAhead && level) {
        out[0] = static_cast<float>(next_ == 0 ? points.front().value : points[next_ - 1].value);
        return false;
    }
    int frame = 0;
    while (frame < kQuantum) {
        const std::int64_t position = start.value + frame;
        seek(position);
        const std::int64_t runEnd =
            next_ == points.size() ? end : std::min(end, points[next_].position.value);
        const int count = static_cast<int>(runEnd - position);
        fillRun(position, count, out + frame);
        frame += count;
    }
    return true;
}

} // namespace lacquer::render
