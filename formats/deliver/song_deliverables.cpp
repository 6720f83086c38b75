#include "formats/deliver/song_deliverables.h"

#include "engine/render/bounce.h"
#include "formats/album/float_file.h"
#include "formats/audio/audio_file_writer.h"
#include "formats/audio/source_pool.h"
#include "formats/deliver/file_naming.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace lacquer::formats {
namespace {

namespace fs = std::filesystem;
using project::Song;

bool uses(const Song& song, SourceId source) {
    for (const auto& track : song.tracks)
        for (const auto& clip : *playedClips(*track))
            if (clip.source == source && !clip.muted) return true;
    return false;
}

Result<std::shared_ptr<SourcePool>> filesOf(const RenderSubject& subject) {
    const project::Project& project = *subject.project;
    if (project.songs.empty())
        return fail(ErrorKind::checkFailed,
                    "The project has no songs, only finished files: there is nothing to make stems or other "
                    "mixes from. Import the song's stems first.");
    auto pool = std::make_shared<SourcePool>(project, subject.folder);
    for (const auto& [id, sentence] : pool->missing())
        for (const auto& song : project.songs)
            if (uses(*song, id)) return badInput(sentence);
    return pool;
}

} // namespace

Result<std::vector<Programme>> renderAlternates(const RenderSubject& subject,
                                                const mastering::Target& target,
                                                const processors::ProcessorCatalogue& catalogue,
                                                std::vector<std::string>& notes,
                                                const StageProgress& progress) {
    const auto pool = filesOf(subject);
    if (!pool) return tl::make_unexpected(pool.error());
    std::vector<Programme> programmes;
    for (const auto& song : subject.project->songs) {
        const auto mixes = alternatesOf(*song);
        if (mixes.empty())
            notes.push_back(fmt::format("\"{}\" has no track or group that is called a voice, so it has no "
                                        "other mixes.",
                                        song->name));
        std::vector<const Song*> songs;
        for (const AlternateMix& mix : mixes) songs.push_back(&mix.song);
        const auto files = renderMixesTogether(subject, songs, catalogue, **pool, progress);
        if (!files) return tl::make_unexpected(files.error());
        for (std::size_t k = 0; k < mixes.size(); ++k) {
            const AlternateMix& mix = mixes[k];
            const RenderedMix* const rendered = &(*files)[k];
            Programme programme;
            programme.name = fileNameOf(target.naming, {{"song", song->name}, {"version", mix.version}}) + ".wav";
            programme.rendered = rendered->file;
            programme.rate = subject.project->rate;
            programme.length = rendered->length;
            programme.tags.fields = {{"TITLE", fmt::format("{} ({})", song->name, mix.version)}};
            auto reader = openRendered(rendered->file);
            if (!reader) return tl::make_unexpected(reader.error());
            ProgrammeMeter meter(programme.rate);
            const auto read = readSpan(**reader, {}, programme.length,
                                       [&meter](const float* const* planes, int frames) -> Result<void> {
                                           meter.add(planes, frames);
                                           return {};
                                       });
            if (!read) return tl::make_unexpected(read.error());
            programme.facts = meter.finish();
            programmes.push_back(std::move(programme));
        }
    }
    if (programmes.empty())
        return fail(ErrorKind::checkFailed,
                    "No song has a track or group that is called a voice (Vox, Vocal, Lead Vox, BGV, Choir…), so "
                    "there are no other mixes to make. Name the voices, or route them to a group \"Vocals\".");
    return programmes;
}

Result<std::vector<std::string>> writeStems(const RenderSubject& subject,
                                            const mastering::Target& target,
                                            const processors::ProcessorCatalogue& catalogue,
                                            const fs::path& folder,
                                            const StageProgress& progress) {
    const auto pool = filesOf(subject);
    if (!pool) return tl::make_unexpected(pool.error());
    std::vector<std::string> names;
    std::set<std::string> taken;
    for (const auto& song : subject.project->songs) {
        std::vector<std::pair<std::string, std::unique_ptr<AudioFileWriter>>> writers;
        std::vector<render::StemSink> sinks;
        const auto open = [&](const project::Channel& channel) -> Result<void> {
            const std::string wanted =
                fileNameOf(target.naming, {{"song", song->name}, {"channel", channel.name}});
            std::string name = wanted;
            for (int copy = 2; !taken.insert(name).second; ++copy) name = fmt::format("{} ({})", wanted, copy);
            WriteOptions options;
            options.rate = subject.project->rate;
            options.samples = target.bits == 16 ? SampleFormat::int16 : SampleFormat::int24;
            options.replace = true;
            const fs::path file = folder / (name + ".wav");
            std::error_code ignored;
            fs::create_directories(file.parent_path(), ignored);
            auto writer = AudioFileWriter::create(file, options);
            if (!writer) return tl::make_unexpected(writer.error());
            sinks.push_back({channel.id, writer->get()});
            writers.emplace_back(name + ".wav", std::move(*writer));
            return {};
        };
        for (const auto& track : song->tracks)
            if (auto opened = open(track->channel); !opened) return tl::make_unexpected(opened.error());
        for (const auto& bus : song->buses)
            if (auto opened = open(bus->channel); !opened) return tl::make_unexpected(opened.error());

        struct Nowhere final : render::AudioSink {
            Result<void> write(const float* const*, int) override { return {}; }
        } mix;
        render::BounceRequest request;
        request.song = song.get();
        request.rate = subject.project->rate;
        request.panLaw = subject.project->panLaw;
        request.threads = subject.threads;
        const auto done = bounce(request, catalogue, **pool, mix, sinks, [&](double share) {
            return !progress || progress(fmt::format("Stems of \"{}\"", song->name), share);
        });
        if (!done) return tl::make_unexpected(done.error());
        for (auto& [name, writer] : writers) {
            if (auto finished = writer->finish(); !finished) return tl::make_unexpected(finished.error());
            if (writer->clippedSamples() > 0)
                return fail(ErrorKind::checkFailed,
                            fmt::format("The stem \"{}\" is over full scale, and {} bits cannot hold that. Lower "
                                        "its fader and raise the mix bus's, or deliver float stems by a target "
                                        "of your own.",
                                        name, target.bits.value_or(24)));
            names.push_back(name);
        }
    }
    return names;
}

} // namespace lacquer::formats
