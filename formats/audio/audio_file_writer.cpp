#include "formats/audio/audio_file_writer.h"

#include "formats/audio/encoder.h"
#include "formats/audio/open_file.h"

#include <algorithm>

namespace lacquer::formats {
namespace {

/// Frames interleaved at a time.
constexpr int kPiece = 4096;

Result<FileFormat> formatFor(const std::filesystem::path& path, const WriteOptions& options) {
    const std::optional<FileFormat> format = formatFromName(path);
    if (!format || !specOf(*format).written)
        return badInput("The format of " + quotedName(path) +
                        " is not known by its extension. Use .wav, .flac, .aiff, .caf, .w64, "
                        ".rf64, .ogg, .opus or .mp3.");
    const FileFormatSpec& spec = specOf(*format);
    if (!spec.lossy && options.samples == SampleFormat::float32 && !spec.floats)
        return badInput(std::string(spec.name) + " holds whole numbers, not float: write " +
                        quotedName(path) + " with 16 or 24 bits.");
    return *format;
}

std::int64_t expectedBytes(const WriteOptions& options, const FileFormatSpec& spec) {
    if (!options.expectedLength || spec.lossy) return 0;
    const std::int64_t plain = options.expectedLength->value * options.channels *
                               bitsOf(options.samples) / 8;
    // FLAC shrinks by an amount nobody knows before; half is what full music rarely beats.
    return spec.format == FileFormat::flac ? plain / 2 : plain;
}

} // namespace

int bitsOf(SampleFormat format) {
    switch (format) {
    case SampleFormat::int16: return 16;
    case SampleFormat::int24: return 24;
    case SampleFormat::float32: return 32;
    }
    return 0;
}

AudioFileWriter::~AudioFileWriter() = default;

Result<std::unique_ptr<AudioFileWriter>>
AudioFileWriter::create(const std::filesystem::path& path, const WriteOptions& options) {
    const Result<FileFormat> format = formatFor(path, options);
    if (!format) return tl::make_unexpected(format.error());
    const FileFormatSpec& spec = specOf(*format);
    auto file = OutputFile::create(path, options.replace, expectedBytes(options, spec));
    if (!file) return tl::make_unexpected(file.error());

    std::unique_ptr<AudioFileWriter> writer(new AudioFileWriter);
    writer->options_ = options;
    if (*format == FileFormat::wav || *format == FileFormat::rf64) {
        writer->encoder_ = makeWavEncoder(std::move(*file), *format, options);
    } else {
        auto encoder = makeSndfileEncoder(std::move(*file), *format, options);
        if (!encoder) return tl::make_unexpected(encoder.error());
        writer->encoder_ = std::move(*encoder);
    }
    if (!spec.lossy && options.samples != SampleFormat::float32)
        writer->quantiser_.emplace(bitsOf(options.samples), options.dither, options.channels,
                                   options.rate);
    return writer;
}

Result<void> AudioFileWriter::write(const float* const* planes, int frames) {
    const auto channels = static_cast<std::size_t>(options_.channels);
    std::vector<const float*> places(channels);
    for (int done = 0; done < frames;) {
        const int piece = std::min(kPiece, frames - done);
        const std::size_t samples = static_cast<std::size_t>(piece) * channels;
        for (std::size_t c = 0; c < channels; ++c) places[c] = planes[c] + done;
        Result<void> written;
        if (quantiser_) {
            whole_.resize(samples);
            quantiser_->process(places.data(), piece, whole_.data());
            written = encoder_->writeWhole(whole_.data(), piece);
        } else {
            interleaved_.resize(samples);
            for (std::size_t c = 0; c < channels; ++c)
                for (std::size_t n = 0; n < static_cast<std::size_t>(piece); ++n)
                    interleaved_[n * channels + c] = places[c][n];
            written = encoder_->writeFloat(interleaved_.data(), piece);
        }
        if (!written) return written;
        done += piece;
        frames_.value += piece;
    }
    return {};
}

Result<void> AudioFileWriter::finish() {
    if (auto finished = encoder_->finish(); !finished) return finished;
    if (options_.beforeCommit)
        if (auto tagged = options_.beforeCommit(encoder_->file().temporaryPath()); !tagged)
            return tagged;
    return encoder_->file().commit();
}

} // namespace lacquer::formats
