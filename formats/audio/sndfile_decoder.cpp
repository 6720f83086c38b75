#include "formats/audio/decoders.h"

#include <sndfile.h>

#include <algorithm>
#include <array>

namespace lacquer::formats {
namespace {

/// Frames decoded at a time, before they are parted into planes.
constexpr int kPiece = 4096;

/// The library reports 2^63 − 1 and the like for streams whose end it cannot see.
constexpr sf_count_t kLongestBelievable = sf_count_t{1} << 48;

struct SndfileCloser {
    void operator()(SNDFILE* file) const { sf_close(file); }
};

std::string containerName(int format) {
    switch (format & SF_FORMAT_TYPEMASK) {
    case SF_FORMAT_WAV:
    case SF_FORMAT_WAVEX: return "WAV";
    case SF_FORMAT_RF64: return "RF64";
    case SF_FORMAT_W64: return "Wave64";
    case SF_FORMAT_AIFF: return "AIFF";
    case SF_FORMAT_CAF: return "CAF";
    case SF_FORMAT_FLAC: return "FLAC";
    case SF_FORMAT_OGG: return "Ogg";
    case SF_FORMAT_MPEG: return "MPEG";
    case SF_FORMAT_AU: return "AU";
    default: break;
    }
    SF_FORMAT_INFO info{};
    info.format = format & SF_FORMAT_TYPEMASK;
    sf_command(nullptr, SFC_GET_FORMAT_INFO, &info, sizeof info);
    return info.name ? info.name : "unknown";
}

std::string encodingName(int format) {
    switch (format & SF_FORMAT_SUBMASK) {
    case SF_FORMAT_PCM_S8:
    case SF_FORMAT_PCM_U8: return "8-bit PCM";
    case SF_FORMAT_PCM_16: return "16-bit PCM";
    case SF_FORMAT_PCM_24: return "24-bit PCM";
    case SF_FORMAT_PCM_32: return "32-bit PCM";
    case SF_FORMAT_FLOAT: return "32-bit float";
    case SF_FORMAT_DOUBLE: return "64-bit float";
    case SF_FORMAT_VORBIS: return "Vorbis";
    case SF_FORMAT_OPUS: return "Opus";
    case SF_FORMAT_MPEG_LAYER_III: return "MP3";
    default: break;
    }
    SF_FORMAT_INFO info{};
    info.format = format & SF_FORMAT_SUBMASK;
    sf_command(nullptr, SFC_GET_FORMAT_INFO, &info, sizeof info);
    return info.name ? info.name : "unknown";
}

int exactBits(int format) {
    switch (format & SF_FORMAT_SUBMASK) {
    case SF_FORMAT_PCM_S8:
    case SF_FORMAT_PCM_U8: return 8;
    case SF_FORMAT_PCM_16:
    case SF_FORMAT_ALAC_16: return 16;
    case SF_FORMAT_ALAC_20: return 20;
    case SF_FORMAT_PCM_24:
    case SF_FORMAT_ALAC_24: return 24;
    case SF_FORMAT_PCM_32:
    case SF_FORMAT_ALAC_32: return 32;
    default: return 0;
    }
}

Speaker speakerOf(int place) {
    switch (place) {
    case SF_CHANNEL_MAP_MONO: return Speaker::mono;
    case SF_CHANNEL_MAP_LEFT:
    case SF_CHANNEL_MAP_FRONT_LEFT: return Speaker::left;
    case SF_CHANNEL_MAP_RIGHT:
    case SF_CHANNEL_MAP_FRONT_RIGHT: return Speaker::right;
    case SF_CHANNEL_MAP_CENTER:
    case SF_CHANNEL_MAP_FRONT_CENTER: return Speaker::centre;
    case SF_CHANNEL_MAP_LFE: return Speaker::lfe;
    case SF_CHANNEL_MAP_SIDE_LEFT: return Speaker::sideLeft;
    case SF_CHANNEL_MAP_SIDE_RIGHT: return Speaker::sideRight;
    case SF_CHANNEL_MAP_REAR_LEFT: return Speaker::backLeft;
    case SF_CHANNEL_MAP_REAR_RIGHT: return Speaker::backRight;
    case SF_CHANNEL_MAP_REAR_CENTER: return Speaker::backCentre;
    case SF_CHANNEL_MAP_INVALID: return Speaker::unknown;
    default: return Speaker::other;
    }
}

/// The library reads through our own file, so that it never opens a path (it takes none longer
/// than 1024 bytes) and never moves the position of a shared descriptor.
struct VirtualFile {
    const OpenFile* file = nullptr;
    sf_count_t position = 0;
};

sf_count_t lengthOf(void* data) { return static_cast<VirtualFile*>(data)->file->size(); }

sf_count_t seekTo(sf_count_t offset, int whence, void* data) {
    auto* self = static_cast<VirtualFile*>(data);
    const sf_count_t base = whence == SEEK_CUR   ? self->position
                            : whence == SEEK_END ? self->file->size()
                                                 : 0;
    sf_count_t target = 0;
    if (__builtin_add_overflow(base, offset, &target) || target < 0) return -1;
    self->position = target;
    return target;
}

sf_count_t readBytes(void* place, sf_count_t count, void* data) {
    auto* self = static_cast<VirtualFile*>(data);
    if (count <= 0) return 0;
    const std::int64_t got =
        self->file->read(self->position, place, static_cast<std::size_t>(count));
    if (got <= 0) return 0;
    self->position += got;
    return got;
}

sf_count_t tellPosition(void* data) { return static_cast<VirtualFile*>(data)->position; }

class SndfileReader final : public AudioFileReader {
public:
    SndfileReader(std::shared_ptr<const OpenFile> file,
                  std::unique_ptr<VirtualFile> source,
                  SNDFILE* handle,
                  const SF_INFO& sf)
        : file_(std::move(file)), source_(std::move(source)), handle_(handle),
          interleaved_(static_cast<std::size_t>(kPiece) * static_cast<std::size_t>(sf.channels)) {
        info_.container = containerName(sf.format);
        info_.encoding = encodingName(sf.format);
        info_.rate = {sf.samplerate};
        info_.channels = sf.channels;
        // Zero also stands for "not known" (a FLAC that was streamed), so it is left to reading.
        if (sf.frames > 0 && sf.frames < kLongestBelievable) info_.length = FrameCount{sf.frames};
        info_.exactBits = exactBits(sf.format);
        readSpeakers();
        SF_BROADCAST_INFO bext{};
        if (sf_command(handle, SFC_GET_BROADCAST_INFO, &bext, sizeof bext) == SF_TRUE)
            info_.timeReference = static_cast<std::int64_t>(
                (std::uint64_t{bext.time_reference_high} << 32) | bext.time_reference_low);
    }

private:
    void readSpeakers() {
        std::array<int, kMostChannels> map{};
        const auto bytes = static_cast<int>(sizeof(int)) * info_.channels;
        if (info_.channels > kMostChannels ||
            sf_command(handle_.get(), SFC_GET_CHANNEL_MAP_INFO, map.data(), bytes) != SF_TRUE)
            return;
        for (int c = 0; c < info_.channels; ++c)
            info_.speakers.push_back(speakerOf(map[static_cast<std::size_t>(c)]));
        if (std::all_of(info_.speakers.begin(), info_.speakers.end(),
                        [](Speaker s) { return s == Speaker::unknown; }))
            info_.speakers.clear();
    }

