#include "formats/audio/encoder.h"

#include <sndfile.h>

#include <algorithm>

namespace lacquer::formats {
namespace {

struct SndfileCloser {
    void operator()(SNDFILE* file) const { sf_close(file); }
};

int sndfileFormat(FileFormat format, SampleFormat samples) {
    const int word = samples == SampleFormat::int16   ? SF_FORMAT_PCM_16
                     : samples == SampleFormat::int24 ? SF_FORMAT_PCM_24
                                                      : SF_FORMAT_FLOAT;
    switch (format) {
    case FileFormat::wave64: return SF_FORMAT_W64 | word;
    case FileFormat::aiff: return SF_FORMAT_AIFF | word;
    case FileFormat::caf: return SF_FORMAT_CAF | word;
    case FileFormat::flac: return SF_FORMAT_FLAC | word;
    case FileFormat::vorbis: return SF_FORMAT_OGG | SF_FORMAT_VORBIS;
    case FileFormat::opus: return SF_FORMAT_OGG | SF_FORMAT_OPUS;
    case FileFormat::mp3: return SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III;
    case FileFormat::wav:
    case FileFormat::rf64:
    case FileFormat::aac:
    case FileFormat::alac: break;
    }
    return 0;
}

/// The formats libsndfile writes. It writes through our file, so that a full disk is told as what
/// it is.
class SndfileEncoder final : public AudioFileWriter::Encoder {
public:
    using Encoder::Encoder;

    Result<void> open(FileFormat format, const WriteOptions& options) {
        SF_INFO info{};
        info.samplerate = options.rate.hz;
        info.channels = options.channels;
        info.format = sndfileFormat(format, options.samples);
        if (!sf_format_check(&info))
            return badInput(std::string(specOf(format).name) + " cannot hold " +
                            std::to_string(options.channels) + " channels at " +
                            std::to_string(options.rate.hz) + " Hz. Choose another format or rate.");
        SF_VIRTUAL_IO io{length, seek, read, write, tell};
        handle_.reset(sf_open_virtual(&io, SFM_WRITE, &info, this));
        if (!handle_) return failed(sf_strerror(nullptr));
        // The peak chunk carries the time of writing: the same audio must give the same bytes.
        sf_command(handle_.get(), SFC_SET_ADD_PEAK_CHUNK, nullptr, SF_FALSE);
        double compression = format == FileFormat::flac ? 0.625 : 1.0 - options.quality;
        sf_command(handle_.get(), SFC_SET_COMPRESSION_LEVEL, &compression, sizeof compression);
        shift_ = options.samples == SampleFormat::int16 ? 16 : 8;
        channels_ = options.channels;
        return {};
    }

    Result<void> writeWhole(const std::int32_t* interleaved, int frames) override {
        // The library takes whole numbers at the top of 32 bits.
        const std::size_t count =
            static_cast<std::size_t>(frames) * static_cast<std::size_t>(channels_);
        top_.resize(count);
        for (std::size_t k = 0; k < count; ++k) top_[k] = interleaved[k] * (1 << shift_);
        return check(sf_writef_int(handle_.get(), top_.data(), frames) == frames);
    }

    Result<void> writeFloat(const float* interleaved, int frames) override {
        return check(sf_writef_float(handle_.get(), interleaved, frames) == frames);
    }

    Result<void> finish() override {
        SNDFILE* handle = handle_.release();
        return check(sf_close(handle) == 0);
    }

private:
    Result<void> failed(const char* why) const {
        return systemRefused("The file cannot be written: " + std::string(why) + ".");
    }

    Result<void> check(bool written) const {
        if (error_) return tl::make_unexpected(*error_);
        return written ? Result<void>{} : failed(sf_strerror(handle_.get()));
    }

    static SndfileEncoder& self(void* data) { return *static_cast<SndfileEncoder*>(data); }
    static sf_count_t length(void* data) { return self(data).file_.size(); }
    static sf_count_t tell(void* data) { return self(data).file_.position(); }

    static sf_count_t seek(sf_count_t offset, int whence, void* data) {
        OutputFile& file = self(data).file_;
        const sf_count_t base = whence == SEEK_CUR   ? file.position()
                                : whence == SEEK_END ? file.size()
                                                     : 0;
        file.seek(std::max<sf_count_t>(0, base + offset));
        return file.position();
    }

    static sf_count_t read(void* bytes, sf_count_t count, void* data) {
        OutputFile& file = self(data).file_;
        const std::int64_t got =
            file.readBack(file.position(), bytes, static_cast<std::size_t>(count));
        if (got > 0) file.seek(file.position() + got);
        return got;
    }

    static sf_count_t write(const void* bytes, sf_count_t count, void* data) {
        SndfileEncoder& encoder = self(data);
        if (encoder.error_) return 0;
        const auto written = encoder.file_.write(bytes, static_cast<std::size_t>(count));
        if (written) return count;
        encoder.error_ = written.error();
        return 0;
    }

    // The error outlives the handle, whose closing writes.
    std::optional<Error> error_;
    std::unique_ptr<SNDFILE, SndfileCloser> handle_;
    std::vector<int> top_;
    int shift_ = 8;
    int channels_ = 2;
};

} // namespace

Result<std::unique_ptr<AudioFileWriter::Encoder>>
makeSndfileEncoder(OutputFile file, FileFormat format, const WriteOptions& options) {
    auto encoder = std::make_unique<SndfileEncoder>(std::move(file));
    if (auto opened = encoder->open(format, options); !opened)
        return tl::make_unexpected(opened.error());
    return encoder;
}

} // namespace lacquer::formats
