#include "app/cli/commands.h"

#include "app/cli/surface_options.h"
#include "app/cli/surface_session.h"
#include "engine/live/player.h"
#include "engine/project/place.h"
#include "engine/project/value_text.h"
#include "formats/audio/source_pool.h"
#include "formats/project/project_store.h"

#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <memory>
#include <optional>
#include <thread>
#include <unistd.h>
#include <vector>

namespace lacquer::cli {
namespace {

struct PlayOptions {
    std::string project, song, device, from = "0s";
    std::optional<int> rate, buffer;
    std::optional<double> seconds;
    std::vector<std::string> surfaces;
    std::vector<std::string> listen;
    bool beforeFader = false, metronome = false;
    int countIn = 0;
    bool json = false, play = false;
};

/// The song that is named, or the project's only one.
Result<const project::Song*> songOf(const project::Project& project, const std::string& name) {
    if (project.songs.empty())
        return badInput(fmt::format("\"{}\" has no song to play. Import stems into it first.", project.name));
    if (!name.empty()) {
        if (const project::Song* song = project::findSong(project, name)) return song;
        std::string names;
        for (const auto& song : project.songs) names += fmt::format("{}\"{}\"", names.empty() ? "" : ", ", song->name);
        return badInput(fmt::format("There is no song \"{}\". The project has {}.", name, names));
    }
    return project.songs.front().get();
}

/// Behind the last clip, this much more is played for what rings on.
constexpr double kRingingSeconds = 6;

class Playing {
public:
    explicit Playing(const PlayOptions& options)
        : options_(options), catalogue_(std::make_shared<const processors::ProcessorCatalogue>()), player_(catalogue_) {}

    Status run() {
        auto project = formats::readProject(options_.project);
        if (!project) return tl::make_unexpected(project.error());
        auto song = songOf(**project, options_.song);
        if (!song) return tl::make_unexpected(song.error());
        auto from = project::parseTime(options_.from, "The start");
        if (!from) return tl::make_unexpected(from.error());
        if (auto opened = open(*project, **song); !opened) return tl::make_unexpected(opened.error());

        if (auto heard = monitor(**song); !heard) return tl::make_unexpected(heard.error());
        player_.locate(framesAt(*from, (*project)->rate));
        if (!options_.surfaces.empty()) return runWithSurfaces((*song)->id);
        player_.play();
        const double length =
            secondsOf(endOf(**song), (*project)->rate).value - from->value + kRingingSeconds;
        const auto trouble = wait(options_.seconds.value_or(std::max(length, 0.0)));
        const live::PlayerState state = player_.state();
        player_.stop();
        report(state);
        player_.closeDevice();
        if (trouble) return systemRefused(*trouble);
        return interrupted() ? 130 : 0;
    }

private:
    /// Until the time is over or Ctrl-C; the surfaces have the transport.
    Status runWithSurfaces(SongId song) {
        auto setups = parseSurfaces(options_.surfaces);
        if (!setups) return tl::make_unexpected(setups.error());
        auto store = formats::ProjectStore::open(options_.project);
        if (!store) return tl::make_unexpected(store.error());
        live::PlayerState state;
        {
            SurfaceSession session(std::move(*store), song, player_, catalogue_, pool_);
            for (surfaces::Setup& setup : *setups) session.add(std::move(setup));
            if (options_.play) player_.play();
            const auto start = std::chrono::steady_clock::now();
            while (!interrupted()) {
                session.turn();
                state = player_.state();
                const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - start;
                if (options_.seconds && passed.count() >= *options_.seconds) break;
                std::this_thread::sleep_for(std::chrono::milliseconds(2));
            }
            player_.stop();
        }
        report(state);
        player_.closeDevice();
        return interrupted() ? 130 : 0;
    }

    Result<void> open(const std::shared_ptr<const project::Project>& project, const project::Song& song) {
        auto pool = std::make_shared<formats::SourcePool>(*project, options_.project);
        for (const auto& [source, sentence] : pool->missing())
            std::fprintf(stderr, "lacquer: %s\n", sentence.c_str());
        pool->prepare([](double) { return !interrupted(); });
        if (interrupted()) return fail(ErrorKind::cancelled, "Stopped before it played.");
        pool_ = pool;
        if (auto shown = player_.show(project, pool, song.id); !shown) return shown;
        live::DeviceSettings settings;
        settings.id = options_.device;
        if (options_.rate) settings.rate = SampleRate{*options_.rate};
        settings.bufferFrames = options_.buffer;
        return player_.openDevice(settings);
    }

    /// What is heard in the place of the mix, and the clicks with it.
    Result<void> monitor(const project::Song& song) {
        live::MetronomeSettings metronome = player_.metronome(); // as the project has it
        metronome.on = metronome.on || options_.metronome;
        if (options_.countIn > 0) metronome.countInBars = options_.countIn;
        player_.setMetronome(metronome);
        plan::Monitoring monitoring;
        if (options_.beforeFader) monitoring.point = plan::ListenPoint::beforeFader;
        for (const std::string& name : options_.listen) {
            const auto found = project::findChannelIn(song, name);
            if (!found) return tl::make_unexpected(found.error());
            monitoring.listen.push_back(*found);
        }
        return player_.setMonitoring(monitoring);
    }

