#include "engine/dsp/strip_delay.h"

#include <algorithm>
#include <bit>
#include <new>

namespace lacquer::dsp {

StripDelay::StripDelay(int longest)
    : capacity_(static_cast<int>(std::bit_ceil(static_cast<unsigned>(longest + 2 * kQuantum)))),
      // calloc: pages that are never used cost no memory, and most strips never delay.
      ring_(static_cast<float*>(
          std::calloc(static_cast<std::size_t>(capacity_) * kStripLanes, sizeof(float)))) {
    if (!ring_) throw std::bad_alloc();
}

void StripDelay::forget(int frames) noexcept {
    for (int k = 1; k <= frames; ++k) {
        float* frame = &ring_[static_cast<std::size_t>((position_ - k) & (capacity_ - 1)) * kStripLanes];
        frame[0] = frame[1] = 0;
    }
}

void StripDelay::process(LaneView strip, int frames) noexcept {
    const bool first = fresh_;
    fresh_ = false;
    if (frames == 0 && delay_ == 0) return;
    // What passed while there was no delay was not kept; what comes next must not begin with an edge.
    const bool fadeIn = delay_ == 0 && !first;
    if (delay_ == 0) forget(frames);
    if (first) delay_ = frames;

    const int mask = capacity_ - 1;
    const int before = delay_;
    for (int frame = 0; frame < kQuantum; ++frame) {
        float* const now = &ring_[static_cast<std::size_t>((position_ + frame) & mask) * kStripLanes];
        const float share = static_cast<float>(frame + 1) / kQuantum;
        const float in[kStripLanes] = {strip.at(frame, 0), strip.at(frame, 1)};
        now[0] = fadeIn ? share * in[0] : in[0];
        now[1] = fadeIn ? share * in[1] : in[1];
        const float* const late =
            &ring_[static_cast<std::size_t>((position_ + frame - frames) & mask) * kStripLanes];
        if (frames == before) {
            strip.at(frame, 0) = late[0];
            strip.at(frame, 1) = late[1];
        } else {
            const float* const old =
                before == 0
                    ? in
                    : &ring_[static_cast<std::size_t>((position_ + frame - before) & mask) * kStripLanes];
            strip.at(frame, 0) = old[0] + share * (late[0] - old[0]);
            strip.at(frame, 1) = old[1] + share * (late[1] - old[1]);
        }
    }
    position_ = (position_ + kQuantum) & mask;
    delay_ = frames;
}

void StripDelay::reset() noexcept {
    if (delay_ > 0) forget(std::min(capacity_, delay_ + kQuantum));
    position_ = 0;
    delay_ = 0;
    fresh_ = true;
}

void StripDelay::adopt(const StripDelay& other) noexcept {
    position_ = other.position_;
    delay_ = other.delay_;
    fresh_ = other.fresh_;
    for (int k = 1; k <= delay_ + kQuantum && delay_ > 0; ++k) {
        const auto at = static_cast<std::size_t>((position_ - k) & (capacity_ - 1)) * kStripLanes;
        ring_[at] = other.ring_[at];
        ring_[at + 1] = other.ring_[at + 1];
    }
}

} // namespace lacquer::dsp
