#include "formats/audio/file_source.h"
#include "formats/audio/pcm_file.h"
#include "tests/formats/audio/temporary_folder.h"
#include "tests/formats/audio/test_audio.h"

#include <cmath>
#include <cstring>
#include <limits>
#include <sys/stat.h>
#include <unistd.h>

using namespace lacquer;
using namespace lacquer::formats;
using namespace lacquer::test;

namespace {

std::string goodWav(const TemporaryFolder& folder) {
    writeFile(folder / "good.wav", wholeNoise(16, 2, 2000), SampleFormat::int16);
    return bytesOf(folder / "good.wav");
}

/// A WAV of one chunk each, 16-bit stereo at 48 kHz: header of 44 bytes.
std::string plainWav(const TemporaryFolder& folder) {
    WriteOptions options;
    options.rate = {48000};
    options.samples = SampleFormat::int16;
    options.expectedLength = FrameCount{2000};
    options.replace = true;
    EXPECT_TRUE(tryWriting(folder / "plain.wav", wholeNoise(16, 2, 2000), options));
    return bytesOf(folder / "plain.wav");
}

template <typename T>
void put(std::string& bytes, std::size_t at, T value) {
    std::memcpy(bytes.data() + at, &value, sizeof value);
}

struct Broken {
    const char* name;
    std::size_t at; ///< where the header is changed
    std::uint32_t value;
    int bytes;
};

} // namespace

TEST(OpenAudioFile, KnowsAFileByItsContentAndNotByItsName) {
    const TemporaryFolder folder;
    writeFile(folder / "really.flac", wholeNoise(16, 1, 500), SampleFormat::int16);
    std::filesystem::rename(folder / "really.flac", folder / "named.wav");
    const auto file = readFile(folder / "named.wav");
    ASSERT_TRUE(file);
    EXPECT_EQ(file->info.container, "FLAC");
    EXPECT_EQ(file->planes, wholeNoise(16, 1, 500));
}

TEST(OpenAudioFile, RefusesWhatIsNoAudioInOneSentenceThatNamesIt) {
    const TemporaryFolder folder;
    std::string noise(70000, '\0');
    unsigned state = 1;
    for (char& c : noise) c = static_cast<char>((state = state * 1103515245U + 12345U) >> 24);
    putBytes(folder / "empty.wav", "");
    putBytes(folder / "text.wav", "this is not audio\nat all\n");
    putBytes(folder / "picture.wav", std::string("\x89PNG\r\n\x1a\n") + noise);
    putBytes(folder / "header.wav", goodWav(folder).substr(0, 12));
    putBytes(folder / "noise.wav", noise);
    putBytes(folder / "noise.mp3", noise);
    writeFile(folder / "nothing.wav", Planes{{}}, SampleFormat::int16);
    ASSERT_EQ(::mkfifo((folder / "pipe.wav").c_str(), 0600), 0);
    for (const char* name : {"empty.wav", "text.wav", "picture.wav", "header.wav", "noise.wav",
                             "noise.mp3", "nothing.wav", "pipe.wav", "gone.wav", "."}) {
        const auto opened = openAudioFile(folder / name);
        ASSERT_FALSE(opened) << name;
        EXPECT_EQ(opened.error().kind, ErrorKind::badInput) << name;
        EXPECT_GT(opened.error().message.size(), 20U) << name;
        EXPECT_LT(opened.error().message.size(), 400U) << name;
        EXPECT_EQ(opened.error().message.find('\n'), std::string::npos) << name;
    }
}

TEST(OpenAudioFile, RefusesHeadersNoRecordingCanHave) {
    const TemporaryFolder folder;
    const std::string good = plainWav(folder);
    for (const Broken& broken : {Broken{"no channels", 22, 0, 2}, Broken{"65535 channels", 22, 65535, 2},
                                 Broken{"rate 0", 24, 0, 4},
                                 Broken{"rate of 4 GHz", 24, 0xFFFFFFFF, 4},
                                 Broken{"unknown codec", 20, 0x1234, 2}, Broken{"0 bits", 34, 0, 2}}) {
        std::string bytes = good;
        std::memcpy(bytes.data() + broken.at, &broken.value, static_cast<std::size_t>(broken.bytes));
        putBytes(folder / "broken.wav", bytes);
        EXPECT_FALSE(readFile(folder / "broken.wav")) << broken.name;
    }
}

