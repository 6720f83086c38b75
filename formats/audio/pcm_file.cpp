#include "formats/audio/pcm_file.h"

#include "formats/audio/pcm_words.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <string_view>
#include <type_traits>

static_assert(std::endian::native == std::endian::little, "PCM is decoded in place");

namespace lacquer::formats {
namespace {

/// Bytes read at a time, at most and at least. Between them it is as many as are asked for. Much less
/// than the least, and a call to the system costs more than what it copies.
constexpr int kWindowBytes = 32 * 1024;
constexpr int kSmallestWindow = 24 * 1024;

/// A file of a million chunks is an attack, not a recording.
constexpr int kMostChunks = 4096;

constexpr std::uint32_t kUnknownSize = 0xFFFFFFFFU;

constexpr unsigned kFormatPcm = 1;
constexpr unsigned kFormatFloat = 3;
constexpr unsigned kFormatExtensible = 0xFFFE;

/// Behind the two bytes of the format tag in WAVE_FORMAT_EXTENSIBLE's sub-format.
constexpr std::array<unsigned char, 14> kSubFormatTail = {
    0x00, 0x00, 0x00, 0x00, 0x10, 0x00, 0x80, 0x00, 0x00, 0xAA, 0x00, 0x38, 0x9B, 0x71};

/// Behind the four letters in Wave64's chunk names.
constexpr std::array<unsigned char, 12> kWave64Tail = {0xF3, 0xAC, 0xD3, 0x11, 0x8C, 0xD1,
                                                       0x00, 0xC0, 0x4F, 0x8E, 0xDB, 0x8A};
constexpr std::array<unsigned char, 16> kWave64Riff = {0x72, 0x69, 0x66, 0x66, 0x2E, 0x91,
                                                       0xCF, 0x11, 0xA5, 0xD6, 0x28, 0xDB,
                                                       0x04, 0xC1, 0x00, 0x00};

template <typename T>
T littleEndian(const unsigned char* bytes) {
    T value;
    std::memcpy(&value, bytes, sizeof value);
    return value;
}

bool hasName(const unsigned char* bytes, std::string_view name) {
    return std::memcmp(bytes, name.data(), name.size()) == 0;
}

/// A chunk's name could stand here: four printable characters.
bool looksLikeName(const unsigned char* bytes) {
    return std::all_of(bytes, bytes + 4, [](unsigned char c) { return c >= 0x20 && c < 0x7F; });
}

std::optional<PcmWord> wordOf(unsigned tag, int bits) {
    if (tag == kFormatPcm) {
        // Shorter words lie at the top of their container.
        if (bits > 0 && bits <= 8) return PcmWord::unsigned8;
        if (bits > 8 && bits <= 16) return PcmWord::signed16;
        if (bits > 16 && bits <= 24) return PcmWord::signed24;
        if (bits > 24 && bits <= 32) return PcmWord::signed32;
    }
    if (tag == kFormatFloat && bits == 32) return PcmWord::float32;
    if (tag == kFormatFloat && bits == 64) return PcmWord::float64;
    return {};
}

const char* encodingName(PcmWord word) {
    switch (word) {
    case PcmWord::unsigned8: return "8-bit PCM";
    case PcmWord::signed16: return "16-bit PCM";
    case PcmWord::signed24: return "24-bit PCM";
    case PcmWord::signed32: return "32-bit PCM";
    case PcmWord::float32: return "32-bit float";
    case PcmWord::float64: return "64-bit float";
    }
    return "";
}

int exactBitsOf(PcmWord word) {
    switch (word) {
    case PcmWord::unsigned8: return 8;
    case PcmWord::signed16: return 16;
    case PcmWord::signed24: return 24;
    case PcmWord::signed32: return 32;
    case PcmWord::float32:
    case PcmWord::float64: return 0;
    }
    return 0;
}

/// Bits of WAVE_FORMAT_EXTENSIBLE's channel mask, in order.
constexpr std::array<Speaker, 11> kMaskOrder = {
    Speaker::left,     Speaker::right,     Speaker::centre, Speaker::lfe,
    Speaker::backLeft, Speaker::backRight, Speaker::other,  Speaker::other,
    Speaker::backCentre, Speaker::sideLeft, Speaker::sideRight};

std::vector<Speaker> speakersOf(std::uint32_t mask, int channels) {
    if (std::popcount(mask) != channels) return {};
    std::vector<Speaker> speakers;
    for (unsigned bit = 0; bit < 32; ++bit)
        if ((mask >> bit) & 1U)
            speakers.push_back(bit < kMaskOrder.size() ? kMaskOrder[bit] : Speaker::other);
    return speakers;
}

struct Header {
    std::optional<PcmWord> word;
    bool formatSeen = false;
    std::int64_t dataOffset = -1;
    std::int64_t dataBytes = 0;
    bool cut = false;
    bool neverClosed = false;
    AudioFileInfo info;
};

void readFormat(const OpenFile& file, std::int64_t at, std::int64_t size, Header& header) {
    std::array<unsigned char, 40> bytes{};
    const auto wanted = static_cast<std::size_t>(std::min<std::int64_t>(size, 40));
    if (wanted < 16 || file.read(at, bytes.data(), wanted) != static_cast<std::int64_t>(wanted))
        return;
    header.formatSeen = true;
    unsigned tag = littleEndian<std::uint16_t>(&bytes[0]);
    const int channels = littleEndian<std::uint16_t>(&bytes[2]);
    const auto rate = littleEndian<std::uint32_t>(&bytes[4]);
    const int align = littleEndian<std::uint16_t>(&bytes[12]);
    const int bits = littleEndian<std::uint16_t>(&bytes[14]);
    if (tag == kFormatExtensible && wanted == 40 &&
        std::memcmp(&bytes[26], kSubFormatTail.data(), kSubFormatTail.size()) == 0) {
        tag = littleEndian<std::uint16_t>(&bytes[24]);
        header.info.speakers = speakersOf(littleEndian<std::uint32_t>(&bytes[20]), channels);
    }
    if (channels < 1 || channels > kMostChannels) return;
    if (rate < kLowestFileRate || rate > kHighestFileRate) return;
    const std::optional<PcmWord> word = wordOf(tag, bits);
    if (!word || align != channels * bytesOf(*word)) return;
    header.word = word;
    header.info.channels = channels;
    header.info.rate = {static_cast<std::int32_t>(rate)};
}

void readBroadcastExtension(const OpenFile& file, std::int64_t at, std::int64_t size,
                            Header& header) {
    constexpr std::int64_t kTimeReference = 338;
    std::array<unsigned char, 8> bytes{};
    if (size < kTimeReference + 8 || file.read(at + kTimeReference, bytes.data(), 8) != 8) return;
    const auto stamp = littleEndian<std::uint64_t>(bytes.data());
    if (stamp <= static_cast<std::uint64_t>(INT64_MAX))
        header.info.timeReference = static_cast<std::int64_t>(stamp);
}

/// A data chunk of size 0 with bytes behind it that are no chunk: the recorder never closed it.
bool wasNeverClosed(const OpenFile& file, std::int64_t at) {
    std::array<unsigned char, 8> next{};
    const std::int64_t there = file.read(at, next.data(), next.size());
    if (there <= 0) return false;
    if (there < 8) return true;
    const std::int64_t size = littleEndian<std::uint32_t>(&next[4]);
    return !(looksLikeName(next.data()) && at + 8 + size <= file.size());
}

void takeData(const OpenFile& file, std::int64_t at, std::int64_t claimed, bool sizeUnknown,
              Header& header) {
    const std::int64_t there = file.size() - at;
    header.dataOffset = at;
    if (sizeUnknown || (claimed == 0 && wasNeverClosed(file, at))) {
        header.neverClosed = true;
        header.dataBytes = there;
    } else {
        header.cut = claimed > there;
        header.dataBytes = std::min(claimed, there);
    }
}

Header readRiff(const OpenFile& file, bool large) {
    Header header;
    std::int64_t largeDataSize = -1;
    std::int64_t at = 12;
    for (int chunk = 0; chunk < kMostChunks; ++chunk) {
        std::array<unsigned char, 8> head{};
        if (file.read(at, head.data(), 8) != 8) break;
        const auto size32 = littleEndian<std::uint32_t>(&head[4]);
        const std::int64_t body = at + 8;
        std::int64_t size = size32;
        if (hasName(head.data(), "ds64") && size >= 24) {
            std::array<unsigned char, 8> bytes{};
            if (file.read(body + 8, bytes.data(), 8) == 8)
                largeDataSize = static_cast<std::int64_t>(
                    std::min<std::uint64_t>(littleEndian<std::uint64_t>(bytes.data()), INT64_MAX));
        } else if (hasName(head.data(), "fmt ") && !header.formatSeen) {
            readFormat(file, body, size, header);
        } else if (hasName(head.data(), "bext")) {
            readBroadcastExtension(file, body, size, header);
        } else if (hasName(head.data(), "data") && header.dataOffset < 0) {
            const bool unknown = size32 == kUnknownSize;
            const bool fromLarge = unknown && large && largeDataSize >= 0;
            if (fromLarge) size = largeDataSize;
            takeData(file, body, size, unknown && !fromLarge, header);
            size = header.dataBytes;
        }
        if (size > file.size() - body) break;
        at = body + size + (size & 1);
    }
    return header;
}

Header readWave64(const OpenFile& file) {
    Header header;
    std::int64_t at = 40;
    for (int chunk = 0; chunk < kMostChunks; ++chunk) {
        std::array<unsigned char, 24> head{};
        if (file.read(at, head.data(), 24) != 24) break;
        const auto claimed = littleEndian<std::uint64_t>(&head[16]);
        if (claimed < 24) break;
        const std::int64_t body = at + 24;
        auto size = static_cast<std::int64_t>(std::min<std::uint64_t>(claimed - 24, INT64_MAX / 2));
        const bool ours = std::memcmp(&head[4], kWave64Tail.data(), kWave64Tail.size()) == 0;
        if (ours && hasName(head.data(), "fmt ") && !header.formatSeen) {
            readFormat(file, body, size, header);
        } else if (ours && hasName(head.data(), "data") && header.dataOffset < 0) {
            takeData(file, body, size, false, header);
            size = header.dataBytes;
        }
        if (size > file.size() - body) break;
        at = body + ((size + 7) & ~std::int64_t{7});
    }
    return header;
}

template <typename Decode>
void decodeWith(Decode decode, const unsigned char* in, int stride, int wordBytes, int firstChannel,
                int channels, int frames, float* const* planes) {
    for (int c = 0; c < channels; ++c) {
        const unsigned char* sample = in + (firstChannel + c) * wordBytes;
        float* out = planes[c];
        // With the usual strides written out, the compiler makes vectors of it.
        const auto run = [&](auto step) {
            for (int n = 0; n < frames; ++n) out[n] = decode(sample + n * step);
        };
        if (stride == 2) run(std::integral_constant<int, 2>{});
        else if (stride == 4) run(std::integral_constant<int, 4>{});
        else if (stride == 8) run(std::integral_constant<int, 8>{});
        else run(stride);
    }
}

float finiteOrSilence(float value) {
    const auto bits = std::bit_cast<std::uint32_t>(value);
    return (bits & 0x7F800000U) == 0x7F800000U ? 0.0F : value;
}

/// Samples that are NaN or Inf, among `samples` in a row.
std::int64_t notNumbersIn(PcmWord word, const unsigned char* in, std::int64_t samples) {
    const auto count = [&]<class Sample>(Sample) {
        std::int64_t found = 0;
        for (std::int64_t n = 0; n < samples; ++n) {
            const auto value = static_cast<float>(littleEndian<Sample>(in + n * static_cast<std::int64_t>(sizeof(Sample))));
            if ((std::bit_cast<std::uint32_t>(value) & 0x7F800000U) == 0x7F800000U) ++found;
        }
        return found;
    };
    if (word == PcmWord::float32) return count(float{});
    if (word == PcmWord::float64) return count(double{});
    return 0;
}

} // namespace

int bytesOf(PcmWord word) {
    switch (word) {
    case PcmWord::unsigned8: return 1;
    case PcmWord::signed16: return 2;
    case PcmWord::signed24: return 3;
    case PcmWord::signed32:
    case PcmWord::float32: return 4;
    case PcmWord::float64: return 8;
    }
    return 0;
}

std::optional<PcmLayout> readPcmLayout(const OpenFile& file) {
    std::array<unsigned char, 40> start{};
    if (file.read(0, start.data(), start.size()) < 12) return {};
    Header header;
    std::string container;
    if (hasName(start.data(), "RIFF") && hasName(&start[8], "WAVE")) {
        header = readRiff(file, false);
        container = "WAV";
    } else if ((hasName(start.data(), "RF64") || hasName(start.data(), "BW64")) &&
               hasName(&start[8], "WAVE")) {
        header = readRiff(file, true);
        container = hasName(start.data(), "RF64") ? "RF64" : "BW64";
    } else if (std::memcmp(start.data(), kWave64Riff.data(), kWave64Riff.size()) == 0) {
        header = readWave64(file);
        container = "Wave64";
    }
    if (!header.word || header.dataOffset < 0) return {};
    PcmLayout layout;
    layout.word = *header.word;
    layout.dataOffset = header.dataOffset;
    layout.info = std::move(header.info);
    layout.frames = header.dataBytes / (layout.info.channels * bytesOf(layout.word));
    layout.info.container = container;
    layout.info.encoding = encodingName(layout.word);
    layout.info.length = FrameCount{layout.frames};
    layout.info.exactBits = exactBitsOf(layout.word);
    if (header.cut)
        layout.info.notes.emplace_back(
            "The file ends before its header says; what is there is used.");
    if (header.neverClosed && layout.frames > 0)
        layout.info.notes.emplace_back(
            "The file was never closed by its recorder; it is used up to its end.");
    return layout;
}

void decodePcm(PcmWord word,
               const unsigned char* in,
               int fileChannels,
               int firstChannel,
               int channels,
               int frames,
               float* const* planes) {
    if (word == PcmWord::signed24 && fileChannels == 2 && channels == 2) {
        decodeStereo24(in, frames, planes[0], planes[1]);
        return;
    }
    if (word == PcmWord::signed24 && fileChannels == 1) {
        decode24(in, frames, planes[0]);
        return;
    }
    const int bytes = bytesOf(word);
    const int stride = bytes * fileChannels;
    const auto decode = [&](auto function) {
        decodeWith(function, in, stride, bytes, firstChannel, channels, frames, planes);
    };
    switch (word) {
    case PcmWord::unsigned8:
        decode([](const unsigned char* s) { return static_cast<float>(*s - 128) * 0x1p-7F; });
        break;
    case PcmWord::signed16:
        decode([](const unsigned char* s) {
            return static_cast<float>(littleEndian<std::int16_t>(s)) * 0x1p-15F;
        });
        break;
    case PcmWord::signed24:
        // Two loads instead of three; the shift left and the scale 2^−31 keep the sign without a
        // branch. 24 bits fit a float exactly.
        decode([](const unsigned char* s) {
            const std::uint32_t low = littleEndian<std::uint16_t>(s);
            const std::uint32_t high = s[2];
            return static_cast<float>(static_cast<std::int32_t>((low << 8) | (high << 24))) *
                   0x1p-31F;
        });
        break;
    case PcmWord::signed32:
        decode([](const unsigned char* s) {
            return static_cast<float>(littleEndian<std::int32_t>(s)) * 0x1p-31F;
        });
        break;
    case PcmWord::float32:
        decode([](const unsigned char* s) { return finiteOrSilence(littleEndian<float>(s)); });
        break;
    case PcmWord::float64:
        decode([](const unsigned char* s) {
            return finiteOrSilence(static_cast<float>(littleEndian<double>(s)));
        });
        break;
    }
}

PcmReader::PcmReader(std::shared_ptr<const OpenFile> file,
                     const PcmLayout& layout,
                     int firstChannel,
                     int channels)
    : file_(std::move(file)), word_(layout.word), dataOffset_(layout.dataOffset),
      frames_(layout.frames), fileChannels_(layout.info.channels),
      frameBytes_(layout.info.channels * bytesOf(layout.word)),
      firstChannel_(std::min(firstChannel, layout.info.channels - 1)),
      channels_(std::clamp(channels, 1, layout.info.channels - firstChannel_)),
      bytes_(static_cast<std::size_t>(std::max(kWindowBytes / frameBytes_, 1) * frameBytes_ + kBytesBehind)) {}

void PcmReader::fillWindow(std::int64_t frame, std::int64_t wanted) {
    const auto room = bytes_.size() - kBytesBehind;
    const auto size =
        std::min(room, static_cast<std::size_t>(std::max<std::int64_t>(wanted * frameBytes_, kSmallestWindow)));
    const std::int64_t got = file_->read(dataOffset_ + frame * frameBytes_, bytes_.data(), size);
    windowStart_ = frame;
    windowFrames_ = got > 0 ? static_cast<int>(got / frameBytes_) : 0;
    if (windowFrames_ == 0) failed_ = true;
}

const unsigned char* PcmReader::window(std::int64_t frame, std::int64_t wanted, int* framesThere) {
    if (frame < windowStart_ || frame >= windowStart_ + windowFrames_) fillWindow(frame, wanted);
    const std::int64_t ahead = frame - windowStart_;
    *framesThere = windowFrames_ - static_cast<int>(ahead);
    return bytes_.data() + ahead * frameBytes_;
}

const unsigned char* PcmReader::lendPacked(FramePosition start, int count) {
    const bool packed = word_ == PcmWord::signed24 && fileChannels_ == 2 && channels_ == 2;
    if (!packed || start.value < 0 || start.value + count > frames_) return nullptr;
    const auto isThere = [&] { return start.value >= windowStart_ && start.value + count <= windowStart_ + windowFrames_; };
    if (!isThere()) fillWindow(start.value, count);
    return isThere() ? bytes_.data() + (start.value - windowStart_) * frameBytes_ : nullptr;
}

void PcmReader::read(FramePosition start, FrameCount count, float* const* planes) {
    std::array<float*, kMostChannels> places{};
    std::int64_t done = 0;
    const auto silence = [&](std::int64_t frames) {
        for (int c = 0; c < channels_; ++c) std::fill_n(planes[c] + done, frames, 0.0F);
        done += frames;
    };
    if (start.value < 0) silence(std::min(-start.value, count.value));
    while (done < count.value && start.value + done < frames_) {
        int there = 0;
        const std::int64_t wanted =
            std::min(count.value - done, frames_ - (start.value + done));
        const unsigned char* bytes = window(start.value + done, wanted, &there);
        if (there <= 0) break;
        const int piece = static_cast<int>(std::min<std::int64_t>(there, wanted));
        for (int c = 0; c < channels_; ++c) places[static_cast<std::size_t>(c)] = planes[c] + done;
        decodePcm(word_, bytes, fileChannels_, firstChannel_, channels_, piece, places.data());
        if (counting_) notNumbers_ += notNumbersIn(word_, bytes, std::int64_t{piece} * fileChannels_);
        done += piece;
    }
    if (done < count.value) silence(count.value - done);
}

} // namespace lacquer::formats
