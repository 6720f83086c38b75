#pragma once

#include "engine/vocabulary/quantum.h"

#include <cstddef>

namespace lacquer::dsp {

/// What `from` holds for a lane, all rows of it, into another lane of `to`. State is nothing but rows
/// of kLaneStride values of type T.
template <class T, class State>
void copyLane(State& to, int lane, const State& from, int otherLane) noexcept {
    static_assert(sizeof(State) % (sizeof(T) * kLaneStride) == 0);
    constexpr std::size_t rows = sizeof(State) / sizeof(T) / kLaneStride;
    auto* const target = reinterpret_cast<T*>(&to) + lane;
    const auto* const source = reinterpret_cast<const T*>(&from) + otherLane;
    for (std::size_t row = 0; row < rows; ++row) target[row * kLaneStride] = source[row * kLaneStride];
}

} // namespace lacquer::dsp
