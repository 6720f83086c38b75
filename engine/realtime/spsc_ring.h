#pragma once

#include <algorithm>
#include <atomic>
#include <bit>
#include <cassert>
#include <cstddef>
#include <span>
#include <type_traits>
#include <vector>

namespace lacquer::realtime {

/// Bytes that two threads must not share when each writes its own: two cache lines, because the
/// neighbour is fetched along with the one that is asked for.
inline constexpr std::size_t kApart = 128;

/// Hands values from one thread to another in order, wait-free on both sides.
///
/// Limits   holds at least `capacity` values (rounded up to a power of two)
/// Errors   a full ring takes nothing: push() says so and the caller decides what is lost
/// Thread   construction [main]; push by one thread, pop by one other, neither waits
/// Source   Lamport 1983, with the other side's index cached by each side
template <typename T>
class SpscRing {
public:
    static_assert(std::is_nothrow_move_assignable_v<T>);

    explicit SpscRing(std::size_t capacity)
        : slots_(std::bit_ceil(std::max<std::size_t>(capacity, 2))), mask_(slots_.size() - 1) {}

    std::size_t capacity() const noexcept { return slots_.size(); }

    bool push(T value) noexcept {
        const std::size_t tail = tail_.load(std::memory_order_relaxed);
        if (tail - cachedHead_ == slots_.size()) {
            cachedHead_ = head_.load(std::memory_order_acquire);
            if (tail - cachedHead_ == slots_.size()) return false;
        }
        slots_[tail & mask_] = std::move(value);
        tail_.store(tail + 1, std::memory_order_release);
        return true;
    }

    bool pop(T& value) noexcept {
        const std::size_t head = head_.load(std::memory_order_relaxed);
        if (head == cachedTail_) {
            cachedTail_ = tail_.load(std::memory_order_acquire);
            if (head == cachedTail_) return false;
        }
        value = std::move(slots_[head & mask_]);
        head_.store(head + 1, std::memory_order_release);
        return true;
    }

    /// All of `values` or, when they do not fit, none.
    bool pushAll(std::span<const T> values) noexcept {
        const std::size_t tail = tail_.load(std::memory_order_relaxed);
        if (slots_.size() - (tail - cachedHead_) < values.size()) {
            cachedHead_ = head_.load(std::memory_order_acquire);
            if (slots_.size() - (tail - cachedHead_) < values.size()) return false;
        }
        for (std::size_t k = 0; k < values.size(); ++k) slots_[(tail + k) & mask_] = values[k];
        tail_.store(tail + values.size(), std::memory_order_release);
        return true;
    }

    /// As many as there are, up to `values.size()`; returns how many.
    std::size_t popSome(std::span<T> values) noexcept {
        const std::size_t head = head_.load(std::memory_order_relaxed);
        cachedTail_ = tail_.load(std::memory_order_acquire);
        const std::size_t count = std::min(values.size(), cachedTail_ - head);
        for (std::size_t k = 0; k < count; ++k) values[k] = std::move(slots_[(head + k) & mask_]);
        head_.store(head + count, std::memory_order_release);
        return count;
    }

private:
    std::vector<T> slots_;
    std::size_t mask_;
    alignas(kApart) std::atomic<std::size_t> tail_{0};
    std::size_t cachedHead_ = 0; ///< of the pushing side
    alignas(kApart) std::atomic<std::size_t> head_{0};
    std::size_t cachedTail_ = 0; ///< of the popping side
};

} // namespace lacquer::realtime
