// All measures of the engine in one table: what it holds live, what an edit costs, how soon a large
// project sounds, and what a render takes.
//
//     measures [--seconds N] [--folder DIR] [--quick | --account] [--only offline|open|publish|live]
//
// --seconds is the length of the rendered stems (60, about 1.1 GB in DIR; a temporary folder that is
// removed when none is given). The offline mix is 64 stereo 24-bit stems, each low cut, four bands of
// EQ, compressor, balance, fader curve and send, one reverb return, limiter on the mix. A shared
// machine makes all figures worse, the worst ones most.
//
// --account renders that mix only and says where the processor time goes: by kind of work, and the
// functions that take the most.

#include "engine/live/player.h"
#include "engine/project/automation_edits.h"
#include "engine/project/channel_edits.h"
#include "engine/project/insert_edits.h"
#include "engine/project/routing_edits.h"
#include "engine/project/song_edits.h"
#include "formats/audio/audio_file_writer.h"
#include "formats/audio/source_pool.h"
#include "formats/project/project_store.h"
#include "tests/bench/big_show.h"
#include "tests/bench/strip_capacity.h"
#include "tests/bench/time_account.h"
#include "tests/engine/live/hand_device.h"

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <filesystem>
#include <stdexcept>

namespace lacquer::testing {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

template <typename T>
T must(Result<T> result) {
    if (!result) throw std::runtime_error(result.error().message);
    return std::move(*result);
}

void must(Result<void> result) {
    if (!result) throw std::runtime_error(result.error().message);
}

double since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

void row(const std::string& name, const std::string& figure, const std::string& aim) {
    std::printf("%-58s %16s   %s\n", name.c_str(), figure.c_str(), aim.c_str());
    std::fflush(stdout);
}

void liveRows(double seconds) {
    for (const int threads : {1, 2}) {
        double held[4] = {};
        int disturbed = 0, quanta = 0;
        for (const int strips : {256, 512, 768, 1024, 1536, 2048, 3072}) {
            const Times times = timesOf(strips, threads, seconds);
            const double all[4] = {times.median, times.late, times.worst, times.worstOwn};
            disturbed += times.disturbed;
            quanta += times.quanta;
            for (int k = 0; k < 4; ++k)
                if (all[k] <= kFullLoad * kQuantumMicroseconds)
                    held[k] = std::max(held[k], strips * kFullLoad * kQuantumMicroseconds / all[k]);
            if (times.median > 1.2 * kFullLoad * kQuantumMicroseconds) break;
        }
        const char* names[4] = {"median", "99.9 %", "worst", "worst undisturbed"};
        for (int k = 0; k < 4; ++k)
            row(fmt::format("strips at 70 % load, 64 frames, {} thread(s), {}", threads, names[k]),
                fmt::format("{:.0f}", held[k]), k == 2 && threads == 1 ? "1000 with AVX-512" : "");
        row(fmt::format("  blocks in which the system took a core away, {} thread(s)", threads),
            fmt::format("{} of {}", disturbed, quanta), "not ours");
    }
}

/// Median and worst of what main spends on showing an edit, ms.
std::pair<double, double> publishing(const std::function<void(Show&, int)>& edit) {
    Show show;
    Bench bench;
    must(bench.show(show.maker));
    Samples heard;
    bench.device->turn(heard, 64);
    std::vector<double> times;
    for (int round = 1; round <= 40; ++round) {
        edit(show, round);
        const auto project = Bench::projectOf(show.maker);
        const auto start = Clock::now();
        must(bench.player.show(project, bench.sources, SongId{1'000'000}));
        times.push_back(1e3 * since(start));
        for (int k = 0; k < 20; ++k) bench.device->turn(heard, 64);
        (void)bench.player.state();
        heard.clear();
    }
    std::sort(times.begin(), times.end());
    return {times[times.size() / 2], times.back()};
}

void publishRows() {
    const auto say = [](const char* name, std::pair<double, double> times, const char* aim) {
        row(fmt::format("publish {}, 200 tracks", name), fmt::format("{:.2f} / {:.2f} ms", times.first, times.second), aim);
    };
    say("one parameter", publishing([](Show& show, int round) { show.maker.at(show.tracks[100]).fader = {-double(round % 20)}; }),
        "< 1 ms (median / worst)");
    say("one insert", publishing([](Show& show, int round) {
            if (round % 2) show.maker.insert(show.tracks[100], "limiter");
            else show.maker.at(show.tracks[100]).inserts.pop_back();
        }),
        "< 5 ms");
    say("undo of a hundred", publishing([](Show& show, int round) {
            for (int k = 0; k < 100; ++k) {
                project::Channel& channel = show.maker.at(show.tracks[static_cast<std::size_t>(k)]);
                channel.fader = {-double((round + k) % 20)};
                if (k % 10) continue;
                if (round % 2) show.maker.insert(channel.id, "limiter");
                else channel.inserts.pop_back();
            }
        }),
        "< 10 ms");
}

constexpr int kStems = 64, kRate = 48000;

void writeStems(const fs::path& folder, int seconds) {
    fs::create_directories(folder);
    for (int k = 0; k < kStems; ++k) {
        const fs::path path = folder / fmt::format("stem{:02}.wav", k);
        if (fs::exists(path)) continue;
        formats::WriteOptions options;
        options.rate = {kRate};
        options.dither = dsp::DitherKind::none;
        auto writer = must(formats::AudioFileWriter::create(path, options));
        const Samples second = noise(2, kRate, static_cast<unsigned>(k));
        Samples quiet = second;
        for (auto& side : quiet)
            for (float& sample : side) sample *= 0.06f;
        const float* planes[2] = {quiet[0].data(), quiet[1].data()};
        for (int s = 0; s < seconds; ++s) must(writer->write(planes, kRate));
        must(writer->finish());
    }
}

/// `tracks` of the stems in turn, each with the standard chain.
project::Project mixOf(int tracks, int seconds, const processors::ProcessorCatalogue& catalogue, SongId& song) {
    using namespace project;
    Project project = makeProject("Measures", {kRate});
    std::vector<SourceId> sources;
    for (int k = 0; k < kStems; ++k) {
        Source source;
        source.name = source.file = fmt::format("stem{:02}.wav", k);
        source.fileRate = {kRate};
        source.length = {static_cast<std::int64_t>(seconds) * kRate};
        auto added = must(addSource(std::move(project), source));
        project = std::move(added.project);
        sources.push_back(added.id);
    }
    auto made = must(addSong(std::move(project), "Song"));
    song = made.id;
    auto hall = must(addBus(std::move(made.project), song, "Hall", BusRole::effectReturn));
    project = must(addInsert(std::move(hall.project), catalogue, hall.id, "reverb")).project;
    const std::int64_t length = static_cast<std::int64_t>(seconds) * kRate;
    for (int k = 0; k < tracks; ++k) {
        Clip clip;
        clip.source = sources[static_cast<std::size_t>(k % kStems)];
        clip.length = {length};
        auto track = must(addTrack(std::move(project), song, {fmt::format("T{}", k), {}, false, {clip}, {}}));
        const ChannelId id = track.id;
        ParameterValues eq;
        eq.numbers = {{"band1.on", 1}, {"band1.type", 0}, {"band1.freq", 40.0 + 10 * (k % 8)},
                      {"band2.on", 1}, {"band2.type", 2}, {"band2.freq", 120}, {"band2.gain", 2},
                      {"band3.on", 1}, {"band3.type", 4}, {"band3.freq", 400}, {"band3.gain", -3}, {"band3.q", 1.2},
                      {"band4.on", 1}, {"band4.type", 4}, {"band4.freq", 2500}, {"band4.gain", 2.5}, {"band4.q", 0.9},
                      {"band5.on", 1}, {"band5.type", 3}, {"band5.freq", 9000}, {"band5.gain", 1.5}};
        project = must(addInsert(std::move(track.project), catalogue, id, "eq", eq)).project;
        ParameterValues compressor;
        compressor.numbers = {{"threshold", -24}, {"ratio", 3}, {"makeup", 3}};
        project = must(addInsert(std::move(project), catalogue, id, "compressor", compressor)).project;
        project = must(setPan(std::move(project), id, 60.0 * ((k * 4) % 9 - 4) / 4));
        project = must(addSend(std::move(project), id, hall.id, {-12})).project;
        project = must(setCurve(std::move(project), catalogue, id, {AutomationTarget::Owner::channel, 0, "fader"},
                                {{{0}, -16}, {{length / 3}, -13}, {{length - 1}, -18}}));
    }
    const ChannelId mix = findSong(project, song)->mix->id;
    ParameterValues limiter;
    limiter.numbers = {{"gain", 2}};
    project = must(addInsert(std::move(project), catalogue, mix, "limiter", limiter)).project;
    return project;
}

void openRows(const fs::path& stems, int seconds) {
    const auto catalogue = std::make_shared<const processors::ProcessorCatalogue>();
    const fs::path folder = stems / "Open.lacquer";
    fs::remove_all(folder);
    SongId song;
    {
        auto store = must(formats::ProjectStore::create(folder, {kRate}));
        project::Project project = mixOf(200, seconds, *catalogue, song);
        for (auto& source : project.sources) {
            auto moved = std::make_shared<project::Source>(*source);
            moved->file = "../" + moved->file;
            source = std::move(moved);
        }
        must(store.commit("Make", std::move(project)));
        must(store.save());
    }
    const auto start = Clock::now();
    auto store = must(formats::ProjectStore::open(folder));
    const double there = since(start);
    const auto project = store.project();
    auto pool = std::make_shared<formats::SourcePool>(*project, folder);
    pool->prepare([](double) { return true; });
    live::Player player(catalogue);
    must(player.show(project, pool, song));
    must(player.openDevice({.id = "null", .rate = {}, .bufferFrames = 64}));
    player.play();
    while (player.state().played.value == 0 && since(start) < 60) usleep(200);
    const double sounds = since(start);
    row("open 200 tracks: the project is there", fmt::format("{:.0f} ms", 1e3 * there), "before the sound");
    row("open 200 tracks: first sound", fmt::format("{:.0f} ms", 1e3 * sounds), "< 1000 ms");
    while (player.state().played.value < 3 * kRate && since(start) < 60) usleep(2000);
    const live::PlayerState state = player.state();
    row("200 tracks from disk, 64 frames: load mean / p99 / max",
        fmt::format("{:.0f} / {:.0f} / {:.0f} %", 100 * state.loadMean, 100 * state.loadP99, 100 * state.loadMax), "< 70 %");
    row("200 tracks from disk: dropouts, read-ahead in memory",
        fmt::format("{}, {} MB", state.xruns, state.readAheadBytes >> 20),
        fmt::format("0, at most {} MB", state.readAheadBudget >> 20));
    if (!state.trouble.empty()) row(state.trouble, "", "");
}

double processorSeconds() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& t) { return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec); };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

