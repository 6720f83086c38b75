#include "formats/project/project_store.h"

#include "formats/project/checksum.h"
#include "formats/project/durable_file.h"
#include "formats/project/json_values.h"
#include "tests/engine/project/sample_project.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <random>

namespace lacquer::formats {
namespace {

using namespace lacquer::test;
namespace fs = std::filesystem;

/// A folder that goes with the test.
class ProjectFiles : public ::testing::Test {
protected:
    ProjectFiles() {
        std::string name = (fs::temp_directory_path() / "lacquer-store-XXXXXX").string();
        base_ = ::mkdtemp(name.data());
        folder_ = base_ / "EP.lacquer";
    }
    ~ProjectFiles() override { fs::remove_all(base_); }

    ProjectStore create() { return must(ProjectStore::create(folder_, SampleRate{48000})); }
    ProjectStore open() { return must(ProjectStore::open(folder_)); }

    /// A project with the sample's content and three more edits.
    Project fill() {
        ProjectStore store = create();
        const Sample s = makeSample();
        EXPECT_TRUE(store.commit("Import", s.project));
        EXPECT_TRUE(store.commit("Pan of Bass", must(setPan(*store.project(), s.bass, -20))));
        EXPECT_TRUE(store.commit("Split Vocal", must(splitClip(*store.project(), s.vocalClip, {5000})).project));
        EXPECT_TRUE(store.commit("Mute of Vocal", must(setMuted(*store.project(), s.vocal, true))));
        return *store.project();
    }

    fs::path base_, folder_;
};

TEST_F(ProjectFiles, ANewProjectIsThereAndCannotBeMadeTwice) {
    { const ProjectStore store = create(); EXPECT_EQ(store.project()->name, "EP"); }
    const auto again = ProjectStore::create(folder_, SampleRate{48000});
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().kind, ErrorKind::badInput);
    EXPECT_NE(again.error().message.find("EP.lacquer"), std::string::npos);
}

TEST_F(ProjectFiles, WhatWasCommittedIsThereAfterReopening) {
    const Project project = fill();
    const ProjectStore store = open();
    EXPECT_TRUE(*store.project() == project);
    EXPECT_TRUE(*must(readProject(folder_)) == project);
    EXPECT_TRUE(*must(readProject(folder_ / "document.json")) == project);
}

TEST_F(ProjectFiles, KeepsWhatANewerVersionWrote) {
    fill();
    {
        const fs::path file = folder_ / "document.json";
        auto json = Json::parse(must(readWhole(file)));
        json["project"]["songs"][0]["tracks"][0]["icon"] = "guitar";
        json["checksum"] = "0000000000000000";
        std::string text = json.dump(1, ' ') + "\n";
        text.replace(text.find("0000000000000000"), 16, checksumText(text));
        ASSERT_TRUE(writeWhole(file, text));
    }
    const auto iconOf = [&] {
        return Json::parse(must(readWhole(folder_ / "document.json"))).at("project").at("songs")[0].at("tracks")[0].value("icon", "");
    };
    {
        ProjectStore store = open();
        ASSERT_EQ(store.notes().size(), 3U) << "and two missing files";
        EXPECT_NE(store.notes()[0].find("newer version"), std::string::npos) << store.notes()[0];
        ASSERT_TRUE(store.commit("Rename", must(renameSong(*store.project(), store.project()->songs[0]->id, "New"))));
    }
    EXPECT_EQ(iconOf(), "guitar");
    {
        ProjectStore store = open();
        EXPECT_EQ(must(store.undo(1)), 1);
    }
    EXPECT_EQ(iconOf(), "guitar");
}

TEST_F(ProjectFiles, RefusesWhatItWouldLoseBecauseItDoesNotUnderstandIt) {
    fill();
    const fs::path file = folder_ / "document.json";
    auto json = Json::parse(must(readWhole(file)));
    json["project"]["songs"][0]["buses"][0]["role"] = "hologram";
    json["sequence"] = 1000; // it knows of edits that the journal does not
    json["checksum"] = "0000000000000000";
    std::string text = json.dump(1, ' ') + "\n";
    text.replace(text.find("0000000000000000"), 16, checksumText(text));
    ASSERT_TRUE(writeWhole(file, text));
    const auto opened = ProjectStore::open(folder_);
    ASSERT_FALSE(opened);
    EXPECT_NE(opened.error().message.find("\"hologram\" is not known"), std::string::npos) << opened.error().message;
    EXPECT_EQ(must(readWhole(file)), text) << "nothing was changed";
    // Where the journal has it all, nothing is lost and nothing refused.
    json["sequence"] = 2;
    json["checksum"] = "0000000000000000";
    text = json.dump(1, ' ') + "\n";
    text.replace(text.find("0000000000000000"), 16, checksumText(text));
    ASSERT_TRUE(writeWhole(file, text));
    EXPECT_TRUE(ProjectStore::open(folder_));
}

TEST_F(ProjectFiles, HistoryOutlastsTheProcess) {
    const Project project = fill();
    Project undone;
    {
        ProjectStore store = open();
        EXPECT_EQ(store.undoName(), "Mute of Vocal");
        EXPECT_EQ(must(store.undo(2)), 2);
        undone = *store.project();
        EXPECT_EQ(undone.nextId, project.nextId) << "ids are not given again after undo";
    }
    {
        ProjectStore store = open();
        EXPECT_TRUE(*store.project() == undone);
        EXPECT_EQ(store.redoName(), "Split Vocal");
        EXPECT_EQ(must(store.redo(5)), 2);
        EXPECT_TRUE(*store.project() == project);
        EXPECT_EQ(must(store.redo(1)), 0);
        EXPECT_EQ(must(store.undo(99)), 4);
        EXPECT_EQ(must(store.redo(99)), 4);
    }
    ProjectStore store = open();
    const auto history = store.history();
    ASSERT_EQ(history.size(), 4U);
    EXPECT_EQ(history[1].name, "Pan of Bass");
    EXPECT_TRUE(history[3].done);
}

TEST_F(ProjectFiles, AnEditAfterUndoEndsTheRedo) {
    fill();
    ProjectStore store = open();
    must(store.undo(2));
    ASSERT_TRUE(store.commit("Notes", must(setProjectNotes(*store.project(), "later"))));
    EXPECT_EQ(must(store.redo(1)), 0);
    EXPECT_EQ(store.history().size(), 3U);
}

TEST_F(ProjectFiles, OnlyOneProcessHoldsAProjectAndTheNextIsToldWhich) {
    fill();
    const ProjectStore store = open();
    const auto second = ProjectStore::open(folder_);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().kind, ErrorKind::system);
    EXPECT_NE(second.error().message.find(std::to_string(::getpid())), std::string::npos)
        << second.error().message;
    EXPECT_TRUE(readProject(folder_)) << "looking at it needs no hold";
}

