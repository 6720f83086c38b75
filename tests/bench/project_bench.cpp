#include "engine/project/album_edits.h"
#include "engine/project/automation_edits.h"
#include "engine/project/channel_edits.h"
#include "engine/project/clip_edits.h"
#include "engine/project/history.h"
#include "engine/project/routing_edits.h"
#include "engine/project/song_edits.h"
#include "formats/project/document.h"
#include "formats/project/journal.h"
#include "formats/project/project_json.h"
#include "formats/project/project_store.h"

#include <benchmark/benchmark.h>
#include <unistd.h>

#include <stdexcept>

/// What a project costs: opening it, making an edit last, undoing. The disk's sync is part of a
/// commit, so the folder decides; TMPDIR chooses it.
namespace {

using namespace lacquer;
using namespace lacquer::project;
using formats::ProjectStore;
namespace fs = std::filesystem;

template <typename T>
T must(Result<T> result) {
    if (!result) throw std::runtime_error(result.error().message);
    return std::move(*result);
}

class NoProcessors final : public Catalogue {
public:
    const ProcessorSpec* find(std::string_view) const override { return nullptr; }
    std::vector<const ProcessorSpec*> all() const override { return {}; }
};

/// Tracks of 12 clips, two inserts of 20 values, a send and a fader curve of 200 points each.
Project makeSong(int tracks) {
    Project project = makeProject("Bench", SampleRate{48000});
    auto song = must(addSong(project, "Song"));
    project = std::move(song.project);
    const auto hall = must(addBus(project, song.id, "Hall"));
    project = hall.project;
    for (int t = 0; t < tracks; ++t) {
        Source source;
        source.name = source.file = "Take " + std::to_string(t) + ".wav";
        source.contentHash = std::string(64, 'a');
        source.length = {48000 * 240};
        auto pooled = must(addSource(std::move(project), source));
        auto track = must(addTrack(std::move(pooled.project), song.id, {source.name, {}, false, {}, {}}));
        project = std::move(track.project);
        for (int c = 0; c < 12; ++c) {
            Clip clip;
            clip.source = pooled.id;
            clip.name = source.name;
            clip.position = clip.position + FrameCount{c * 480000};
            clip.offset = {c * 480000};
            clip.length = {470000};
            project = std::move(must(addClip(std::move(project), track.id, clip)).project);
        }
        project = must(changeChannel(std::move(project), track.id, [&](Channel& channel) {
            for (const char* name : {"eq", "compressor"}) {
                Insert insert;
                insert.id = {static_cast<std::uint64_t>(1000000 + t * 2 + (name[0] == 'e'))};
                insert.processor = name;
                for (int p = 0; p < 20; ++p) insert.values.numbers["band" + std::to_string(p) + ".freq"] = 100.5 * p;
                channel.inserts.push_back(std::make_shared<const Insert>(std::move(insert)));
            }
        }));
        project = std::move(must(addSend(std::move(project), track.id, hall.id, Decibels{-12})).project);
        std::vector<AutomationPoint> points;
        for (int i = 0; i < 200; ++i) points.push_back({{i * 24000}, -0.1 * i, 0});
        project = must(setCurve(std::move(project), NoProcessors(), track.id,
                                {AutomationTarget::Owner::channel, 0, "fader"}, std::move(points)));
    }
    return project;
}

/// A project folder on the disk, with a history of `steps` fader moves.
class Folder {
public:
    Folder(int tracks, int steps) {
        std::string name = (fs::temp_directory_path() / "lacquer-bench-XXXXXX").string();
        base_ = ::mkdtemp(name.data());
        auto store = must(ProjectStore::create(path(), SampleRate{48000}));
        if (!store.commit("Import", makeSong(tracks))) throw std::runtime_error("no commit");
        for (int i = 0; i < steps; ++i)
            if (!store.commit("Fader", moved(*store.project(), i))) throw std::runtime_error("no commit");
    }
    ~Folder() { fs::remove_all(base_); }
    fs::path path() const { return base_ / "Bench.lacquer"; }

    static Project moved(const Project& project, int i) {
        const auto& tracks = project.songs[0]->tracks;
        const auto id = tracks[static_cast<std::size_t>(i) % tracks.size()]->channel.id;
        return must(setFader(project, id, Decibels{-0.01 * (i % 1000)}));
    }

private:
    fs::path base_;
};

void openForEditing(benchmark::State& state) {
    const Folder folder(static_cast<int>(state.range(0)), static_cast<int>(state.range(1)));
    for (auto _ : state) benchmark::DoNotOptimize(must(ProjectStore::open(folder.path())));
}

void readOnly(benchmark::State& state) {
    const Folder folder(static_cast<int>(state.range(0)), static_cast<int>(state.range(1)));
    for (auto _ : state) benchmark::DoNotOptimize(must(formats::readProject(folder.path())));
}

void commitFader(benchmark::State& state) {
    const Folder folder(static_cast<int>(state.range(0)), 0);
    auto store = must(ProjectStore::open(folder.path()));
    int i = 0;
    for (auto _ : state)
        if (!store.commit("Fader", Folder::moved(*store.project(), ++i))) state.SkipWithError("no commit");
}

/// The same without the disk: the edit, its text and the history.
void commitFaderWithoutDisk(benchmark::State& state) {
    History history(makeSong(static_cast<int>(state.range(0))));
    int i = 0;
    for (auto _ : state) {
        Project next = Folder::moved(history.current(), ++i);
        benchmark::DoNotOptimize(formats::journalLine(
            {1, formats::EntryKind::edit, "Fader", 0, formats::projectToJson(&history.current(), next)}));
        history.record("Fader", std::move(next));
        if (history.size() > 1000) history.keepLast(500);
    }
}

void moveFader(benchmark::State& state) {
    const Project project = makeSong(static_cast<int>(state.range(0)));
    int i = 0;
    for (auto _ : state) benchmark::DoNotOptimize(Folder::moved(project, ++i));
}

void writeDocument(benchmark::State& state) {
    const Project project = makeSong(static_cast<int>(state.range(0)));
    for (auto _ : state) {
        const std::string text = formats::documentText(project, 1);
        benchmark::DoNotOptimize(text.data());
        state.counters["bytes"] = static_cast<double>(text.size());
    }
}

BENCHMARK(openForEditing)->Args({64, 0})->Args({64, 1000})->Args({200, 0})->Args({200, 1000})->Unit(benchmark::kMillisecond);
BENCHMARK(readOnly)->Args({64, 0})->Args({64, 1000})->Args({200, 0})->Args({200, 1000})->Unit(benchmark::kMillisecond);
BENCHMARK(commitFader)->Arg(8)->Arg(64)->Arg(200)->Unit(benchmark::kMicrosecond)->UseRealTime();
BENCHMARK(commitFaderWithoutDisk)->Arg(8)->Arg(64)->Arg(200)->Unit(benchmark::kMicrosecond);
BENCHMARK(moveFader)->Arg(8)->Arg(64)->Arg(200)->Unit(benchmark::kMicrosecond);
BENCHMARK(writeDocument)->Arg(64)->Arg(200)->Unit(benchmark::kMillisecond);

} // namespace
