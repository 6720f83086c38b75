#include "formats/audio/decoders.h"

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/channel_layout.h>
#include <libavutil/log.h>
}

#include <algorithm>
#include <array>
#include <cstring>

namespace lacquer::formats {
namespace {

/// Only what holds audio: no playlists, pictures, subtitles or network streams.
constexpr const char* kContainers =
    "mov,mp4,m4a,aac,caf,wav,w64,ogg,flac,mp3,aiff,matroska,webm,wv,ape,tta,tak,asf,ac3,eac3,dts,"
    "mpc,mpc8,au";

/// A weaker guess at the container is noise that happens to hold a sync word. A lone AAC stream
/// with no header scores just that much, so it is the least that is believed.
constexpr int kWeakestGuess = AVPROBE_SCORE_EXTENSION / 2 + 1;

constexpr int kBufferBytes = 32 * 1024;
/// Damaged packets in a row after which a stream counts as ended.
constexpr int kMostBadPackets = 64;

struct FormatCloser {
    void operator()(AVFormatContext* format) const {
        AVIOContext* io = format->pb;
        avformat_close_input(&format);
        if (io) {
            av_freep(&io->buffer);
            avio_context_free(&io);
        }
    }
};

struct CodecCloser {
    void operator()(AVCodecContext* codec) const { avcodec_free_context(&codec); }
};

struct FrameCloser {
    void operator()(AVFrame* frame) const { av_frame_free(&frame); }
};

struct PacketCloser {
    void operator()(AVPacket* packet) const { av_packet_free(&packet); }
};

struct Source {
    std::shared_ptr<const OpenFile> file;
    std::int64_t position = 0;
};

int readBytes(void* opaque, std::uint8_t* bytes, int count) {
    auto* source = static_cast<Source*>(opaque);
    const std::int64_t got =
        source->file->read(source->position, bytes, static_cast<std::size_t>(count));
    if (got < 0) return AVERROR(EIO);
    if (got == 0) return AVERROR_EOF;
    source->position += got;
    return static_cast<int>(got);
}

std::int64_t seekTo(void* opaque, std::int64_t offset, int whence) {
    auto* source = static_cast<Source*>(opaque);
    switch (whence & ~AVSEEK_FORCE) {
    case AVSEEK_SIZE: return source->file->size();
    case SEEK_SET: break;
    case SEEK_CUR: offset += source->position; break;
    case SEEK_END: offset += source->file->size(); break;
    default: return AVERROR(EINVAL);
    }
    if (offset < 0) return AVERROR(EINVAL);
    source->position = offset;
    return offset;
}

std::string errorText(int error) {
    std::array<char, AV_ERROR_MAX_STRING_SIZE> text{};
    av_strerror(error, text.data(), text.size());
    return text.data();
}

std::string containerName(const AVInputFormat& format) {
    const std::string name = format.name;
    if (name.rfind("mov,", 0) == 0) return "MP4";
    if (name.rfind("matroska", 0) == 0) return "Matroska";
    if (name == "aac") return "ADTS";
    if (name == "ogg") return "Ogg";
    if (name == "wav") return "WAV";
    if (name == "flac") return "FLAC";
    if (name == "caf") return "CAF";
    if (name == "mp3") return "MPEG";
    return format.long_name ? format.long_name : name;
}

int exactBits(const AVCodecParameters& codec) {
    const AVCodecDescriptor* about = avcodec_descriptor_get(codec.codec_id);
    if (!about || !(about->props & AV_CODEC_PROP_LOSSLESS)) return 0;
    if (codec.bits_per_raw_sample > 0) return codec.bits_per_raw_sample;
    return codec.bits_per_coded_sample;
}

Speaker speakerOf(AVChannel place) {
    switch (place) {
    case AV_CHAN_FRONT_LEFT: return Speaker::left;
    case AV_CHAN_FRONT_RIGHT: return Speaker::right;
    case AV_CHAN_FRONT_CENTER: return Speaker::centre;
    case AV_CHAN_LOW_FREQUENCY: return Speaker::lfe;
    case AV_CHAN_SIDE_LEFT: return Speaker::sideLeft;
    case AV_CHAN_SIDE_RIGHT: return Speaker::sideRight;
    case AV_CHAN_BACK_LEFT: return Speaker::backLeft;
    case AV_CHAN_BACK_RIGHT: return Speaker::backRight;
    case AV_CHAN_BACK_CENTER: return Speaker::backCentre;
    default: return Speaker::other;
    }
}

/// A sample of any of the library's formats as float, full scale 1.0.
float sampleAt(const std::uint8_t* bytes, AVSampleFormat format, std::size_t index) {
    const auto as = [&](auto example) {
        std::memcpy(&example, bytes + index * sizeof example, sizeof example);
        return example;
    };
    switch (format) {
    case AV_SAMPLE_FMT_U8: return static_cast<float>(as(std::uint8_t{}) - 128) * 0x1p-7F;
    case AV_SAMPLE_FMT_S16: return static_cast<float>(as(std::int16_t{})) * 0x1p-15F;
    case AV_SAMPLE_FMT_S32: return static_cast<float>(as(std::int32_t{})) * 0x1p-31F;
    case AV_SAMPLE_FMT_FLT: return as(float{});
    case AV_SAMPLE_FMT_DBL: return static_cast<float>(as(double{}));
    default: return 0;
    }
}

class AvformatReader final : public AudioFileReader {
public:
    static std::unique_ptr<AvformatReader> open(std::shared_ptr<const OpenFile> file,
                                                std::string* why) {
        std::unique_ptr<AvformatReader> reader(new AvformatReader);
        reader->source_.file = std::move(file);
        return reader->start(why) ? std::move(reader) : nullptr;
    }

private:
    AvformatReader() = default;

