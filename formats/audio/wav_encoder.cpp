#include "formats/audio/encoder.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace lacquer::formats {
namespace {

/// RIFF counts its size in 32 bits.
constexpr std::int64_t kLargestRiff = 0xFFFFFFFFLL;
/// What a header and the chunks around the audio may take, at most.
constexpr std::int64_t kHeaderMargin = 1 << 20;

constexpr std::size_t kFlushBytes = std::size_t{1} << 18;

constexpr std::array<unsigned char, 14> kSubFormatTail = {
    0x00, 0x00, 0x00, 0x00, 0x10, 0x00, 0x80, 0x00, 0x00, 0xAA, 0x00, 0x38, 0x9B, 0x71};

template <typename T>
void append(std::string& bytes, T value) {
    std::array<char, sizeof(T)> raw{};
    std::memcpy(raw.data(), &value, sizeof value);
    bytes.append(raw.data(), raw.size());
}

std::uint32_t maskBit(Speaker speaker) {
    switch (speaker) {
    case Speaker::left: return 0x1;
    case Speaker::right: return 0x2;
    case Speaker::mono:
    case Speaker::centre: return 0x4;
    case Speaker::lfe: return 0x8;
    case Speaker::backLeft: return 0x10;
    case Speaker::backRight: return 0x20;
    case Speaker::backCentre: return 0x100;
    case Speaker::sideLeft: return 0x200;
    case Speaker::sideRight: return 0x400;
    case Speaker::unknown:
    case Speaker::other: return 0;
    }
    return 0;
}

/// RIFF/WAVE of plain PCM, written by hand: libsndfile has no way to begin as WAV, end as RF64 when
/// the audio has outgrown 4 GB, and otherwise write format tag 1 with nothing behind the audio, as
/// mastering houses want it.
class WavEncoder final : public AudioFileWriter::Encoder {
public:
    WavEncoder(OutputFile file, FileFormat format, const WriteOptions& options)
        : Encoder(std::move(file)), alwaysLarge_(format == FileFormat::rf64), options_(options) {
        bytes_.reserve(kFlushBytes * 2);
        writeHeader();
    }

    Result<void> writeWhole(const std::int32_t* interleaved, int frames) override {
        const std::size_t count =
            static_cast<std::size_t>(frames) * static_cast<std::size_t>(options_.channels);
        const std::size_t wordBytes = options_.samples == SampleFormat::int16 ? 2 : 3;
        const std::size_t start = bytes_.size();
        bytes_.resize(start + count * wordBytes);
        char* out = bytes_.data() + start;
        for (std::size_t k = 0; k < count; ++k, out += wordBytes)
            std::memcpy(out, &interleaved[k], wordBytes);
        return afterSamples(frames);
    }

    Result<void> writeFloat(const float* interleaved, int frames) override {
        const std::size_t count =
            static_cast<std::size_t>(frames) * static_cast<std::size_t>(options_.channels);
        const std::size_t start = bytes_.size();
        bytes_.resize(start + count * sizeof(float));
        std::memcpy(bytes_.data() + start, interleaved, count * sizeof(float));
        return afterSamples(frames);
    }

    Result<void> finish() override {
        const std::int64_t dataBytes = frames_ * frameBytes();
        if (dataBytes % 2 != 0) bytes_ += '\0';
        if (auto flushed = flush(); !flushed) return flushed;
        const std::int64_t riffSize = file_.size() - 8;
        const bool large = alwaysLarge_ || riffSize > kLargestRiff;
        const auto size32 = [&](std::int64_t size) {
            return large ? 0xFFFFFFFFU : static_cast<std::uint32_t>(size);
        };
        std::string patch = large ? "RF64" : "RIFF";
        append(patch, size32(riffSize));
        if (auto put = file_.overwrite(0, patch.data(), patch.size()); !put) return put;
        if (large) {
            patch = "ds64";
            append(patch, std::uint32_t{28});
            append(patch, riffSize);
            append(patch, dataBytes);
            append(patch, frames_);
            append(patch, std::uint32_t{0});
            if (auto put = file_.overwrite(12, patch.data(), patch.size()); !put) return put;
        }
        if (factOffset_ > 0) {
            patch.clear();
            append(patch, size32(frames_));
            if (auto put = file_.overwrite(factOffset_, patch.data(), 4); !put) return put;
        }
        patch.clear();
        append(patch, size32(dataBytes));
        return file_.overwrite(dataSizeOffset_, patch.data(), 4);
    }

private:
    std::int64_t frameBytes() const { return options_.channels * bitsOf(options_.samples) / 8; }

