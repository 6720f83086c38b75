#include "engine/realtime/parameter_mailbox.h"

#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <thread>

namespace lacquer::realtime {
namespace {

TEST(ParameterMailbox, GivesEachTouchedSlotOnceWithItsLatestValue) {
    ParameterMailbox mailbox(200);
    mailbox.post(3, 1.0f);
    mailbox.post(3, 2.0f);
    mailbox.post(130, -6.0f);
    std::map<std::size_t, float> seen;
    mailbox.drain([&](std::size_t slot, float value) { EXPECT_TRUE(seen.emplace(slot, value).second); });
    EXPECT_EQ(seen, (std::map<std::size_t, float>{{3, 2.0f}, {130, -6.0f}}));
    mailbox.drain([&](std::size_t, float) { ADD_FAILURE() << "nothing was posted since"; });
}

TEST(ParameterMailbox, LosesNoLastValueUnderAStorm) {
    constexpr int kSlots = 70, kPosts = 20'000;
    ParameterMailbox mailbox(kSlots);
    std::atomic<int> writing{2};
    auto storm = [&](std::size_t first, std::size_t end) {
        for (int k = 1; k <= kPosts; ++k)
            for (std::size_t slot = first; slot < end; ++slot) mailbox.post(slot, static_cast<float>(k));
        --writing;
    };
    std::thread one(storm, 0, 35), other(storm, 35, kSlots);
    std::vector<float> last(kSlots, 0.0f);
    int backwards = 0;
    auto drain = [&] {
        mailbox.drain([&](std::size_t slot, float value) {
            backwards += value < last[slot];
            last[slot] = value;
        });
    };
    while (writing > 0) drain();
    one.join();
    other.join();
    drain();
    EXPECT_EQ(backwards, 0);
    EXPECT_EQ(last, std::vector<float>(kSlots, static_cast<float>(kPosts)));
}

} // namespace
} // namespace lacquer::realtime