TEST_F(ProjectFiles, WhatIsNoProjectIsSaidInWords) {
    const auto missing = ProjectStore::open(base_ / "Nothing.lacquer");
    ASSERT_FALSE(missing);
    EXPECT_NE(missing.error().message.find("Nothing.lacquer"), std::string::npos);
    const auto plain = readProject(base_);
    ASSERT_FALSE(plain);
    EXPECT_EQ(plain.error().kind, ErrorKind::badInput);
    EXPECT_FALSE(fs::exists(base_ / "lock"));
}

TEST_F(ProjectFiles, OfANewerVersionAreRefusedAndLeftAlone) {
    fill();
    std::string text = must(readWhole(folder_ / "document.json"));
    const std::string key = "\"schema_version\": 1";
    text.replace(text.find(key), key.size(), "\"schema_version\": 2");
    ASSERT_TRUE(writeWhole(folder_ / "document.json", text));
    const auto opened = ProjectStore::open(folder_);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().kind, ErrorKind::badInput);
    EXPECT_NE(opened.error().message.find("newer version"), std::string::npos);
    EXPECT_EQ(must(readWhole(folder_ / "document.json")), text);
}

TEST_F(ProjectFiles, AnyOneFileMayBeLost) {
    const Project project = fill();
    for (const char* file : {"document.json", "journal", "lock"}) {
        const fs::path copy = base_ / "copy.lacquer";
        fs::copy(folder_, copy, fs::copy_options::recursive);
        fs::remove(copy / file);
        std::vector<std::string> notes;
        EXPECT_TRUE(*must(readProject(copy, &notes)) == project) << file;
        EXPECT_EQ(notes.empty(), std::string(file) == "lock") << file;
        const ProjectStore store = must(ProjectStore::open(copy));
        EXPECT_TRUE(*store.project() == project) << file;
        fs::remove_all(copy);
    }
}

TEST_F(ProjectFiles, DamageOfAnyOneFileIsMendedOrSaidButNeverTakenForTheTruth) {
    const Project project = fill();
    std::mt19937 random(7);
    int mended = 0, refused = 0;
    for (int trial = 0; trial < 300; ++trial) {
        const fs::path copy = base_ / "copy.lacquer";
        fs::copy(folder_, copy, fs::copy_options::recursive);
        const fs::path file = copy / (trial % 2 ? "journal" : "document.json");
        std::string bytes = must(readWhole(file));
        const std::size_t at = random() % bytes.size();
        switch (trial / 2 % 3) {
        case 0: bytes.resize(at); break;
        case 1: bytes[at] = static_cast<char>(bytes[at] ^ (1 << random() % 8)); break;
        default: bytes.replace(at, std::min<std::size_t>(64, bytes.size() - at),
                               std::min<std::size_t>(64, bytes.size() - at), '\0');
        }
        ASSERT_TRUE(writeWhole(file, bytes));
        const auto read = readProject(copy);
        // Document and journal were both complete, so nothing at all may be missing.
        if (read) EXPECT_TRUE(**read == project) << "trial " << trial;
        else EXPECT_EQ(read.error().kind, ErrorKind::badInput) << read.error().message;
        read ? ++mended : ++refused;
        if (read) {
            {
                ProjectStore store = must(ProjectStore::open(copy));
                EXPECT_TRUE(*store.project() == project) << "trial " << trial;
                ASSERT_TRUE(store.commit("Notes", must(setProjectNotes(*store.project(), "after"))));
            }
            std::vector<std::string> notes;
            EXPECT_EQ(must(readProject(copy, &notes))->notes, "after");
            EXPECT_TRUE(notes.empty()) << "what was opened is mended: " << notes.front();
        }
        fs::remove_all(copy);
    }
    EXPECT_GT(mended, 280) << refused << " refused";
}

