#include "app/cli/audio_options.h"
#include "app/cli/commands.h"
#include "app/cli/preset_words.h"
#include "app/cli/render_report.h"
#include "engine/processors/catalogue.h"
#include "engine/processors/noise_profile.h"
#include "engine/project/automation_edits.h"
#include "engine/project/insert_edits.h"
#include "engine/project/song_edits.h"
#include "engine/project/value_text.h"
#include "formats/audio/file_source.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <span>
#include <sstream>
#include <utility>
#include <vector>

namespace lacquer::cli {
namespace {

using project::Project;

struct ProcessOptions {
    std::string input, output;
    std::vector<std::string> processors; ///< 'ID:NAME=VALUE,NAME=VALUE'
    std::vector<std::string> automation; ///< 'INDEX.NAME TIME=VALUE ...'
    std::string sideChain;
    std::string tail = "0s";
    std::string bits = "24";
    bool force = false, json = false;
};

/// Input and side-chain as the sources of one little song.
class FilePair final : public AudioSources {
public:
    std::unique_ptr<formats::FileSource> input, key;
    SourceId inputId, keyId;

    std::unique_ptr<AudioReader> open(SourceId source) const override {
        return source == keyId && key ? key->open(source) : input->open(source);
    }
    Result<std::shared_ptr<const LoadedAudio>> load(const std::string& file) const override {
        return input->load(file);
    }
};

std::pair<std::string, std::string> splitAt(const std::string& text, char mark) {
    const auto at = text.find(mark);
    if (at == std::string::npos) return {text, {}};
    return {text.substr(0, at), text.substr(at + 1)};
}

/// The chain of one file as a song: one track, and one more for the side-chain, which is heard by
/// nobody but the processors that are keyed by it.
class Chain {
public:
    explicit Chain(const processors::ProcessorCatalogue& catalogue) : catalogue_(catalogue) {}

    Result<void> load(const ProcessOptions& options) {
        auto input = formats::FileSource::open(options.input);
        if (!input) return tl::make_unexpected(input.error());
        files_.input = std::move(*input);
        input_ = options.input;
        project_ = project::makeProject("Process", files_.input->info().rate);
        auto song = project::addSong(std::move(project_), "Process");
        if (!song) return tl::make_unexpected(song.error());
        project_ = std::move(song->project);
        song_ = song->id;
        // As stereo, also for mono files: no pan law comes between input and output.
        auto track = addFile("Input", *files_.input);
        if (!track) return tl::make_unexpected(track.error());
        std::tie(channel_, files_.inputId) = *track;
        if (options.sideChain.empty()) return {};
        return loadKey(options.sideChain);
    }

    Result<void> insert(const std::string& text) {
        if (namesChain(text)) return insertChain(text);
        const auto [id, assignments] = splitAt(text, ':');
        const auto spec = project::requireProcessor(catalogue_, id);
        if (!spec) return tl::make_unexpected(spec.error());
        ParameterValues values;
        // What is to be matched is what comes in, as far as nothing has changed it yet.
        if (id == "matcheq" && project::findChannel(project_, channel_)->inserts.empty())
            values.texts["source"] = input_;
        const auto pairs = cutAssignments(assignments, **spec);
        if (!pairs) return tl::make_unexpected(pairs.error());
        for (const auto& [name, value] : *pairs)
            if (auto set = assignWithPresets(values, **spec, name, value); !set) return set;
        if (id == "denoise")
            if (auto learned = learnProfile(values); !learned) return learned;
        return put(**spec, std::move(values));
    }

    Result<void> automate(const std::string& text) {
        std::istringstream words(text);
        std::string name;
        words >> name;
        const auto found = project::findAutomated(
            project_, catalogue_, *project::findChannel(project_, channel_), name);
        if (!found) return tl::make_unexpected(found.error());
        std::vector<project::AutomationPoint> points;
        for (std::string word; words >> word;) {
            const auto [when, what] = splitAt(word, '=');
            const auto time = project::parseTime(when);
            if (!time) return tl::make_unexpected(time.error());
            const auto value = project::parseValue(*found->spec, what);
            if (!value) return tl::make_unexpected(value.error());
            points.push_back({framesAt(*time, project_.rate), *value});
        }
        return take(project::setCurve(project_, catalogue_, channel_, found->target, points));
    }