    bool start(std::string* why) {
        if (!openContainer(why) || !openCodec(why)) return false;
        describe();
        // The decoder knows rate and channels for sure only with its first frame.
        if (!nextFrame()) {
            *why = "nothing in it could be decoded";
            return false;
        }
        info_.rate = {frame_->sample_rate};
        info_.channels = frame_->ch_layout.nb_channels;
        describeSpeakers();
        return true;
    }

    bool openContainer(std::string* why) {
        auto* buffer = static_cast<unsigned char*>(av_malloc(kBufferBytes));
        AVIOContext* io =
            avio_alloc_context(buffer, kBufferBytes, 0, &source_, readBytes, nullptr, seekTo);
        AVFormatContext* format = avformat_alloc_context();
        format->pb = io;
        format->flags |= AVFMT_FLAG_CUSTOM_IO;
        format->format_whitelist = av_strdup(kContainers);
        const int opened = avformat_open_input(&format, "", nullptr, nullptr);
        if (opened < 0) {
            // On failure the library frees the context but leaves what we gave it.
            av_freep(&io->buffer);
            avio_context_free(&io);
            *why = "its format is not known (" + errorText(opened) + ")";
            return false;
        }
        format_.reset(format);
        if (format->probe_score < kWeakestGuess) {
            *why = "its format is not known";
            return false;
        }
        const int found = avformat_find_stream_info(format, nullptr);
        stream_ = found < 0 ? found
                            : av_find_best_stream(format, AVMEDIA_TYPE_AUDIO, -1, -1, nullptr, 0);
        if (stream_ < 0) {
            *why = "there is no audio in it";
            return false;
        }
        for (unsigned k = 0; k < format->nb_streams; ++k)
            if (static_cast<int>(k) != stream_) format->streams[k]->discard = AVDISCARD_ALL;
        return true;
    }

    bool openCodec(std::string* why) {
        const AVStream& stream = *format_->streams[stream_];
        const AVCodec* decoder = avcodec_find_decoder(stream.codecpar->codec_id);
        if (!decoder) {
            *why = std::string("its codec (") + avcodec_get_name(stream.codecpar->codec_id) +
                   ") is not known";
            return false;
        }
        codec_.reset(avcodec_alloc_context3(decoder));
        codec_->thread_count = 1;
        codec_->pkt_timebase = stream.time_base;
        if (avcodec_parameters_to_context(codec_.get(), stream.codecpar) < 0 ||
            avcodec_open2(codec_.get(), decoder, nullptr) < 0) {
            *why = std::string("its ") + decoder->name + " stream makes no sense";
            return false;
        }
        packet_.reset(av_packet_alloc());
        frame_.reset(av_frame_alloc());
        return true;
    }

