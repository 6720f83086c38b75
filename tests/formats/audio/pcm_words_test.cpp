#include "formats/audio/pcm_words.h"

#include <gtest/gtest.h>
#include <hwy/targets.h>

#include <cmath>
#include <cstdint>
#include <cstring>
#include <random>
#include <vector>

namespace lacquer::formats {
namespace {

/// Words at both ends, around zero and at random; exactly as many bytes as they take, so that a
/// memory checker sees a step too far.
std::vector<unsigned char> words(std::size_t count, std::vector<float>& values) {
    std::mt19937 random(static_cast<unsigned>(count));
    const std::int32_t corners[] = {0, 1, -1, 8388607, -8388608, 256, -256, 65536};
    std::vector<unsigned char> bytes(3 * count);
    for (std::size_t k = 0; k < count; ++k) {
        const std::int32_t word = k < 8 ? corners[k]
                                        : static_cast<std::int32_t>(random() & 0xFFFFFFU) - 8388608;
        std::memcpy(&bytes[3 * k], &word, 3);
        values.push_back(static_cast<float>(std::ldexp(word, -23)));
    }
    return bytes;
}

TEST(PcmWords, AreExactForEveryCountOnEveryInstructionSet) {
    for (std::int64_t left = hwy::SupportedTargets(); left; left &= left - 1) {
        const std::int64_t target = left & -left;
        hwy::SetSupportedTargetsForTest(target);
        hwy::GetChosenTarget().Update(target);
        SCOPED_TRACE(hwy::TargetName(target));
        for (std::size_t frames = 0; frames < 40; ++frames) {
            std::vector<float> expected;
            const auto bytes = words(2 * frames, expected);
            std::vector<float> all(2 * frames), sides[2];
            decode24(bytes.data(), static_cast<int>(2 * frames), all.data());
            EXPECT_EQ(all, expected) << frames << " frames";
            for (auto& side : sides) side.resize(frames);
            decodeStereo24(bytes.data(), static_cast<int>(frames), sides[0].data(), sides[1].data());
            for (std::size_t k = 0; k < 2 * frames; ++k) ASSERT_EQ(sides[k % 2][k / 2], expected[k]);
        }
        hwy::SetSupportedTargetsForTest(0);
        hwy::GetChosenTarget().Update(hwy::SupportedTargets());
    }
}

} // namespace
} // namespace lacquer::formats
