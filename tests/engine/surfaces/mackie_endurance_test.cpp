#include "tests/engine/surfaces/mackie_control.h"

#include <random>

/// What no surface may fall over.
namespace lacquer::testing {
namespace {

TEST_F(MackieControl, SurvivesAnyBytes) {
    online();
    std::mt19937 random(7);
    for (int k = 0; k < 20000; ++k) {
        Bytes bytes;
        const auto length = random() % 12;
        for (unsigned b = 0; b < length; ++b) bytes.push_back(static_cast<std::uint8_t>(random() & 0xff));
        if (k % 7 == 0) bytes.insert(bytes.begin(), {0xf0, 0x00, 0x00, 0x66, 0x14});
        if (k % 50 == 0) bytes.insert(bytes.end(), 700, 0x11);
        bench->surface().receive(0, bytes, bench->now += 100us);
        if (k % 20 == 0) bench->wait(5);
    }
    EXPECT_GT(bench->surface().dropped(), 1000U);
    bench->wait(1000);
    bench->surface().lost(0, bench->now);
    bench->surface().opened(0, bench->now);
    bench->in(kHello);
    bench->wait(600);
    bench->forget();
    bench->tap("10");
    EXPECT_TRUE(bench->has("90 10")) << "it still answers";
}

TEST_F(MackieControl, SurvivesAThousandBankChangesUnderAFinger) {
    online({}, 500);
    bench->in("90 68 7f");
    for (int k = 0; k < 1000; ++k) {
        bench->tap(k % 100 < 50 ? "2f" : "2e");
        bench->wait(100);
    }
    EXPECT_EQ(bench->count("e0"), 0U);
    for (int track = 0; track < 500; ++track) EXPECT_EQ(bench->fader(track), track == 0 ? -6.0 : 0.0);
}

TEST_F(MackieControl, WorksWithProjectsOfAnySize) {
    for (const int tracks : {0, 1, 8, 9}) {
        online({}, tracks);
        for (const char* key : {"2f", "31", "2e", "30", "32", "32", "28", "2b", "2c", "29", "2a", "40", "42", "33", "08", "10", "18", "20"}) bench->tap(key);
        bench->in("b0 10 01");
        bench->in("e0 00 20");
        bench->wait(1000);
        if (tracks > 0) {
            EXPECT_NEAR(bench->fader(0), -30, 0.02) << tracks;
        }
    }
}

} // namespace
} // namespace lacquer::testing
