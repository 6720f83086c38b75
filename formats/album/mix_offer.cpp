#include "formats/album/mix_offer.h"

#include "engine/mastering/render_recipe.h"
#include "engine/project/album_edits.h"
#include "engine/project/song_changes.h"
#include "formats/album/alternate_mixes.h"
#include "formats/album/float_file.h"
#include "formats/audio/source_pool.h"
#include "formats/checksum/checksum.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>

namespace lacquer::formats {
namespace {

Result<MixFacts> measured(AudioReader& reader, SampleRate rate, FramePosition start, FrameCount length,
                          const std::function<bool()>& goOn) {
    MixFacts facts;
    facts.length = length;
    ProgrammeMeter meter(rate);
    analysis::ToneMeter tone(rate);
    const auto read = readSpan(reader, start, length, [&](const float* const* planes, int frames) -> Result<void> {
        meter.add(planes, frames);
        tone.add(planes, frames);
        if (goOn && !goOn()) return fail(ErrorKind::cancelled, "Stopped.");
        return {};
    });
    if (!read) return tl::make_unexpected(read.error());
    facts.programme = meter.finish();
    facts.tone = tone.finish();
    return facts;
}

} // namespace

double MixOffer::matchDb() const {
    const double was = held.programme.measures.integratedLufs, is = newer.programme.measures.integratedLufs;
    return std::isfinite(was) && std::isfinite(is) ? was - is : 0;
}

std::string mixRecipe(const project::Project& project, const project::Song& song) {
    return hashOf(Hash::sha256, mastering::renderRecipe(song, project.rate, project.panLaw, mastering::contentOfSources(project)));
}

std::optional<std::string> offeredMix(const project::Project& project, const project::AlbumTrack& track) {
    if (!track.held || track.pinned) return std::nullopt;
    const project::Song* song = findSong(project, track.song);
    if (!song) return std::nullopt;
    std::string recipe = mixRecipe(project, *song);
    if (recipe == track.declined || recipe == mixRecipe(project, *track.held)) return std::nullopt;
    return recipe;
}

Result<MixFacts> factsOfSpan(const std::filesystem::path& file, SampleRate rate, FramePosition start, FrameCount length,
                             const std::function<bool()>& goOn) {
    auto reader = openRendered(file);
    if (!reader) return tl::make_unexpected(reader.error());
    auto facts = measured(**reader, rate, start, length, goOn);
    if (facts) facts->file = file;
    return facts;
}

Result<MixFacts> factsOfSource(const RenderSubject& subject, SourceId source, const std::function<bool()>& goOn) {
    SourcePool pool(*subject.project, subject.folder);
    if (!pool.prepare([&](double) { return !goOn || goOn(); })) return fail(ErrorKind::cancelled, "Stopped.");
    const auto reader = pool.open(source);
    const project::Source* known = findSource(*subject.project, source);
    if (!reader || !known)
        return badInput("A reference's file is missing. Take it off the list, or put the file back.");
    return measured(*reader, subject.project->rate, {}, known->length, goOn);
}

Result<MixOffer> compareMixes(const RenderSubject& subject, AlbumTrackId id, const processors::ProcessorCatalogue& catalogue,
                              const StageProgress& progress) {
    const project::Project& project = *subject.project;
    const project::AlbumTrack* track = project::findAlbumTrack(project, id);
    const project::Song* song = track ? findSong(project, track->song) : nullptr;
    if (!track || !track->held || !song)
        return badInput(fmt::format("\"{}\" holds no mix, so there is nothing to compare. Hold it first.",
                                    track ? project::titleOf(project, *track) : "The track"));
    MixOffer offer;
    offer.track = id;
    offer.recipe = mixRecipe(project, *song);
    offer.edits = project::songChanges(*track->held, *song, catalogue, project.rate);
    const auto pool = std::make_shared<SourcePool>(project, subject.folder);
    if (!pool->prepare([&](double share) { return !progress || progress("Decoding files", share * 0.1); }))
        return fail(ErrorKind::cancelled, "Stopped.");
    const auto goOn = [&] { return !progress || progress("Measuring the mixes", 0.95); };
    for (const auto& [mixed, facts] : {std::pair{track->held.get(), &offer.held}, {song, &offer.newer}}) {
        const auto mix = renderMix(subject, *mixed, catalogue, *pool, progress);
        if (!mix) return tl::make_unexpected(mix.error());
        auto measuredMix = factsOfSpan(mix->file, project.rate, {}, mix->length, goOn);
        if (!measuredMix) return tl::make_unexpected(measuredMix.error());
        *facts = std::move(*measuredMix);
    }
    return offer;
}

Result<double> voiceLoudness(const RenderSubject& subject, const project::Song& song,
                             const processors::ProcessorCatalogue& catalogue, const StageProgress& progress) {
    const project::Project& project = *subject.project;
    for (const AlternateMix& alternate : alternatesOf(song)) {
        if (alternate.version != "A cappella") continue;
        const auto pool = std::make_shared<SourcePool>(project, subject.folder);
        if (!pool->prepare([&](double share) { return !progress || progress("Decoding files", share * 0.1); }))
            return fail(ErrorKind::cancelled, "Stopped.");
        const auto mix = renderMix(subject, alternate.song, catalogue, *pool, progress);
        if (!mix) return tl::make_unexpected(mix.error());
        const auto facts = factsOfSpan(mix->file, project.rate, {}, mix->length);
        if (!facts) return tl::make_unexpected(facts.error());
        return facts->programme.measures.integratedLufs;
    }
    return -std::numeric_limits<double>::infinity();
}

} // namespace lacquer::formats
