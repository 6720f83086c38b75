#include "app/cli/commands.h"

#include "app/cli/edit_command.h"
#include "app/cli/line_reader.h"
#include "app/demo/recording.h"
#include "engine/processors/catalogue.h"
#include "engine/project/song_edits.h"
#include "formats/audio/audio_file_writer.h"
#include "formats/audio/import.h"
#include "formats/project/project_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <mutex>
#include <optional>
#include <sstream>
#include <thread>
#include <unistd.h>

namespace lacquer::cli {
namespace {

namespace fs = std::filesystem;

/// A folder for the stems on their way into the project; gone when this is.
class PassingFolder {
public:
    explicit PassingFolder(fs::path path) : path_(std::move(path)) {}
    ~PassingFolder() {
        std::error_code ignored;
        fs::remove_all(path_, ignored);
    }
    PassingFolder(const PassingFolder&) = delete;
    PassingFolder& operator=(const PassingFolder&) = delete;
    const fs::path& path() const { return path_; }

private:
    fs::path path_;
};

class Demo {
public:
    Demo(fs::path folder, bool replace) : folder_(std::move(folder)), replace_(replace) {}

    Result<fs::path> make() {
        const fs::path target = folder_ / (std::string(demo::kDemoName) + ".lacquer");
        std::error_code error;
        fs::create_directories(folder_, error);
        if (error)
            return systemRefused(fmt::format("The folder \"{}\" cannot be made: {}. Choose another place.",
                                             folder_.string(), error.message()));
        if (fs::exists(target)) {
            if (!replace_)
                return badInput(fmt::format("\"{}\" is there already. Open it, or use --force to make it anew.",
                                            target.string()));
            fs::remove_all(target, error);
        }
        // Made beside its place: what is interrupted leaves no half project behind.
        const PassingFolder making(folder_ / fmt::format(".{}.{}", demo::kDemoName, getpid()));
        if (auto built = build(making.path()); !built) return tl::make_unexpected(built.error());
        fs::rename(making.path() / target.filename(), target, error);
        if (error)
            return systemRefused(fmt::format("\"{}\" cannot be written: {}.", target.string(), error.message()));
        return target;
    }

private:
    Result<void> build(const fs::path& making) {
        std::error_code error;
        fs::create_directories(making / "stems", error);
        if (auto recorded = record(making / "stems"); !recorded) return recorded;
        auto store = formats::ProjectStore::create(making / (std::string(demo::kDemoName) + ".lacquer"),
                                                   SampleRate{demo::kRate});
        if (!store) return tl::make_unexpected(store.error());
        for (const std::string& song : songs_)
            if (auto imported = import(*store, song, making / "stems" / song); !imported) return imported;
        if (auto mixed = mix(*store); !mixed) return mixed;
        auto chosen = project::setTargets(*store->project(), {"streaming-24", "streaming-16", "cd-ddp", "flac"});
        if (!chosen) return tl::make_unexpected(chosen.error());
        if (auto kept = store->commit("Targets", std::move(*chosen)); !kept) return kept;
        return store->save();
    }

    /// All parts, on all cores.
    Result<void> record(const fs::path& stems) {
        const std::vector<demo::Part> parts = demo::demoParts();
        std::error_code error;
        for (const demo::Part& part : parts)
            if (std::find(songs_.begin(), songs_.end(), part.song) == songs_.end()) {
                songs_.push_back(part.song);
                fs::create_directories(stems / part.song, error);
            }
        std::atomic<std::size_t> next{0}, done{0};
        std::mutex mutex;
        Result<void> outcome;
        auto work = [&] {
            for (std::size_t k = next++; k < parts.size(); k = next++) {
                if (interrupted()) return;
                auto written = write(parts[k], stems, k);
                const std::lock_guard lock(mutex);
                if (!written && outcome) outcome = written;
                ++done;
                if (isatty(2)) std::fprintf(stderr, "\rRecording %zu of %zu ", done.load(), parts.size());
            }
        };
        std::vector<std::thread> players;
        for (unsigned k = 1; k < std::max(1u, std::thread::hardware_concurrency()); ++k) players.emplace_back(work);
        work();
        for (std::thread& player : players) player.join();
        if (isatty(2)) std::fputc('\n', stderr);
        if (interrupted()) return fail(ErrorKind::cancelled, "The demo was not made.");
        return outcome;
    }

