#include "formats/audio/import.h"

#include "formats/audio/source_pool.h"
#include "formats/checksum/checksum.h"
#include "tests/formats/audio/temporary_folder.h"
#include "tests/formats/audio/test_audio.h"

#include <cstring>
#include <gmock/gmock.h>
#include <sys/stat.h>

using namespace lacquer;
using namespace lacquer::formats;
using namespace lacquer::test;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

namespace {

constexpr int kRate = 48000;

struct Folders {
    TemporaryFolder root;
    std::filesystem::path stems = root / "stems";
    std::filesystem::path project = root / "Song.lacquer";

    Folders() {
        std::filesystem::create_directories(stems);
        std::filesystem::create_directories(project);
    }

    ImportRequest request() const {
        ImportRequest request;
        request.paths = {stems};
        request.projectFolder = project;
        request.rate = {kRate};
        return request;
    }
};

void writeStamped(const std::filesystem::path& path, std::uint64_t stamp, int frames = 1000) {
    std::string bext(602, '\0');
    std::memcpy(bext.data() + 338, &stamp, 8);
    WriteOptions options;
    options.rate = {kRate};
    options.chunks.push_back({{'b', 'e', 'x', 't'}, bext});
    // Each its own audio: equal files are one source.
    ASSERT_TRUE(tryWriting(path, wholeNoise(24, 1, frames, static_cast<unsigned>(stamp)), options));
}

std::vector<std::string> namesOf(const ImportOutcome& outcome) {
    std::vector<std::string> names;
    for (const auto& track : outcome.tracks) names.push_back(track.name);
    return names;
}

std::vector<std::int64_t> positionsOf(const ImportOutcome& outcome) {
    std::vector<std::int64_t> positions;
    for (const auto& track : outcome.tracks) positions.push_back(track.position.value);
    return positions;
}

} // namespace

TEST(Import, CopiesFilesUnchangedAndNamesThemByTheirContent) {
    const Folders folders;
    writeFile(folders.stems / "01 Bass.wav", wholeNoise(24, 1, 4000));
    const auto outcome = importFiles(folders.request());
    ASSERT_TRUE(outcome) << outcome.error().message;
    ASSERT_THAT(namesOf(*outcome), ElementsAre("Bass"));
    const project::Source& source = outcome->tracks[0].source;
    EXPECT_EQ(bytesOf(folders.project / source.file), bytesOf(folders.stems / "01 Bass.wav"));
    EXPECT_EQ(source.contentHash, *hashOfFile(Hash::sha256, folders.stems / "01 Bass.wav"));
    EXPECT_EQ(source.length, FrameCount{4000});
    EXPECT_EQ(source.channels, 1);
}

TEST(Import, ReadsFoldersInNaturalOrderWithWhatIsInsideThem) {
    const Folders folders;
    std::filesystem::create_directories(folders.stems / "3 more");
    unsigned seed = 1;
    for (const char* name : {"10 Toms.wav", "2 Snare.wav", "1 Kick.wav", "3 more/1 Horns.wav"})
        writeFile(folders.stems / name, wholeNoise(16, 1, 500, seed++), SampleFormat::int16);
    const auto outcome = importFiles(folders.request());
    ASSERT_TRUE(outcome);
    EXPECT_THAT(namesOf(*outcome), ElementsAre("Kick", "Snare", "Horns", "Toms"));
}

TEST(Import, ListsWhatItCannotReadAndTakesTheRest) {
    const Folders folders;
    writeFile(folders.stems / "good.flac", wholeNoise(16, 2, 500), SampleFormat::int16);
    putBytes(folders.stems / "empty.wav", "");
    putBytes(folders.stems / "text.wav", "not audio");
    ASSERT_EQ(::mkfifo((folders.stems / "pipe.wav").c_str(), 0600), 0);
    std::filesystem::create_symlink(".", folders.stems / "loop");
    const auto outcome = importFiles(folders.request());
    ASSERT_TRUE(outcome);
    EXPECT_THAT(namesOf(*outcome), ElementsAre("good"));
    EXPECT_EQ(outcome->skipped.size(), 4U);
    for (const SkippedFile& skipped : outcome->skipped) EXPECT_GT(skipped.reason.size(), 15U);
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folders.project / "audio"), {}), 1);
}