    bool mayOutgrow() const {
        return alwaysLarge_ || !options_.expectedLength ||
               options_.expectedLength->value * frameBytes() > kLargestRiff - kHeaderMargin;
    }

    void writeHeader() {
        bytes_ = std::string("RIFF\0\0\0\0WAVE", 12);
        if (mayOutgrow()) {
            // The place of RF64's ds64 chunk, should it be needed.
            bytes_ += "JUNK";
            append(bytes_, std::uint32_t{28});
            bytes_.append(28, '\0');
        }
        appendFormat();
        if (options_.samples == SampleFormat::float32) {
            bytes_ += "fact";
            append(bytes_, std::uint32_t{4});
            factOffset_ = static_cast<std::int64_t>(bytes_.size());
            append(bytes_, std::uint32_t{0});
        }
        for (const WavChunk& chunk : options_.chunks) {
            bytes_.append(chunk.id.data(), chunk.id.size());
            append(bytes_, static_cast<std::uint32_t>(chunk.bytes.size()));
            bytes_ += chunk.bytes;
            if (chunk.bytes.size() % 2 != 0) bytes_ += '\0';
        }
        bytes_ += "data";
        dataSizeOffset_ = static_cast<std::int64_t>(bytes_.size());
        append(bytes_, std::uint32_t{0});
    }

    void appendFormat() {
        const bool isFloat = options_.samples == SampleFormat::float32;
        const bool extensible = options_.channels > 2;
        const std::uint16_t tag = isFloat ? 3 : 1;
        const auto bits = static_cast<std::uint16_t>(bitsOf(options_.samples));
        bytes_ += "fmt ";
        append(bytes_, std::uint32_t{extensible ? 40U : 16U});
        append(bytes_, static_cast<std::uint16_t>(extensible ? 0xFFFE : tag));
        append(bytes_, static_cast<std::uint16_t>(options_.channels));
        append(bytes_, static_cast<std::uint32_t>(options_.rate.hz));
        append(bytes_, static_cast<std::uint32_t>(options_.rate.hz * frameBytes()));
        append(bytes_, static_cast<std::uint16_t>(frameBytes()));
        append(bytes_, bits);
        if (!extensible) return;
        std::uint32_t mask = 0;
        for (const Speaker speaker : options_.speakers) mask |= maskBit(speaker);
        append(bytes_, std::uint16_t{22});
        append(bytes_, bits);
        append(bytes_, mask);
        append(bytes_, tag);
        bytes_.append(reinterpret_cast<const char*>(kSubFormatTail.data()), kSubFormatTail.size());
    }

    Result<void> afterSamples(int frames) {
        frames_ += frames;
        return bytes_.size() < kFlushBytes ? Result<void>{} : flush();
    }

    Result<void> flush() {
        auto written = file_.write(bytes_.data(), bytes_.size());
        bytes_.clear();
        return written;
    }

    bool alwaysLarge_;
    WriteOptions options_;
    std::string bytes_;
    std::int64_t frames_ = 0;
    std::int64_t factOffset_ = 0;
    std::int64_t dataSizeOffset_ = 0;
};

} // namespace

std::unique_ptr<AudioFileWriter::Encoder>
makeWavEncoder(OutputFile file, FileFormat format, const WriteOptions& options) {
    return std::make_unique<WavEncoder>(std::move(file), format, options);
}

} // namespace lacquer::formats