    static Result<void> write(const demo::Part& part, const fs::path& stems, std::size_t number) {
        const demo::Stem stem = part.record();
        formats::WriteOptions options;
        options.rate = SampleRate{demo::kRate};
        options.channels = static_cast<int>(stem.channels.size());
        options.expectedLength = FrameCount{static_cast<std::int64_t>(stem.channels[0].size())};
        // Numbered, so that the tracks come in this order.
        auto file = formats::AudioFileWriter::create(
            stems / part.song / fmt::format("{:02} {}.wav", number % 14 + 1, part.name), options);
        if (!file) return tl::make_unexpected(file.error());
        const float* planes[2] = {stem.channels[0].data(), stem.channels.back().data()};
        if (auto written = (*file)->write(planes, static_cast<int>(stem.channels[0].size())); !written) return written;
        return (*file)->finish();
    }

    Result<void> import(formats::ProjectStore& store, const std::string& song, const fs::path& stems) {
        formats::ImportRequest request;
        request.paths = {stems};
        request.projectFolder = store.folder();
        request.rate = SampleRate{demo::kRate};
        auto outcome = formats::importFiles(request);
        if (!outcome) return tl::make_unexpected(outcome.error());
        // Where the stems were made is of no interest, and would differ from run to run.
        for (project::ImportedTrack& track : outcome->tracks)
            track.source.origin = fs::path(track.source.origin).filename().string();
        auto added = project::addImportedTracks(*store.project(), song, outcome->tracks);
        if (!added) return tl::make_unexpected(added.error());
        return store.commit("Import of " + song, std::move(added->project));
    }

    Result<void> mix(formats::ProjectStore& store) {
        std::istringstream lines(demo::demoMix());
        std::string line, step;
        std::optional<project::Project> mixed;
        auto commit = [&]() -> Result<void> {
            if (!mixed) return {};
            auto kept = store.commit(step, std::move(*mixed));
            mixed.reset();
            return kept;
        };
        while (std::getline(lines, line)) {
            if (line.empty()) continue;
            if (line.starts_with("## ")) {
                if (auto kept = commit(); !kept) return kept;
                step = line.substr(3);
                continue;
            }
            if (interrupted()) return fail(ErrorKind::cancelled, "The demo was not made.");
            const auto words = wordsOf(line);
            if (!words) return tl::make_unexpected(words.error());
            const auto work = parseEditLine(*words);
            if (!work) return tl::make_unexpected(work.error());
            auto edit = (*work)(mixed ? *mixed : *store.project(), EditContext{catalogue_, store.folder()});
            if (!edit) return tl::make_unexpected(edit.error());
            mixed = std::move(edit->project);
        }
        return commit();
    }

    fs::path folder_;
    bool replace_;
    std::vector<std::string> songs_;
    processors::ProcessorCatalogue catalogue_;
};

} // namespace

void addDemoCommand(Command& app, Dispatch& dispatch) {
    struct Options {
        std::string folder;
        bool force = false;
    };
    Command* command = app.addCommand("demo", "Write a complete demo project from built-in material");
    auto options = std::make_shared<Options>();
    command->addOption("folder", options->folder, "Where to put it").required();
    command->addFlag("--force", options->force, "Replace a demo that is there already");
    command->callback([&dispatch, options] {
        dispatch.work = [options]() -> Status {
            auto made = Demo(options->folder, options->force).make();
            if (!made) return tl::make_unexpected(made.error());
            std::printf("%s\n", made->c_str());
            return 0;
        };
    });
}

} // namespace lacquer::cli
