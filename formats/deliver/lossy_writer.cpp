#include "formats/deliver/lossy_writer.h"

#include <fmt/format.h>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/channel_layout.h>
#include <libavutil/opt.h>
}

#include <algorithm>
#include <vector>

namespace lacquer::formats {
namespace {

using mastering::Codec;
using mastering::Container;

constexpr int kChannels = 2;

/// The encoders by name: several know MP3, Vorbis and Opus, and these are the good ones.
const char* encoderOf(Codec codec) {
    switch (codec) {
    case Codec::mp3: return "libmp3lame";
    case Codec::vorbis: return "libvorbis";
    case Codec::opus: return "libopus";
    case Codec::aac: return "aac";
    case Codec::pcm:
    case Codec::floatingPoint:
    case Codec::flac: break;
    }
    return "";
}

const char* muxerOf(Container container) {
    switch (container) {
    case Container::mp3: return "mp3";
    case Container::ogg: return "ogg";
    case Container::opus: return "opus";
    case Container::m4a: return "ipod";
    case Container::wav:
    case Container::flac:
    case Container::ddp:
    case Container::cue:
    case Container::toc: break;
    }
    return "";
}

std::string reasonOf(int error) {
    char text[AV_ERROR_MAX_STRING_SIZE] = {};
    av_strerror(error, text, sizeof text);
    return text;
}

struct FormatCloser {
    void operator()(AVFormatContext* context) const {
        avio_closep(&context->pb);
        avformat_free_context(context);
    }
};

struct CodecCloser {
    void operator()(AVCodecContext* context) const { avcodec_free_context(&context); }
};

struct FrameCloser {
    void operator()(AVFrame* frame) const { av_frame_free(&frame); }
};

struct PacketCloser {
    void operator()(AVPacket* packet) const { av_packet_free(&packet); }
};

std::string ratesOf(const AVCodec& codec) {
    std::string rates;
    for (const int* rate = codec.supported_samplerates; rate && *rate; ++rate)
        rates += fmt::format("{}{}", rates.empty() ? "" : ", ", *rate);
    return rates;
}

bool hasRate(const AVCodec& codec, int wanted) {
    if (!codec.supported_samplerates) return true;
    for (const int* rate = codec.supported_samplerates; *rate; ++rate)
        if (*rate == wanted) return true;
    return false;
}

} // namespace

struct LossyWriter::State {
    std::filesystem::path path;
    std::unique_ptr<AVFormatContext, FormatCloser> muxer;
    std::unique_ptr<AVCodecContext, CodecCloser> encoder;
    std::unique_ptr<AVFrame, FrameCloser> frame;
    std::unique_ptr<AVPacket, PacketCloser> packet;
    AVStream* stream = nullptr;
    std::vector<float> waiting[kChannels];
    std::int64_t sent = 0;

    tl::unexpected<Error> failed(int error) const {
        return systemRefused(fmt::format("\"{}\" cannot be written: {}. Check the room on the disk.",
                                         path.filename().string(), reasonOf(error)));
    }

    Result<void> drain() {
        while (true) {
            const int got = avcodec_receive_packet(encoder.get(), packet.get());
            if (got == AVERROR(EAGAIN) || got == AVERROR_EOF) return {};
            if (got < 0) return failed(got);
            av_packet_rescale_ts(packet.get(), encoder->time_base, stream->time_base);
            packet->stream_index = stream->index;
            if (const int put = av_interleaved_write_frame(muxer.get(), packet.get()); put < 0)
                return failed(put);
        }
    }

