#include "engine/mastering/accepted_findings.h"

#include <gtest/gtest.h>

namespace lacquer::mastering {
namespace {

constexpr AlbumTrackId kFirst{20}, kSecond{21};

project::Project twoTracks() {
    project::Project project = project::makeProject("Album", {48000});
    auto album = *project.album;
    for (const AlbumTrackId id : {kFirst, kSecond}) {
        project::AlbumTrack track;
        track.id = id;
        track.metadata["title"] = id == kFirst ? "Mirror" : "Glass";
        album.tracks.push_back(std::make_shared<const project::AlbumTrack>(track));
    }
    project.album = std::make_shared<const project::Album>(album);
    return project;
}

const project::AlbumTrack& trackOf(const project::Project& project, std::size_t index) { return *project.album->tracks[index]; }

TEST(AcceptedFinding, KeepsWhatWhyAndWhoAndIsFoundAgain) {
    const auto accepted = acceptFinding(twoTracks(), kFirst, "clipping", Seconds{83.24}, "Clips: 14 samples", "the amp is meant so", "Anna");
    ASSERT_TRUE(accepted) << accepted.error().message;
    EXPECT_EQ(acceptedWords(trackOf(*accepted, 0), "clipping", Seconds{83.24}), "Clips: 14 samples: the amp is meant so (Anna)");
    EXPECT_TRUE(acceptedWords(trackOf(*accepted, 0), "clipping", Seconds{83.6})) << "an edit before it moved it a little";
    EXPECT_FALSE(acceptedWords(trackOf(*accepted, 0), "clipping", Seconds{90}));
    EXPECT_FALSE(acceptedWords(trackOf(*accepted, 0), "true_peak", Seconds{83.24}));
    EXPECT_FALSE(acceptedWords(trackOf(*accepted, 1), "clipping", Seconds{83.24}));
    EXPECT_EQ(acceptedLines(*accepted), std::vector<std::string>{"1 Mirror, 1:23.2: Clips: 14 samples: the amp is meant so (Anna)"});
}

TEST(AcceptedFinding, NeedsAReason) {
    const auto accepted = acceptFinding(twoTracks(), kFirst, "mono", std::nullopt, "Mono", "  ", "Anna");
    ASSERT_FALSE(accepted);
    EXPECT_NE(accepted.error().message.find("why"), std::string::npos);
}

TEST(AcceptedFinding, CanBeRewordedAndWithdrawn) {
    auto project = acceptFinding(twoTracks(), kSecond, "mono", std::nullopt, "Both channels are the same", "an old tape", "");
    ASSERT_TRUE(project);
    project = acceptFinding(*project, kSecond, "mono", std::nullopt, "Both channels are the same", "a mono record", "");
    ASSERT_TRUE(project);
    ASSERT_EQ(acceptedFindings(*project).size(), 1u);
    EXPECT_EQ(acceptedFindings(*project)[0].words, "Both channels are the same: a mono record");
    project = withdrawAcceptance(*project, kSecond, "mono", std::nullopt);
    ASSERT_TRUE(project);
    EXPECT_TRUE(acceptedFindings(*project).empty());
    EXPECT_FALSE(withdrawAcceptance(*project, kSecond, "mono", std::nullopt));
}

TEST(AcceptedFinding, StandInOrderOfTracksAndTimes) {
    auto project = acceptFinding(twoTracks(), kSecond, "dropout", Seconds{5}, "Silence", "a rest", "");
    project = acceptFinding(*project, kFirst, "dropout", Seconds{100}, "Silence", "a rest", "");
    project = acceptFinding(*project, kFirst, "dropout", Seconds{9.5}, "Silence", "a rest", "");
    ASSERT_TRUE(project);
    const auto found = acceptedFindings(*project);
    ASSERT_EQ(found.size(), 3u);
    EXPECT_EQ(found[0].at->value, 9.5);
    EXPECT_EQ(found[1].at->value, 100);
    EXPECT_EQ(found[2].track, kSecond);
}

} // namespace
} // namespace lacquer::mastering
