#include "tests/app/program.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace lacquer::test {
namespace {

using nlohmann::json;
using Words = std::vector<std::string>;

class AlbumCommands : public ::testing::Test {
protected:
    void SetUp() override {
        must({"new", "EP.lacquer", "--rate", "44100"});
        program_.writeWav("01 First.wav", 6 * 44100, 2, 44100);
        program_.writeWav("02 Second.wav", 5 * 44100, 2, 44100);
        must({"album", "EP.lacquer", "add", "01 First.wav", "02 Second.wav"});
    }

    Outcome must(const Words& words) {
        const Outcome outcome = program_.run(words);
        EXPECT_EQ(outcome.status, 0) << words[0] << " " << (words.size() > 2 ? words[2] : "") << ": " << outcome.err;
        return outcome;
    }

    json track(int number) {
        const json shown = json::parse(must({"show", "EP.lacquer", "@album/" + std::to_string(number), "--json"}).out, nullptr, false);
        return shown;
    }

    Program program_;
};

TEST_F(AlbumCommands, SetMarksSidesAndPregaps) {
    must({"album", "EP.lacquer", "pregap", "1", "0.5s"});
    must({"album", "EP.lacquer", "index", "2", "1s", "2.5s"});
    must({"album", "EP.lacquer", "side", "2", "on"});
    EXPECT_EQ(track(1)["pregap_s"], 0.5);
    EXPECT_EQ(track(2)["starts_side"], true);
    EXPECT_EQ(program_.run({"album", "EP.lacquer", "pregap", "1", "60s"}).status, 2);
    EXPECT_EQ(program_.run({"album", "EP.lacquer", "side", "2", "perhaps"}).status, 2);
}

TEST_F(AlbumCommands, SpacesTracksFromWhereTheOneBeforeIsHeardToEnd) {
    // The files are silence but for a first sample, so the first is heard for 50 ms only.
    must({"album", "EP.lacquer", "space", "2", "4beats", "tempo=120"});
    EXPECT_NEAR(track(2)["gap_s"].get<double>(), 2 - 5.95, 0.06);
    EXPECT_EQ(program_.run({"album", "EP.lacquer", "space", "2", "4beats"}).status, 2) << "no tempo is known";
    EXPECT_EQ(program_.run({"album", "EP.lacquer", "space", "1", "2s"}).status, 2) << "nothing before it";
}

TEST_F(AlbumCommands, ADiscGoesOutAndComesBack) {
    must({"album", "EP.lacquer", "meta", "title=Disc", "artist=Band", "upc=5901234123457", "title@de=Platte"});
    must({"deliver", "EP.lacquer", "--target", "cd-ddp", "-o", "out"});
    must({"verify", "out", "--html", "v.html", "--pdf", "v.pdf"});
    EXPECT_TRUE(std::filesystem::exists(program_.folder() / "v.pdf"));
    const json disc = json::parse(must({"disc", "out/cd-ddp/DDP", "--json", "--extract", "tracks", "--pdf", "pq.pdf"}).out, nullptr, false);
    EXPECT_EQ(disc["passed"], true);
    EXPECT_EQ(disc["title"], "Disc");
    EXPECT_EQ(disc["languages"], json::array({"en", "de"}));
    EXPECT_EQ(disc["tracks"].size(), 2u);
    EXPECT_TRUE(std::filesystem::exists(program_.folder() / "tracks" / "02 Second.wav"));
    must({"new", "Copy.lacquer", "--rate", "44100"});
    must({"album", "Copy.lacquer", "add", "out/cd-ddp/DDP"});
    must({"deliver", "Copy.lacquer", "--target", "cd-ddp", "-o", "again"});
    const auto bytes = [&](const char* folder) {
        std::ifstream stream(program_.folder() / folder / "cd-ddp/DDP/IMAGE.DAT", std::ios::binary);
        return std::string{std::istreambuf_iterator<char>(stream), {}};
    };
    EXPECT_TRUE(bytes("out") == bytes("again"));
    EXPECT_EQ(program_.run({"disc", "tracks"}).status, 2);
}

TEST_F(AlbumCommands, MixesAreHeldAndOffered) {
    must({"import", "EP.lacquer", "--song", "Song", "01 First.wav"});
    must({"album", "EP.lacquer", "add", "Song"});
    must({"album", "EP.lacquer", "hold", "3"});
    EXPECT_EQ(track(3)["mix"], "held");
    must({"set", "EP.lacquer", "Song/First", "fader=-6dB"});
    const json mixes = json::parse(must({"mixes", "EP.lacquer", "--json"}).out, nullptr, false);
    ASSERT_EQ(mixes["tracks"].size(), 3u);
    EXPECT_EQ(mixes["tracks"][2]["state"], "offered");
    EXPECT_EQ(mixes["tracks"][2]["edits"].size(), 1u);
    must({"album", "EP.lacquer", "decline", "3"});
    EXPECT_EQ(json::parse(must({"mixes", "EP.lacquer", "--json"}).out)["tracks"][2]["state"], "held");
    must({"album", "EP.lacquer", "follow", "3"});
    EXPECT_EQ(track(3)["mix"], "follows");
    EXPECT_EQ(program_.run({"album", "EP.lacquer", "hold", "1"}).status, 2) << "a file is not mixed on";
}

TEST_F(AlbumCommands, StemsBecomeOneTrackInGroups) {
    program_.writeWav("stems/Drums 1.wav", 44100, 2, 44100);
    program_.writeWav("stems/Bass.wav", 44100, 2, 44100);
    must({"album", "EP.lacquer", "stems", "Stemmed", "stems"});
    EXPECT_EQ(track(3)["song"], "Stemmed");
    EXPECT_EQ(program_.run({"album", "EP.lacquer", "stems", "Stemmed", "stems"}).status, 2) << "the name is taken";
}

TEST(DemoAlbum, IsReadyByItsOwnCheck) {
    // Cymbals reach up to half the rate, where the filter of BS.1770-4 Annex 2 reads more than there
    // is: the album's limiter must hold its ceiling by that reading too. 0.05 dB as for programme.
    const Program program;
    const std::string album = "First Light.lacquer";
    const Outcome made = program.run({"demo", "demo"});
    ASSERT_EQ(made.status, 0) << made.err;
    const Outcome checked = program.run({"check", "demo/" + album, "--json"});
    ASSERT_EQ(checked.status, 0) << checked.out;
    const json report = json::parse(checked.out);
    EXPECT_EQ(report["verdict"], "ready");
    EXPECT_LE(report["measures"]["true_peak_dbtp"].get<double>(), -1.1 + 0.05);
}

} // namespace
} // namespace lacquer::test
