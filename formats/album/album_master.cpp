#include "formats/album/album_master.h"

#include "engine/dsp/resampler.h"
#include "engine/mastering/render_recipe.h"
#include "engine/render/bounce.h"
#include "formats/album/float_file.h"
#include "formats/album/master_notes.h"
#include "formats/album/program_identity.h"
#include "formats/audio/audio_file_writer.h"
#include "formats/audio/source_pool.h"
#include "formats/checksum/checksum.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <system_error>

#include <unistd.h>

namespace lacquer::formats {
namespace {

namespace fs = std::filesystem;
using project::Project;
using project::Song;

/// −100 dBFS. A chain's tail behind the last track is kept until it stays under this.
constexpr float kInaudible = 1e-5f;

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

/// Passes the album on and ends where it ends: at the last track's end, or later when the chain's
/// tail is still to be heard.
class AlbumEnd final : public render::AudioSink {
public:
    AlbumEnd(AudioFileWriter& file, FramePosition end) : file_(file), end_(end.value) {}

    Result<void> write(const float* const* planes, int frames) override {
        const auto sure = static_cast<int>(std::clamp<std::int64_t>(end_ - at_, 0, frames));
        if (sure > 0)
            if (auto written = file_.write(planes, sure); !written) return written;
        at_ += frames;
        for (int k = sure; k < frames; ++k) {
            quiet_[0].push_back(planes[0][k]);
            quiet_[1].push_back(planes[1][k]);
            if (std::fabs(planes[0][k]) <= kInaudible && std::fabs(planes[1][k]) <= kInaudible) continue;
            const float* const heard[] = {quiet_[0].data(), quiet_[1].data()};
            if (auto written = file_.write(heard, static_cast<int>(quiet_[0].size())); !written)
                return written;
            quiet_[0].clear();
            quiet_[1].clear();
        }
        return {};
    }

