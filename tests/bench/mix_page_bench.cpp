// What the window's own thread does on the Mix page: frames with only meters moving, and the answer to
// a selection, a drag and an undo in a large project. Offscreen, painting included.

#include "engine/processors/catalogue.h"
#include "engine/project/channel_edits.h"
#include "engine/project/clip_edits.h"
#include "engine/project/insert_edits.h"
#include "engine/project/song_edits.h"
#include "ui/mix/mix_page.h"
#include "ui/mix/timeline_view.h"
#include "ui/shell/main_window.h"

#include <QApplication>
#include <QTemporaryDir>

#include <benchmark/benchmark.h>

#include <cmath>
#include <memory>
#include <string>
#include <vector>

namespace lacquer::ui {
namespace {

/// A window with a song of so many tracks and clips, each track with an EQ and a compressor.
class Shown {
public:
    Shown(int tracks, int clipsOfEach, QSize size) {
        live::DeviceSettings silent;
        silent.id = "null";
        workspace_.setDeviceSettings(silent);
        (void)workspace_.create((folder_.path() + "/Song.lacquer").toStdString(), SampleRate{48000});
        workspace_.apply("Set up", [&](const project::Project& empty) -> Result<project::Project> {
            auto song = project::addSong(empty, "Song");
            project::Source source;
            source.name = "Take";
            source.file = "audio/take.wav";
            source.fileRate = {48000};
            source.length = {48000 * 300};
            auto pooled = project::addSource(std::move(song->project), source);
            project::Project next = std::move(pooled->project);
            for (int t = 0; t < tracks; ++t) {
                project::NewTrack track;
                track.name = "Track " + std::to_string(t + 1);
                for (int c = 0; c < clipsOfEach; ++c) {
                    project::Clip clip;
                    clip.source = pooled->id;
                    clip.name = track.name;
                    clip.position = {c * 48000 * 20};
                    clip.offset = {clip.position.value};
                    clip.length = {48000 * 19};
                    track.clips.push_back(clip);
                }
                auto added = project::addTrack(std::move(next), song->id, track);
                channels_.push_back(added->id);
                next = std::move(added->project);
                for (const char* processor : {"eq", "compressor"}) next = std::move(project::addInsert(std::move(next), workspace_.catalogue(), added->id, processor)->project);
            }
            return next;
        });
        workspace_.setCurrentSong(workspace_.project()->songs.front()->id);
        window_.resize(size);
        window_.show();
        settle();
    }

    /// Everything that is due is done and painted.
    static void settle() {
        QCoreApplication::sendPostedEvents();
        QCoreApplication::processEvents();
    }

    Workspace& workspace() { return workspace_; }
    MainWindow& window() { return window_; }
    const std::vector<ChannelId>& channels() const { return channels_; }
    ClipId clip(std::size_t track) const { return project::findTrack(*workspace_.song(), channels_[track])->clips->front().id; }

