#include "ui/models/delivery_view.h"

#include <gtest/gtest.h>

#include <cmath>

namespace lacquer::ui {
namespace {

mastering::Target target(const std::string& id, const std::string& group) {
    mastering::Target made;
    made.id = id;
    made.name = "Target " + id;
    made.group = group;
    made.rate = SampleRate{44100};
    made.bits = 16;
    made.ceiling = -1;
    return made;
}

TEST(DeliveryView, SaysWhatATargetMakes) {
    auto flac = target("flac", "Download");
    flac.container = mastering::Container::flac;
    flac.codec = mastering::Codec::flac;
    flac.bits = 24;
    flac.rate = std::nullopt;
    EXPECT_EQ(formatText(flac, {96000}), "FLAC 24-bit · 96 kHz");
    EXPECT_EQ(formatText(target("a", "Streaming"), {96000}), "WAV 16-bit · 44.1 kHz");
    auto spotify = target("spotify", "Streaming");
    spotify.loudness = -14;
    spotify.rule = mastering::LoudnessRule::normalise;
    EXPECT_EQ(ruleText(spotify), "brought to \u221214.0 LUFS · ceiling \u22121.0 dBTP");
    spotify.loudness.reset();
    EXPECT_EQ(ruleText(spotify), "as mastered · ceiling \u22121.0 dBTP");
}

TEST(DeliveryView, GroupsTargetsAndShowsWhatWasPredicted) {
    project::Project project = project::makeProject("P", {48000});
    project.targets = {"b"};
    formats::TargetPrediction refused;
    refused.id = "b";
    refused.verdict = formats::Verdict::refused;
    refused.problem = "\"Undertow\" has no ISRC. Type it in the album's table.";
    refused.files = {{"01.wav", formats::Verdict::pass, -14, -1, 0}, {"02.wav", formats::Verdict::refused, -14, -1, 0}};
    const auto groups = targetGroups({target("a", "Streaming"), target("b", "CD"), target("c", "Streaming")}, project, {{"b", refused}});
    ASSERT_EQ(groups.size(), 2u);
    EXPECT_EQ(groups[0].cards.size(), 2u);
    EXPECT_EQ(groups[0].chosen(), 0);
    EXPECT_EQ(groups[1].chosen(), 1);
    EXPECT_EQ(groups[1].cards[0].verdict, CardVerdict::refused);
    EXPECT_EQ(groups[1].cards[0].sentence, refused.problem);
    EXPECT_EQ(groups[1].cards[0].cells, (std::vector{CardVerdict::pass, CardVerdict::refused}));
}

TEST(DeliveryView, ListsFactsOfFilesAndMarksWhatIsOverItsCeiling) {
    formats::TargetDelivery delivery;
    delivery.id = "a";
    delivery.name = "Streaming master";
    delivery.ceiling = -1;
    delivery.passed = true;
    formats::DeliveredFile file;
    file.path = "a/01 Ignition.wav";
    file.sha256 = "9f2c0000000000000000000000000041";
    file.audio = true;
    file.rate = {44100};
    file.bits = 24;
    file.frames = {44100 * 214};
    file.integratedLufs = -11.4;
    file.truePeakDbtp = -0.6;
    delivery.files = {file};
    const auto lines = deliveredLines({delivery});
    ASSERT_EQ(lines.size(), 2u);
    EXPECT_EQ(lines[0].note, "1 of 1 verified");
    EXPECT_EQ(lines[1].name, "01 Ignition.wav");
    EXPECT_EQ(lines[1].length, "3:34");
    EXPECT_EQ(lines[1].format, "44.1k 24");
    EXPECT_EQ(lines[1].checksum, "9f2c…41");
    EXPECT_EQ(lines[1].state, DeliveryLine::State::failed) << "above its ceiling";
}

} // namespace
} // namespace lacquer::ui
