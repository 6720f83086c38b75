#include "formats/deliver/codec_audit.h"

#include "formats/deliver/target_library.h"
#include "tests/formats/album/small_album.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace lacquer::formats {
namespace {

using mastering::Codec;
using mastering::Encoding;

/// Noise with a loud place: clipped to full scale around 2 s.
std::vector<std::int16_t> hot(std::size_t seconds, unsigned seed) {
    auto samples = noise(seconds * 48000, seed, -16);
    for (std::size_t k = 2 * 48000 * 2; k < 2 * 48000 * 2 + 9600; ++k)
        samples[k] = static_cast<std::int16_t>(std::fmax(-32767, std::fmin(32767, samples[k] * 8.0)));
    return samples;
}

CodecAudit audited(const SmallAlbum& album, std::vector<Encoding> encodings) {
    const auto audit = auditCodecs({album.subject(), std::move(encodings), -1}, processors::ProcessorCatalogue{});
    EXPECT_TRUE(audit) << audit.error().message;
    return audit ? *audit : CodecAudit{};
}

TEST(CodecAudit, NamesTheWorstMomentOfEverySongInEveryCodec) {
    SmallAlbum album("audit", {48000});
    album.addTrack(noise(4 * 48000, 1, -24), 0, "Quiet");
    album.addTrack(hot(4, 2), 1, "Hot");
    const CodecAudit audit = audited(album, {{Codec::mp3, 320}, {Codec::vorbis, 320}, {Codec::aac, 256}, {Codec::opus, 160}});
    ASSERT_EQ(audit.readings.size(), 8u);
    for (std::size_t k = 0; k < 4; ++k) {
        const CodecReading &quiet = audit.readings[k], &loud = audit.readings[4 + k];
        EXPECT_EQ(quiet.overs, 0) << textOf(quiet.encoding);
        EXPECT_EQ(quiet.trimDb, 0);
        EXPECT_GT(loud.truePeakDbtp, -1) << textOf(loud.encoding);
        EXPECT_GT(loud.overs, 0);
        EXPECT_NEAR(loud.worst.value, 2.05, 0.12) << textOf(loud.encoding);
        EXPECT_LT(loud.trimDb, 0);
        EXPECT_TRUE(std::filesystem::exists(loud.decoded));
        EXPECT_NEAR(quiet.integratedLufs, audit.readings[0].integratedLufs, 0.4);
    }
    EXPECT_EQ(audit.songTrimsDb[0], 0);
    EXPECT_EQ(audit.songTrimsDb[1], audit.albumTrimDb);
}

TEST(CodecAudit, ItsTrimIsEnoughAndATenthLessIsNot) {
    SmallAlbum album("audit-trim", {48000});
    album.addTrack(hot(4, 3), 0, "Hot");
    const std::vector<Encoding> mp3{{Codec::mp3, 320}};
    const CodecAudit before = audited(album, mp3);
    ASSERT_LT(before.albumTrimDb, 0);
    album.change([&](project::Project& project) { project = *applyTrim(project, before, TrimScope::album); });
    EXPECT_EQ(audited(album, mp3).albumTrimDb, 0) << "the trim clears it";
    album.change([&](project::Project& project) {
        CodecAudit back = before;
        back.albumTrimDb = 0.1;
        project = *applyTrim(project, back, TrimScope::album);
    });
    EXPECT_LT(audited(album, mp3).albumTrimDb, 0) << "less does not";
}

TEST(CodecAudit, SongsAreTrimmedByThemselves) {
    SmallAlbum album("audit-songs", {48000});
    album.addTrack(noise(4 * 48000, 1, -24), 0, "Quiet");
    album.addTrack(hot(4, 2), 1, "Hot");
    const CodecAudit audit = audited(album, {{Codec::mp3, 320}});
    const auto trimmed = applyTrim(*album.project(), audit, TrimScope::songs);
    ASSERT_TRUE(trimmed);
    EXPECT_EQ(trimmed->album->tracks[0]->channel.fader.value, 0);
    EXPECT_DOUBLE_EQ(trimmed->album->tracks[1]->channel.fader.value, audit.songTrimsDb[1]);
    EXPECT_EQ(trimmed->album->channel->fader.value, 0);
}

TEST(CodecAudit, AsksForTheCodecsOfItsTargets) {
    const auto library = loadTargetsFrom({LACQUER_SHIPPED_TARGETS});
    EXPECT_TRUE(library.notes.empty()) << library.notes[0];
    const auto encodings = encodingsOf({*library.find("spotify"), *library.find("mp3"), *library.find("cd-ddp")});
    EXPECT_NE(std::find(encodings.begin(), encodings.end(), Encoding{Codec::vorbis, 320}), encodings.end());
    EXPECT_NE(std::find(encodings.begin(), encodings.end(), Encoding{Codec::mp3, 320}), encodings.end());
}

} // namespace
} // namespace lacquer::formats
