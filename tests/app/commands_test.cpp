#include "tests/app/program.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace lacquer::test {
namespace {

using nlohmann::json;
using Words = std::vector<std::string>;

class Commands : public ::testing::Test {
protected:
    void SetUp() override { must({"new", "EP.lacquer"}); }

    Outcome must(const Words& words, const std::string& input = "") {
        const Outcome outcome = program_.run(words, input);
        EXPECT_EQ(outcome.status, 0) << words[0] << " " << (words.size() > 2 ? words[2] : "") << ": " << outcome.err;
        return outcome;
    }

    json show(Words words = {}) {
        words.insert(words.begin(), {"show", "EP.lacquer"});
        words.emplace_back("--json");
        return json::parse(must(words).out, nullptr, false);
    }

    /// Refused with this status, in words.
    void refused(const Words& words, int status, const std::string& said = "") {
        const Outcome outcome = program_.run(words);
        EXPECT_EQ(outcome.status, status) << words[0] << ": " << outcome.err;
        EXPECT_GT(outcome.err.size(), 10U) << words[0];
        EXPECT_NE(outcome.err.find(said), std::string::npos) << outcome.err;
        EXPECT_TRUE(outcome.out.empty()) << outcome.out;
    }

    /// A song with two tracks on the album too; made without import, from files on the album.
    void albumOfTwo() {
        program_.writeWav("01 First.wav", 480000);
        program_.writeWav("02 Second Song.wav", 240000, 1);
        must({"album", "EP.lacquer", "add", "01 First.wav", "02 Second Song.wav"});
    }

