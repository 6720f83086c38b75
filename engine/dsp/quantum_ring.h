#pragma once

#include "engine/vocabulary/quantum.h"

#include <cstddef>
#include <cstring>

namespace lacquer::dsp {

/// The past of one channel in memory that somebody else holds, written quantum by quantum where it
/// will lie and read as one stretch from anywhere in it.
///
/// A ring is as long as it must be and no longer, in whole quanta: rings of a power of two side by side
/// would all lie in the same few lines of the cache.
///
/// Thread   [render]
class QuantumRing {
public:
    /// Floats of memory for reads up to `longest` frames back.
    static std::size_t memoryFor(int longest) { return static_cast<std::size_t>(sizeFor(longest) + kGuard); }

    QuantumRing() = default;
    /// `memory` of memoryFor(longest), zero at first.
    QuantumRing(float* memory, int longest) : memory_(memory), size_(sizeFor(longest)) {}

    /// Where the next quantum is to be written; advance() when it is.
    float* place() const noexcept { return memory_ + position_; }

    void advance() noexcept {
        // The beginning is there a second time behind the end, so that a stretch never breaks.
        if (position_ < kGuard) std::memcpy(memory_ + size_ + position_, place(), kQuantum * sizeof(float));
        position_ = position_ + kQuantum == size_ ? 0 : position_ + kQuantum;
    }

    void write(const float* in) noexcept {
        std::memcpy(place(), in, kQuantum * sizeof(float));
        advance();
    }

    /// What was `frames` before the quantum that is to be written next: a stretch of a quantum and
    /// kQuantum frames more, of which those not yet written are old.
    const float* read(int frames) const noexcept {
        const int from = position_ - frames;
        return memory_ + (from < 0 ? from + size_ : from);
    }

    /// Has what read() gives brought nearer, and what will be written over: well before it is used.
    void fetch(int frames) const noexcept {
        const float* const from = read(frames);
        for (int k = 0; k <= kQuantum; k += kLine) __builtin_prefetch(from + k, 0, 2);
    }
    void fetchPlace() const noexcept {
        for (int k = 0; k < kQuantum; k += kLine) __builtin_prefetch(place() + k, 1, 2);
    }

private:
    static constexpr int kGuard = 2 * kQuantum;
    static constexpr int kLine = 16; // floats of a line of the cache

    static int sizeFor(int longest) { return (longest + 2 * kQuantum - 1) / kQuantum * kQuantum + kQuantum; }

    float* memory_ = nullptr;
    int size_ = kQuantum;
    int position_ = 0;
};

} // namespace lacquer::dsp