    const Project& project() const { return project_; }
    const project::Song& song() const { return *project::findSong(project_, song_); }
    const FilePair& files() const { return files_; }

private:
    /// What was switched off in a chain stays away.
    Result<void> insertChain(const std::string& text) {
        const auto chain = chainNamed(text, catalogue_);
        if (!chain) return tl::make_unexpected(chain.error());
        for (const project::ChainStep& step : chain->steps) {
            if (step.bypassed) continue;
            if (auto added = put(*catalogue_.find(step.processor), step.values); !added) return added;
        }
        return {};
    }

    Result<void> put(const ProcessorSpec& spec, ParameterValues values) {
        const bool keyed = key_ && project::findParameter(spec, "key");
        if (keyed)
            if (auto set = project::assignParameter(values, spec, "key", "external"); !set) return set;
        auto added = project::addInsert(std::move(project_), catalogue_, channel_, spec.id, values);
        if (!added) return tl::make_unexpected(added.error());
        project_ = std::move(added->project);
        if (!keyed) return {};
        return take(project::setInsertKey(project_, catalogue_, channel_, added->id, key_));
    }

    Result<void> take(Result<Project> edited) {
        if (!edited) return tl::make_unexpected(edited.error());
        project_ = std::move(*edited);
        return {};
    }

    Result<std::pair<ChannelId, SourceId>> addFile(const std::string& name,
                                                   const formats::FileSource& file) {
        project::Source source;
        source.name = name;
        source.fileRate = file.info().rate;
        source.channels = source.fileChannels = file.info().channels;
        source.length = file.length();
        auto added = project::addSource(std::move(project_), std::move(source));
        if (!added) return tl::make_unexpected(added.error());
        project_ = std::move(added->project);
        project::NewTrack track;
        track.name = name;
        project::Clip clip;
        clip.source = added->id;
        clip.length = file.length();
        track.clips.push_back(clip);
        auto made = project::addTrack(std::move(project_), song_, std::move(track));
        if (!made) return tl::make_unexpected(made.error());
        project_ = std::move(made->project);
        return std::pair{made->id, added->id};
    }

    /// profile=FROM-TO is a span of the input with nothing but noise in it.
    Result<void> learnProfile(ParameterValues& values) const {
        const auto profile = values.texts.find("profile");
        if (profile == values.texts.end()) return {};
        if (profile->second == "adaptive" || profile->second.empty()) {
            values.texts.erase(profile);
            return {};
        }
        const auto [from, to] = splitAt(profile->second, '-');
        const auto start = project::parseTime(from), end = project::parseTime(to);
        if (!start || !end) {
            // Then it is one that was learned before, or a mistake that is told here.
            const auto learned = processors::NoiseProfile::parse(profile->second);
            return learned ? Result<void>{} : tl::make_unexpected(learned.error());
        }
        const SampleRate rate = project_.rate;
        const FramePosition first = framesAt(*start, rate);
        const FrameCount count = std::min(framesAt(*end, rate), FramePosition{files_.input->length().value}) - first;
        const auto reader = files_.input->open(files_.inputId);
        std::vector<std::vector<float>> audio(static_cast<std::size_t>(reader->channels()),
                                              std::vector<float>(static_cast<std::size_t>(std::max<std::int64_t>(count.value, 0))));
        std::vector<float*> planes;
        std::vector<std::span<const float>> channels;
        for (auto& channel : audio) planes.push_back(channel.data()), channels.emplace_back(channel);
        if (count.value > 0) reader->read(first, count, planes.data());
        const auto learned = processors::learnNoiseProfile(channels, rate);
        if (!learned)
            return badInput(fmt::format("profile={}: {}", profile->second, learned.error().message));
        profile->second = learned->text();
        return {};
    }

