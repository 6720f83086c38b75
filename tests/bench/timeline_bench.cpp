// Painting of a full timeline: 100 tracks at 3840 × 2160, the waveforms of real audio.

#include "engine/processors/catalogue.h"
#include "engine/project/song_edits.h"
#include "formats/audio/audio_file_writer.h"
#include "ui/mix/timeline_headers.h"
#include "ui/mix/timeline_lanes.h"
#include "ui/mix/timeline_overview.h"
#include "ui/mix/timeline_ruler.h"
#include "ui/mix/timeline_view.h"

#include <QApplication>
#include <QImage>
#include <QTemporaryDir>
#include <QTest>

#include <benchmark/benchmark.h>

#include <cmath>
#include <random>
#include <vector>

namespace lacquer::ui {
namespace {

constexpr int kTracks = 100;
constexpr int kTakes = 8;
constexpr std::int64_t kSeconds = 180;
constexpr std::int64_t kRate = 48000;

/// Decaying bursts of noise, half a second apart, from a fixed seed.
void writeTake(const std::filesystem::path& file, unsigned seed) {
    formats::WriteOptions options;
    options.rate = {kRate};
    auto writer = formats::AudioFileWriter::create(file, options);
    std::mt19937 random(seed);
    std::uniform_real_distribution<float> noise(-0.9f, 0.9f);
    std::vector<float> left(kRate / 2), right(kRate / 2);
    for (int burst = 0; burst < 2 * kSeconds; ++burst) {
        for (std::size_t i = 0; i < left.size(); ++i) {
            const float level = std::exp(-static_cast<float>(i) / 6000.0f);
            left[i] = noise(random) * level;
            right[i] = noise(random) * level;
        }
        const float* planes[] = {left.data(), right.data()};
        (void)(*writer)->write(planes, static_cast<int>(left.size()));
    }
    (void)(*writer)->finish();
}

/// A hundred tracks of four clips each over three minutes.
class FullTimeline {
public:
    FullTimeline() {
        (void)workspace_.create((folder_.path() + "/Song.lacquer").toStdString(), SampleRate{kRate});
        std::vector<project::Source> takes;
        for (unsigned i = 0; i < kTakes; ++i) {
            project::Source source;
            source.name = "Take " + std::to_string(i);
            source.file = "audio/take" + std::to_string(i) + ".wav";
            source.fileRate = {kRate};
            source.length = {kSeconds * kRate};
            writeTake(workspace_.folder() / source.file, i + 1);
            takes.push_back(source);
        }
        workspace_.apply("Set up", [&](const project::Project& empty) -> Result<project::Project> {
            auto song = project::addSong(empty, "Song");
            project::Project next = std::move(song->project);
            std::vector<SourceId> pool;
            for (const auto& take : takes) {
                auto pooled = project::addSource(std::move(next), take);
                pool.push_back(pooled->id);
                next = std::move(pooled->project);
            }
            for (std::size_t i = 0; i < kTracks; ++i) {
                project::NewTrack track;
                track.name = "Track " + std::to_string(i + 1);
                for (int c = 0; c < 4; ++c) {
                    project::Clip clip;
                    clip.source = pool[i % kTakes];
                    clip.name = track.name;
                    clip.position = {c * 45 * kRate};
                    clip.offset = {c * 45 * kRate};
                    clip.length = {44 * kRate};
                    clip.fadeIn.length = {kRate};
                    clip.fadeOut.length = {kRate};
                    track.clips.push_back(clip);
                }
                auto added = project::addTrack(std::move(next), song->id, track);
                next = std::move(added->project);
            }
            return next;
        });
        workspace_.setCurrentSong(workspace_.project()->songs.front()->id);
        view_ = std::make_unique<TimelineView>(workspace_, theme_);
        view_->resize(3840, 2160);
        view_->show();
        view_->state().zoomToSong();
        // Until the peaks of everything in view have arrived.
        view_->grab();
        QTest::qWait(6000);
        view_->grab();
    }

