#include "engine/dsp/packed_words.h"

#include <cstdint>
#include <cstring>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/dsp/packed_words.cpp"
#include <hwy/cache_control.h>
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace lacquer::dsp {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// A word at the top of 32 bits keeps its sign without a branch; 24 bits fit a float exactly.
HWY_INLINE float sampleOf(const unsigned char* word) {
    const std::uint32_t top = static_cast<std::uint32_t>(word[0]) << 8 | static_cast<std::uint32_t>(word[1]) << 16 |
                              static_cast<std::uint32_t>(word[2]) << 24;
    return static_cast<float>(static_cast<std::int32_t>(top)) * 0x1p-31f;
}

#if HWY_TARGET == HWY_SCALAR

void runWordsToLanes(const unsigned char* const* strips, float* lanes) {
    for (int strip = 0; strip < kBundleStrips; ++strip)
        for (int frame = 0; frame < kQuantum; ++frame)
            for (int side = 0; side < kStripLanes; ++side)
                lanes[frame * kLaneStride + strip * kStripLanes + side] =
                    sampleOf(strips[strip] + frame * PackedReader::kFrameBytes + 3 * side);
}

#else

using Tag = hn::CappedTag<float, kLaneStride>;
using Bytes = hn::Repartition<std::uint8_t, Tag>;
using Block = hn::FixedTag<std::uint8_t, 16>;

/// Strips that two vectors hold two frames of: a strip is 128 bits, left, right, left, right.
constexpr int kStripsAtOnce = static_cast<int>(hn::MaxLanes(Tag())) / kStripLanes;

/// 16 bytes of each of as many strips as there are blocks in a vector; the first twelve are frames.
HWY_INLINE hn::Vec<Bytes> blocksOf(const unsigned char* const* strips, int offset) {
    const auto block = [&](int k) HWY_ATTR { return hn::LoadU(Block(), strips[k] + offset); };
#if HWY_MAX_BYTES >= 64
    using Two = hn::FixedTag<std::uint8_t, 32>;
    return hn::Combine(Bytes(), hn::Combine(Two(), block(3), block(2)), hn::Combine(Two(), block(1), block(0)));
#elif HWY_MAX_BYTES >= 32
    return hn::Combine(Bytes(), block(1), block(0));
#else
    return block(0);
#endif
}

HWY_INLINE hn::Vec<Tag> samplesOf(hn::Vec<Bytes> words) {
    constexpr std::uint8_t kZero = 0x80;
    alignas(16) static constexpr std::uint8_t kTops[16] = {kZero, 0, 1, 2, kZero, 3, 4,  5,
                                                           kZero, 6, 7, 8, kZero, 9, 10, 11};
    const hn::RebindToSigned<Tag> whole;
    const auto tops = hn::TableLookupBytesOr0(words, hn::LoadDup128(Bytes(), kTops));
    return hn::Mul(hn::ConvertTo(Tag(), hn::BitCast(whole, tops)), hn::Set(Tag(), 0x1p-31f));
}

void runWordsToLanes(const unsigned char* const* strips, float* lanes) {
    const Tag d;
    const hn::Repartition<double, Tag> pairs;
    // Eight runs too short for the processor to see where they go: the next quantum follows this one.
    for (int strip = 0; strip < kBundleStrips; ++strip)
        for (int ahead = 0; ahead < kQuantum * PackedReader::kFrameBytes; ahead += 64)
            hwy::Prefetch(strips[strip] + kQuantum * PackedReader::kFrameBytes + ahead);
    for (int strip = 0; strip < kBundleStrips; strip += kStripsAtOnce) {
        const unsigned char* const* const low = strips + strip;
        const unsigned char* const* const high = low + kStripsAtOnce / 2;
        float* to = lanes + strip * kStripLanes;
        for (int frame = 0; frame < kQuantum; frame += 2, to += 2 * kLaneStride) {
            const auto a = hn::BitCast(pairs, samplesOf(blocksOf(low, frame * PackedReader::kFrameBytes)));
            const auto b = hn::BitCast(pairs, samplesOf(blocksOf(high, frame * PackedReader::kFrameBytes)));
            hn::Store(hn::BitCast(d, hn::ConcatEven(pairs, b, a)), d, to);
            hn::Store(hn::BitCast(d, hn::ConcatOdd(pairs, b, a)), d, to + kLaneStride);
        }
    }
}

#endif

} // namespace HWY_NAMESPACE
} // namespace lacquer::dsp
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lacquer::dsp {

HWY_EXPORT(runWordsToLanes);

void wordsToLanes(const unsigned char* const strips[kBundleStrips], float* lanes) {
    static constexpr unsigned char kNothing[kQuantum * PackedReader::kFrameBytes + PackedReader::kBytesBehind] = {};
    const unsigned char* from[kBundleStrips];
    for (int strip = 0; strip < kBundleStrips; ++strip) from[strip] = strips[strip] ? strips[strip] : kNothing;
    HWY_DYNAMIC_DISPATCH(runWordsToLanes)(from, lanes);
}

void wordsToPlanes(const unsigned char* words, float* left, float* right) {
    for (int frame = 0; frame < kQuantum; ++frame, words += PackedReader::kFrameBytes) {
        left[frame] = HWY_STATIC_DISPATCH(sampleOf)(words);
        right[frame] = HWY_STATIC_DISPATCH(sampleOf)(words + 3);
    }
}

bool areSilent(const unsigned char* words) {
    static_assert(kQuantum * PackedReader::kFrameBytes % sizeof(std::uint64_t) == 0);
    for (std::size_t k = 0; k < kQuantum * PackedReader::kFrameBytes; k += sizeof(std::uint64_t)) {
        std::uint64_t eight;
        std::memcpy(&eight, words + k, sizeof eight);
        if (eight) return false;
    }
    return true;
}

} // namespace lacquer::dsp
#endif