TEST(OpenAudioFile, UsesWhatIsThereOfAFileThatWasCutShort) {
    const TemporaryFolder folder;
    const std::string good = plainWav(folder);
    putBytes(folder / "cut.wav", good.substr(0, 44 + 4003));
    const auto file = readFile(folder / "cut.wav");
    ASSERT_TRUE(file);
    EXPECT_EQ(file->planes[0].size(), 1000U);
    EXPECT_FALSE(file->info.notes.empty());
}

TEST(OpenAudioFile, ReadsAFileItsRecorderNeverClosed) {
    const TemporaryFolder folder;
    for (const std::uint32_t size : {0U, 0xFFFFFFFFU}) {
        std::string bytes = plainWav(folder);
        put(bytes, 40, size);
        putBytes(folder / "crashed.wav", bytes);
        const auto file = readFile(folder / "crashed.wav");
        ASSERT_TRUE(file) << size;
        EXPECT_EQ(file->planes, wholeNoise(16, 2, 2000)) << size;
        EXPECT_FALSE(file->info.notes.empty());
    }
}

TEST(OpenAudioFile, ReadsNanAndInfinityAsSilenceAndSaysSo) {
    const TemporaryFolder folder;
    const float nan = std::numeric_limits<float>::quiet_NaN();
    const float infinity = std::numeric_limits<float>::infinity();
    for (const char* name : {"odd.wav", "odd.caf"}) {
        writeFile(folder / name, Planes{{0.5F, nan, infinity, -infinity, 1e30F}},
                  SampleFormat::float32);
        EXPECT_EQ(readFile(folder / name)->planes, (Planes{{0.5F, 0, 0, 0, 1e30F}})) << name;
        const auto source = FileSource::open(folder / name);
        ASSERT_TRUE(source) << name;
        EXPECT_EQ((*source)->info().notes,
                  std::vector<std::string>{"3 samples are no numbers (NaN or infinity) and read as silence."})
            << name;
    }
}

TEST(OpenAudioFile, FindsTheTimeStampOfABroadcastWav) {
    const TemporaryFolder folder;
    WriteOptions options;
    options.rate = {48000};
    std::string bext(602, '\0');
    const std::uint64_t stamp = (std::uint64_t{1} << 32) + 12345;
    std::memcpy(bext.data() + 338, &stamp, 8);
    options.chunks.push_back({{'b', 'e', 'x', 't'}, bext});
    ASSERT_TRUE(tryWriting(folder / "stamped.wav", wholeNoise(24, 1, 100), options));
    EXPECT_EQ(readFile(folder / "stamped.wav")->info.timeReference,
              (std::int64_t{1} << 32) + 12345);
}

TEST(OpenAudioFile, SurvivesFilesChangedAtRandom) {
    const TemporaryFolder folder;
    std::mt19937 random(20);
    for (const char* extension : {"wav", "flac", "aiff", "caf", "w64", "ogg", "mp3"}) {
        const auto path = folder / (std::string("good.") + extension);
        writeFile(path, wholeNoise(16, 2, 3000), SampleFormat::int16);
        const std::string good = bytesOf(path);
        for (int mutant = 0; mutant < 40; ++mutant) {
            std::string bytes = good;
            const int changes = 1 + static_cast<int>(random() % 30);
            for (int k = 0; k < changes; ++k)
                bytes[random() % std::min<std::size_t>(bytes.size(), 4000)] =
                    static_cast<char>(random());
            if (mutant % 4 == 0) bytes.resize(random() % bytes.size());
            putBytes(folder / "mutant", bytes);
            const auto file = readFile(folder / "mutant");
            if (!file) {
                EXPECT_GT(file.error().message.size(), 20U);
                continue;
            }
            for (const auto& plane : file->planes)
                for (const float sample : plane) ASSERT_TRUE(std::isfinite(sample));
        }
    }
}

