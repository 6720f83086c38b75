#include "formats/album/heard_tail.h"

#include "tests/formats/album/small_album.h"

#include <gtest/gtest.h>

namespace lacquer::formats {
namespace {

TEST(HeardTail, CountsSilenceAtTheEndAndTheFade) {
    SmallAlbum album("heard", {48000});
    auto samples = noise(4 * 48000, 1);
    samples.resize(samples.size() + 2 * 2 * 48000, 0);
    album.addTrack(samples, 0, "Ends early");
    album.addTrack(noise(4 * 48000, 2), 1, "Next");
    const processors::ProcessorCatalogue catalogue;
    const auto tail = heardTail(album.subject(), album.project()->album->tracks[0]->id, catalogue);
    ASSERT_TRUE(tail) << tail.error().message;
    EXPECT_NEAR(tail->tail.value, 2, 0.06);
    EXPECT_DOUBLE_EQ(tail->length.value, 6);
    EXPECT_DOUBLE_EQ(tail->end.value, 6);
}

} // namespace
} // namespace lacquer::formats