/// Renders a song of `stems` into a file there.
void renderMix(const project::Project& project, SongId song, const fs::path& stems, int threads) {
    const processors::ProcessorCatalogue catalogue;
    const formats::SourcePool pool(project, stems);
    formats::WriteOptions options;
    options.rate = {kRate};
    options.replace = true;
    auto writer = must(formats::AudioFileWriter::create(stems / "mix.wav", options));
    render::BounceRequest request;
    request.song = project::findSong(project, song);
    request.rate = project.rate;
    request.panLaw = project.panLaw;
    request.threads = threads;
    must(render::bounce(request, catalogue, pool, *writer));
    must(writer->finish());
}

void accountRows(const fs::path& stems, int seconds) {
    SongId song;
    const project::Project project = mixOf(kStems, seconds, processors::ProcessorCatalogue(), song);
    const double before = processorSeconds();
    TimeAccount account;
    renderMix(project, song, stems, 0);
    account.stop();
    row(fmt::format("render 64 stems x {} s: CPU", seconds), fmt::format("{:.2f} s", processorSeconds() - before),
        fmt::format("{} looks", account.samples()));
    for (const auto& [work, share] : account.works()) row("  " + work, fmt::format("{:.1f} %", 100 * share), "");
    constexpr std::size_t kShown = 25;
    const auto functions = account.functions();
    for (std::size_t k = 0; k < std::min(kShown, functions.size()); ++k)
        row("    " + functions[k].first.substr(0, functions[k].first.find('(')), fmt::format("{:.1f} %", 100 * functions[k].second), "");
}

