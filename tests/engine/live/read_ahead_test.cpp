#include "engine/live/read_ahead.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <thread>

namespace lacquer::live {
namespace {

constexpr SampleRate kRate{48000};

/// A staircase: the left sample is the frame's number (exact in a float up to 2^24), the right one
/// its negative.
TrackReader staircase() {
    return [](FramePosition start, int frames, float* left, float* right) {
        for (int k = 0; k < frames; ++k) {
            left[k] = static_cast<float>(start.value + k);
            right[k] = -left[k];
        }
        return true;
    };
}

std::shared_ptr<TrackStream> streamOf(std::int64_t frames, std::function<TrackReader()> open = staircase) {
    return std::make_shared<TrackStream>(FramePosition{frames}, std::move(open));
}

template <typename Condition>
bool soon(Condition&& condition) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (!condition()) {
        if (std::chrono::steady_clock::now() > end) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return true;
}

TEST(TrackStream, HoldsEveryFrameInItsPlace) {
    TrackStream stream(FramePosition{3 * kPageFrames - 5}, staircase);
    ASSERT_EQ(stream.pages(), 3u);
    EXPECT_EQ(stream.page(1), nullptr);
    EXPECT_TRUE(stream.load(1));
    EXPECT_FALSE(stream.load(1)) << "it is there";
    ASSERT_NE(stream.page(1), nullptr);
    EXPECT_EQ(stream.page(1)->sides[0][7], static_cast<float>(kPageFrames + 7));
    EXPECT_EQ(stream.page(1)->sides[1][7], -static_cast<float>(kPageFrames + 7));
    EXPECT_NE(stream.takeOut(1), nullptr);
    EXPECT_EQ(stream.page(1), nullptr);
}

TEST(TrackStream, TakesNoMemoryForSilence) {
    TrackStream stream(FramePosition{10}, [] {
        return [](FramePosition, int frames, float* left, float* right) {
            std::fill_n(left, frames, 0.0f);
            std::fill_n(right, frames, 0.0f);
            return false;
        };
    });
    EXPECT_FALSE(stream.load(0));
    EXPECT_EQ(stream.page(0), TrackStream::silentPage());
    EXPECT_EQ(stream.takeOut(0), nullptr);
}

TEST(ReadAhead, ReadsTheFirstMomentOfAJump) {
    ReadAhead ahead;
    auto a = streamOf(60 * kRate.hz), b = streamOf(60 * kRate.hz);
    ahead.show({a, b}, kRate);
    for (std::int64_t second : {0, 40, 7, 59}) {
        ahead.prepare(FramePosition{second * kRate.hz});
        const auto page = static_cast<std::size_t>(second * kRate.hz / kPageFrames);
        ASSERT_TRUE(soon([&] { return a->page(page) && b->page(page); })) << second;
    }
}

TEST(ReadAhead, KeepsAheadOfThePlayhead) {
    ReadAhead ahead({.ahead = Seconds{1.0}});
    auto stream = streamOf(60 * kRate.hz);
    ahead.show({stream}, kRate);
    for (std::int64_t position = 0; position < 20 * kRate.hz; position += kRate.hz) {
        ahead.moveTo(FramePosition{position});
        EXPECT_TRUE(soon([&] {
            return stream->page(static_cast<std::size_t>((position + kRate.hz - 1) / kPageFrames)) != nullptr;
        })) << position;
    }
}

TEST(ReadAhead, HasTheLoopsStartBeforeItsEndIsReached) {
    ReadAhead ahead({.ahead = Seconds{1.0}});
    auto stream = streamOf(60 * kRate.hz);
    ahead.show({stream}, kRate);
    ahead.setLoop(LoopSpan{{FramePosition{10 * kRate.hz}, FramePosition{30 * kRate.hz}}});
    ahead.moveTo(FramePosition{30 * kRate.hz - 1000});
    EXPECT_TRUE(soon([&] {
        const auto first = static_cast<std::size_t>(10 * kRate.hz / kPageFrames);
        return stream->page(first) && stream->page(first + 3);
    }));
}

TEST(ReadAhead, StaysWithinItsBudgetAndFreesWhatLiesBehind) {
    constexpr std::size_t kPages = 24;
    ReadAhead ahead({.budget = kPages * sizeof(Page), .ahead = Seconds{1.0}});
    auto stream = streamOf(120 * kRate.hz);
    ahead.show({stream}, kRate);
    for (std::int64_t position = 0; position < 100 * kRate.hz; position += kRate.hz / 4) {
        ahead.moveTo(FramePosition{position});
        ASSERT_TRUE(soon([&] {
            return stream->page(static_cast<std::size_t>((position + kRate.hz / 4) / kPageFrames)) != nullptr;
        })) << position;
        EXPECT_LE(ahead.bytesInMemory(), kPages * sizeof(Page));
    }
}

TEST(ReadAhead, ReadsTheOtherTracksWhileOneFileIsSlow) {
    std::atomic<bool> release{false};
    auto slow = streamOf(10 * kRate.hz, [&]() -> TrackReader {
        while (!release) std::this_thread::sleep_for(std::chrono::milliseconds(1));
        return staircase();
    });
    auto quick = streamOf(10 * kRate.hz);
    ReadAhead ahead;
    ahead.show({slow, quick}, kRate);
    EXPECT_TRUE(soon([&] { return quick->page(20) != nullptr; }));
    EXPECT_EQ(slow->page(0), nullptr);
    release = true;
    EXPECT_TRUE(soon([&] { return slow->page(0) != nullptr; }));
}

// The engine thread copies while loaders take pages out: what it reads is always the staircase.
TEST(ReadAhead, NeverFreesAPageThatIsBeingCopiedFrom) {
    ReadAhead ahead({.budget = 6 * sizeof(Page), .ahead = Seconds{0.5}});
    auto stream = streamOf(60 * kRate.hz);
    ahead.show({stream}, kRate);
    ahead.setEngineRunning(true);
    std::int64_t wrong = 0, copied = 0, position = 0;
    const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(700);
    while (std::chrono::steady_clock::now() < end) {
        position = (position + 3001) % (59 * kRate.hz);
        ahead.moveTo(FramePosition{position});
        for (std::int64_t behind = 0; behind < 4; ++behind) {
            const auto index = static_cast<std::size_t>(position / kPageFrames) - static_cast<std::size_t>(
                std::min(behind, position / kPageFrames));
            if (const Page* page = stream->page(index)) {
                ++copied;
                for (std::size_t k = 0; k < kPageFrames; k += 97)
                    wrong += page->sides[0][k] != static_cast<float>(index * kPageFrames + k);
            }
        }
        ahead.cycleDone();
    }
    EXPECT_EQ(wrong, 0);
    EXPECT_GT(copied, 0);
    ahead.setEngineRunning(false);
}

TEST(ReadAhead, LetsGoOfTracksThatAreNoLongerShown) {
    ReadAhead ahead;
    auto stream = streamOf(10 * kRate.hz);
    ahead.show({stream}, kRate);
    ASSERT_TRUE(soon([&] { return ahead.bytesInMemory() > 0; }));
    ahead.show({}, kRate);
    EXPECT_TRUE(soon([&] { return ahead.bytesInMemory() == 0; }));
    EXPECT_TRUE(soon([&] { return stream.use_count() == 1; }));
}

} // namespace
} // namespace lacquer::live
