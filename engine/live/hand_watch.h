#pragma once

#include "engine/realtime/spsc_ring.h"
#include "engine/render/performance.h"
#include "engine/vocabulary/units.h"

#include <array>
#include <atomic>
#include <cstdint>

namespace lacquer::live {

/// Tells what became of values that hands write automation for, quantum by quantum, as it was heard:
/// what is written is a record of that and not of what was asked for.
///
/// Limits   kMost values at once; what is not fetched for seconds is lost
/// Thread   begin, end and fetch by one thread at a time; look [render]; neither waits
class HandWatch {
public:
    static constexpr int kMost = 128;

    struct Seen {
        std::uint64_t watch = 0;
        FramePosition start; ///< of the quantum, where the value's sound lies on the timeline
        double value = 0, lift = 0; ///< at its last frame
        bool rests = false; ///< no hand is on it, nor was lately
    };

    /// The number it is seen under from now on, never used before; 0 when there are too many.
    std::uint64_t begin(const render::HandPlace& place) noexcept;
    void end(std::uint64_t watch) noexcept;
    bool fetch(Seen& seen) noexcept { return ring_.pop(seen); }

    /// A quantum was played from `start`.
    void look(render::Performance& performance, FramePosition start) noexcept;

private:
    enum class State : std::uint8_t { free, watching, ending };
    struct Slot {
        std::atomic<State> state{State::free};
        render::HandPlace place; ///< written while the slot is free
        std::uint64_t watch = 0; ///< as the place
    };

    std::array<Slot, kMost> slots_;
    std::uint64_t begun_ = 0;
    std::atomic<int> used_{0}; ///< slots from here on were never used
    realtime::SpscRing<Seen> ring_{1 << 15};
};

} // namespace lacquer::live
