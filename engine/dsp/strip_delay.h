#pragma once

#include "engine/vocabulary/quantum.h"

#include <cstdlib>
#include <memory>

namespace lacquer::dsp {

/// A delay of whole frames for one strip: look-ahead, latency of a dry path, time alignment.
///
/// In/out   one quantum of a strip, in place
/// Delay    0 to the longest given at construction, there from the first frame on; a change later
///          crossfades over one quantum. What passed before it delayed at all is not kept: then there is
///          silence first, and what follows fades in
/// Thread   construction [main], it allocates; the rest [render]
class StripDelay {
public:
    explicit StripDelay(int longest);

    void process(LaneView strip, int frames) noexcept;
    void reset() noexcept;
    /// It does not delay.
    bool idle() const { return delay_ == 0; }
    /// Goes on where `other` is; its longest delay must be the same.
    void adopt(const StripDelay& other) noexcept;

private:
    struct Free {
        void operator()(float* memory) const { std::free(memory); }
    };

    void forget(int frames) noexcept;

    int capacity_; ///< frames, a power of two
    int position_ = 0;
    int delay_ = 0;
    bool fresh_ = true; ///< nothing went through yet, so there is nothing to fade from
    std::unique_ptr<float[], Free> ring_; ///< [capacity][kStripLanes]
};

} // namespace lacquer::dsp