    void describe() {
        const AVStream& stream = *format_->streams[stream_];
        const AVCodecDescriptor* about = avcodec_descriptor_get(stream.codecpar->codec_id);
        info_.container = containerName(*format_->iformat);
        info_.encoding = about ? about->name : "unknown";
        std::transform(info_.encoding.begin(), info_.encoding.end(), info_.encoding.begin(),
                       [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
        info_.exactBits = exactBits(*stream.codecpar);
    }

    void describeSpeakers() {
        if (frame_->ch_layout.order != AV_CHANNEL_ORDER_NATIVE || info_.channels > kMostChannels)
            return;
        for (int c = 0; c < info_.channels; ++c)
            info_.speakers.push_back(speakerOf(av_channel_layout_channel_from_index(
                &frame_->ch_layout, static_cast<unsigned>(c))));
    }

    /// The next decoded frame with samples in it; false at the end.
    bool nextFrame() {
        offset_ = 0;
        int bad = 0;
        while (bad < kMostBadPackets) {
            const int got = avcodec_receive_frame(codec_.get(), frame_.get());
            if (got == 0) {
                if (frame_->nb_samples > 0) return true;
                continue;
            }
            if (got == AVERROR_EOF) return false;
            if (got != AVERROR(EAGAIN)) {
                ++bad;
                damaged_ = true;
            }
            if (!sendPacket()) ++bad;
        }
        return false;
    }

    bool sendPacket() {
        if (drained_) return false;
        while (true) {
            const int got = av_read_frame(format_.get(), packet_.get());
            if (got < 0) {
                if (got != AVERROR_EOF) damaged_ = true;
                drained_ = true;
                return avcodec_send_packet(codec_.get(), nullptr) >= 0;
            }
            const bool ours = packet_->stream_index == stream_;
            const int sent = ours ? avcodec_send_packet(codec_.get(), packet_.get()) : 0;
            av_packet_unref(packet_.get());
            if (!ours) continue;
            if (sent < 0) damaged_ = true;
            return sent >= 0;
        }
    }

    int decode(float* const* planes, int frames) override {
        if (ended_) return 0;
        if (offset_ >= frame_->nb_samples && !nextFrame()) return end();
        if (frame_->sample_rate != info_.rate.hz ||
            frame_->ch_layout.nb_channels != info_.channels) {
            info_.notes.emplace_back(
                "The file changes its sample rate or channels on the way; it is used up to there.");
            ended_ = true;
            return 0;
        }
        const int piece = std::min(frames, frame_->nb_samples - offset_);
        const auto format = static_cast<AVSampleFormat>(frame_->format);
        const bool planar = av_sample_fmt_is_planar(format) != 0;
        const AVSampleFormat packed = av_get_packed_sample_fmt(format);
        const auto channels = static_cast<std::size_t>(info_.channels);
        const auto first = static_cast<std::size_t>(offset_);
        for (std::size_t c = 0; c < channels; ++c) {
            const std::uint8_t* bytes = frame_->extended_data[planar ? c : 0];
            for (std::size_t n = 0; n < static_cast<std::size_t>(piece); ++n) {
                const std::size_t index = planar ? first + n : (first + n) * channels + c;
                planes[c][n] = sampleAt(bytes, packed, index);
            }
        }
        offset_ += piece;
        return piece;
    }

    int end() {
        ended_ = true;
        if (damaged_)
            info_.notes.emplace_back(
                "The file is damaged or cut short; what could be decoded is used.");
        return 0;
    }

    Source source_;
    std::unique_ptr<AVFormatContext, FormatCloser> format_;
    std::unique_ptr<AVCodecContext, CodecCloser> codec_;
    std::unique_ptr<AVPacket, PacketCloser> packet_;
    std::unique_ptr<AVFrame, FrameCloser> frame_;
    int stream_ = -1;
    int offset_ = 0;
    bool drained_ = false;
    bool damaged_ = false;
    bool ended_ = false;
};

} // namespace

std::unique_ptr<AudioFileReader> openWithAvformat(std::shared_ptr<const OpenFile> file,
                                                  std::string* why) {
    // What the library has to say goes into our sentences, not onto the terminal.
    av_log_set_level(AV_LOG_QUIET);
    return AvformatReader::open(std::move(file), why);
}

} // namespace lacquer::formats
