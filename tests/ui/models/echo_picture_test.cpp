#include "ui/models/echo_picture.h"

#include "engine/project/insert_edits.h"

#include <gtest/gtest.h>

namespace lacquer::ui {
namespace {

class NoFiles : public AudioSources {
public:
    std::unique_ptr<AudioReader> open(SourceId) const override { return nullptr; }
};

class EchoPictureTest : public testing::Test {
protected:
    EchoPicture picture(const char* processor, std::map<std::string, double> values, double seconds, int columns) {
        project::Insert insert;
        insert.processor = processor;
        for (const auto& [id, value] : values) insert.values.numbers[id] = value;
        const auto made = echoPictureOf(insert, {}, SampleRate{48000}, seconds, columns, catalogue, NoFiles(), [] { return true; });
        EXPECT_TRUE(made) << made.error().message;
        return made.value_or(EchoPicture{});
    }

    processors::ProcessorCatalogue catalogue;
};

TEST_F(EchoPictureTest, ADelayRepeatsInItsTimeAndByItsFeedback) {
    // 100 ms at 50 %: repeats 6 dB apart. Columns of 10 ms.
    const EchoPicture shown = picture("delay", {{"time", 100}, {"feedback", 50}, {"mix", 100}, {"lowcut", 20}, {"highcut", 20000}}, 1.0, 100);
    ASSERT_EQ(shown.peaks[0].size(), 100u);
    EXPECT_GT(shown.peaks[0][10], -3);
    EXPECT_LT(shown.peaks[0][5], -100) << "nothing before the first repeat";
    EXPECT_NEAR(shown.peaks[0][20] - shown.peaks[0][10], -6, 1.5);
    EXPECT_NEAR(shown.peaks[0][30] - shown.peaks[0][20], -6, 1.5);
}

TEST_F(EchoPictureTest, AReverbDiesAwayInTheTimeItIsSetTo) {
    const EchoPicture shown = picture("reverb", {{"decay", 1.2}, {"damping", 20000}, {"mix", 100}}, 1.6, 400);
    ASSERT_TRUE(shown.reverberation);
    EXPECT_NEAR(*shown.reverberation, 1.2, 0.35);
    for (std::size_t i = 1; i < shown.decay.size(); ++i) ASSERT_LE(shown.decay[i], shown.decay[i - 1] + 1e-3f);
}

TEST_F(EchoPictureTest, StopsWhenNobodyWaitsForItAnyMore) {
    project::Insert insert;
    insert.processor = "reverb";
    const auto made = echoPictureOf(insert, {}, SampleRate{48000}, 2, 100, catalogue, NoFiles(), [] { return false; });
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().kind, ErrorKind::cancelled);
}

TEST_F(EchoPictureTest, ItsWidthFollowsTheSound) {
    project::Insert insert;
    insert.values.numbers["decay"] = 3;
    EXPECT_NEAR(echoSpanOf(insert, *catalogue.find("reverb")), 3.3, 0.2);
    insert.values.numbers = {{"time", 200.0}};
    EXPECT_NEAR(echoSpanOf(insert, *catalogue.find("delay")), 1.7, 0.1);
}

} // namespace
} // namespace lacquer::ui