    /// Until so much was played, Ctrl-C, or the device goes; then its sentence comes back.
    std::optional<std::string> wait(double seconds) {
        const auto start = std::chrono::steady_clock::now();
        const bool shows = isatty(2) && !options_.json;
        while (!interrupted()) {
            const live::PlayerState state = player_.state();
            if (!state.playing) return state.trouble;
            const double played = static_cast<double>(state.played.value) / state.rate.hz;
            if (played >= seconds) break;
            // A device that never asks for sound does not keep the shell waiting for ever.
            const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - start;
            if (state.played.value == 0 && options_.countIn == 0 && passed.count() > 10)
                return fmt::format("\"{}\" does not ask for sound. Choose another device.", state.device);
            if (shows)
                std::fprintf(stderr, "\r%7.1f s  load %3.0f %%  xruns %llu ",
                             secondsOf(state.position, state.rate).value, 100 * state.loadP99,
                             static_cast<unsigned long long>(state.xruns));
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
        if (shows) std::fputc('\n', stderr);
        return std::nullopt;
    }

    void report(const live::PlayerState& state) const {
        const double seconds = static_cast<double>(state.played.value) / state.rate.hz;
        if (!state.priorityNote.empty() && !options_.json) std::fprintf(stderr, "lacquer: %s\n", state.priorityNote.c_str());
        if (!state.trouble.empty()) std::fprintf(stderr, "lacquer: %s\n", state.trouble.c_str());
        if (options_.json) {
            printJson({{"device", state.device},
                       {"sample_rate", state.deviceRate.hz},
                       {"project_rate", state.rate.hz},
                       {"buffer_frames", state.bufferFrames},
                       {"output_latency_ms", 1e3 * state.outputLatency.value},
                       {"realtime_priority", state.priorityNote.empty()},
                       {"read_ahead_bytes", state.readAheadBytes},
                       {"read_ahead_budget", state.readAheadBudget},
                       {"seconds", seconds},
                       {"xruns", state.xruns},
                       {"load_mean", state.loadMean},
                       {"load_p99", state.loadP99},
                       {"load_max", state.loadMax}});
            return;
        }
        std::printf("Played %.1f s on %s at %d Hz, %d frames: %llu xruns, load %.1f %% (99th percentile "
                    "%.1f %%, worst %.1f %%)\n",
                    seconds, state.device.c_str(), state.deviceRate.hz, state.bufferFrames,
                    static_cast<unsigned long long>(state.xruns), 100 * state.loadMean, 100 * state.loadP99,
                    100 * state.loadMax);
    }

    const PlayOptions& options_;
    std::shared_ptr<const processors::ProcessorCatalogue> catalogue_;
    std::shared_ptr<const AudioSources> pool_;
    live::Player player_;
};

} // namespace

void addPlayCommand(Command& app, Dispatch& dispatch) {
    Command* command = app.addCommand("play", "Play a song in real time, without the window");
    auto options = std::make_shared<PlayOptions>();
    command->addOption("project", options->project, "The project's folder").required();
    command->addOption("song", options->song, "The song; the first one when left out");
    command->addOption("--device", options->device, "Where to: an id of `lacquer devices`, or null");
    command->addOption("--rate", options->rate, "Sample rate of the device, Hz");
    command->addOption("--buffer", options->buffer, "Frames per buffer");
    command->addOption("--from", options->from, "Where to start: 12.5s, 1:30");
    command->addOption("--seconds", options->seconds, "How long; to the song's end when left out");
    command->addOption("--listen", options->listen, "A channel to hear instead of the mix; may be given more than once");
    command->addFlag("--before-fader", options->beforeFader, "Listen to what comes before the fader");
    command->addFlag("--metronome", options->metronome, "Click on the beats");
    command->addOption("--count-in", options->countIn, "Bars that are clicked before the start");
    command->addOption("--surface", options->surfaces,
                        "A control surface, as KIND:PORT: mcu, mcuxt, hui, osc or generic; may be given more than once");
    command->addFlag("--play", options->play, "With a surface: play at once instead of waiting for it");
    command->addFlag("--json", options->json, "Print one JSON object");
    command->callback([&dispatch, options] {
        dispatch.work = [options]() -> Status {
            if (options->seconds && !(*options->seconds >= 0))
                return badInput("--seconds is how long to play: 0 or more.");
            if (options->countIn < 0 || options->countIn > 16) return badInput("--count-in goes from 0 to 16 bars.");
            if (auto known = parseSurfaces(options->surfaces); !known) return tl::make_unexpected(known.error());
            return Playing(*options).run();
        };
    });
}

} // namespace lacquer::cli
