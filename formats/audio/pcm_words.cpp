#include "formats/audio/pcm_words.h"

#include <cstdint>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "formats/audio/pcm_words.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace lacquer::formats {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// The word at the top of 32 bits keeps its sign without a branch; 24 bits fit a float exactly.
HWY_INLINE float decodeWord(const unsigned char* word) {
    const std::uint32_t top = static_cast<std::uint32_t>(word[0]) << 8 |
                              static_cast<std::uint32_t>(word[1]) << 16 |
                              static_cast<std::uint32_t>(word[2]) << 24;
    return static_cast<float>(static_cast<std::int32_t>(top)) * 0x1p-31F;
}

#if HWY_TARGET == HWY_SCALAR

void runDecode24(const unsigned char* words, int count, float* out) {
    for (int k = 0; k < count; ++k) out[k] = decodeWord(words + 3 * k);
}

void runDecodeStereo24(const unsigned char* words, int frames, float* left, float* right) {
    for (int k = 0; k < frames; ++k) {
        left[k] = decodeWord(words + 6 * k);
        right[k] = decodeWord(words + 6 * k + 3);
    }
}

#else

using Four = hn::FixedTag<float, 4>;

/// The four words at `words`; 16 bytes are read, four more than they take.
HWY_INLINE hn::Vec<Four> decodeFour(const unsigned char* words) {
    constexpr std::uint8_t kZero = 0x80;
    alignas(16) static constexpr std::uint8_t kTops[16] = {
        kZero, 0, 1, 2, kZero, 3, 4, 5, kZero, 6, 7, 8, kZero, 9, 10, 11};
    const hn::FixedTag<std::uint8_t, 16> bytes;
    const hn::FixedTag<std::int32_t, 4> whole;
    const auto tops = hn::TableLookupBytesOr0(hn::LoadU(bytes, words), hn::Load(bytes, kTops));
    return hn::Mul(hn::ConvertTo(Four(), hn::BitCast(whole, tops)), hn::Set(Four(), 0x1p-31F));
}

#if HWY_MAX_BYTES >= 32
using Eight = hn::FixedTag<float, 8>;

/// The same of eight words; 28 bytes are read.
HWY_INLINE hn::Vec<Eight> decodeEight(const unsigned char* words) {
    constexpr std::uint8_t kZero = 0x80;
    alignas(32) static constexpr std::uint8_t kTops[32] = {
        kZero, 0, 1, 2, kZero, 3, 4, 5, kZero, 6, 7, 8, kZero, 9, 10, 11,
        kZero, 0, 1, 2, kZero, 3, 4, 5, kZero, 6, 7, 8, kZero, 9, 10, 11};
    const hn::FixedTag<std::uint8_t, 32> bytes;
    const hn::Half<decltype(bytes)> half;
    const hn::FixedTag<std::int32_t, 8> whole;
    const auto both = hn::Combine(bytes, hn::LoadU(half, words + 12), hn::LoadU(half, words));
    const auto tops = hn::TableLookupBytesOr0(both, hn::Load(bytes, kTops));
    return hn::Mul(hn::ConvertTo(Eight(), hn::BitCast(whole, tops)), hn::Set(Eight(), 0x1p-31F));
}
#endif

void runDecode24(const unsigned char* words, int count, float* out) {
    int k = 0;
    for (; k + 6 <= count; k += 4) hn::StoreU(decodeFour(words + 3 * k), Four(), out + k);
    for (; k < count; ++k) out[k] = decodeWord(words + 3 * k);
}

void runDecodeStereo24(const unsigned char* words, int frames, float* left, float* right) {
    int k = 0;
#if HWY_MAX_BYTES >= 32
    for (; k + 9 <= frames; k += 8) {
        const auto first = decodeEight(words + 6 * k), second = decodeEight(words + 6 * k + 24);
        hn::StoreU(hn::ConcatEven(Eight(), second, first), Eight(), left + k);
        hn::StoreU(hn::ConcatOdd(Eight(), second, first), Eight(), right + k);
    }
#endif
    for (; k + 5 <= frames; k += 4) {
        const auto first = decodeFour(words + 6 * k), second = decodeFour(words + 6 * k + 12);
        hn::StoreU(hn::ConcatEven(Four(), second, first), Four(), left + k);
        hn::StoreU(hn::ConcatOdd(Four(), second, first), Four(), right + k);
    }
    for (; k < frames; ++k) {
        left[k] = decodeWord(words + 6 * k);
        right[k] = decodeWord(words + 6 * k + 3);
    }
}

#endif

} // namespace HWY_NAMESPACE
} // namespace lacquer::formats
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lacquer::formats {

HWY_EXPORT(runDecode24);
HWY_EXPORT(runDecodeStereo24);

void decode24(const unsigned char* words, int count, float* out) {
    HWY_DYNAMIC_DISPATCH(runDecode24)(words, count, out);
}

void decodeStereo24(const unsigned char* words, int frames, float* left, float* right) {
    HWY_DYNAMIC_DISPATCH(runDecodeStereo24)(words, frames, left, right);
}

} // namespace lacquer::formats
#endif
