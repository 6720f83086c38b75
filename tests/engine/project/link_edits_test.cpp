#include "engine/project/link_edits.h"
#include "tests/engine/project/sample_project.h"

#include <gtest/gtest.h>

namespace lacquer::project {
namespace {

using test::makeSample;
using test::must;
using test::Sample;

TEST(LinkEdits, AGroupSaysWhatMovesTogether) {
    const Sample s = makeSample();
    const std::vector both{s.vocal, s.bass};
    const auto made = must(addLinkGroup(s.project, s.song, "Band", both));
    const Song& song = *made.project.songs[0];
    EXPECT_EQ(editedTogether(song, s.vocal), (std::vector{s.bass, s.vocal})) << "in the song's order";
    EXPECT_EQ(mixedTogether(song, std::vector{s.vocal}), (std::vector{s.vocal, s.bass}));
    EXPECT_EQ(mixedTogether(song, std::vector{s.drums}), (std::vector{s.drums}));

    const Project off = must(setLinkGroupOn(made.project, s.song, made.id, false));
    EXPECT_EQ(editedTogether(*off.songs[0], s.vocal), (std::vector{s.vocal}));
    const Project mixOnly = must(setLinkGroupEdits(made.project, s.song, made.id, false));
    EXPECT_EQ(editedTogether(*mixOnly.songs[0], s.vocal), (std::vector{s.vocal}));
    EXPECT_EQ(mixedTogether(*mixOnly.songs[0], std::vector{s.vocal}).size(), 2u);
}

TEST(LinkEdits, AChannelIsInOneGroupOnly) {
    const Sample s = makeSample();
    const auto first = must(addLinkGroup(s.project, s.song, "Band", std::vector{s.vocal, s.bass, s.drums}));
    const auto second = must(addLinkGroup(first.project, s.song, "Low", std::vector{s.bass, s.hall}));
    EXPECT_EQ(linkGroupOf(*second.project.songs[0], s.bass)->name, "Low");
    EXPECT_EQ(linkGroupOf(*second.project.songs[0], s.vocal)->channels, (std::vector{s.vocal, s.drums}));
    EXPECT_FALSE(addLinkGroup(s.project, s.song, "One", std::vector{s.bass, s.bass}));
    EXPECT_FALSE(addLinkGroup(s.project, s.song, "", std::vector{s.bass, s.vocal}));
}

TEST(LinkEdits, ATrackThatGoesLeavesItsGroup) {
    const Sample s = makeSample();
    const auto made = must(addLinkGroup(s.project, s.song, "Band", std::vector{s.vocal, s.bass}));
    const Project gone = must(removeTrack(made.project, s.bass));
    EXPECT_EQ(gone.songs[0]->links[0].channels, (std::vector{s.vocal}));
    EXPECT_TRUE(must(removeTrack(gone, s.vocal)).songs[0]->links.empty());
    EXPECT_TRUE(must(removeLinkGroup(made.project, s.song, made.id)).songs[0]->links.empty());
}

} // namespace
} // namespace lacquer::project
