#include "ui/meters/memory_peaks.h"
#include "ui/meters/wave_tile.h"
#include "ui/meters/waveform_store.h"

#include <QCoreApplication>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <random>

namespace lacquer::ui {
namespace {

/// Noise with a click, from a fixed seed.
std::vector<float> take(std::size_t frames) {
    std::mt19937 random(3);
    std::uniform_real_distribution<float> noise(-0.4f, 0.4f);
    std::vector<float> samples(frames);
    for (auto& sample : samples) sample = noise(random);
    samples[frames / 3] = 0.97f;
    return samples;
}

class Samples final : public AudioReader {
public:
    explicit Samples(std::vector<float> samples) : samples_(std::move(samples)) {}

    int channels() const override { return 1; }
    FrameCount length() const override { return {static_cast<std::int64_t>(samples_.size())}; }

    void read(FramePosition start, FrameCount count, float* const* planes) override {
        ++reads;
        for (std::int64_t i = 0; i < count.value; ++i) {
            const auto at = start.value + i;
            planes[0][i] = at >= 0 && at < length().value ? samples_[static_cast<std::size_t>(at)] : 0.0f;
        }
    }

    int reads = 0;

private:
    std::vector<float> samples_;
};

TEST(MemoryPeaks, ColumnsOfWholeEntriesEqualBruteForce) {
    const auto samples = take(300'000);
    Samples reader(samples);
    const MemoryPeaks peaks(reader);
    for (const std::int64_t frames : {256, 512, 1024, 4096, 16384}) {
        for (std::int64_t first = 0; first + frames <= 300'000; first += frames) {
            const WaveColumn column = peaks.over(first, first + frames);
            const auto begin = samples.begin() + first;
            const auto [low, high] = std::minmax_element(begin, begin + frames);
            ASSERT_EQ(column.low, *low) << frames << " from " << first;
            ASSERT_EQ(column.high, *high);
            double squares = 0;
            for (auto sample = begin; sample != begin + frames; ++sample) squares += *sample * *sample;
            ASSERT_NEAR(column.rms, std::sqrt(squares / static_cast<double>(frames)), 1e-4);
        }
    }
}

TEST(MemoryPeaks, AreKeptOnTheDiskAndMadeAnewWhenTheFileIsDamaged) {
    const QTemporaryDir folder;
    const std::filesystem::path file = std::filesystem::path(folder.path().toStdString()) / "peaks" / "one.peaks";
    const auto samples = take(100'000);
    const auto columnOf = [&](Samples& reader) { return MemoryPeaks::kept(reader, file)->over(32'768, 36'864); };
    Samples first(samples), second(samples), third(samples);
    const WaveColumn built = columnOf(first);
    EXPECT_GT(first.reads, 0);
    const WaveColumn kept = columnOf(second);
    EXPECT_EQ(second.reads, 0) << "the audio need not be read again";
    EXPECT_EQ(kept.low, built.low);
    EXPECT_EQ(kept.high, built.high);
    EXPECT_EQ(kept.rms, built.rms);
    {
        std::fstream damaged(file, std::ios::in | std::ios::out | std::ios::binary);
        damaged.seekp(600);
        damaged.put('!');
    }
    EXPECT_EQ(columnOf(third).high, built.high);
    EXPECT_GT(third.reads, 0);
}

TEST(MemoryPeaks, NeighbouringColumnsLeaveNoFrameOut) {
    const auto samples = take(200'000);
    Samples reader(samples);
    const MemoryPeaks peaks(reader);
    // At any zoom, some column shows the click.
    for (double framesPerColumn = 256; framesPerColumn < 40'000; framesPerColumn *= 1.37) {
        float highest = 0;
        for (double start = 0; start < 200'000; start += framesPerColumn) {
            highest = std::max(highest, peaks.over(static_cast<std::int64_t>(start), static_cast<std::int64_t>(start + framesPerColumn)).high);
        }
        EXPECT_FLOAT_EQ(highest, 0.97f) << framesPerColumn;
    }
}

TEST(WaveformStore, IsExactFromTheWholeSourceDownToSingleFramesAndNeverBlocks) {
    int count = 0;
    QCoreApplication application(count, nullptr);
    const auto samples = take(400'000);
    WaveformStore store;
    store.setLoaders({[&](SourceId) {
                          Samples reader(samples);
                          return std::make_shared<const MemoryPeaks>(reader);
                      },
                      [&](SourceId) { return std::make_unique<Samples>(samples); }});
    std::vector<WaveColumn> columns(500);
    EXPECT_EQ(store.columns({1}, 0, 800, columns), WaveformStore::Sharpness::none);
    EXPECT_TRUE(QTest::qWaitFor([&] { return store.columns({1}, 0, 800, columns) == WaveformStore::Sharpness::exact; }));

    // 100 frames a column comes from the audio; coarse until it is there.
    EXPECT_EQ(store.columns({1}, 100'000, 100, columns), WaveformStore::Sharpness::coarse);
    EXPECT_TRUE(QTest::qWaitFor([&] { return store.columns({1}, 100'000, 100, columns) == WaveformStore::Sharpness::exact; }));
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const auto begin = samples.begin() + 100'000 + static_cast<std::ptrdiff_t>(i) * 100;
        ASSERT_EQ(columns[i].high, *std::max_element(begin, begin + 100));
        ASSERT_EQ(columns[i].low, *std::min_element(begin, begin + 100));
    }
    // Sixteen pixels a frame: the curve goes through every frame's value.
    ASSERT_EQ(store.columns({1}, 100'000, 1.0 / 16, columns), WaveformStore::Sharpness::exact);
    for (std::size_t frame = 0; frame < 30; ++frame) {
        const WaveColumn& column = columns[frame * 16];
        EXPECT_LE(column.low, samples[100'000 + frame] + 1e-6f);
        EXPECT_GE(column.high, samples[100'000 + frame] - 1e-6f);
    }
}

TEST(WaveformStore, SaysWhatIsMissing) {
    int count = 0;
    QCoreApplication application(count, nullptr);
    WaveformStore store;
    store.setLoaders({[](SourceId) { return nullptr; }, [](SourceId) { return nullptr; }});
    std::vector<WaveColumn> columns(10);
    store.columns({5}, 0, 1000, columns);
    EXPECT_TRUE(QTest::qWaitFor([&] { return store.isMissing({5}); }));
}

TEST(WaveTile, IsNeverThinnerThanAPixelAndPaintsRmsOverPeak) {
    const WaveInk ink{Qt::black, Qt::blue, Qt::red};
    std::vector<WaveColumn> columns(33);
    const QImage flat = paintWaveTile(columns, 21, ink);
    ASSERT_EQ(flat.size(), QSize(32, 21));
    for (int x = 0; x < 32; ++x) {
        EXPECT_EQ(flat.pixel(x, 10), QColor(Qt::blue).rgb()) << "silence is one line in the middle";
        EXPECT_EQ(flat.pixel(x, 2), QColor(Qt::black).rgb());
    }
    std::ranges::fill(columns, WaveColumn{-1, 1, 0.5f});
    const QImage loud = paintWaveTile(columns, 41, ink);
    EXPECT_EQ(loud.pixel(16, 20), QColor(Qt::red).rgb());
    EXPECT_EQ(loud.pixel(16, 4), QColor(Qt::blue).rgb());
    EXPECT_EQ(loud.pixel(16, 36), QColor(Qt::blue).rgb());
}

TEST(WaveTile, JoinsSteepNeighboursIntoOneLine) {
    const WaveInk ink{Qt::black, Qt::blue, Qt::red};
    const std::vector<WaveColumn> columns{{0.9f, 0.9f, 0}, {-0.9f, -0.9f, 0}};
    const QImage step = paintWaveTile(columns, 101, ink);
    for (int y = 10; y < 90; ++y) EXPECT_EQ(step.pixel(0, y), QColor(Qt::blue).rgb()) << y;
}

TEST(WavePicture, IsWhatItsEdgesCoverAtAnyPlaceAndWidth) {
    const WaveInk ink{QColor(10, 200, 30), QColor(250, 3, 128), QColor(77, 255, 0)};
    std::mt19937 random(11);
    std::uniform_real_distribution<float> level(-1.1f, 1.1f);
    std::vector<WaveColumn> columns(152);
    for (auto& column : columns) {
        const float a = level(random), b = level(random);
        column = {std::min(a, b), std::max(a, b), std::abs(level(random)) * 0.6f};
    }
    constexpr int kHeight = 37;
    const WaveEdges edges = waveEdges(columns, kHeight);
    const auto part = [](int edge, int y) { return std::clamp(edge - 16 * y, 0, 16); };
    for (const auto& [from, width] : {std::pair{0, 151}, {1, 1}, {3, 17}, {40, 64}, {87, 33}, {150, 1}}) {
        QImage image(width, kHeight, QImage::Format_RGB32);
        paintWave({reinterpret_cast<QRgb*>(image.bits()), width, from, 0, width, kHeight}, edges, ink);
        for (int x = 0; x < width; ++x) {
            const auto column = static_cast<std::size_t>(from + x);
            for (int y = 0; y < kHeight; ++y) {
                const int covered = part(edges.bottom[column], y) - part(edges.top[column], y);
                const int inside = part(edges.innerBottom[column], y) - part(edges.innerTop[column], y);
                const auto mixed = [&](int ground, int peak, int rms) { return (16 * ground + 8 + covered * (peak - ground) + inside * (rms - peak)) >> 4; };
                ASSERT_EQ(image.pixel(x, y), qRgb(mixed(10, 250, 77), mixed(200, 3, 255), mixed(30, 128, 0))) << from << " " << x << " " << y;
            }
        }
    }
}

TEST(WavePicture, ShadesAboveAFadesCurveAndLeavesWhatIsNotFaded) {
    const WaveInk ink{Qt::gray, Qt::gray, Qt::gray, Qt::black, Qt::white};
    WaveEdges edges = waveEdges(std::vector<WaveColumn>(101), 100);
    std::vector<float> gains(101, 1.0f);
    for (std::size_t k = 0; k <= 50; ++k) gains[k] = static_cast<float>(k) / 50;
    edges.setFade(gains);
    QImage whole(100, 100, QImage::Format_RGB32);
    paintWave({reinterpret_cast<QRgb*>(whole.bits()), 100, 0, 0, 100, 100}, edges, ink);
    const int plain = qGray(QColor(Qt::gray).rgb());
    // Half way up the fade: dark above, untouched below, the line between.
    EXPECT_NEAR(qGray(whole.pixel(24, 20)), plain * 0.45, 2);
    EXPECT_EQ(qGray(whole.pixel(24, 80)), plain);
    EXPECT_GT(qGray(whole.pixel(24, 50)), plain);
    for (int y = 0; y < 100; ++y) EXPECT_EQ(qGray(whole.pixel(80, y)), plain);
    // A part of it is the same pixels.
    QImage part(31, 17, QImage::Format_RGB32);
    paintWave({reinterpret_cast<QRgb*>(part.bits()), 31, 9, 41, 31, 17}, edges, ink);
    EXPECT_EQ(part, whole.copy(9, 41, 31, 17));
}

} // namespace
} // namespace lacquer::ui
