#include "engine/live/hand_watch.h"

#include <algorithm>

namespace lacquer::live {

std::uint64_t HandWatch::begin(const render::HandPlace& place) noexcept {
    for (int k = 0; k < kMost; ++k) {
        Slot& slot = slots_[static_cast<std::size_t>(k)];
        if (slot.state.load(std::memory_order_acquire) != State::free) continue;
        slot.place = place;
        slot.watch = ++begun_ * kMost + static_cast<std::uint64_t>(k);
        slot.state.store(State::watching, std::memory_order_release);
        used_.store(std::max(used_.load(std::memory_order_relaxed), k + 1), std::memory_order_release);
        return slot.watch;
    }
    return 0;
}

void HandWatch::end(std::uint64_t watch) noexcept {
    slots_[watch % kMost].state.store(State::ending, std::memory_order_release);
}

void HandWatch::look(render::Performance& performance, FramePosition start) noexcept {
    const int used = used_.load(std::memory_order_acquire);
    for (int k = 0; k < used; ++k) {
        Slot& slot = slots_[static_cast<std::size_t>(k)];
        const State state = slot.state.load(std::memory_order_acquire);
        if (state == State::free) continue;
        if (state == State::ending) {
            slot.state.store(State::free, std::memory_order_release);
            continue;
        }
        const auto [value, late] = performance.driven(slot.place, render::Performance::Hand::looks);
        if (!value) {
            ring_.push({slot.watch, start, 0, 0, true});
            continue;
        }
        ring_.push({slot.watch, start - late, value->value(), value->lift(), !value->isWritten()});
    }
}

} // namespace lacquer::live