    /// One frame of moving meters.
    void frame(int n) {
        const auto reading = [n](ChannelId id) -> std::optional<live::MeterReading> {
            live::MeterReading made;
            const float level = 0.3f + 0.2f * std::sin(static_cast<float>(n) * 0.31f + static_cast<float>(id.value));
            made.peak[0] = level, made.peak[1] = level * 0.9f;
            made.rms[0] = level * 0.5f, made.rms[1] = level * 0.4f;
            return made;
        };
        workspace_.meters().advance(channels_, reading, 1.0 / 60);
        emit workspace_.ticked(1.0 / 60);
        settle();
    }

private:
    QTemporaryDir folder_;
    Theme theme_;
    Workspace workspace_{std::make_shared<const processors::ProcessorCatalogue>()};
    std::vector<ChannelId> channels_;
    MainWindow window_{workspace_, theme_};
};

/// 64 strips, none of them out of view.
void BM_OnlyMetersOf64Strips(benchmark::State& state) {
    Shown shown(64, 1, {64 * 72 + 120, 1200});
    shown.window().mixPage().setView(MixPage::View::console);
    Shown::settle();
    int n = 0;
    for (auto _ : state) shown.frame(++n);
}

void BM_OnlyMetersAt1920(benchmark::State& state) {
    Shown shown(64, 1, {1920, 1080});
    int n = 0;
    for (auto _ : state) shown.frame(++n);
}

/// One program for all of them: 200 tracks, 2,000 clips.
void BM_SelectATrack(benchmark::State& state) {
    Shown shown(200, 10, {1920, 1080});
    std::size_t k = 0;
    for (auto _ : state) {
        shown.workspace().selectChannel(shown.channels()[++k % 12]);
        Shown::settle();
    }
}

void BM_SelectAClip(benchmark::State& state) {
    Shown shown(200, 10, {1920, 1080});
    std::size_t k = 0;
    for (auto _ : state) {
        Selection selection;
        selection.clips = {shown.clip(++k % 12)};
        shown.workspace().select(selection);
        Shown::settle();
    }
}

void BM_DragAFader(benchmark::State& state) {
    Shown shown(200, 10, {1920, 1080});
    MixerActions& actions = shown.window().mixPage().actions();
    actions.beginDrag(shown.channels()[3], "fader");
    int k = 0;
    for (auto _ : state) {
        actions.drag(shown.channels()[3], "fader", -(++k % 40) * 0.25);
        Shown::settle();
    }
    actions.endDrag();
}

void BM_DragAClip(benchmark::State& state) {
    Shown shown(200, 10, {1920, 1080});
    const ClipId clip = shown.clip(3);
    shown.workspace().beginGesture("Move clip");
    int k = 0;
    for (auto _ : state) {
        const FramePosition to{480 * (++k % 90)};
        const ChannelId track = shown.channels()[3];
        shown.workspace().apply({}, [=](const project::Project& from) { return project::moveClip(from, clip, track, to); });
        Shown::settle();
    }
    shown.workspace().cancelGesture();
}

/// The write of the edit is part of it.
void BM_MuteThenUndo(benchmark::State& state) {
    Shown shown(200, 10, {1920, 1080});
    for (auto _ : state) {
        shown.workspace().apply("Mute", [id = shown.channels()[3]](const project::Project& from) { return project::setMuted(from, id, true); });
        Shown::settle();
        shown.workspace().undo();
        Shown::settle();
    }
}

void BM_Undo(benchmark::State& state) {
    Shown shown(200, 10, {1920, 1080});
    for (auto _ : state) {
        state.PauseTiming();
        shown.workspace().apply("Mute", [id = shown.channels()[3]](const project::Project& from) { return project::setMuted(from, id, true); });
        Shown::settle();
        state.ResumeTiming();
        shown.workspace().undo();
        Shown::settle();
    }
}

BENCHMARK(BM_OnlyMetersOf64Strips)->Unit(benchmark::kMillisecond);
BENCHMARK(BM_OnlyMetersAt1920)->Unit(benchmark::kMillisecond);
BENCHMARK(BM_SelectATrack)->Unit(benchmark::kMillisecond);
BENCHMARK(BM_SelectAClip)->Unit(benchmark::kMillisecond);
BENCHMARK(BM_DragAFader)->Unit(benchmark::kMillisecond);
BENCHMARK(BM_DragAClip)->Unit(benchmark::kMillisecond);
BENCHMARK(BM_MuteThenUndo)->Unit(benchmark::kMillisecond);
BENCHMARK(BM_Undo)->Unit(benchmark::kMillisecond);

} // namespace
} // namespace lacquer::ui

int main(int count, char** arguments) {
    const QTemporaryDir home;
    for (const char* name : {"XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"}) qputenv(name, home.path().toUtf8());
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(count, arguments);
    benchmark::Initialize(&count, arguments);
    benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
    return 0;
}