    Result<void> loadKey(const std::string& path) {
        auto key = formats::FileSource::open(path);
        if (!key) return tl::make_unexpected(key.error());
        files_.key = std::move(*key);
        if (files_.key->info().rate != project_.rate)
            return badInput(fmt::format("\"{}\" runs at {} Hz and the input at {} Hz. Convert one of "
                                        "them first: lacquer convert IN OUT --rate {}.",
                                        path, files_.key->info().rate.hz, project_.rate.hz,
                                        project_.rate.hz));
        auto track = addFile("Side-chain", *files_.key);
        if (!track) return tl::make_unexpected(track.error());
        std::tie(key_, files_.keyId) = *track;
        // Keys are taken before the fader: muted, the track is heard by the processors alone.
        project::Song song = *project::findSong(project_, song_);
        project::Track muted = *project::findTrack(song, key_);
        muted.channel.muted = true;
        for (auto& candidate : song.tracks)
            if (candidate->channel.id == key_)
                candidate = std::make_shared<const project::Track>(std::move(muted));
        for (auto& candidate : project_.songs)
            if (candidate->id == song_) candidate = std::make_shared<const project::Song>(song);
        return {};
    }

    const processors::ProcessorCatalogue& catalogue_;
    Project project_;
    SongId song_;
    ChannelId channel_, key_;
    FilePair files_;
    std::string input_; ///< path
};

Status process(const ProcessOptions& options) {
    const processors::ProcessorCatalogue catalogue;
    Chain chain(catalogue);
    if (auto loaded = chain.load(options); !loaded) return tl::make_unexpected(loaded.error());
    for (const std::string& text : options.processors)
        if (auto added = chain.insert(text); !added) return tl::make_unexpected(added.error());
    for (const std::string& text : options.automation)
        if (auto added = chain.automate(text); !added) return tl::make_unexpected(added.error());

    formats::BounceJob job;
    job.request.song = &chain.song();
    job.request.withMonitoring = true; // it was asked for by name
    job.request.rate = chain.project().rate;
    // The side-chain file may be longer: the output follows the input.
    const FrameCount length = chain.files().input->length();
    if (options.tail == "auto") {
        if (chain.files().key && chain.files().key->length() > length)
            return badInput("--tail auto cannot be told from a side-chain that is longer than the "
                            "input. Give the tail as a time, for instance --tail 3s.");
    } else {
        const auto tail = project::parseTime(options.tail, "A tail");
        if (!tail) return tl::make_unexpected(tail.error());
        job.request.to = FramePosition{length.value} + framesIn(*tail, job.request.rate);
    }
    job.output = options.output;
    const auto samples = parseBits(options.bits);
    if (!samples) return tl::make_unexpected(samples.error());
    job.samples = *samples;
    job.channels = chain.files().input->info().channels;
    job.replace = options.force;
    auto report = bounceWithProgress(job, catalogue, chain.files());
    if (!report) return tl::make_unexpected(report.error());
    const auto note = [&](const formats::FileSource& file, const std::string& path) {
        for (const std::string& text : file.info().notes) report->notes.push_back(path + ": " + text);
    };
    note(*chain.files().input, options.input);
    if (chain.files().key) note(*chain.files().key, options.sideChain);
    print(*report, options.json);
    return 0;
}

} // namespace

void addProcessCommand(Command& app, Dispatch& dispatch) {
    auto options = std::make_shared<ProcessOptions>();
    Command* command = app.addCommand(
        "process", "Run one file through a chain of processors, latency compensated");
    command->addOption("IN", options->input, "File to read").required();
    command->addOption("OUT", options->output, "File to write").required();
    command->addOption("-p,--processor", options->processors,
                        "A processor and its values: 'eq:band1.freq=1kHz,band1.gain=3dB', with 'preset=NAME' "
                        "among them; 'chain:NAME' or a preset's file. Repeat for a chain")
        .oneValueEach();
    command->addOption("--automate", options->automation,
                        "A curve: 'INDEX.NAME TIME=VALUE TIME=VALUE', inserts count from 1")
        .oneValueEach();
    command->addOption("--sidechain", options->sideChain, "Key of the processors that take one");
    command->addOption("--tail", options->tail, "Time behind the end of the input, or auto");
    command->addOption("--bits", options->bits, "16, 24 or 32f");
    command->addFlag("--force", options->force, "Replace the output when it exists");
    command->addFlag("--json", options->json, "Print the facts as one JSON object");
    command->callback([options, &dispatch] { dispatch.work = [options] { return process(*options); }; });
}

} // namespace lacquer::cli