TEST_F(ProjectFiles, AJournalBehindTheDocumentIsReplayedAfterAKill) {
    fill();
    const fs::path copy = base_ / "copy.lacquer";
    Project last;
    {
        ProjectStore store = open();
        for (int i = 1; i <= 20; ++i)
            ASSERT_TRUE(store.commit("Notes", must(setProjectNotes(*store.project(), std::to_string(i)))));
        must(store.undo(3));
        last = *store.project();
        fs::copy(folder_, copy, fs::copy_options::recursive); // as a kill would leave it
    }
    EXPECT_EQ(must(readProject(copy))->notes, "17");
    // An edit under way is dropped, everything before it stays.
    std::string journal = must(readWhole(copy / "journal"));
    ASSERT_TRUE(writeWhole(copy / "journal", journal + "0123456789abcdef 99 {\"edit\":\"Fa"));
    std::vector<std::string> notes;
    EXPECT_TRUE(*must(readProject(copy, &notes)) == last);
    EXPECT_FALSE(notes.empty());
    ProjectStore store = must(ProjectStore::open(copy));
    EXPECT_EQ(must(store.redo(3)), 3);
    EXPECT_EQ(store.project()->notes, "20");
}

TEST_F(ProjectFiles, KilledAtAnyInstantLoseNothingThatWasConfirmed) {
    create();
    std::mt19937 random(11);
    int confirmedInAll = 0;
    for (int round = 0; round < 25; ++round) {
        int pipes[2];
        ASSERT_EQ(::pipe(pipes), 0);
        const int before = std::atoi(must(readProject(folder_))->notes.c_str());
        const pid_t child = ::fork();
        if (child == 0) {
            auto store = ProjectStore::open(folder_);
            for (int i = before + 1; store; ++i) {
                const auto next = setProjectNotes(*store->project(), std::to_string(i));
                if (!store->commit("Notes", *next)) break;
                (void)!::write(pipes[1], &i, sizeof i);
            }
            ::_exit(1);
        }
        ::close(pipes[1]);
        ::usleep(static_cast<useconds_t>(2000 + random() % 40000));
        ::kill(child, SIGKILL);
        ::waitpid(child, nullptr, 0);
        int confirmed = before;
        while (::read(pipes[0], &confirmed, sizeof confirmed) == sizeof confirmed) ++confirmedInAll;
        ::close(pipes[0]);
        const int stands = std::atoi(must(readProject(folder_))->notes.c_str());
        EXPECT_GE(stands, confirmed) << "round " << round;
        EXPECT_LE(stands, confirmed + 1) << "round " << round;
    }
    EXPECT_GT(confirmedInAll, 25);
}

TEST_F(ProjectFiles, HistoryIsBoundedAndTheLatestStepsStay) {
    ProjectStore store = create();
    for (int i = 1; i <= 1300; ++i)
        ASSERT_TRUE(store.commit("Notes", must(setProjectNotes(*store.project(), std::to_string(i)))));
    must(store.undo(2));
    ASSERT_TRUE(store.save());
    EXPECT_EQ(store.history().size(), 1000U);
    { const ProjectStore closed = std::move(store); }
    ProjectStore again = open();
    EXPECT_EQ(again.project()->notes, "1298");
    EXPECT_EQ(must(again.redo(9)), 2);
    EXPECT_EQ(again.project()->notes, "1300");
    EXPECT_EQ(must(again.undo(5000)), 1000);
    EXPECT_EQ(again.project()->notes, "300");
}

TEST_F(ProjectFiles, AFullDiskRefusesTheEditAndKeepsTheRest) {
    const Project project = fill();
    ::signal(SIGXFSZ, SIG_IGN);
    {
        ProjectStore store = open();
        rlimit old{};
        ::getrlimit(RLIMIT_FSIZE, &old);
        rlimit tight = old;
        tight.rlim_cur = fs::file_size(folder_ / "journal") + 40; // room for a torn line only
        ::setrlimit(RLIMIT_FSIZE, &tight);
        const auto refused = store.commit("Notes", must(setProjectNotes(*store.project(), "no room")));
        ::setrlimit(RLIMIT_FSIZE, &old);
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().kind, ErrorKind::system);
        EXPECT_TRUE(*store.project() == project);
        ASSERT_TRUE(store.commit("Notes", must(setProjectNotes(*store.project(), "room"))));
    }
    std::vector<std::string> notes;
    EXPECT_EQ(must(readProject(folder_, &notes))->notes, "room");
    EXPECT_TRUE(notes.empty());
}

} // namespace
} // namespace lacquer::formats