    /// Fills up to the end, should the render have stopped before it.
    Result<void> finish() {
        const std::vector<float> silence(16384, 0.0f);
        const float* const planes[] = {silence.data(), silence.data()};
        while (at_ < end_) {
            const auto frames = std::min<std::int64_t>(16384, end_ - at_);
            if (auto written = file_.write(planes, static_cast<int>(frames)); !written) return written;
            at_ += frames;
        }
        return {};
    }

private:
    AudioFileWriter& file_;
    std::int64_t end_;
    std::int64_t at_ = 0;
    std::vector<float> quiet_[2];
};

render::Progress shareOf(const StageProgress& progress, const std::string& stage) {
    if (!progress) return {};
    return [&progress, stage](double share) { return progress(stage, share); };
}

Result<std::vector<ProgrammeFacts>>
measured(const AlbumMaster& master, ProgrammeFacts& whole, std::vector<std::string>& audio, const StageProgress& progress) {
    auto reader = openRendered(master.file);
    if (!reader) return tl::make_unexpected(reader.error());
    std::vector<ProgrammeFacts> facts;
    ProgrammeMeter all(master.rate);
    // The album as a whole is read once, track by track; overlapping tracks end where the next starts.
    for (std::size_t k = 0; k < master.tracks.size(); ++k) {
        ProgrammeMeter meter(master.rate);
        Checksum name(Hash::sha256);
        const auto read = readSpan(**reader, master.tracks[k].start, master.programmeLength(k),
                                   [&](const float* const* planes, int frames) -> Result<void> {
                                       meter.add(planes, frames);
                                       all.add(planes, frames);
                                       for (int c = 0; c < 2; ++c) name.add(planes[c], static_cast<std::size_t>(frames) * sizeof(float));
                                       return {};
                                   });
        if (!read) return tl::make_unexpected(read.error());
        facts.push_back(meter.finish());
        audio.push_back(name.finish());
        if (progress && !progress("Measuring the master", static_cast<double>(k + 1) /
                                                              static_cast<double>(master.tracks.size())))
            return fail(ErrorKind::cancelled, "Stopped.");
    }
    whole = all.finish();
    return facts;
}

/// Measures the file and writes both beside it, the file's notes last: they say that it is whole.
Result<AlbumMaster> withFacts(AlbumMaster master, const StageProgress& progress) {
    auto facts = measured(master, master.whole, master.audio, progress);
    if (!facts) return tl::make_unexpected(facts.error());
    master.facts = std::move(*facts);
    if (auto written = writeMasterNotes(master); !written) return tl::make_unexpected(written.error());
    return master;
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
    const auto ofFiles = mastering::contentOfSources(project);
    const auto content = [&](SourceId id) {
        if (const Song* song = findMix(project, {id.value})) return "mix " + mixKey(project, *song);
        return ofFiles(id);
    };
    return hashOf(Hash::sha256, programIdentity() + "\nalbum\n" +
                                    mastering::renderRecipe(assembly->song, project.rate, project.panLaw,
                                                            content));
}

Result<RenderedMix> renderMix(const RenderSubject& subject,
                              const Song& song,
                              const processors::ProcessorCatalogue& catalogue,
                              const AudioSources& sources,
                              const StageProgress& progress) {
    const Project& project = *subject.project;
    RenderedMix mix;
    mix.file = cacheFolderOf(subject.folder) / "mixes" / (mixKey(project, song) + ".wav");
    if (std::error_code ignored; fs::exists(mix.file, ignored)) {
        if (const auto reader = openRendered(mix.file)) {
            fs::last_write_time(mix.file, fs::file_time_type::clock::now(), ignored); // in use: not old
            mix.length = (*reader)->length();
            return mix;
        }
    }
    auto writer = cacheWriter(mix.file, project.rate);
    if (!writer) return tl::make_unexpected(writer.error());
    render::BounceRequest request;
    request.song = &song;
    request.rate = project.rate;
    request.panLaw = project.panLaw;
    request.threads = subject.threads;
    const auto done = bounce(request, catalogue, sources, **writer, {},
                             shareOf(progress, fmt::format("Rendering \"{}\"", song.name)));
    if (!done) return tl::make_unexpected(done.error());
    if (auto finished = (*writer)->finish(); !finished) return tl::make_unexpected(finished.error());
    mix.length = (*writer)->frames();
    return mix;
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
    master.file = cacheFolderOf(subject.folder) / "masters" / (*key + ".wav");
    master.tracks = assembly->timeline.tracks;
    auto writer = cacheWriter(master.file, project.rate);
    if (!writer) return tl::make_unexpected(writer.error());
    render::BounceRequest request;
    request.song = &assembly->song;
    request.rate = project.rate;
    request.panLaw = project.panLaw;
    request.threads = subject.threads;
    AlbumEnd sink(**writer, assembly->timeline.end);
    const auto done = bounce(request, catalogue, AlbumSources(pool, std::move(files)), sink, {},
                             shareOf(progress, "Rendering the album"));
    if (!done) return tl::make_unexpected(done.error());
    if (auto filled = sink.finish(); !filled) return tl::make_unexpected(filled.error());
    if (auto finished = (*writer)->finish(); !finished) return tl::make_unexpected(finished.error());
    master.length = (*writer)->frames();
    master.latency = done->latency;
    forgetOldest(master.file.parent_path(), kMastersKept);
    forgetOldest(cacheFolderOf(subject.folder) / "mixes", mixes->size() + kOldMixesKept);
    return withFacts(std::move(master), progress);
}

Result<AlbumMaster> masterAtRate(const AlbumMaster& master, SampleRate rate, const StageProgress& progress) {
    if (rate == master.rate) return master;
    const fs::path file =
        master.file.parent_path() / fmt::format("{}@{}.wav", master.key, rate.hz);
    if (auto cached = readMasterNotes(file)) return *cached;
    const std::string stage = fmt::format("Converting to {:g} kHz", rate.hz / 1000.0);
    const auto length = convert(master.file, master.rate, file, rate, [&](double share) { return !progress || progress(stage, share); });
    if (!length) return tl::make_unexpected(length.error());

    AlbumMaster made;
    made.file = file;
    made.key = fmt::format("{}@{}", master.key, rate.hz);
    made.rate = rate;
    made.latency = master.latency;
    made.length = *length;
    const auto nearest = [&](FramePosition position) {
        return FramePosition{std::llround(static_cast<double>(position.value) * rate.hz / master.rate.hz)};
    };
    for (const auto& track : master.tracks) {
        mastering::AlbumTrackSpan span = track;
        span.start = nearest(track.start);
        span.length = std::min(nearest(track.end()), FramePosition{} + made.length) - span.start;
        span.gap = made.tracks.empty() ? FrameCount{} : span.start - made.tracks.back().end();
        made.tracks.push_back(span);
    }
    return withFacts(std::move(made), progress);
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
