#include "tests/formats/audio/temporary_folder.h"
#include "tests/formats/audio/test_audio.h"

#include <cmath>

using namespace lacquer;
using namespace lacquer::formats;
using namespace lacquer::test;

namespace {

struct Lossless {
    const char* extension;
    SampleFormat samples;
    int channels;
};

class LosslessFile : public ::testing::TestWithParam<Lossless> {};

} // namespace

TEST_P(LosslessFile, GivesBackEverySampleThatFitsItsWord) {
    const TemporaryFolder folder;
    const auto path = folder / (std::string("file.") + GetParam().extension);
    const int bits = GetParam().samples == SampleFormat::int16 ? 16 : 24;
    const Planes planes = wholeNoise(bits, GetParam().channels, 10007);
    writeFile(path, planes, GetParam().samples, 44100);
    const auto file = readFile(path);
    ASSERT_TRUE(file) << file.error().message;
    EXPECT_EQ(file->info.rate.hz, 44100);
    EXPECT_EQ(file->info.length, FrameCount{10007});
    EXPECT_EQ(file->planes, planes);
}

INSTANTIATE_TEST_SUITE_P(Formats,
                         LosslessFile,
                         ::testing::Values(Lossless{"wav", SampleFormat::int16, 2},
                                           Lossless{"wav", SampleFormat::int24, 1},
                                           Lossless{"wav", SampleFormat::float32, 2},
                                           Lossless{"wav", SampleFormat::int24, 6},
                                           Lossless{"rf64", SampleFormat::int24, 2},
                                           Lossless{"w64", SampleFormat::int24, 2},
                                           Lossless{"w64", SampleFormat::float32, 1},
                                           Lossless{"aiff", SampleFormat::int16, 2},
                                           Lossless{"aiff", SampleFormat::int24, 2},
                                           Lossless{"caf", SampleFormat::float32, 2},
                                           Lossless{"caf", SampleFormat::int24, 2},
                                           Lossless{"flac", SampleFormat::int16, 2},
                                           Lossless{"flac", SampleFormat::int24, 1}));

TEST(AudioFileWriter, KeepsFloatBeyondFullScale) {
    const TemporaryFolder folder;
    const Planes planes{{4.0F, -4.0F, 0x1p-140F, 1.0F}};
    writeFile(folder / "over.wav", planes, SampleFormat::float32);
    EXPECT_EQ(readFile(folder / "over.wav")->planes, planes);
}

TEST(AudioFileWriter, WritesTheSameBytesForTheSameAudio) {
    const TemporaryFolder folder;
    const Planes planes = wholeNoise(24, 2, 5000);
    for (const char* extension : {"wav", "flac", "aiff", "caf", "w64"}) {
        const auto first = folder / (std::string("a.") + extension);
        const auto second = folder / (std::string("b.") + extension);
        writeFile(first, planes, SampleFormat::int16);
        writeFile(second, planes, SampleFormat::int16);
        EXPECT_EQ(bytesOf(first), bytesOf(second)) << extension;
    }
}

TEST(AudioFileWriter, LeavesAnExistingFileAloneUnlessItMayReplaceIt) {
    const TemporaryFolder folder;
    const auto path = folder / "kept.wav";
    putBytes(path, "precious");
    WriteOptions options;
    options.rate = {48000};
    const auto refused = tryWriting(path, wholeNoise(16, 1, 10), options);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::badInput);
    EXPECT_NE(refused.error().message.find("kept.wav"), std::string::npos);
    EXPECT_EQ(bytesOf(path), "precious");
}

TEST(AudioFileWriter, LeavesNothingBehindWhenItIsNotFinished) {
    const TemporaryFolder folder;
    {
        WriteOptions options;
        options.rate = {48000};
        options.channels = 1;
        auto writer = AudioFileWriter::create(folder / "partial.wav", options);
        ASSERT_TRUE(writer);
        const Planes planes = wholeNoise(16, 1, 100000);
        ASSERT_TRUE((*writer)->write(pointersOf(planes).data(), 100000));
    }
    EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(AudioFileWriter, SaysAtOnceHowMuchRoomIsNeeded) {
    const TemporaryFolder folder;
    WriteOptions options;
    options.rate = {48000};
    options.expectedLength = FrameCount{std::int64_t{1} << 50};
    const auto refused = AudioFileWriter::create(folder / "huge.wav", options);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::system);
    EXPECT_NE(refused.error().message.find("MB"), std::string::npos);
    EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(AudioFileWriter, RefusesWhatItsFormatCannotHold) {
    const TemporaryFolder folder;
    WriteOptions options;
    options.rate = {48000};
    options.samples = SampleFormat::float32;
    EXPECT_FALSE(AudioFileWriter::create(folder / "float.flac", options));
    EXPECT_FALSE(AudioFileWriter::create(folder / "what.xyz", options));
    EXPECT_FALSE(AudioFileWriter::create(folder / "no such folder" / "x.wav", options));
    EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(AudioFileWriter, WritesThePlainestWavWhenTheLengthIsKnown) {
    const TemporaryFolder folder;
    WriteOptions options;
    options.rate = {48000};
    options.samples = SampleFormat::int16;
    options.expectedLength = FrameCount{10};
    ASSERT_TRUE(tryWriting(folder / "plain.wav", wholeNoise(16, 2, 10), options));
    const std::string bytes = bytesOf(folder / "plain.wav");
    EXPECT_EQ(bytes.size(), 44U + 40U);
    EXPECT_EQ(bytes.substr(12, 4), "fmt ");
    EXPECT_EQ(bytes.substr(36, 4), "data");
}

TEST(AudioFileWriter, EncodesLossyFormatsThatReadBackAlike) {
    const TemporaryFolder folder;
    Planes planes(2, std::vector<float>(48000));
    for (std::size_t n = 0; n < planes[0].size(); ++n)
        planes[0][n] = planes[1][n] = static_cast<float>(0.5 * std::sin(0.05 * static_cast<double>(n)));
    for (const char* extension : {"ogg", "mp3", "opus"}) {
        const auto path = folder / (std::string("lossy.") + extension);
        writeFile(path, planes);
        const auto file = readFile(path);
        ASSERT_TRUE(file) << extension << ": " << file.error().message;
        double energy = 0;
        for (const float sample : file->planes[0]) energy += static_cast<double>(sample) * sample;
        EXPECT_NEAR(energy / 48000, 0.125, 0.01) << extension;
    }
}
