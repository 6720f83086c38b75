#include "formats/album/album_master.h"

#include "engine/dsp/resampler.h"
#include "engine/mastering/passages.h"
#include "engine/mastering/render_recipe.h"
#include "engine/render/bounce.h"
#include "formats/album/float_file.h"
#include "formats/album/master_measures.h"
#include "formats/album/master_notes.h"
#include "formats/album/passage_render.h"
#include "formats/album/program_identity.h"
#include "formats/audio/audio_file_writer.h"
#include "formats/audio/source_pool.h"
#include "formats/checksum/checksum.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <system_error>

#include <unistd.h>

namespace lacquer::formats {
namespace {

namespace fs = std::filesystem;
using project::Project;
using project::Song;

/// Renders of albums that are kept, the newest; each is as long as the album.
constexpr std::size_t kMastersKept = 6;

/// And of songs' mixes, besides those of the album at hand.
constexpr std::size_t kOldMixesKept = 8;

Result<std::unique_ptr<AudioFileWriter>> cacheWriter(const fs::path& file, SampleRate rate) {
    std::error_code ignored;
    fs::create_directories(file.parent_path(), ignored);
    WriteOptions options;
    options.rate = rate;
    options.samples = SampleFormat::float32;
    options.replace = true;
    return AudioFileWriter::create(file, options);
}

render::Progress shareOf(const StageProgress& progress, const std::string& stage) {
    if (!progress) return {};
    return [&progress, stage](double share) { return progress(stage, share); };
}

/// Measures the file and writes both beside it, the file's notes last: they say that it is whole.
Result<AlbumMaster> withFacts(AlbumMaster master, const OlderMasters& older, int threads, const StageProgress& progress) {
    if (auto measured = measureMaster(master, older.all(), threads, shareOf(progress, "Measuring the master")); !measured)
        return tl::make_unexpected(measured.error());
    if (auto written = writeMasterNotes(master); !written) return tl::make_unexpected(written.error());
    return master;
}

/// The part of a master that follows from its passages.
void takePassages(AlbumMaster& master, PassageRender made) {
    master.passages = std::move(made.passages);
    master.overruns = std::move(made.overruns);
    master.rendered = made.rendered;
    for (const RenderedPassage& passage : master.passages) {
        master.length = std::max(master.length, passage.start + passage.heard - FramePosition{});
        master.latency = std::max(master.latency, passage.latency);
    }
}

/// The file ends where its last passage does.
Result<void> finish(MasterFile& file, const AlbumMaster& master) {
    const RenderedPassage& last = master.passages.back();
    return file.finish(std::max(master.length, last.start + last.length - FramePosition{}));
}

void forgetOldest(const fs::path& folder, std::size_t kept) {
    std::error_code ignored;
    std::vector<std::pair<fs::file_time_type, fs::path>> files;
    for (const auto& entry : fs::directory_iterator(folder, ignored))
        if (entry.path().extension() == ".wav") files.emplace_back(entry.last_write_time(ignored), entry.path());
    if (files.size() <= kept) return;
    std::sort(files.rbegin(), files.rend());
    for (std::size_t k = kept; k < files.size(); ++k) {
        fs::remove(fs::path(files[k].second).replace_extension(".json"), ignored);
        fs::remove(files[k].second, ignored);
    }
}

/// What names the sound of the album's sources: of files their content, of mixes what they are made of.
mastering::SourceContent contentOf(const Project& project) {
    return [&project, ofFiles = mastering::contentOfSources(project), keys = std::map<SourceId, std::string>{}](SourceId id) mutable {
        const Song* song = findMix(project, {id.value});
        if (!song) return ofFiles(id);
        std::string& key = keys[id];
        if (key.empty()) key = "mix " + mixKey(project, *song);
        return key;
    };
}

/// A rendered file at another rate; returns its length.
Result<FrameCount> convert(const fs::path& from, SampleRate rateFrom, const fs::path& to, SampleRate rateTo,
                           const std::function<bool(double)>& goOn) {
    auto resampler = dsp::Resampler::create(rateFrom, rateTo, 2);
    if (!resampler) return tl::make_unexpected(resampler.error());
    auto reader = openRendered(from);
    if (!reader) return tl::make_unexpected(reader.error());
    auto writer = cacheWriter(to, rateTo);
    if (!writer) return tl::make_unexpected(writer.error());
    std::vector<std::vector<float>> converted(2);
    const auto passOn = [&]() -> Result<void> {
        const float* const planes[] = {converted[0].data(), converted[1].data()};
        const auto frames = static_cast<int>(converted[0].size());
        auto written = frames > 0 ? (*writer)->write(planes, frames) : Result<void>{};
        for (auto& channel : converted) channel.clear();
        return written;
    };
    const FrameCount length = (*reader)->length();
    std::int64_t done = 0;
    auto read = readSpan(**reader, {}, length, [&](const float* const* planes, int frames) {
        resampler->push(planes, frames, converted);
        done += frames;
        if (!goOn(static_cast<double>(done) / static_cast<double>(length.value)))
            return Result<void>(fail(ErrorKind::cancelled, "Stopped."));
        return passOn();
    });
    if (!read) return tl::make_unexpected(read.error());
    resampler->finish(converted);
    if (auto written = passOn(); !written) return tl::make_unexpected(written.error());
    if (auto finished = (*writer)->finish(); !finished) return tl::make_unexpected(finished.error());
    return (*writer)->frames();
}

Result<std::vector<std::pair<SongId, RenderedMix>>>
renderMixes(const RenderSubject& subject,
            const processors::ProcessorCatalogue& catalogue,
            const AudioSources& sources,
            const StageProgress& progress) {
    std::vector<std::pair<SongId, RenderedMix>> mixes;
    for (const SongId id : mastering::songsOnAlbum(*subject.project->album)) {
        const Song* song = findMix(*subject.project, id);
        if (!song) continue; // the assembly says so
        auto mix = renderMix(subject, *song, catalogue, sources, progress);
        if (!mix) return tl::make_unexpected(mix.error());
        mixes.emplace_back(id, std::move(*mix));
    }
    return mixes;
}

Result<void> nothingMissing(const Project& project, const SourcePool& pool) {
    const auto missing = pool.missing();
    const auto uses = [&project](SourceId id) {
        for (const auto& track : project.album->tracks) {
            if (track->source == id) return true;
            const Song* song = findMix(project, mixOf(*track));
            if (!song) continue;
            for (const auto& part : song->tracks)
                for (const auto& clip : *part->clips)
                    if (clip.source == id && !clip.muted) return true;
        }
        return false;
    };
    for (const auto& [id, sentence] : missing)
        if (uses(id)) return badInput(sentence);
    return {};
}

} // namespace

FrameCount AlbumMaster::programmeLength(std::size_t track) const {
    const FramePosition end =
        track + 1 < tracks.size() ? tracks[track + 1].start : FramePosition{} + length;
    return end - tracks[track].start;
}

fs::path cacheFolderOf(const fs::path& projectFolder) {
    const fs::path cache = projectFolder / "cache";
    std::error_code error;
    fs::create_directories(cache, error);
    if (!error && ::access(cache.c_str(), W_OK) == 0) return cache;
    const std::string name = hashOf(Hash::sha256, fs::absolute(projectFolder, error).string()).substr(0, 16);
    return fs::temp_directory_path() / "lacquer-cache" / name;
}

std::string mixKey(const Project& project, const Song& song) {
    return hashOf(Hash::sha256, programIdentity() + "\n" +
                                    mastering::renderRecipe(song, project.rate, project.panLaw,
                                                            mastering::contentOfSources(project)));
}

Result<std::string> albumMasterKey(const RenderSubject& subject) {
    const Project& project = *subject.project;
    // Lengths of mixes follow from their keys, so lengths without tails serve to name the album.
    const auto assembly = mastering::assembleAlbum(project, {});
    if (!assembly) return tl::make_unexpected(assembly.error());
    return hashOf(Hash::sha256, programIdentity() + "\nalbum in passages\n" +
                                    mastering::renderRecipe(assembly->song, project.rate, project.panLaw,
                                                            contentOf(project)));
}

Result<RenderedMix> renderMix(const RenderSubject& subject,
                              const Song& song,
                              const processors::ProcessorCatalogue& catalogue,
                              const AudioSources& sources,
                              const StageProgress& progress) {
    const Song* const one[] = {&song};
    auto mixes = renderMixesTogether(subject, one, catalogue, sources, progress);
    if (!mixes) return tl::make_unexpected(mixes.error());
    return std::move(mixes->front());
}

Result<std::vector<RenderedMix>> renderMixesTogether(const RenderSubject& subject,
                                                     std::span<const Song* const> songs,
                                                     const processors::ProcessorCatalogue& catalogue,
                                                     const AudioSources& sources,
                                                     const StageProgress& progress) {
    const Project& project = *subject.project;
    std::vector<RenderedMix> mixes;
    std::vector<std::unique_ptr<AudioFileWriter>> writers(songs.size());
    std::vector<render::MixOrder> orders;
    for (std::size_t k = 0; k < songs.size(); ++k) {
        RenderedMix& mix = mixes.emplace_back();
        mix.file = cacheFolderOf(subject.folder) / "mixes" / (mixKey(project, *songs[k]) + ".wav");
        if (std::error_code ignored; fs::exists(mix.file, ignored)) {
            if (const auto reader = openRendered(mix.file)) {
                fs::last_write_time(mix.file, fs::file_time_type::clock::now(), ignored); // in use: not old
                mix.length = (*reader)->length();
                continue;
            }
        }
        auto writer = cacheWriter(mix.file, project.rate);
        if (!writer) return tl::make_unexpected(writer.error());
        writers[k] = std::move(*writer);
        orders.push_back({songs[k], writers[k].get(), {}});
    }
    if (orders.empty()) return mixes;
    render::BounceRequest request;
    request.rate = project.rate;
    request.panLaw = project.panLaw;
    request.threads = subject.threads;
    const auto done = bounceTogether(request, orders, catalogue, sources,
                                     shareOf(progress, fmt::format("Rendering \"{}\"", songs.front()->name)));
    if (!done) return tl::make_unexpected(done.error());
    for (std::size_t k = 0; k < songs.size(); ++k) {
        if (!writers[k]) continue;
        if (auto finished = writers[k]->finish(); !finished) return tl::make_unexpected(finished.error());
        mixes[k].length = writers[k]->frames();
    }
    return mixes;
}

std::optional<AlbumMaster> cachedAlbumMaster(const RenderSubject& subject) {
    const auto key = albumMasterKey(subject);
    if (!key) return std::nullopt;
    return readMasterNotes(cacheFolderOf(subject.folder) / "masters" / (*key + ".wav"));
}

Result<AlbumMaster> renderAlbumMaster(const RenderSubject& subject,
                                      const processors::ProcessorCatalogue& catalogue,
                                      const StageProgress& progress) {
    const Project& project = *subject.project;
    const auto key = albumMasterKey(subject);
    if (!key) return tl::make_unexpected(key.error());
    if (auto cached = cachedAlbumMaster(subject)) return *cached;

    const auto pool = std::make_shared<SourcePool>(project, subject.folder);
    if (const auto whole = nothingMissing(project, *pool); !whole)
        return tl::make_unexpected(whole.error());
    if (!pool->prepare([&progress](double share) { return !progress || progress("Decoding files", share); }))
        return fail(ErrorKind::cancelled, "Stopped.");
    const auto mixes = renderMixes(subject, catalogue, *pool, progress);
    if (!mixes) return tl::make_unexpected(mixes.error());
    mastering::MixLengths lengths;
    std::vector<std::pair<SourceId, fs::path>> files;
    for (const auto& [song, mix] : *mixes) {
        lengths[song] = mix.length;
        files.emplace_back(mastering::mixSourceOf(song), mix.file);
    }
    const auto assembly = mastering::assembleAlbum(project, lengths);
    if (!assembly) return tl::make_unexpected(assembly.error());

    AlbumMaster master;
    master.key = *key;
    master.rate = project.rate;
    const fs::path masters = cacheFolderOf(subject.folder) / "masters";
    master.file = masters / (*key + ".wav");
    master.tracks = assembly->timeline.tracks;
    auto file = MasterFile::create(master.file, project.rate, assembly->timeline.end - FramePosition{});
    if (!file) return tl::make_unexpected(file.error());
    const OlderMasters older(masters, project.rate);
    const auto content = contentOf(project);
    const auto keyOf = [&](const Song& passage) {
        return hashOf(Hash::sha256, programIdentity() + "\npassage\n" + mastering::renderRecipe(passage, project.rate, project.panLaw, content));
    };
    auto made = renderPassages(subject, *assembly, keyOf, catalogue, AlbumSources(pool, std::move(files)), older, *file,
                               shareOf(progress, "Rendering the album"));
    if (!made) return tl::make_unexpected(made.error());
    takePassages(master, std::move(*made));
    if (auto finished = finish(*file, master); !finished) return tl::make_unexpected(finished.error());
    auto measured = withFacts(std::move(master), older, subject.threads, progress);
    forgetOldest(masters, kMastersKept);
    forgetOldest(cacheFolderOf(subject.folder) / "mixes", mixes->size() + kOldMixesKept);
    return measured;
}

Result<AlbumMaster> masterAtRate(const AlbumMaster& master, SampleRate rate, int threads, const StageProgress& progress) {
    if (rate == master.rate) return master;
    AlbumMaster made;
    made.file = master.file.parent_path() / fmt::format("{}@{}.wav", master.key, rate.hz);
    if (auto cached = readMasterNotes(made.file)) return *cached;
    made.key = fmt::format("{}@{}", master.key, rate.hz);
    made.rate = rate;
    const auto nearest = [&](FramePosition position) {
        return FramePosition{std::llround(static_cast<double>(position.value) * rate.hz / master.rate.hz)};
    };
    auto file = MasterFile::create(made.file, rate, dsp::convertedLength(master.length, master.rate, rate));
    if (!file) return tl::make_unexpected(file.error());
    const OlderMasters older(made.file.parent_path(), rate);
    auto converted = convertPassages(master, rate, older, *file, threads, shareOf(progress, fmt::format("Converting to {:g} kHz", rate.hz / 1000.0)));
    if (!converted) return tl::make_unexpected(converted.error());
    takePassages(made, std::move(*converted));
    if (auto finished = finish(*file, made); !finished) return tl::make_unexpected(finished.error());
    for (const auto& track : master.tracks) {
        mastering::AlbumTrackSpan span = track;
        span.start = nearest(track.start);
        span.length = std::min(nearest(track.end()), FramePosition{} + made.length) - span.start;
        span.gap = made.tracks.empty() ? FrameCount{} : span.start - made.tracks.back().end();
        made.tracks.push_back(span);
    }
    return withFacts(std::move(made), older, threads, progress);
}

Result<fs::path> renderedAtRate(const fs::path& file, SampleRate from, SampleRate to, const std::function<bool()>& goOn) {
    if (from == to) return file;
    const fs::path other = file.parent_path() / fmt::format("{}@{}.wav", file.stem().string(), to.hz);
    // It is written whole or not at all.
    if (std::error_code ignored; fs::exists(other, ignored)) return other;
    const auto made = convert(file, from, other, to, [&](double) { return !goOn || goOn(); });
    if (!made) return tl::make_unexpected(made.error());
    return other;
}

AlbumSources::AlbumSources(std::shared_ptr<const AudioSources> files,
                           std::vector<std::pair<SourceId, fs::path>> mixes)
    : files_(std::move(files)), mixes_(std::move(mixes)) {}

std::unique_ptr<AudioReader> AlbumSources::open(SourceId source) const {
    for (const auto& [id, file] : mixes_) {
        if (id != source) continue;
        auto reader = openRendered(file);
        return reader ? std::move(*reader) : nullptr;
    }
    return files_->open(source);
}

} // namespace lacquer::formats
