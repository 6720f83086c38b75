#include "tests/engine/surfaces/mackie_control.h"

#include <random>

/// Digits, texts, meters and colours, and how fast they may be sent.
namespace lacquer::testing {
namespace {

TEST_F(MackieControl, ShowsTheTimeInDigitsFromTheRight) { // check 26
    online();
    const std::int64_t rate = 48000, frame = rate / 25;
    bench->place({(3600 + 2 * 60 + 3) * rate + 4 * frame});
    for (const char* digit : {"b0 40 34", "b0 41 30", "b0 42 20", "b0 43 73", "b0 44 30", "b0 45 72", "b0 46 30", "b0 47 71", "b0 48 30", "b0 49 20"})
        EXPECT_TRUE(bench->has(digit)) << digit << "\n" << bench->all();
    bench->wait(300);
    bench->place({(3600 + 2 * 60 + 3) * rate + 4 * frame}, true);
    bench->wait(50);
    bench->forget();
    bench->place({(3600 + 2 * 60 + 3) * rate + 5 * frame}, true);
    EXPECT_TRUE(bench->has("b0 40 35"));
    std::size_t digits = 0;
    for (const auto& message : bench->sent) digits += message.bytes[0] == 0xb0 && message.bytes[1] >= 0x40;
    EXPECT_EQ(digits, 1U) << bench->all();
    bench->forget();
    bench->in("90 35 7f");
    EXPECT_TRUE(bench->has("90 71 00"));
    EXPECT_TRUE(bench->has("90 72 7f"));
    for (int k = 0; k < 10; ++k) EXPECT_EQ(bench->count("b0 4" + std::to_string(k)), 1U) << k << bench->all();
}

TEST_F(MackieControl, ShowsBarsAsTheManualDoes) {
    const Digits digits = barDigits({109, 2, 1, 126});
    EXPECT_EQ(textOf(Bytes(digits.rbegin(), digits.rend())), "36 32 31 71 30 72 30 79 30 31");
    EXPECT_EQ(sevenSegment('P'), 0x10);
    EXPECT_EQ(sevenSegment('n'), 0x0e);
}

TEST_F(MackieControl, MetersPeaksAndClips) { // check 27
    online();
    bench->place({0}, true);
    bench->wait(100);
    bench->forget();
    bench->peak(0, static_cast<float>(std::pow(10.0, -7 / 20.0)));
    bench->wait(60);
    EXPECT_EQ(bench->count("d0 08"), 1U) << bench->all();
    bench->forget();
    bench->peak(0, static_cast<float>(std::pow(10.0, 0.3 / 20.0)));
    bench->wait(60);
    EXPECT_EQ(bench->count("d0 0c"), 1U);
    EXPECT_EQ(bench->count("d0 0e"), 1U);
    bench->forget();
    bench->wait(5000);
    EXPECT_LE(bench->count("d0"), 1U) << bench->all();
    bench->forget();
    bench->in("90 3b 7f"); // F6: clear the clip lamps
    EXPECT_EQ(bench->count("d0 0f"), 1U);
}

TEST_F(MackieControl, HoldsASteadyTone) {
    online();
    bench->place({0}, true);
    bench->forget();
    bench->onTick = [&] { bench->peak(0, 0.1F); };
    bench->wait(1000);
    // A segment falls in 300 ms: it is told again before, and not without need.
    EXPECT_GE(bench->count("d0"), 5U);
    EXPECT_LE(bench->count("d0"), 20U);
}

TEST_F(MackieControl, ShortensNamesAndSendsNothingButAscii) { // check 28
    online();
    const auto rename = [&](int track, const char* name) {
        bench->edit([&](project::Project p) { return project::renameChannel(std::move(p), bench->channels[static_cast<std::size_t>(track)], name); });
    };
    rename(0, "Größe");
    bench->wait(50);
    EXPECT_TRUE(bench->has("f0 00 00 66 14 12 00 47 72 6f 73 73 65 20 f7")) << bench->all();
    for (const auto& message : bench->sent)
        for (std::size_t k = 1; k + 1 < message.bytes.size(); ++k) EXPECT_LT(message.bytes[k], 0x80);
    rename(0, "Guitar 10");
    rename(1, "Guitar 11");
    EXPECT_NE(shortName("Guitar 10", 6), shortName("Guitar 11", 6));
    EXPECT_EQ(shortName("Guitar 10", 6), "Gtr 10");
}

TEST_F(MackieControl, PaintsTheStripsOfAnXTouch) { // check 29
    start({profile("x-touch")});
    bench->edit([&](project::Project p) { return project::setColour(std::move(p), bench->channels[0], {0xff0000}); });
    bench->edit([&](project::Project p) { return project::setColour(std::move(p), bench->channels[1], {0x202020}); });
    bench->in(kHello);
    bench->wait(300);
    EXPECT_EQ(bench->count("f0 00 00 66 14 72 01 07 07 07 07 07 07 07 f7"), 1U) << bench->all();
    EXPECT_TRUE(bench->has("e1 19 63")) << "0 dB is at 0.775 of the travel: " << bench->all();
    bench->forget();
    bench->tap("2f");
    bench->tap("2f");
    bench->wait(100);
    EXPECT_EQ(bench->count("f0 00 00 66 14 72 07 07 07 07 00 00 00 00 f7"), 1U);
    bench->forget();
    bench->wait(2000);
    EXPECT_FALSE(bench->has("f0 00 00 66 14 72"));
}

TEST_F(MackieControl, KeepsToTheSpeedOfADinCable) {
    start({profile("bcf2000")});
    bench->in("90 5e 7f");
    bench->place({0}, true);
    std::mt19937 random(3);
    for (int bank = 0; bank < 100; ++bank) {
        bench->tap(bank % 4 < 2 ? "2f" : "2e");
        bench->wait(100);
    }
    // 31250 baud: 3125 bytes in any second.
    for (std::size_t first = 0; first < bench->sent.size(); ++first) {
        std::size_t bytes = 0;
        for (std::size_t k = first; k < bench->sent.size() && bench->sent[k].at - bench->sent[first].at < 1000ms; ++k)
            bytes += bench->sent[k].bytes.size();
        ASSERT_LE(bytes, 3125U);
    }
    EXPECT_GT(bench->sent.size(), 100U);
}

TEST_F(MackieControl, LeavesAPauseBetweenTextsWhereAUnitNeedsIt) {
    start({profile("v1-m")});
    bench->in("90 5e 7f");
    bench->wait(500);
    std::optional<Time> last;
    std::size_t texts = 0;
    for (const auto& message : bench->sent) {
        if (message.bytes.size() < 6 || message.bytes[5] != 0x12) continue;
        if (last) {
            EXPECT_GE(message.at - *last, 2500us);
        }
        last = message.at;
        ++texts;
    }
    EXPECT_GE(texts, 16U);
}

} // namespace
} // namespace lacquer::testing
