#include "tests/engine/render/song_maker.h"

#include "engine/plan/compile.h"
#include "engine/render/performance.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <functional>
#include <limits>

/// Every processor of the catalogue as an insert of a real song, at every rate: what comes on top of
/// the processors' own tests when an engine runs them.
namespace lacquer::testing {
namespace {

constexpr int kFrames = 64 * 600;

struct Case {
    std::string processor;
    int rate;
};

void PrintTo(const Case& what, std::ostream* out) { *out << what.processor << " at " << what.rate; }

class EveryProcessorInASong : public ::testing::TestWithParam<Case> {
protected:
    SampleRate rate() const { return {GetParam().rate}; }

    /// Everything that has one is at its dry end, so that the place of the sound can be seen.
    static std::map<std::string, double, std::less<>> dry(const ProcessorSpec& spec) {
        std::map<std::string, double, std::less<>> values;
        for (const auto& parameter : spec.parameters)
            if (parameter.id == "mix") values["mix"] = 0;
        return values;
    }

    Samples bounce(const SongMaker& maker) const {
        render::BounceRequest request;
        request.rate = rate();
        request.withMonitoring = true;
        request.to = FramePosition{kFrames};
        return maker.bounce(request);
    }
};

TEST_P(EveryProcessorInASong, IsHeardAtTheVeryFrameItsInputWas) {
    SongMaker maker;
    const auto input = noise(2, kFrames, 7, 0.25f);
    const auto track = maker.addTrack("Voice", input);
    maker.insert(track, GetParam().processor, dry(maker.catalogue.type(GetParam().processor)->spec));
    const Samples output = bounce(maker);
    ASSERT_EQ(output[0].size(), std::size_t{kFrames});
    // Like nothing but itself: noise resembles its own copy at one place only.
    const auto alike = [&](int shift) {
        double sum = 0;
        for (int k = 8192; k < kFrames - 512; ++k)
            sum += static_cast<double>(output[0][static_cast<std::size_t>(k + shift)]) *
                   input[0][static_cast<std::size_t>(k)];
        return sum;
    };
    int best = 0;
    for (int shift = -300; shift <= 300; ++shift)
        if (alike(shift) > alike(best)) best = shift;
    ASSERT_GT(alike(best), 0) << "nothing of the input comes through";
    // Crossovers and filters of least phase turn the phase around their frequencies: some samples, in
    // the same seconds at every rate. The steep one of the de-esser turns it by 0.15 ms.
    const std::string& id = GetParam().processor;
    const int turns = id == "deesser" ? 7 : id == "multiband" || id == "translate" ? 4 : 0;
    EXPECT_LE(std::abs(best), turns * rate().hz / 44100);
}

TEST_P(EveryProcessorInASong, SwitchedOffPassesTheBitsAtTheSameTime) {
    SongMaker maker;
    const auto input = noise(2, kFrames, 11);
    const auto track = maker.addTrack("Voice", input);
    maker.insert(track, GetParam().processor);
    auto off = std::make_shared<project::Insert>(*maker.at(track).inserts.front());
    off->bypassed = true;
    maker.at(track).inserts.front() = off;
    // Beside it an untouched copy of opposite polarity: what is late or changed does not cancel.
    const auto other = maker.addTrack("Copy", input);
    maker.at(other).polarityInverted = true;
    const Samples output = bounce(maker);
    for (const auto& side : output)
        for (std::size_t k = 0; k < side.size(); ++k) ASSERT_EQ(side[k], 0.0f) << k;
}

/// What one performance gives out, quantum by quantum.
Samples play(render::Performance& performance, render::TrackFeed& feed, int quanta,
             const std::function<void(int)>& before) {
    Samples output(2);
    for (int q = 0; q < quanta; ++q) {
        before(q);
        performance.run({std::int64_t{q} * kQuantum}, 1, feed, nullptr);
        output[0].insert(output[0].end(), performance.left(), performance.left() + kQuantum);
        output[1].insert(output[1].end(), performance.right(), performance.right() + kQuantum);
    }
    return output;
}

class SineFeed final : public render::TrackFeed {
public:
    explicit SineFeed(double step) : step_(step) {}
    bool read(int, FramePosition start, float* left, float* right) noexcept override {
        for (int k = 0; k < kQuantum; ++k)
            left[k] = right[k] = static_cast<float>(0.25 * std::sin(step_ * static_cast<double>(start.value + k)));
        return true;
    }

private:
    double step_;
};

TEST_P(EveryProcessorInASong, IsSwitchedOffAndOnWithoutAClick) {
    SongMaker maker;
    const auto track = maker.addTrack("Voice", noise(2, 64, 1));
    const InsertId insert = maker.insert(track, GetParam().processor);
    const auto song = maker.song();
    const auto plan = plan::compile(song, rate(), project::PanLaw::minus3dB, maker.catalogue);
    ASSERT_TRUE(plan);
    const double step = 2 * 3.14159265358979 * 200 / rate().hz;
    // The third difference of a 200 Hz tone is next to nothing; a step is all in it.
    const auto roughest = [&](const Samples& audio, int from, int to) {
        double worst = 0;
        for (const auto& side : audio)
            for (int k = from; k < to; ++k) {
                const auto at = static_cast<std::size_t>(k);
                worst = std::max(worst, std::fabs(double{side[at]} - 3.0 * side[at - 1] + 3.0 * side[at - 2] - side[at - 3]));
            }
        return worst;
    };
    const int quanta = rate().hz / 64 / 3;
    const int offAt = quanta / 2, onAt = quanta * 3 / 4;
    SineFeed feed(step);
    render::Performance still(*plan);
    const Samples steady = play(still, feed, quanta, [](int) {});
    render::Performance switched(*plan);
    const Samples moved = play(switched, feed, quanta, [&](int q) {
        if (q == offAt) switched.moveParameter(insert, 0, 1);
        if (q == onAt) switched.moveParameter(insert, 0, 0);
    });
    const int begin = offAt * 64 - 64, end = quanta * 64;
    // −74 dBFS over what the processor does by itself: the bends of the fade are in it.
    EXPECT_LT(roughest(moved, begin, end), 1.5 * roughest(steady, begin, end) + 2e-4);
}

TEST_P(EveryProcessorInASong, LetsNothingButNumbersThroughAndRecovers) {
    SongMaker maker;
    auto input = noise(2, kFrames, 13, 0.25f);
    const auto clean = input;
    for (int k = 6400; k < 6500; ++k) input[0][static_cast<std::size_t>(k)] = std::numeric_limits<float>::quiet_NaN();
    input[1][7000] = std::numeric_limits<float>::infinity();
    input[1][7001] = -std::numeric_limits<float>::infinity();
    // Finite, but its square is not.
    for (int k = 8000; k < 8064; ++k) input[0][static_cast<std::size_t>(k)] = k % 2 ? 3e38f : -3e38f;
    const auto track = maker.addTrack("Voice", input);
    maker.insert(track, GetParam().processor, dry(maker.catalogue.type(GetParam().processor)->spec));
    render::BounceRequest request;
    request.rate = rate();
    request.withMonitoring = true;
    request.to = FramePosition{kFrames};
    MemorySink sink;
    const auto summary = maker.bounceTo(sink, request);
    ASSERT_TRUE(summary);
    EXPECT_EQ(summary->stoppedIn, std::vector<std::string>{"Voice"});
    for (const auto& side : sink.audio)
        for (const float sample : side) ASSERT_TRUE(std::isfinite(sample) && std::fabs(sample) < 100);
    double power = 0;
    for (std::size_t k = kFrames / 2; k < kFrames; ++k) power += double{sink.audio[0][k]} * sink.audio[0][k];
    EXPECT_GT(power, 0) << "it stays silent";
}

TEST_P(EveryProcessorInASong, GivesTheSameBitsInOneQuantumOrManyAtOnce) {
    SongMaker maker;
    const auto track = maker.addTrack("Voice", noise(2, kFrames, 17));
    maker.insert(track, GetParam().processor);
    const auto song = maker.song();
    const auto plan = plan::compile(song, rate(), project::PanLaw::minus3dB, maker.catalogue);
    ASSERT_TRUE(plan);
    SineFeed feed(0.03);
    render::Performance single(*plan, 1), many(*plan, 8);
    for (int q = 0; q < 160; q += 8) {
        many.run({std::int64_t{q} * kQuantum}, 8, feed, nullptr);
        for (int slot = 0; slot < 8; ++slot) {
            single.run({std::int64_t{q + slot} * kQuantum}, 1, feed, nullptr);
            for (int k = 0; k < kQuantum; ++k)
                ASSERT_EQ(single.left()[k], many.left()[slot * kQuantum + k]) << q + slot;
        }
    }
}

std::vector<Case> cases() {
    std::vector<Case> all;
    const processors::ProcessorCatalogue catalogue;
    for (const auto& type : catalogue.types())
        for (const int rate : {44100, 48000, 88200, 96000, 176400, 192000}) all.push_back({type.spec.id, rate});
    return all;
}

INSTANTIATE_TEST_SUITE_P(Catalogue, EveryProcessorInASong, ::testing::ValuesIn(cases()), [](const auto& one) {
    return one.param.processor + "_" + std::to_string(one.param.rate);
});

TEST(Monitoring, IsHeardWhilePlayingAndLeftOutOfABounce) {
    SongMaker maker;
    const auto input = noise(2, kFrames, 19);
    maker.addTrack("Voice", input);
    maker.insert(maker.mix().id, "translate");
    render::BounceRequest request;
    request.rate = {48000};
    request.to = FramePosition{kFrames};
    EXPECT_EQ(maker.bounce(request)[0], input[0]);
    request.withMonitoring = true;
    EXPECT_NE(maker.bounce(request)[0], input[0]);
    const auto song = maker.song();
    const auto heard = plan::compile(song, {48000}, project::PanLaw::minus3dB, maker.catalogue);
    ASSERT_TRUE(heard);
    EXPECT_EQ((*heard)->strips[static_cast<std::size_t>((*heard)->mixStrip)].inserts.size(), 1u);
}

} // namespace
} // namespace lacquer::testing