    /// The first `count` waiting frames.
    Result<void> encode(int count) {
        av_frame_unref(frame.get());
        frame->nb_samples = count;
        frame->format = encoder->sample_fmt;
        frame->sample_rate = encoder->sample_rate;
        if (const int copied = av_channel_layout_copy(&frame->ch_layout, &encoder->ch_layout); copied < 0)
            return failed(copied);
        if (const int made = av_frame_get_buffer(frame.get(), 0); made < 0) return failed(made);
        if (encoder->sample_fmt == AV_SAMPLE_FMT_FLTP) {
            for (int c = 0; c < kChannels; ++c)
                std::copy_n(waiting[c].begin(), count, reinterpret_cast<float*>(frame->data[c]));
        } else {
            auto* interleaved = reinterpret_cast<float*>(frame->data[0]);
            for (int k = 0; k < count; ++k)
                for (int c = 0; c < kChannels; ++c)
                    interleaved[kChannels * k + c] = waiting[c][static_cast<std::size_t>(k)];
        }
        for (auto& channel : waiting) channel.erase(channel.begin(), channel.begin() + count);
        frame->pts = sent;
        sent += count;
        if (const int put = avcodec_send_frame(encoder.get(), frame.get()); put < 0) return failed(put);
        return drain();
    }
};

LossyWriter::LossyWriter(std::unique_ptr<State> state) : state_(std::move(state)) {}
LossyWriter::~LossyWriter() = default;

Result<std::unique_ptr<LossyWriter>> LossyWriter::create(const std::filesystem::path& path,
                                                         const LossyOptions& options) {
    auto state = std::make_unique<State>();
    state->path = path;
    av_log_set_level(AV_LOG_QUIET); // what it has to say comes back as an error
    const AVCodec* codec = avcodec_find_encoder_by_name(encoderOf(options.codec));
    if (!codec)
        return systemRefused(fmt::format("The {} encoder ({}) is missing from the installed "
                                         "libavcodec. Install a libavcodec that has it.",
                                         nameOf(options.codec), encoderOf(options.codec)));
    if (!hasRate(*codec, options.rate.hz))
        return badInput(fmt::format("{} has no {} Hz. Set the target's sample_rate to one of {}.",
                                    nameOf(options.codec), options.rate.hz, ratesOf(*codec)));

    state->encoder.reset(avcodec_alloc_context3(codec));
    AVCodecContext& encoder = *state->encoder;
    encoder.sample_rate = options.rate.hz;
    encoder.time_base = {1, options.rate.hz};
    encoder.bit_rate = std::int64_t{options.bitrate} * 1000;
    encoder.sample_fmt = options.codec == Codec::opus ? AV_SAMPLE_FMT_FLT : AV_SAMPLE_FMT_FLTP;
    av_channel_layout_default(&encoder.ch_layout, kChannels);
    encoder.flags |= AV_CODEC_FLAG_BITEXACT;
    encoder.thread_count = 1;

    AVFormatContext* muxer = nullptr;
    if (const int made = avformat_alloc_output_context2(&muxer, nullptr, muxerOf(options.container), nullptr);
        made < 0)
        return state->failed(made);
    state->muxer.reset(muxer);
    muxer->flags |= AVFMT_FLAG_BITEXACT; // no version strings, Ogg serials from 0
    if (muxer->oformat->flags & AVFMT_GLOBALHEADER) encoder.flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
    if (const int opened = avcodec_open2(&encoder, codec, nullptr); opened < 0)
        return badInput(fmt::format("{} at {} kbit/s and {} Hz is not possible: {}. Change the target's "
                                    "bitrate_kbps.",
                                    nameOf(options.codec), options.bitrate, options.rate.hz,
                                    reasonOf(opened)));
    state->stream = avformat_new_stream(muxer, nullptr);
    if (!state->stream) return state->failed(AVERROR(ENOMEM));
    state->stream->time_base = encoder.time_base;
    if (const int copied = avcodec_parameters_from_context(state->stream->codecpar, &encoder); copied < 0)
        return state->failed(copied);
    if (const int opened = avio_open(&muxer->pb, path.c_str(), AVIO_FLAG_WRITE); opened < 0)
        return state->failed(opened);
    // Tags are TagLib's; an empty ID3 here would only be replaced.
    if (options.container == Container::mp3) av_opt_set_int(muxer->priv_data, "id3v2_version", 0, 0);
    if (const int begun = avformat_write_header(muxer, nullptr); begun < 0) return state->failed(begun);
    state->frame.reset(av_frame_alloc());
    state->packet.reset(av_packet_alloc());
    if (!state->frame || !state->packet) return state->failed(AVERROR(ENOMEM));
    return std::unique_ptr<LossyWriter>(new LossyWriter(std::move(state)));
}

Result<void> LossyWriter::write(const float* const* planes, int frames) {
    for (int c = 0; c < kChannels; ++c)
        state_->waiting[c].insert(state_->waiting[c].end(), planes[c], planes[c] + frames);
    const int piece = state_->encoder->frame_size > 0 ? state_->encoder->frame_size : frames;
    while (static_cast<int>(state_->waiting[0].size()) >= piece)
        if (auto encoded = state_->encode(piece); !encoded) return encoded;
    return {};
}

Result<void> LossyWriter::finish() {
    if (const auto rest = static_cast<int>(state_->waiting[0].size()); rest > 0)
        if (auto encoded = state_->encode(rest); !encoded) return encoded;
    if (const int flushed = avcodec_send_frame(state_->encoder.get(), nullptr); flushed < 0)
        return state_->failed(flushed);
    if (auto drained = state_->drain(); !drained) return drained;
    if (const int ended = av_write_trailer(state_->muxer.get()); ended < 0) return state_->failed(ended);
    if (const int closed = avio_closep(&state_->muxer->pb); closed < 0) return state_->failed(closed);
    return {};
}

} // namespace lacquer::formats
