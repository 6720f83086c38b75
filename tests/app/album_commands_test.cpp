#include "tests/app/program.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace lacquer::test {
namespace {

using nlohmann::json;
using Words = std::vector<std::string>;

/// Stereo noise in 16 bits, the same for a seed.
void writeNoise(const Program& program, const std::string& name, std::uint32_t frames, std::uint32_t seed) {
    std::ofstream file(program.folder() / name, std::ios::binary);
    const auto number = [&](std::uint32_t value, int bytes) {
        for (int i = 0; i < bytes; ++i) file.put(static_cast<char>(value >> (8 * i)));
    };
    file << "RIFF";
    number(36 + frames * 4, 4);
    file << "WAVEfmt ";
    number(16, 4), number(1, 2), number(2, 2), number(44100, 4), number(44100 * 4, 4), number(4, 2), number(16, 2);
    file << "data";
    number(frames * 4, 4);
    for (std::uint32_t k = 0, x = seed * 2654435761u + 1; k < 2 * frames; ++k) {
        x = x * 1664525u + 1013904223u;
        number((x >> 19) - 4096, 2); // ±4096: −18 dBFS at most
    }
}

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

TEST_F(AlbumCommands, AFindingIsAcceptedWithAReasonThatTheReportShows) {
    const auto findings = [&] { return json::parse(program_.run({"check", "EP.lacquer", "--json"}).out)["findings"]; };
    std::string fault;
    for (const json& finding : findings())
        if (finding["track"] == "First" && finding["id"] != "isrc_missing") fault = finding["id"];
    ASSERT_NE(fault, "") << "a click in silence ought to be found";
    must({"album", "EP.lacquer", "accept-finding", "1", fault, "a slate at the start", "who=Anna"});
    bool accepted = false;
    for (const json& finding : findings())
        if (finding["track"] == "First" && finding["id"] == fault)
            accepted = accepted || finding.value("accepted", "").find("a slate at the start (Anna)") != std::string::npos;
    EXPECT_TRUE(accepted);
    must({"album", "EP.lacquer", "meta", "title=Disc", "artist=Band"});
    must({"deliver", "EP.lacquer", "--target", "streaming-24", "-o", "out"});
    std::ifstream report(program_.folder() / "out" / "report.html");
    const std::string page{std::istreambuf_iterator<char>(report), {}};
    EXPECT_NE(page.find("a slate at the start (Anna)"), std::string::npos);
    std::ifstream manifest(program_.folder() / "out" / "manifest.json");
    const json made = json::parse(manifest)["made_by"];
    for (const char* key : {"program", "build", "cpu", "libraries", "dither seed"}) EXPECT_NE(made.value(key, ""), "") << key;
    must({"album", "EP.lacquer", "accept-finding", "1", fault, "withdraw=on"});
    for (const json& finding : findings()) EXPECT_FALSE(finding.contains("accepted"));
    EXPECT_EQ(program_.run({"album", "EP.lacquer", "accept-finding", "1", "dropout@4s", "so"}).status, 2) << "there is none";
}

TEST_F(AlbumCommands, IsrcsAreCountedUp) {
    must({"album", "EP.lacquer", "meta", "1", "isrc=AA6Q72600009"});
    must({"album", "EP.lacquer", "isrcs", "1"});
    EXPECT_EQ(track(2)["metadata"]["isrc"], "AA6Q72600010");
    EXPECT_EQ(program_.run({"album", "EP.lacquer", "isrcs", "3"}).status, 2);
}

TEST_F(AlbumCommands, SongsAreComparedAndMatchedInOneStep) {
    // Three songs of noise, the last through a treble cut.
    for (const char* name : {"A.wav", "B.wav", "C.wav"}) writeNoise(program_, name, 5 * 44100, static_cast<std::uint32_t>(name[0]));
    must({"album", "EP.lacquer", "remove", "2"});
    must({"album", "EP.lacquer", "remove", "1"});
    must({"album", "EP.lacquer", "add", "A.wav", "B.wav", "C.wav"});
    must({"insert", "EP.lacquer", "@album/3", "eq", "band1.type=highshelf", "band1.freq=4kHz", "band1.gain=-6dB"});
    const auto distances = [&] {
        std::vector<double> all;
        const json compared = json::parse(must({"tone", "EP.lacquer", "--json"}).out);
        for (const json& track : compared["tracks"]) all.push_back(track["distance_db"]);
        return all;
    };
    const auto before = distances();
    ASSERT_EQ(before.size(), 3u);
    EXPECT_GT(before[2], 2 * before[0] - 0.5);
    must({"album", "EP.lacquer", "match", "3", "to=1", "strength=100%"});
    const auto after = distances();
    EXPECT_LT(after[2], 0.6 * before[2]);
    must({"undo", "EP.lacquer"});
    EXPECT_NEAR(distances()[2], before[2], 1e-9) << "one step takes it away";
    EXPECT_EQ(program_.run({"album", "EP.lacquer", "match", "1", "to=1"}).status, 2);
    EXPECT_EQ(program_.run({"album", "EP.lacquer", "match", "1", "strength=300%"}).status, 2);
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