TEST(PcmReader, GivesTheSameFramesWhateverTheOrderTheyAreAskedIn) {
    const TemporaryFolder folder;
    const Planes planes = wholeNoise(24, 2, 50000);
    writeFile(folder / "long.wav", planes);
    auto opened = OpenFile::open(folder / "long.wav");
    ASSERT_TRUE(opened);
    const auto layout = readPcmLayout(*opened);
    ASSERT_TRUE(layout);
    PcmReader reader(std::make_shared<const OpenFile>(std::move(*opened)), *layout, 0, 2);
    std::mt19937 random(4);
    std::vector<float> left(20000);
    std::vector<float> right(20000);
    float* const places[] = {left.data(), right.data()};
    for (int trial = 0; trial < 200; ++trial) {
        const int start = static_cast<int>(random() % 70000) - 10000;
        const int count = static_cast<int>(random() % 20000);
        reader.read({start}, {count}, places);
        for (int n = 0; n < count; ++n) {
            const int at = start + n;
            const bool inside = at >= 0 && at < 50000;
            const auto index = static_cast<std::size_t>(inside ? at : 0);
            ASSERT_EQ(left[static_cast<std::size_t>(n)], inside ? planes[0][index] : 0.0F);
            ASSERT_EQ(right[static_cast<std::size_t>(n)], inside ? planes[1][index] : 0.0F);
        }
    }
    EXPECT_FALSE(reader.failed());
}

TEST(PcmReader, LendsTheWordsOfStereoFilesOf24BitsAndOnlyThose) {
    const TemporaryFolder folder;
    const auto readerOf = [&](const char* name, int bits, int channels) {
        writeFile(folder / name, wholeNoise(bits, channels, 50000),
                  bits == 16 ? SampleFormat::int16 : SampleFormat::int24);
        auto opened = OpenFile::open(folder / name);
        const auto layout = readPcmLayout(*opened);
        return PcmReader(std::make_shared<const OpenFile>(std::move(*opened)), *layout, 0, channels);
    };
    PcmReader reader = readerOf("stereo.wav", 24, 2);
    const Planes planes = wholeNoise(24, 2, 50000);
    std::mt19937 random(5);
    for (int trial = 0; trial < 300; ++trial) {
        const int start = trial % 3 ? 64 * trial : static_cast<int>(random() % 49936);
        const unsigned char* const words = reader.lendPacked({start}, 64);
        ASSERT_NE(words, nullptr);
        for (std::size_t k = 0; k < 128; ++k) {
            std::uint32_t top = 0;
            std::memcpy(reinterpret_cast<unsigned char*>(&top) + 1, words + 3 * k, 3);
            const float sample = static_cast<float>(std::ldexp(static_cast<std::int32_t>(top), -31));
            ASSERT_EQ(sample, planes[k % 2][static_cast<std::size_t>(start) + k / 2]);
        }
    }
    EXPECT_EQ(reader.lendPacked({-1}, 64), nullptr);
    EXPECT_NE(reader.lendPacked({50000 - 64}, 64), nullptr);
    EXPECT_EQ(reader.lendPacked({50000 - 63}, 64), nullptr);
    EXPECT_EQ(readerOf("short.wav", 16, 2).lendPacked({0}, 64), nullptr);
    EXPECT_EQ(readerOf("mono.wav", 24, 1).lendPacked({0}, 64), nullptr);
    EXPECT_FALSE(reader.failed());
}

TEST(PcmReader, ReadsSilenceWhereTheFileWasCutUnderIt) {
    const TemporaryFolder folder;
    writeFile(folder / "cut.wav", wholeNoise(24, 1, 100000));
    auto opened = OpenFile::open(folder / "cut.wav");
    const auto layout = readPcmLayout(*opened);
    PcmReader reader(std::make_shared<const OpenFile>(std::move(*opened)), *layout, 0, 1);
    ASSERT_EQ(::truncate((folder / "cut.wav").c_str(), 1000), 0);
    std::vector<float> plane(100, 1.0F);
    float* const places[] = {plane.data()};
    reader.read({90000}, {100}, places);
    EXPECT_EQ(plane, std::vector<float>(100, 0.0F));
    EXPECT_TRUE(reader.failed());
}

TEST(PcmReader, TakesTheChannelsItIsAskedFor) {
    const TemporaryFolder folder;
    const Planes planes = wholeNoise(16, 6, 3000);
    writeFile(folder / "surround.wav", planes, SampleFormat::int16);
    auto opened = OpenFile::open(folder / "surround.wav");
    const auto layout = readPcmLayout(*opened);
    PcmReader reader(std::make_shared<const OpenFile>(std::move(*opened)), *layout, 4, 2);
    std::vector<float> left(3000);
    std::vector<float> right(3000);
    float* const places[] = {left.data(), right.data()};
    reader.read({0}, {3000}, places);
    EXPECT_EQ(left, planes[4]);
    EXPECT_EQ(right, planes[5]);
}
