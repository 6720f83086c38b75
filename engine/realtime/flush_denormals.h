#pragma once

#include <cstdint>

#if defined(__SSE__) || defined(_M_X64)
#include <xmmintrin.h>
#endif

namespace lacquer::realtime {

/// While it lives, this thread's float arithmetic reads and writes denormal numbers as zero: a
/// fading tail costs no more than silence. Every thread that renders holds one, offline too,
/// because it is part of the bits.
///
/// Thread   [render] [worker]
class FlushDenormals {
public:
    FlushDenormals() noexcept : before_(control()) { setControl(before_ | kFlush); }
    ~FlushDenormals() { setControl(before_); }
    FlushDenormals(const FlushDenormals&) = delete;
    FlushDenormals& operator=(const FlushDenormals&) = delete;

private:
#if defined(__SSE__) || defined(_M_X64)
    // MXCSR: flush to zero (bit 15) and denormals are zero (bit 6).
    static constexpr std::uint64_t kFlush = 0x8040;
    static std::uint64_t control() noexcept { return _mm_getcsr(); }
    static void setControl(std::uint64_t value) noexcept {
        _mm_setcsr(static_cast<unsigned>(value));
    }
#elif defined(__aarch64__)
    // FPCR: flush to zero (bit 24), which covers inputs and results.
    static constexpr std::uint64_t kFlush = std::uint64_t{1} << 24;
    static std::uint64_t control() noexcept {
        std::uint64_t value;
        asm volatile("mrs %0, fpcr" : "=r"(value));
        return value;
    }
    static void setControl(std::uint64_t value) noexcept {
        asm volatile("msr fpcr, %0" : : "r"(value));
    }
#else
    static constexpr std::uint64_t kFlush = 0;
    static std::uint64_t control() noexcept { return 0; }
    static void setControl(std::uint64_t) noexcept {}
#endif
    std::uint64_t before_;
};

} // namespace lacquer::realtime
