#include "formats/deliver/programme_writer.h"

#include "engine/render/bounce.h"
#include "formats/album/float_file.h"
#include "formats/audio/audio_file_writer.h"
#include "formats/deliver/broadcast_chunks.h"
#include "formats/deliver/lossy_writer.h"

#include <algorithm>
#include <cmath>

namespace lacquer::formats {
namespace {

namespace fs = std::filesystem;
using mastering::Codec;
using mastering::Dither;
using mastering::Target;

constexpr SourceId kProgramme{1};

/// The programme's file as the only source there is.
class OneFile final : public AudioSources {
public:
    explicit OneFile(fs::path file) : file_(std::move(file)) {}

    std::unique_ptr<AudioReader> open(SourceId) const override {
        auto reader = openRendered(file_);
        return reader ? std::move(*reader) : nullptr;
    }

private:
    fs::path file_;
};

/// The programme as a song of one clip through a limiter, so that what limits here is the very
/// limiter of the console.
project::Song limited(const Programme& programme, const ProgrammeTreatment& treatment) {
    project::Clip clip;
    clip.id = {1};
    clip.source = kProgramme;
    clip.offset = programme.start - FramePosition{};
    clip.length = programme.length;
    clip.gain = {treatment.gainDb};
    project::Track track;
    track.channel.id = {2};
    track.clips = std::make_shared<const project::ClipList>(project::ClipList{clip});
    project::Insert limiter;
    limiter.id = {4};
    limiter.processor = "limiter";
    limiter.values.numbers["ceiling"] = *treatment.limiterCeiling;
    project::Channel mix;
    mix.id = {3};
    mix.inserts = {std::make_shared<const project::Insert>(std::move(limiter))};
    project::Song song;
    song.tempo = {project::TempoPoint{}};
    song.tracks = {std::make_shared<const project::Track>(std::move(track))};
    song.mix = std::make_shared<const project::Channel>(std::move(mix));
    return song;
}

/// Tells how far the programme has come on its way into a file.
class Counting final : public render::AudioSink {
public:
    Counting(render::AudioSink& sink, FrameCount length, const FileShare& share) : sink_(sink), length_(length), share_(share) {}

    Result<void> write(const float* const* planes, int frames) override {
        auto written = sink_.write(planes, frames);
        done_ = done_ + FrameCount{frames};
        // Every half second of audio or so: nobody sees more.
        if (share_ && (done_ - told_).value >= 1 << 15) {
            told_ = done_;
            share_(std::min(1.0, static_cast<double>(done_.value) / static_cast<double>(std::max<std::int64_t>(1, length_.value))));
        }
        return written;
    }

private:
    render::AudioSink& sink_;
    FrameCount length_, done_, told_;
    const FileShare& share_;
};

dsp::DitherKind ditherOf(Dither dither) {
    switch (dither) {
    case Dither::none: return dsp::DitherKind::none;
    case Dither::tpdf: return dsp::DitherKind::tpdf;
    case Dither::shaped: return dsp::DitherKind::shaped;
    }
    return dsp::DitherKind::tpdf;
}

/// Plays the programme, treated, into a sink.
using Play = std::function<Result<void>(render::AudioSink&)>;

Result<void> writeLossy(const Programme& programme, const Target& target, const Artwork& artwork, const fs::path& file, const Play& play) {
    fs::path unfinished = file;
    unfinished += ".part";
    struct Remover {
        const fs::path& file;
        ~Remover() {
            std::error_code ignored;
            fs::remove(file, ignored);
        }
    } remover{unfinished};
    auto writer = LossyWriter::create(
        unfinished, {target.codec, target.container, programme.rate, target.bitrate.value_or(256)});
    if (!writer) return tl::make_unexpected(writer.error());
    if (auto played = play(**writer); !played) return played;
    if (auto finished = (*writer)->finish(); !finished) return finished;
    if (target.tags)
        if (auto tagged = writeTags(unfinished, target.container, programme.tags, artwork); !tagged)
            return tagged;
    std::error_code error;
    fs::rename(unfinished, file, error);
    if (error) return systemRefused("\"" + file.string() + "\" cannot be written: " + error.message() + ".");
    return {};
}

} // namespace

Result<void> playProgramme(const Programme& programme,
                           const ProgrammeTreatment& treatment,
                           const processors::ProcessorCatalogue& catalogue,
                           render::AudioSink& sink,
                           const GoOn& goOn) {
    if (treatment.limiterCeiling) {
        const project::Song song = limited(programme, treatment);
        render::BounceRequest request;
        request.song = &song;
        request.rate = programme.rate;
        request.to = FramePosition{} + programme.length;
        request.threads = 1; // several programmes are written side by side
        const auto done = bounce(request, catalogue, OneFile(programme.rendered), sink, {},
                                 [&goOn](double) { return !goOn || goOn(); });
        if (!done) return tl::make_unexpected(done.error());
        return {};
    }
    auto reader = openRendered(programme.rendered);
    if (!reader) return tl::make_unexpected(reader.error());
    const auto gain = static_cast<float>(gainOf({treatment.gainDb}));
    std::vector<float> turned[2];
    return readSpan(**reader, programme.start, programme.length,
                    [&](const float* const* planes, int frames) -> Result<void> {
                        if (goOn && !goOn()) return fail(ErrorKind::cancelled, "Stopped.");
                        if (gain == 1.0f) return sink.write(planes, frames);
                        for (int c = 0; c < 2; ++c) {
                            turned[c].assign(planes[c], planes[c] + frames);
                            for (float& sample : turned[c]) sample *= gain;
                        }
                        const float* const changed[] = {turned[0].data(), turned[1].data()};
                        return sink.write(changed, frames);
                    });
}

Result<void> writeProgramme(const Programme& programme,
                            const Target& target,
                            const ProgrammeTreatment& treatment,
                            const Artwork& artwork,
                            const processors::ProcessorCatalogue& catalogue,
                            const fs::path& file,
                            const GoOn& goOn,
                            const FileShare& share) {
    const Play play = [&](render::AudioSink& sink) {
        Counting counted(sink, programme.length, share);
        return playProgramme(programme, treatment, catalogue, counted, goOn);
    };
    if (isLossy(target.codec)) return writeLossy(programme, target, artwork, file, play);
    WriteOptions options;
    options.rate = programme.rate;
    options.samples = target.codec == Codec::floatingPoint ? SampleFormat::float32
                      : target.bits == 16                  ? SampleFormat::int16
                                                           : SampleFormat::int24;
    options.dither = ditherOf(target.dither);
    options.replace = true;
    options.expectedLength = programme.length;
    if (target.broadcastWave) options.chunks = broadcastChunks(programme, target, treatment.gainDb);
    if (target.tags && target.container == mastering::Container::flac)
        options.beforeCommit = [&](const fs::path& unnamed) {
            return writeTags(unnamed, target.container, programme.tags, artwork);
        };
    auto writer = AudioFileWriter::create(file, options);
    if (!writer) return tl::make_unexpected(writer.error());
    if (auto played = play(**writer); !played) return played;
    return (*writer)->finish();
}

} // namespace lacquer::formats
