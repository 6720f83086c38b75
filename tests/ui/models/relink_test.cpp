#include "ui/models/relink.h"

#include "engine/project/song_edits.h"
#include "formats/audio/audio_file_writer.h"
#include "formats/checksum/checksum.h"

#include <gtest/gtest.h>

#include <QTemporaryDir>

#include <cmath>

namespace lacquer::ui {
namespace {

namespace fs = std::filesystem;

class RelinkTest : public testing::Test {
protected:
    RelinkTest() : home(folder.path().toStdString()), project(project::makeProject("Song", SampleRate{48000})) {
        fs::create_directories(home / "Song.lacquer/audio");
        fs::create_directories(home / "elsewhere/deep");
    }

    static void write(const fs::path& file, int frames, double pitch) {
        formats::WriteOptions options;
        options.rate = {48000};
        options.channels = 1;
        auto writer = formats::AudioFileWriter::create(file, options);
        ASSERT_TRUE(writer);
        std::vector<float> tone(static_cast<std::size_t>(frames));
        for (std::size_t i = 0; i < tone.size(); ++i) tone[i] = static_cast<float>(0.3 * std::sin(static_cast<double>(i) * pitch));
        const float* planes[] = {tone.data()};
        ASSERT_TRUE((*writer)->write(planes, frames));
        ASSERT_TRUE((*writer)->finish());
    }

    SourceId add(const std::string& file, const std::string& origin, const std::string& hash, int frames) {
        project::Source source;
        source.name = fs::path(origin).stem().string();
        source.file = file;
        source.origin = origin;
        source.contentHash = hash;
        source.fileRate = {48000};
        source.length = {frames};
        auto added = project::addSource(std::move(project), source);
        project = std::move(added->project);
        return added->id;
    }

    QTemporaryDir folder;
    fs::path home;
    project::Project project;
};

TEST_F(RelinkTest, FindsAFileOfTheSameContentUnderAnotherName) {
    write(home / "elsewhere/deep/take 7.wav", 4800, 0.1);
    write(home / "elsewhere/decoy.wav", 4800, 0.2);
    const std::string hash = *formats::hashOfFile(formats::Hash::sha256, home / "elsewhere/deep/take 7.wav");
    const SourceId bass = add("audio/" + hash + ".wav", "/gone/Bass.wav", hash, 4800);
    const auto found = findSources(project, {bass}, home / "elsewhere", [](double) { return true; });
    ASSERT_TRUE(found);
    ASSERT_EQ(found->size(), 1u);
    EXPECT_TRUE((*found)[0].sameContent);
    EXPECT_EQ((*found)[0].file.filename(), "take 7.wav");
    const auto taken = takeFound(project, *found, home / "Song.lacquer");
    ASSERT_TRUE(taken);
    EXPECT_TRUE(*taken == project) << "it lies where the project looks for it";
    EXPECT_TRUE(fs::exists(home / "Song.lacquer/audio" / (hash + ".wav")));
}

TEST_F(RelinkTest, FindsAFileByNameAndLengthAndTakesItUnderItsOwnHash) {
    write(home / "elsewhere/Bass.wav", 4800, 0.1);
    write(home / "elsewhere/deep/Bass.wav", 9600, 0.1);
    const SourceId bass = add("audio/0123.wav", "/gone/bass.WAV", "0123", 4800);
    const auto found = findSources(project, {bass}, home / "elsewhere", [](double) { return true; });
    ASSERT_TRUE(found);
    ASSERT_EQ(found->size(), 1u);
    EXPECT_FALSE((*found)[0].sameContent);
    EXPECT_EQ((*found)[0].file, home / "elsewhere/Bass.wav") << "the other one is twice as long";
    const auto taken = takeFound(project, *found, home / "Song.lacquer");
    ASSERT_TRUE(taken);
    const project::Source* now = project::findSource(*taken, bass);
    EXPECT_EQ(now->contentHash, *formats::hashOfFile(formats::Hash::sha256, home / "elsewhere/Bass.wav"));
    EXPECT_TRUE(fs::exists(home / "Song.lacquer" / now->file));
}

TEST_F(RelinkTest, LeavesWhatIsNotThereAndCanBeStopped) {
    const SourceId bass = add("audio/0123.wav", "/gone/Bass.wav", "0123", 4800);
    const auto found = findSources(project, {bass}, home / "elsewhere", [](double) { return true; });
    ASSERT_TRUE(found);
    EXPECT_TRUE(found->empty());
    write(home / "elsewhere/Bass.wav", 4800, 0.1);
    const auto stopped = findSources(project, {bass}, home / "elsewhere", [](double) { return false; });
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error().kind, ErrorKind::cancelled);
}

} // namespace
} // namespace lacquer::ui