/// Memory is that of the whole program, so this goes first.
void offlineRows(const fs::path& stems, int seconds) {
    const processors::ProcessorCatalogue catalogue;
    SongId song;
    const project::Project project = mixOf(kStems, seconds, catalogue, song);
    for (const int threads : {1, 0}) {
        const double before = processorSeconds();
        const auto start = Clock::now();
        renderMix(project, song, stems, threads);
        const double wall = since(start), cpu = processorSeconds() - before;
        const std::string who = threads == 1 ? "one thread" : "all cores";
        const bool whole = threads == 0 && seconds == 60;
        row(fmt::format("render 64 stems x {} s, {}: wall / CPU", seconds, who), fmt::format("{:.2f} / {:.2f} s", wall, cpu),
            whole ? "<= 1.2 / 1.8 s" : "");
        row(fmt::format("render, {}: times real time, ns per sample", who),
            fmt::format("{:.0f}x, {:.2f}", seconds / wall, 1e9 * cpu / (2.0 * kStems * seconds * kRate)), "");
    }
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    row("render: most memory", fmt::format("{} MB", usage.ru_maxrss >> 10), "<= 250 MB");
}

} // namespace
} // namespace lacquer::testing

int main(int count, char** arguments) {
    using namespace lacquer::testing;
    int seconds = 60;
    bool quick = false, account = false;
    std::filesystem::path folder;
    std::string only;
    for (int k = 1; k < count; ++k) {
        if (!std::strcmp(arguments[k], "--quick")) quick = true;
        else if (!std::strcmp(arguments[k], "--account")) account = true;
        else if (k + 1 < count && !std::strcmp(arguments[k], "--seconds")) seconds = std::max(4, std::atoi(arguments[++k]));
        else if (k + 1 < count && !std::strcmp(arguments[k], "--folder")) folder = arguments[++k];
        else if (k + 1 < count && !std::strcmp(arguments[k], "--only")) only = arguments[++k];
        else return std::fprintf(stderr, "measures [--seconds N] [--folder DIR] [--quick | --account] [--only PART]\n"), 2;
    }
    const bool temporary = folder.empty();
    if (temporary) folder = std::filesystem::temp_directory_path() / ("lacquer-measures-" + std::to_string(getpid()));
    try {
        if (account || only.empty() || only == "offline" || only == "open") writeStems(folder, seconds);
        row("measure", "figure", "aim");
        if (account) {
            accountRows(folder, seconds);
        } else {
            const auto wanted = [&](const char* part) { return only.empty() || only == part; };
            if (wanted("offline")) offlineRows(folder, seconds);
            if (wanted("open")) openRows(folder, seconds);
            if (wanted("publish")) publishRows();
            if (wanted("live")) liveRows(quick ? 1 : 8);
        }
    } catch (const std::exception& error) {
        std::fprintf(stderr, "measures: %s\n", error.what());
        if (temporary) std::filesystem::remove_all(folder);
        return 1;
    }
    if (temporary) std::filesystem::remove_all(folder);
    return 0;
}
