#include "engine/mastering/isrc_series.h"

#include <gtest/gtest.h>

namespace lacquer::mastering {
namespace {

project::Project album(std::initializer_list<const char*> codes) {
    project::Project project = project::makeProject("Album", {48000});
    auto made = *project.album;
    std::uint64_t id = 1;
    for (const char* code : codes) {
        project::AlbumTrack track;
        track.id = {id++};
        if (*code) track.metadata["isrc"] = code;
        made.tracks.push_back(std::make_shared<const project::AlbumTrack>(track));
    }
    project.album = std::make_shared<const project::Album>(made);
    return project;
}

std::vector<std::string> codesOf(const project::Project& project) {
    std::vector<std::string> codes;
    for (const auto& track : project.album->tracks) {
        const auto found = track->metadata.find("isrc");
        codes.push_back(found == track->metadata.end() ? "" : found->second);
    }
    return codes;
}

TEST(Isrc, CountsUpOverTens) {
    EXPECT_EQ(nextIsrc("AA6Q72600009").value_or(""), "AA6Q72600010");
    EXPECT_EQ(nextIsrc("AA6Q72600999").value_or(""), "AA6Q72601000");
    EXPECT_FALSE(nextIsrc("AA6Q72699999")) << "the year's series is used up";
    EXPECT_FALSE(nextIsrc("AA6Q7260000"));
    EXPECT_FALSE(nextIsrc(""));
}

TEST(Isrc, FillsTheTracksBehindThatHaveNone) {
    const auto counted = countIsrcsFrom(album({"", "AA6Q72600007", "", "AA6Q72600008", ""}), {2});
    ASSERT_TRUE(counted) << counted.error().message;
    EXPECT_EQ(codesOf(*counted), (std::vector<std::string>{"", "AA6Q72600007", "AA6Q72600009", "AA6Q72600008", "AA6Q72600010"}))
        << "what is before stays, what is taken is passed over";
    EXPECT_FALSE(countIsrcsFrom(*counted, {1})) << "nothing to count from";
}

} // namespace
} // namespace lacquer::mastering