TEST(Import, ConvertsOtherRatesToTheProjects) {
    const Folders folders;
    writeFile(folders.stems / "a.wav", wholeNoise(16, 1, 44100), SampleFormat::int16, 44100);
    const auto outcome = importFiles(folders.request());
    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome->tracks[0].source.length, FrameCount{48000});
    EXPECT_EQ(outcome->tracks[0].source.fileRate, SampleRate{44100});
}

TEST(Import, SplitsFilesOfManyChannelsAndSaysSo) {
    const Folders folders;
    WriteOptions options;
    options.rate = {kRate};
    options.speakers = {Speaker::left, Speaker::right,    Speaker::centre,
                        Speaker::lfe,  Speaker::sideLeft, Speaker::sideRight};
    ASSERT_TRUE(tryWriting(folders.stems / "Scene.wav", wholeNoise(24, 6, 700), options));
    const auto outcome = importFiles(folders.request());
    ASSERT_TRUE(outcome);
    EXPECT_THAT(namesOf(*outcome),
                ElementsAre("Scene Front", "Scene Centre", "Scene LFE", "Scene Side"));
    EXPECT_EQ(outcome->tracks[3].source.firstChannel, 4);
    EXPECT_EQ(outcome->tracks[3].source.channels, 2);
    ASSERT_FALSE(outcome->notes.empty());
    EXPECT_THAT(outcome->notes[0], HasSubstr("6 channels"));
}

TEST(Import, JoinsLeftAndRightWhenAsked) {
    const Folders folders;
    const Planes left = wholeNoise(24, 1, 900, 1);
    const Planes right = wholeNoise(24, 1, 900, 2);
    writeFile(folders.stems / "17 Dist Gtr L.flac", left);
    writeFile(folders.stems / "18 Dist Gtr R.flac", right);
    ImportRequest request = folders.request();
    EXPECT_EQ(importFiles(request)->tracks.size(), 2U);
    request.joinPairs = true;
    const auto outcome = importFiles(request);
    ASSERT_TRUE(outcome);
    ASSERT_THAT(namesOf(*outcome), ElementsAre("Dist Gtr"));
    const auto file = readFile(folders.project / outcome->tracks[0].source.file);
    ASSERT_TRUE(file);
    EXPECT_EQ(file->planes, (Planes{left[0], right[0]}));
}

TEST(Import, PlacesStampedFilesByTheirDistances) {
    const Folders folders;
    writeStamped(folders.stems / "a.wav", 3600ULL * kRate + 4800);
    writeStamped(folders.stems / "b.wav", 3600ULL * kRate);
    const auto outcome = importFiles(folders.request());
    ASSERT_TRUE(outcome);
    EXPECT_THAT(positionsOf(*outcome), ElementsAre(4800, 0));
}

TEST(Import, CountsALoneStampFromTheWholeHourAmongUnstampedFiles) {
    const Folders folders;
    writeFile(folders.stems / "a.wav", wholeNoise(16, 1, 20 * kRate), SampleFormat::int16);
    writeStamped(folders.stems / "b.wav", 3612ULL * kRate);
    const auto outcome = importFiles(folders.request());
    ASSERT_TRUE(outcome);
    EXPECT_THAT(positionsOf(*outcome), ElementsAre(0, 12 * kRate));
    ASSERT_EQ(outcome->notes.size(), 1U);
    EXPECT_THAT(outcome->notes[0], HasSubstr("01:00:12.000"));
}

TEST(Import, DoesNotPutALoneStampBehindTheSong) {
    const Folders folders;
    writeFile(folders.stems / "a.wav", wholeNoise(16, 1, 2 * kRate), SampleFormat::int16);
    writeStamped(folders.stems / "b.wav", 3612ULL * kRate);
    const auto outcome = importFiles(folders.request());
    ASSERT_TRUE(outcome);
    EXPECT_THAT(positionsOf(*outcome), ElementsAre(0, 0));
    EXPECT_EQ(outcome->notes.size(), 1U);
}