    int decode(float* const* planes, int frames) override {
        const sf_count_t got =
            sf_readf_float(handle_.get(), interleaved_.data(), std::min(frames, kPiece));
        if (got <= 0) {
            sayIfCutShort();
            return 0;
        }
        const auto channels = static_cast<std::size_t>(info_.channels);
        const auto count = static_cast<std::size_t>(got);
        for (std::size_t c = 0; c < channels; ++c)
            for (std::size_t n = 0; n < count; ++n)
                planes[c][n] = interleaved_[n * channels + c];
        position_ += got;
        return static_cast<int>(got);
    }

    void sayIfCutShort() {
        if (told_) return;
        told_ = true;
        if (sf_error(handle_.get()) != SF_ERR_NO_ERROR ||
            (info_.length && position_ < info_.length->value))
            info_.notes.emplace_back(
                "The file is damaged or cut short; what could be decoded is used.");
    }

    std::shared_ptr<const OpenFile> file_;
    std::unique_ptr<VirtualFile> source_; ///< the handle's callbacks point to it
    std::unique_ptr<SNDFILE, SndfileCloser> handle_;
    std::vector<float> interleaved_;
    std::int64_t position_ = 0;
    bool told_ = false;
};

} // namespace

std::unique_ptr<AudioFileReader> openWithSndfile(std::shared_ptr<const OpenFile> file,
                                                 std::string* why) {
    auto source = std::make_unique<VirtualFile>(VirtualFile{file.get(), 0});
    SF_VIRTUAL_IO io{lengthOf, seekTo, readBytes, nullptr, tellPosition};
    SF_INFO sf{};
    SNDFILE* handle = sf_open_virtual(&io, SFM_READ, &sf, source.get());
    if (!handle) {
        *why = "libsndfile says \"" + std::string(sf_strerror(nullptr)) + "\"";
        return nullptr;
    }
    if (sf.channels < 1 || sf.channels > kMostChannels || sf.samplerate < 1) {
        *why = std::to_string(sf.channels) + " channels at " + std::to_string(sf.samplerate) +
               " Hz is no recording";
        sf_close(handle);
        return nullptr;
    }
    return std::make_unique<SndfileReader>(std::move(file), std::move(source), handle, sf);
}

} // namespace lacquer::formats
