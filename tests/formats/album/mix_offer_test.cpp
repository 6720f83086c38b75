#include "formats/album/mix_offer.h"

#include "engine/project/album_edits.h"
#include "engine/project/channel_edits.h"
#include "engine/project/import_edits.h"
#include "tests/formats/album/small_album.h"

#include <gtest/gtest.h>

namespace lacquer::formats {
namespace {

/// A song of one track, made from the album's first file, and put on the album in its place.
AlbumTrackId mixOnAlbum(SmallAlbum& album) {
    album.addTrack(noise(4 * 48000, 1, -20), 0, "Take");
    AlbumTrackId id;
    album.change([&](project::Project& project) {
        project::ImportedTrack take;
        take.name = "Guitar";
        take.source = *project.sources[0];
        auto imported = addImportedTracks(project, "Song", {take});
        project = std::move(imported->project);
        project = *removeAlbumTrack(project, project.album->tracks[0]->id);
        auto added = addSongToAlbum(project, imported->song);
        id = added->id;
        project = std::move(added->project);
    });
    return id;
}

void turn(SmallAlbum& album, double level) {
    album.change([&](project::Project& project) {
        project = *setFader(project, project.songs[0]->tracks[0]->channel.id, Decibels{level});
    });
}

std::optional<std::string> offered(const SmallAlbum& album, AlbumTrackId id) {
    return offeredMix(*album.project(), *findAlbumTrack(*album.project(), id));
}

TEST(MixOffer, IsMadeWhenTheHeldMixIsNoLongerTheNewest) {
    SmallAlbum album("offer", {48000});
    const AlbumTrackId id = mixOnAlbum(album);
    turn(album, -3);
    EXPECT_FALSE(offered(album, id)) << "the album follows";
    album.change([&](project::Project& project) { project = *holdMix(project, id); });
    EXPECT_FALSE(offered(album, id)) << "nothing is newer";
    turn(album, -6);
    ASSERT_TRUE(offered(album, id));
    const auto offer = compareMixes(album.subject(), id, processors::ProcessorCatalogue{});
    ASSERT_TRUE(offer) << offer.error().message;
    EXPECT_NEAR(offer->newer.programme.measures.integratedLufs - offer->held.programme.measures.integratedLufs, -3, 0.01);
    EXPECT_NEAR(offer->matchDb(), 3, 0.01);
    EXPECT_EQ(offer->held.length, offer->newer.length);
    ASSERT_EQ(offer->edits.size(), 1u);
    EXPECT_EQ(offer->edits[0].find("Guitar: Fader"), 0u) << offer->edits[0];

    album.change([&](project::Project& project) { project = *declineMix(project, id, offer->recipe); });
    EXPECT_FALSE(offered(album, id)) << "turned down";
    turn(album, -7);
    EXPECT_TRUE(offered(album, id)) << "another one";
    album.change([&](project::Project& project) { project = *pinMix(project, id, true); });
    EXPECT_FALSE(offered(album, id)) << "pinned";
}

TEST(MixOffer, TheAlbumPlaysWhatItHoldsUntilTheNewerOneIsAccepted) {
    SmallAlbum album("held", {48000});
    const AlbumTrackId id = mixOnAlbum(album);
    const processors::ProcessorCatalogue catalogue;
    const auto loudness = [&] { return renderAlbumMaster(album.subject(), catalogue)->whole.measures.integratedLufs; };
    const double before = loudness();
    const std::string key = *albumMasterKey(album.subject());
    album.change([&](project::Project& project) { project = *holdMix(project, id); });
    EXPECT_EQ(*albumMasterKey(album.subject()), key) << "holding changes no sample";
    turn(album, -6);
    EXPECT_EQ(*albumMasterKey(album.subject()), key);
    EXPECT_NEAR(loudness(), before, 1e-9);
    album.change([&](project::Project& project) { project = *holdMix(project, id); }); // accept
    EXPECT_NEAR(loudness(), before - 6, 0.01);
}

} // namespace
} // namespace lacquer::formats
