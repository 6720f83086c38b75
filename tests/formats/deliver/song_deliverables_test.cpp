#include "formats/deliver/song_deliverables.h"

#include <gtest/gtest.h>

namespace lacquer::formats {
namespace {

/// Tracks by name; the bus they go to, where one is given.
project::Song songOf(std::initializer_list<std::pair<const char*, const char*>> tracks) {
    project::Song song;
    std::uint64_t id = 1;
    for (const auto& [name, group] : tracks) {
        project::Track track;
        track.channel.id = {id++};
        track.channel.name = name;
        track.clips = std::make_shared<const project::ClipList>();
        if (*group) {
            project::Bus bus;
            bus.channel.id = {id++};
            bus.channel.name = group;
            track.channel.output = bus.channel.id;
            song.buses.push_back(std::make_shared<const project::Bus>(bus));
        }
        song.tracks.push_back(std::make_shared<const project::Track>(track));
    }
    return song;
}

std::string heard(const project::Song& song) {
    std::string names;
    for (const auto& track : song.tracks)
        if (!track->channel.muted) names += track->channel.name + " ";
    return names;
}

TEST(AlternateMixes, AreTheSongWithoutItsVoicesOnlyItsVoicesAndWithoutTheLead) {
    const auto mixes = alternatesOf(songOf({{"Kick", ""}, {"Lead Vox", ""}, {"BGV L", ""}, {"Anna", "Vocals"}}));
    ASSERT_EQ(mixes.size(), 3u);
    EXPECT_EQ(mixes[0].version, "Instrumental");
    EXPECT_EQ(heard(mixes[0].song), "Kick ");
    EXPECT_EQ(heard(mixes[1].song), "Lead Vox BGV L Anna ");
    EXPECT_EQ(mixes[2].version, "TV mix");
    EXPECT_EQ(heard(mixes[2].song), "Kick BGV L ");
}

TEST(AlternateMixes, HaveNoTvMixWithoutBackingVoicesAndNoneAtAllWithoutVoices) {
    EXPECT_EQ(alternatesOf(songOf({{"Kick", ""}, {"Vocal", ""}})).size(), 2u);
    EXPECT_TRUE(alternatesOf(songOf({{"Kick", ""}, {"Lead Guitar", ""}})).empty());
}

} // namespace
} // namespace lacquer::formats