    TimelineView& view() { return *view_; }

private:
    QTemporaryDir folder_;
    Theme theme_;
    Workspace workspace_{std::make_shared<const processors::ProcessorCatalogue>()};
    std::unique_ptr<TimelineView> view_;
};

/// Made by main() under the application, whose platform paints it.
FullTimeline* shown = nullptr;

FullTimeline& full() { return *shown; }

/// Renders one part into a picture of its size, over and over.
void paintAgain(benchmark::State& state, QWidget& part) {
    QImage screen(part.size(), QImage::Format_RGB32);
    for (auto _ : state) {
        part.render(&screen);
        benchmark::DoNotOptimize(screen.constBits());
    }
}

void BM_Headers(benchmark::State& state) { paintAgain(state, full().view().headers()); }
void BM_Ruler(benchmark::State& state) { paintAgain(state, full().view().ruler()); }
void BM_Overview(benchmark::State& state) { paintAgain(state, full().view().overview()); }
void BM_Lanes(benchmark::State& state) { paintAgain(state, full().view().lanes()); }

/// All of it, as after another window lay over it.
void BM_WholeTimeline(benchmark::State& state) {
    auto& view = full().view();
    QImage screen(view.size(), QImage::Format_RGB32);
    for (auto _ : state) {
        view.render(&screen);
        benchmark::DoNotOptimize(screen.constBits());
    }
}

/// The same through the window's own backing store.
void BM_WholeTimelineInItsWindow(benchmark::State& state) {
    auto& view = full().view();
    const auto parts = view.findChildren<QWidget*>();
    for (auto _ : state) {
        view.update();
        for (QWidget* part : parts) part->update();
        QApplication::sendPostedEvents();
    }
}

/// In the window itself, whose pixels move and whose new ones are painted.
void BM_LanesWhileScrolling(benchmark::State& state) {
    auto& view = full().view();
    view.state().zoom(8, 100);
    view.lanes().repaint();
    double by = 7;
    for (auto _ : state) {
        view.state().setScale(view.state().scale().scrolled(by));
        if (view.state().scale().left > 3.0e6 || view.state().scale().left < 0) by = -by;
        QApplication::sendPostedEvents();
    }
    view.state().zoomToSong();
}

/// Every step makes all tiles anew.
void BM_LanesAtEveryZoomStep(benchmark::State& state) {
    auto& view = full().view();
    QImage screen(view.lanes().size(), QImage::Format_RGB32);
    double factor = 1.0131;
    for (auto _ : state) {
        view.state().zoom(factor, 1000);
        if (view.state().scale().framesPerPixel < 400 || view.state().scale().framesPerPixel > 2400) factor = 1 / factor;
        view.lanes().render(&screen);
    }
    view.state().zoomToSong();
}

/// What a moving playhead costs.
void BM_PlayheadStrip(benchmark::State& state) {
    auto& view = full().view();
    QImage screen(view.lanes().size(), QImage::Format_RGB32);
    int x = 500;
    for (auto _ : state) {
        x = x > 3000 ? 500 : x + 1;
        view.lanes().render(&screen, {x, 0}, QRegion(x, 0, 5, view.lanes().height()));
    }
}

BENCHMARK(BM_Headers)->Unit(benchmark::kMillisecond);
BENCHMARK(BM_Ruler)->Unit(benchmark::kMillisecond);
BENCHMARK(BM_Overview)->Unit(benchmark::kMillisecond);
BENCHMARK(BM_Lanes)->Unit(benchmark::kMillisecond);
BENCHMARK(BM_WholeTimeline)->Unit(benchmark::kMillisecond);
BENCHMARK(BM_WholeTimelineInItsWindow)->Unit(benchmark::kMillisecond);
BENCHMARK(BM_LanesWhileScrolling)->Unit(benchmark::kMillisecond);
BENCHMARK(BM_LanesAtEveryZoomStep)->Unit(benchmark::kMillisecond);
BENCHMARK(BM_PlayheadStrip)->Unit(benchmark::kMillisecond);

} // namespace
} // namespace lacquer::ui

int main(int count, char** arguments) {
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(count, arguments);
    // As the program sets it.
    QApplication::setStyle("Fusion");
    application.setStyleSheet(lacquer::ui::Theme().styleSheet());
    benchmark::Initialize(&count, arguments);
    {
        lacquer::ui::FullTimeline timeline;
        lacquer::ui::shown = &timeline;
        benchmark::RunSpecifiedBenchmarks();
        lacquer::ui::shown = nullptr;
    }
    benchmark::Shutdown();
    return 0;
}
