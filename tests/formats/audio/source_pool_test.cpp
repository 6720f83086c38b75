#include "formats/audio/source_pool.h"

#include "engine/dsp/resampler.h"
#include "formats/checksum/checksum.h"
#include "tests/formats/audio/temporary_folder.h"
#include "tests/formats/audio/test_audio.h"

using namespace lacquer;
using namespace lacquer::formats;
using namespace lacquer::test;

namespace {

/// A project at 48 kHz with one source: `file` below its folder.
project::Project projectWith(const TemporaryFolder& folder, const std::string& file, int rate,
                             int channels, std::int64_t frames) {
    project::Project project = project::makeProject("P", {48000});
    project::Source source;
    source.id = {7};
    source.file = file;
    source.contentHash = *hashOfFile(Hash::sha256, folder / file);
    source.fileRate = {rate};
    source.fileChannels = channels;
    source.channels = channels;
    source.length = dsp::convertedLength({frames}, {rate}, {48000});
    project.sources.push_back(std::make_shared<const project::Source>(source));
    return project;
}

Planes readAll(AudioReader& reader) {
    const auto frames = static_cast<std::size_t>(reader.length().value);
    Planes planes(static_cast<std::size_t>(reader.channels()), std::vector<float>(frames));
    std::vector<float*> places;
    for (auto& plane : planes) places.push_back(plane.data());
    reader.read({0}, reader.length(), places.data());
    return planes;
}

} // namespace

TEST(SourcePool, ReadsPlainPcmAtTheProjectsRateFromTheFileItself) {
    const TemporaryFolder folder;
    const Planes planes = wholeNoise(24, 2, 5000);
    writeFile(folder / "a.wav", planes);
    const SourcePool pool(projectWith(folder, "a.wav", 48000, 2, 5000), folder.path());
    const auto reader = pool.open({7});
    ASSERT_TRUE(reader);
    EXPECT_EQ(readAll(*reader), planes);
    EXPECT_FALSE(std::filesystem::exists(folder / "cache"));
}

TEST(SourcePool, ReadsOtherFormatsAndRatesFromADecodedCopyThatMayBeDeleted) {
    const TemporaryFolder folder;
    const Planes planes = wholeNoise(16, 2, 5000);
    writeFile(folder / "a.flac", planes, SampleFormat::int16);
    const auto project = projectWith(folder, "a.flac", 48000, 2, 5000);
    for (int round = 0; round < 2; ++round) {
        const SourcePool pool(project, folder.path());
        const auto reader = pool.open({7});
        ASSERT_TRUE(reader);
        EXPECT_EQ(readAll(*reader), planes);
        std::filesystem::remove_all(folder / "cache");
    }
    writeFile(folder / "b.wav", wholeNoise(16, 1, 44100), SampleFormat::int16, 44100);
    const SourcePool pool(projectWith(folder, "b.wav", 44100, 1, 44100), folder.path());
    const auto reader = pool.open({7});
    ASSERT_TRUE(reader);
    EXPECT_EQ(reader->length(), FrameCount{48000});
}

TEST(SourcePool, MakesADamagedDecodedCopyAnew) {
    const TemporaryFolder folder;
    const Planes planes = wholeNoise(16, 1, 5000);
    writeFile(folder / "a.flac", planes, SampleFormat::int16);
    const auto project = projectWith(folder, "a.flac", 48000, 1, 5000);
    { (void)SourcePool(project, folder.path()).open({7}); }
    for (const auto& entry : std::filesystem::directory_iterator(folder / "cache" / "decoded"))
        std::filesystem::resize_file(entry.path(), 3000);
    const auto reader = SourcePool(project, folder.path()).open({7});
    ASSERT_TRUE(reader);
    EXPECT_EQ(readAll(*reader), planes);
}

TEST(SourcePool, SaysWhichFileIsMissingAndPlaysItAsSilence) {
    const TemporaryFolder folder;
    writeFile(folder / "a.wav", wholeNoise(24, 2, 5000));
    const auto project = projectWith(folder, "a.wav", 48000, 2, 5000);
    std::filesystem::remove(folder / "a.wav");
    const SourcePool pool(project, folder.path());
    EXPECT_FALSE(pool.open({7}));
    ASSERT_EQ(pool.missing().size(), 1U);
    EXPECT_NE(pool.missing().front().second.find("a.wav"), std::string::npos);
}

TEST(SourcePool, KnowsWhenAnotherFileLiesInTheSourcesPlace) {
    const TemporaryFolder folder;
    writeFile(folder / "a.wav", wholeNoise(24, 2, 5000));
    const auto project = projectWith(folder, "a.wav", 48000, 2, 5000);
    writeFile(folder / "a.wav", wholeNoise(24, 2, 4000));
    EXPECT_EQ(SourcePool(project, folder.path()).missing().size(), 1U);
}

TEST(SourcePool, StopsPreparingWhenItIsTold) {
    const TemporaryFolder folder;
    writeFile(folder / "a.flac", wholeNoise(16, 2, 200000), SampleFormat::int16);
    const SourcePool pool(projectWith(folder, "a.flac", 48000, 2, 200000), folder.path());
    EXPECT_FALSE(pool.prepare([](double) { return false; }));
    EXPECT_TRUE(pool.missing().empty());
    EXPECT_TRUE(pool.prepare({}));
}
