#pragma once

#include <algorithm>
#include <cstddef>
#include <new>
#include <span>
#include <type_traits>
#include <utility>

namespace lacquer::dsp {

/// A block of samples that starts on a cache line, as vector units and Fourier transforms want it.
/// Zero at first; its size never changes.
///
/// Thread   construction and destruction allocate; the rest any
template <typename Sample>
class AlignedMemory {
    static_assert(std::is_trivially_destructible_v<Sample>);

public:
    AlignedMemory() = default;
    explicit AlignedMemory(std::size_t size)
        : data_(static_cast<Sample*>(::operator new[](std::max<std::size_t>(size, 1) * sizeof(Sample), kLine))),
          size_(size) {
        std::fill_n(data_, size_, Sample{});
    }
    AlignedMemory(AlignedMemory&& other) noexcept { swap(other); }
    AlignedMemory& operator=(AlignedMemory&& other) noexcept {
        swap(other);
        return *this;
    }
    ~AlignedMemory() { ::operator delete[](data_, kLine); }

    Sample* data() { return data_; }
    const Sample* data() const { return data_; }
    std::size_t size() const { return size_; }
    Sample& operator[](std::size_t k) { return data_[k]; }
    const Sample& operator[](std::size_t k) const { return data_[k]; }
    Sample* begin() { return data_; }
    Sample* end() { return data_ + size_; }
    const Sample* begin() const { return data_; }
    const Sample* end() const { return data_ + size_; }
    operator std::span<Sample>() { return {data_, size_}; }
    operator std::span<const Sample>() const { return {data_, size_}; }

    void fill(Sample value) { std::fill_n(data_, size_, value); }

    void swap(AlignedMemory& other) noexcept {
        std::swap(data_, other.data_);
        std::swap(size_, other.size_);
    }

private:
    static constexpr std::align_val_t kLine{64};

    Sample* data_ = nullptr;
    std::size_t size_ = 0;
};

} // namespace lacquer::dsp