    Program program_;
};

TEST_F(Commands, WrongUsageIsExitOneAndInWords) {
    refused({"frobnicate"}, 1, "frobnicate");
    refused({"sho"}, 1, "\"show\"");
    refused({"set"}, 1, "PROJECT");
    refused({"set", "EP.lacquer"}, 1);
    refused({"album", "EP.lacquer"}, 1);
    refused({"album", "EP.lacquer", "gap", "1"}, 1);
    refused({"show", "EP.lacquer", "--jsn"}, 1, "--jsn");
    refused({"new"}, 1);
}

TEST_F(Commands, BadInputIsExitTwoAndNamesIt) {
    refused({"show", "Nothing.lacquer"}, 2, "Nothing.lacquer");
    refused({"new", "EP.lacquer"}, 2, "EP.lacquer");
    refused({"new", "X.lacquer", "--rate", "7999"}, 2, "8");
    refused({"new", "X.lacquer", "--rate", "fast"}, 2, "fast");
    refused({"show", "EP.lacquer", "Nowhere/Bass"}, 2, "Nowhere");
    refused({"set", "EP.lacquer", "@album", "fader=11dB"}, 2, "from -90 to 10 dB, or -inf");
    refused({"set", "EP.lacquer", "@album", "fadre=1dB"}, 2, "\"fader\"");
    refused({"insert", "EP.lacquer", "@album", "utilty"}, 2, "\"utility\"");
    refused({"album", "EP.lacquer", "gap", "1", "2"}, 2, "0 tracks");
    refused({"album", "EP.lacquer", "meta", "upc=036000291453"}, 2, "2");
    refused({"undo", "EP.lacquer"}, 2, "undo");
    refused({"undo", "EP.lacquer", "-3"}, 2);
}

TEST_F(Commands, EveryCommandHelps) {
    for (const char* name : {"new", "show", "set", "insert", "remove", "bus", "send", "route", "automate", "album", "undo",
                             "redo", "history", "batch", "processors"}) {
        const Outcome help = program_.run({name, "--help"});
        EXPECT_EQ(help.status, 0) << name;
        EXPECT_GT(help.out.size(), 80U) << name;
    }
    EXPECT_EQ(program_.run({"album", "EP.lacquer", "gap", "--help"}).status, 0);
    EXPECT_EQ(program_.run({"--help"}).status, 0);
}

TEST_F(Commands, EditsAreShownAndUndoneAcrossProcesses) {
    must({"set", "EP.lacquer", "@album", "fader=-4.5dB", "pan=L30", "mute=on"});
    must({"insert", "EP.lacquer", "@album", "utility", "gain=-3dB"});
    json album = show({"@album"});
    EXPECT_EQ(album["fader_db"], -4.5);
    EXPECT_EQ(album["pan"], -30);
    EXPECT_EQ(album["mute"], true);
    ASSERT_EQ(album["inserts"].size(), 1U);
    EXPECT_EQ(album["inserts"][0]["processor"], "utility");
    EXPECT_EQ(album["inserts"][0]["parameters"]["gain"], -3.0);
    must({"set", "EP.lacquer", "@album", "1.gain=-6dB", "utility.polarity=both", "1.bypass=on", "fader=-inf"});
    album = show({"@album"});
    EXPECT_EQ(album["inserts"][0]["parameters"]["polarity"], "both");
    EXPECT_EQ(album["inserts"][0]["bypass"], true);
    EXPECT_TRUE(album["fader_db"].is_null()) << "silence is null";
    const json history = json::parse(must({"history", "EP.lacquer", "--json"}).out);
    EXPECT_EQ(history["history"].size(), 3U);
    must({"undo", "EP.lacquer", "2"});
    EXPECT_TRUE(show({"@album"})["inserts"].empty());
    must({"redo", "EP.lacquer"});
    EXPECT_EQ(show({"@album"})["inserts"].size(), 1U);
    must({"remove", "EP.lacquer", "@album", "1"});
    refused({"redo", "EP.lacquer"}, 2, "redo");
    EXPECT_NE(must({"show", "EP.lacquer", "@album"}).out.find("fader -4.5 dB, pan L30"), std::string::npos);
}

TEST_F(Commands, TheAlbumIsPutTogether) {
    albumOfTwo();
    must({"album", "EP.lacquer", "gap", "2", "-1.5"});
    must({"album", "EP.lacquer", "fade", "2", "in=1s", "out=2.5s", "out.shape=scurve"});
    must({"album", "EP.lacquer", "meta", "title=Öl & Wasser", "upc=036000291452"});
    must({"album", "EP.lacquer", "meta", "1", "isrc=de-a12-26-00001", "composer=me=you"});
    json album = show()["album"];
    EXPECT_EQ(album["metadata"]["title"], "Öl & Wasser");
    ASSERT_EQ(album["tracks"].size(), 2U);
    EXPECT_EQ(album["tracks"][0]["title"], "First");
    EXPECT_EQ(album["tracks"][1]["title"], "Second Song");
    EXPECT_EQ(album["tracks"][0]["metadata"]["isrc"], "DEA122600001");
    EXPECT_EQ(album["tracks"][0]["metadata"]["composer"], "me=you");
    EXPECT_EQ(album["tracks"][1]["start_s"], 8.5);
    EXPECT_EQ(album["tracks"][1]["length_s"], 5.0);
    EXPECT_EQ(album["tracks"][1]["gap_s"], -1.5);
    EXPECT_EQ(album["tracks"][1]["fade_out_s"], 2.5);
    must({"album", "EP.lacquer", "move", "2", "1"});
    EXPECT_EQ(show()["album"]["tracks"][0]["title"], "Second Song");
    must({"album", "EP.lacquer", "crossfade", "2", "2s"});
    must({"album", "EP.lacquer", "trim", "2", "start=1s"});
    must({"album", "EP.lacquer", "gain", "2", "-3dB"});
    must({"set", "EP.lacquer", "@album/2", "fader=-2dB"});
    album = show()["album"];
    EXPECT_EQ(album["tracks"][1]["gap_s"], -2.0);
    EXPECT_EQ(album["tracks"][1]["length_s"], 9.0);
    EXPECT_EQ(show({"@album/2"})["fader_db"], -2.0);
    must({"album", "EP.lacquer", "remove", "1"});
    EXPECT_EQ(show()["album"]["tracks"].size(), 1U);
    refused({"album", "EP.lacquer", "add", "Nothing.wav"}, 2, "Nothing.wav");
    refused({"album", "EP.lacquer", "meta", "1", "isrc=TOOSHORT"}, 2, "TOOSHORT");
    refused({"album", "EP.lacquer", "meta", "artwork=01 First.wav"}, 2, "picture");
}

TEST_F(Commands, MixesAreKeptComparedAndBroughtBack) {
    program_.writeWav("stems/Bass.wav", 48000);
    program_.writeWav("stems/Voice.wav", 48001);
    must({"import", "EP.lacquer", "stems", "--song", "Night"});
    EXPECT_EQ(must({"snapshot", "EP.lacquer", "Night"}).out, "Mix 1\n");
    must({"set", "EP.lacquer", "Night/Bass", "fader=-4dB", "pan=L30"});
    EXPECT_EQ(must({"compare", "EP.lacquer", "Night", "Mix 1"}).out, "Bass: Fader 0 dB → -4 dB (-4.0 dB)\nBass: Pan C → L30\n");
    must({"recall", "EP.lacquer", "Night", "Mix 1", "--only", "levels"});
    EXPECT_EQ(must({"compare", "EP.lacquer", "Night", "Mix 1"}).out, "Bass: Pan C → L30\n");
    const json listed = json::parse(must({"compare", "EP.lacquer", "Night", "3", "--json"}).out);
    ASSERT_EQ(listed["differences"].size(), 1U) << "edit 3 was the last before the recall";
    EXPECT_EQ(listed["differences"][0]["difference"], "Fader -4 dB → 0 dB (+4.0 dB)");
    must({"recall", "EP.lacquer", "Night", "Mix 1"});
    EXPECT_EQ(must({"compare", "EP.lacquer", "Night", "Mix 1"}).out, "Nothing is different.\n");
    refused({"recall", "EP.lacquer", "Night", "Mix 2"}, 2, "Mix 1");
    refused({"recall", "EP.lacquer", "Night", "Mix 1", "--only", "fader"}, 1, "levels");
    must({"snapshot", "EP.lacquer", "Night", "Mix 1", "--remove"});
    refused({"compare", "EP.lacquer", "Night", "Mix 1"}, 2, "Mix 1");
}

TEST_F(Commands, ABatchAnswersEveryLine) {
    const Outcome batch = program_.run({"batch", "EP.lacquer"},
                                       "set @album fader=-4dB\n"
                                       "\n"
                                       "# a comment\n"
                                       "set \"@album\" 'pan=R 20'\n"
                                       "set @album fader=99dB\n"
                                       "frobnicate\n"
                                       "set @album \"unclosed\n"
                                       "album meta \"title=A \\\"B\\\" C\"\n"
                                       "album gap 1 -inf\n"
                                       "undo\n"
                                       "redo 1");
    EXPECT_EQ(batch.status, 2);
    std::istringstream lines(batch.out);
    Words answers;
    for (std::string line; std::getline(lines, line);) answers.push_back(line.substr(0, 5));
    EXPECT_EQ(answers, (Words{"ok", "ok", "error", "error", "error", "ok", "error", "ok", "ok"})) << batch.out;
    EXPECT_EQ(show({"@album"})["fader_db"], -4.0);
    EXPECT_EQ(show({"@album"})["pan"], 20);
    EXPECT_EQ(show()["album"]["metadata"]["title"], "A \"B\" C");
    EXPECT_EQ(json::parse(must({"history", "EP.lacquer", "--json"}).out)["history"].size(), 3U);
}

TEST_F(Commands, NamesMayLookLikeCommandsOptionsAndLists) {
    program_.writeWav("[x].wav", 4800);
    program_.writeWav("-inf.wav", 4800);
    program_.writeWav("add", 4800);
    must({"album", "EP.lacquer", "add", "[x].wav", "-inf.wav", "add"});
    EXPECT_EQ(show()["album"]["tracks"].size(), 3U);
    EXPECT_EQ(show()["album"]["tracks"][1]["title"], "-inf");
    refused({"show", "EP.lacquer", "new"}, 2, "\"new\"");
    refused({"bus", "EP.lacquer", "-song", "set"}, 2, "\"-song\"");
    must({"new", "set"});
    must({"show", "set"});
    must({"show", "--", "set"});
}

TEST_F(Commands, TheCatalogueIsListed) {
    const json all = json::parse(must({"processors", "--json"}).out)["processors"];
    ASSERT_FALSE(all.empty());
    for (const json& processor : all) {
        EXPECT_TRUE(processor["latency_samples"].is_number()) << processor["id"];
        ASSERT_FALSE(processor["parameters"].empty());
        EXPECT_EQ(processor["parameters"][0]["id"], "bypass") << processor["id"];
    }
    EXPECT_NE(must({"processors", "utility"}).out.find("from -96 to 24 dB (default 0 dB)"), std::string::npos);
    refused({"processors", "utilty"}, 2, "\"utility\"");
}

/// One user's, in a folder of their own.
TEST_F(Commands, PresetsAreUsedKeptAndGivenAway) {
    ::setenv("XDG_DATA_HOME", (program_.folder() / "data").c_str(), 1);
    const json shipped = json::parse(must({"presets", "list", "--json"}).out);
    ASSERT_FALSE(shipped["presets"].empty());
    ASSERT_FALSE(shipped["chains"].empty());
    program_.writeWav("in.wav", 4800);
    // A comma may be in a preset's name, and another value behind it.
    must({"process", "in.wav", "a.wav", "-p", "eq:preset=Kick, weight and click,output=-6dB", "-p", "compressor:preset=Opto vocal"});
    refused({"process", "in.wav", "b.wav", "-p", "compressor:preset=Opto vocals"}, 2, "\"Opto vocal\"");
    refused({"process", "in.wav", "b.wav", "-p", "eq:preset=Kick, weight and clik,output=-6dB"}, 2, "\"Kick, weight and clik\"");
    must({"import", "EP.lacquer", "--song", "Song", "in.wav"});
    must({"bus", "EP.lacquer", "Song", "Drums"});
    must({"insert", "EP.lacquer", "Song/Drums", "eq", "preset=Kick, weight and click", "output=-6dB"});
    must({"insert", "EP.lacquer", "Song/Drums", "compressor", "preset=Drum bus glue"});
    must({"presets", "save", "EP.lacquer", "Song/Drums", "My drums"});
    must({"presets", "save", "EP.lacquer", "Song/Drums", "My kick", "--insert", "1"});
    must({"set", "EP.lacquer", "Song/Drums", "1.output=-3dB"});
    refused({"presets", "save", "EP.lacquer", "Song/Drums", "My drums"}, 2, "\"My drums\"");
    refused({"presets", "save", "EP.lacquer", "Song/Drums", "My kick", "--insert", "1"}, 2, "\"My kick\"");
    must({"presets", "export", "chain", "My drums", "drums.lacquer-preset"});
    must({"presets", "export", "eq", "My kick", "kick.lacquer-preset"});
    refused({"presets", "export", "eq", "My kick", "kick.lacquer-preset"}, 2, "kick.lacquer-preset");
    ::setenv("XDG_DATA_HOME", (program_.folder() / "another").c_str(), 1);
    EXPECT_EQ(must({"presets", "import", "drums.lacquer-preset", "kick.lacquer-preset"}).out, "chain: My drums\neq: My kick\n");
    must({"insert", "EP.lacquer", "Song/Mix", "chain:My drums"});
    const json inserts = show({"Song/Mix"})["inserts"];
    ASSERT_EQ(inserts.size(), 2u);
    EXPECT_EQ(inserts[1]["processor"], "compressor");
    must({"process", "in.wav", "c.wav", "-p", "chain:My drums", "-p", "drums.lacquer-preset"});
    must({"presets", "remove", "chain", "My drums"});
    refused({"presets", "remove", "chain", "My drums"}, 2, "\"My drums\"");
    ::unsetenv("XDG_DATA_HOME");
}

TEST_F(Commands, SurfacesAreListedAndTheirKindsNamed) {
    EXPECT_TRUE(json::parse(must({"surfaces", "--json"}).out)["ports"].is_array());
    refused({"play", "EP.lacquer", "--surface", "toaster:X"}, 2, "mcu, mcuxt, hui, osc and generic");
    refused({"play", "EP.lacquer", "--surface", "osc:99999"}, 2, "from 1 to 65535");
    refused({"play", "EP.lacquer", "--surface", "mcu"}, 2, "KIND:PORT");
}

TEST_F(Commands, ASecondProcessIsToldWhoHoldsTheProject) {
    int pipes[2];
    ASSERT_EQ(::pipe(pipes), 0);
    const pid_t holder = ::fork();
    if (holder == 0) {
        ::dup2(pipes[0], STDIN_FILENO);
        ::close(pipes[0]), ::close(pipes[1]);
        const std::string project = (program_.folder() / "EP.lacquer").string();
        ::execl(LACQUER_PROGRAM, LACQUER_PROGRAM, "batch", project.c_str(), static_cast<char*>(nullptr));
        ::_exit(127);
    }
    ::close(pipes[0]);
    Outcome second;
    for (int tries = 0; tries < 50 && second.status != 4; ++tries) {
        ::usleep(20000);
        second = program_.run({"set", "EP.lacquer", "@album", "fader=-1dB"});
    }
    EXPECT_EQ(second.status, 4);
    EXPECT_NE(second.err.find(std::to_string(holder)), std::string::npos) << second.err;
    EXPECT_EQ(program_.run({"show", "EP.lacquer"}).status, 0) << "looking needs no hold";
    EXPECT_EQ(program_.run({"history", "EP.lacquer"}).status, 0);
    ::close(pipes[1]);
    int status = 0;
    ::waitpid(holder, &status, 0);
    EXPECT_EQ(WEXITSTATUS(status), 0);
}

} // namespace
} // namespace lacquer::test