TEST(Import, GoesOnByTheClockOfTheSong) {
    const Folders folders;
    writeStamped(folders.stems / "b.wav", 3612ULL * kRate);
    ImportRequest request = folders.request();
    request.songOrigin = FramePosition{3600LL * kRate};
    EXPECT_THAT(positionsOf(*importFiles(request)), ElementsAre(12 * kRate));
}

TEST(Import, LeavesNothingBehindWhenItIsStopped) {
    const Folders folders;
    writeFile(folders.stems / "a.wav", wholeNoise(24, 2, 500000));
    const auto outcome = importFiles(folders.request(), [](double) { return false; });
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().kind, ErrorKind::cancelled);
    EXPECT_TRUE(std::filesystem::is_empty(folders.project / "audio"));
}

TEST(Import, KeepsTheSameAudioOnce) {
    const Folders folders;
    writeFile(folders.stems / "a.wav", wholeNoise(24, 1, 900));
    std::filesystem::copy_file(folders.stems / "a.wav", folders.stems / "b.wav");
    const auto outcome = importFiles(folders.request());
    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome->tracks.size(), 2U);
    EXPECT_EQ(outcome->tracks[0].source.file, outcome->tracks[1].source.file);
}

TEST(Import, TakesFilesOfAnyName) {
    const Folders folders;
    unsigned seed = 1;
    for (const std::string& name :
         {std::string("latin1_\xE9\xFF.wav"), std::string(251, 'L') + ".wav", std::string("-rf.wav"),
          std::string("new\nline.wav"), std::string("🥁 Kick.wav"), std::string("UPPER.WAV")})
        writeFile(folders.stems / name, wholeNoise(16, 1, 100, seed++), SampleFormat::int16);
    const auto outcome = importFiles(folders.request());
    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome->tracks.size(), 6U);
    EXPECT_TRUE(outcome->skipped.empty());
}

TEST(AddImportedTracks, PutsEachOnATrackOfItsOwnAndPlays) {
    const Folders folders;
    const Planes kick = wholeNoise(24, 1, 900, 1);
    writeFile(folders.stems / "1 Kick.wav", kick);
    writeFile(folders.stems / "2 Kick.wav", wholeNoise(24, 2, 900, 2));
    const auto outcome = importFiles(folders.request());
    ASSERT_TRUE(outcome);
    const auto into = project::addImportedTracks(project::makeProject("P", {kRate}), "Song",
                                                 outcome->tracks);
    ASSERT_TRUE(into) << into.error().message;
    const project::Song* song = project::findSong(into->project, "Song");
    ASSERT_NE(song, nullptr);
    ASSERT_EQ(song->tracks.size(), 2U);
    EXPECT_EQ(song->tracks[0]->channel.name, "Kick");
    EXPECT_NE(song->tracks[1]->channel.name, "Kick");
    EXPECT_TRUE(song->tracks[0]->mono);
    EXPECT_FALSE(song->tracks[1]->mono);
    const SourcePool pool(into->project, folders.project);
    const auto reader = pool.open(song->tracks[0]->clips->front().source);
    ASSERT_TRUE(reader);
    std::vector<float> plane(900);
    float* const places[] = {plane.data()};
    reader->read({0}, {900}, places);
    EXPECT_EQ(plane, kick[0]);
}

TEST(AddImportedTracks, MakesGroupBusesWhenAsked) {
    std::vector<project::ImportedTrack> tracks(3);
    for (std::size_t k = 0; k < 3; ++k) {
        tracks[k].name = "T" + std::to_string(k);
        tracks[k].group = k < 2 ? "Drums" : "Bass";
        tracks[k].source.file = tracks[k].name;
        tracks[k].source.length = {100};
    }
    const auto into =
        project::addImportedTracks(project::makeProject("P", {kRate}), "Song", tracks, true);
    ASSERT_TRUE(into);
    const project::Song* song = project::findSong(into->project, "Song");
    ASSERT_EQ(song->buses.size(), 1U);
    EXPECT_EQ(song->tracks[0]->channel.output, song->buses[0]->channel.id);
    EXPECT_EQ(song->tracks[2]->channel.output, ChannelId{});
}
