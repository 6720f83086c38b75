#pragma once

#include <array>
#include <cmath>
#include <cstddef>

namespace lacquer::dsp {

/// What is sung at one instant.
struct PitchPoint {
    double time = 0;   ///< frames since the start
    double period = 0; ///< frames; 0: nothing with a pitch
    double shift = 0;  ///< cents by which it shall move
};

/// The newest pitches of a voice, in the order of time.
///
/// Thread   [render]; allocates nothing
class PitchTrack {
public:
    void clear() noexcept { count_ = 0; }

    void add(const PitchPoint& point) noexcept {
        points_[count_ % kKept] = point;
        ++count_;
    }

    /// Between two points straight, where they belong to one note; beyond the ends as at the ends.
    PitchPoint at(double time) const noexcept {
        if (count_ == 0) return {time, 0, 0};
        std::size_t k = count_;
        const std::size_t oldest = count_ > kKept ? count_ - kKept : 0;
        while (k > oldest + 1 && point(k - 1).time > time) --k;
        const PitchPoint& before = point(k - 1);
        if (k == count_ || time <= before.time) return {time, before.period, before.shift};
        const PitchPoint& after = point(k);
        const double share = (time - before.time) / (after.time - before.time);
        const bool oneNote = before.period > 0 && after.period > 0 &&
                             std::abs(after.period - before.period) < 0.2 * before.period;
        if (!oneNote) {
            const PitchPoint& nearer = share < 0.5 ? before : after;
            return {time, nearer.period, nearer.shift};
        }
        return {time, before.period + share * (after.period - before.period),
                before.shift + share * (after.shift - before.shift)};
    }

private:
    static constexpr std::size_t kKept = 64;

    const PitchPoint& point(std::size_t k) const noexcept { return points_[k % kKept]; }

    std::array<PitchPoint, kKept> points_{};
    std::size_t count_ = 0;
};

} // namespace lacquer::dsp
