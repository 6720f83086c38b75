#include "formats/deliver/freeze.h"

#include "engine/mastering/render_recipe.h"
#include "engine/project/change.h"
#include "engine/render/bounce.h"
#include "engine/render/up_to_fader.h"
#include "formats/audio/audio_file_writer.h"
#include "formats/checksum/checksum.h"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>

namespace lacquer::formats {
namespace {

namespace fs = std::filesystem;

struct Nowhere final : render::AudioSink {
    Result<void> write(const float* const*, int) override { return {}; }
};

std::string fileName(const std::string& name) {
    std::string safe;
    for (const char c : name)
        safe += std::string_view("/\\:*?\"<>|").find(c) != std::string_view::npos || static_cast<unsigned char>(c) < 32 ? '_' : c;
    while (safe.starts_with('.') || safe.starts_with(' ')) safe.erase(0, 1);
    return safe.empty() ? "Track" : safe;
}

Result<void> hasSound(const project::Project& project, const project::Track& track, const AudioSources& sources) {
    const std::string& name = track.channel.name;
    if (track.freeze) return badInput(fmt::format("\"{}\" is frozen already.", name));
    if (track.clips->empty()) return badInput(fmt::format("\"{}\" has no clips, so there is nothing to freeze.", name));
    for (const project::Clip& clip : *track.clips) {
        const project::Source* source = findSource(project, clip.source);
        if (!clip.muted && (!source || !sources.open(clip.source)))
            return badInput(fmt::format("\"{}\" cannot be frozen: the file of its clip \"{}\" is missing. Relink it first.", name,
                                        clip.name));
    }
    return {};
}

/// Processors that can follow the song's tempo say so with a parameter of this name; 0 is off.
bool followsTempo(const project::Channel& channel) {
    constexpr const char* kSync = "sync";
    const auto isSynced = [&](const auto& insert) {
        const auto value = insert->values.numbers.find(kSync);
        return value != insert->values.numbers.end() && value->second != 0;
    };
    const auto movesSync = [&](const auto& curve) {
        return curve->target.owner == project::AutomationTarget::Owner::insert && curve->target.parameter == kSync;
    };
    return std::ranges::any_of(channel.inserts, isSynced) || std::ranges::any_of(channel.automation, movesSync);
}

bool followsTempo(const project::Song& song) {
    const auto follows = [](const auto& part) { return followsTempo(part->channel); };
    return std::ranges::any_of(song.tracks, follows) || std::ranges::any_of(song.buses, follows);
}

/// The part of a song that a track's rendering is made of.
project::Song songOfRendering(const project::Song& song, ChannelId track) {
    project::Song alone = render::songUpToFader(song, track);
    // A key that is frozen gives what it gave before.
    for (auto& one : alone.tracks) {
        if (!one->freeze) continue;
        project::Track thawed = *one;
        thawed.freeze.reset();
        one = std::make_shared<const project::Track>(std::move(thawed));
    }
    return alone;
}

std::string recipeOf(const project::Project& project, const project::Song& alone) {
    return hashOf(Hash::sha256,
                  mastering::renderRecipe(alone, project.rate, project.panLaw, mastering::contentOfSources(project)));
}

} // namespace

Result<FrozenTrack> renderFrozen(const project::Project& project,
                                 ChannelId id,
                                 const fs::path& projectFolder,
                                 const processors::ProcessorCatalogue& catalogue,
                                 const AudioSources& sources,
                                 const std::function<bool(double share)>& progress) {
    const project::Song* song = project::songOf(project, id);
    const project::Track* track = song ? findTrack(*song, id) : nullptr;
    if (!track) return badInput("Only tracks of a song can be frozen.");
    if (auto sounds = hasSound(project, *track, sources); !sounds) return tl::make_unexpected(sounds.error());

    std::error_code trouble;
    fs::create_directories(projectFolder / "frozen", trouble);
    if (trouble)
        return systemRefused(fmt::format("The folder \"{}\" cannot be made: {}.", (projectFolder / "frozen").string(), trouble.message()));
    const std::string name = fileName(track->channel.name);
    const fs::path part = projectFolder / "frozen" / fmt::format("{} in the making {}.wav", name, id.value);
    WriteOptions options;
    options.rate = project.rate;
    options.samples = SampleFormat::float32;
    options.replace = true;
    auto file = AudioFileWriter::create(part, options);
    if (!file) return tl::make_unexpected(file.error());

    const project::Song alone = render::songUpToFader(*song, id);
    render::BounceRequest request;
    request.song = &alone;
    request.rate = project.rate;
    request.panLaw = project.panLaw;
    // What nobody hears on its own still moves the last bit of a mix.
    request.tail.silence = render::Silence::digital;
    Nowhere mix;
    const render::StemSink stems[] = {{id, file->get()}};
    const auto done = render::bounce(request, catalogue, sources, mix, stems, progress);
    if (!done) return tl::make_unexpected(done.error());
    if (auto finished = (*file)->finish(); !finished) return tl::make_unexpected(finished.error());

    const auto hash = hashOfFile(Hash::sha256, part);
    if (!hash) return tl::make_unexpected(hash.error());
    FrozenTrack frozen;
    frozen.rendering.name = track->channel.name + " (frozen)";
    frozen.rendering.file = fmt::format("frozen/{} {}.wav", name, hash->substr(0, 8));
    frozen.rendering.contentHash = *hash;
    frozen.rendering.fileRate = project.rate;
    frozen.rendering.length = (*file)->frames();
    fs::rename(part, projectFolder / frozen.rendering.file, trouble);
    if (trouble)
        return systemRefused(fmt::format("\"{}\" cannot get its name: {}.", part.string(), trouble.message()));
    frozen.recipe = freezeRecipe(project, *song, id);
    frozen.rendering.origin = (projectFolder / frozen.rendering.file).string();
    return frozen;
}

std::string freezeRecipe(const project::Project& project, const project::Song& song, ChannelId track) {
    project::Song alone = songOfRendering(song, track);
    if (!followsTempo(alone)) alone.tempo = project::Song().tempo;
    return recipeOf(project, alone);
}

bool isFreezeOutOfDate(const project::Project& project, const project::Song& song, const project::Track& track) {
    if (!track.freeze || track.freeze->recipe.empty() || track.freeze->recipe == freezeRecipe(project, song, track.channel.id))
        return false;
    // Freezes of old have the tempo in their recipe, followed or not.
    return track.freeze->recipe != recipeOf(project, songOfRendering(song, track.channel.id));
}

} // namespace lacquer::formats
