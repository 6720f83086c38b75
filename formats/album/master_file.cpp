#include "formats/album/master_file.h"

#include "formats/audio/open_file.h"
#include "formats/audio/pcm_file.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>
#include <system_error>
#include <vector>

namespace lacquer::formats {
namespace {

constexpr std::int64_t kFrameBytes = 2 * sizeof(float);

/// RIFF, room for RF64's sizes (EBU Tech 3306), fmt, data.
constexpr std::int64_t kHeaderBytes = 80;

/// Copied in one go.
constexpr std::size_t kPieceBytes = 1u << 20;

using Header = std::array<unsigned char, kHeaderBytes>;

void put(Header& header, std::size_t at, std::string_view name) { std::memcpy(header.data() + at, name.data(), name.size()); }

void put(Header& header, std::size_t at, std::uint64_t value, int bytes) {
    for (int k = 0; k < bytes; ++k) header[at + static_cast<std::size_t>(k)] = static_cast<unsigned char>(value >> (8 * k));
}

Header headerOf(SampleRate rate, std::int64_t frames) {
    Header header{};
    const auto data = static_cast<std::uint64_t>(frames * kFrameBytes);
    const std::uint64_t riff = data + kHeaderBytes - 8;
    const bool large = riff > 0xFFFFFFFFu;
    put(header, 0, large ? "RF64" : "RIFF");
    put(header, 4, large ? 0xFFFFFFFFu : riff, 4);
    put(header, 8, "WAVE");
    put(header, 12, large ? "ds64" : "JUNK");
    put(header, 16, 28, 4);
    if (large) {
        put(header, 20, riff, 8);
        put(header, 28, data, 8);
        put(header, 36, static_cast<std::uint64_t>(frames), 8);
    }
    put(header, 48, "fmt ");
    put(header, 52, 16, 4);
    put(header, 56, 3, 2); // float
    put(header, 58, 2, 2);
    put(header, 60, static_cast<std::uint64_t>(rate.hz), 4);
    put(header, 64, static_cast<std::uint64_t>(rate.hz * kFrameBytes), 4);
    put(header, 68, kFrameBytes, 2);
    put(header, 70, 32, 2);
    put(header, 72, "data");
    put(header, 76, large ? 0xFFFFFFFFu : data, 4);
    return header;
}

std::int64_t placeOf(FramePosition frame) { return kHeaderBytes + frame.value * kFrameBytes; }

} // namespace

Result<MasterFile> MasterFile::create(const std::filesystem::path& target, SampleRate rate, FrameCount expected) {
    std::error_code ignored;
    std::filesystem::create_directories(target.parent_path(), ignored);
    auto file = OutputFile::create(target, true, placeOf(FramePosition{} + expected));
    if (!file) return tl::make_unexpected(file.error());
    return MasterFile(std::move(*file), rate);
}

Result<void> MasterFile::write(FramePosition at, const float* const* planes, int frames) const {
    std::vector<float> interleaved(2 * static_cast<std::size_t>(std::max(frames, 0)));
    for (std::size_t k = 0; k < interleaved.size() / 2; ++k) {
        interleaved[2 * k] = planes[0][k];
        interleaved[2 * k + 1] = planes[1][k];
    }
    return file_.writeAt(placeOf(at), interleaved.data(), interleaved.size() * sizeof(float));
}

Result<void> MasterFile::clear(FramePosition from, FramePosition to) const {
    const std::vector<char> zeros(kPieceBytes, 0);
    for (std::int64_t at = placeOf(from); at < placeOf(to);) {
        const auto piece = std::min(static_cast<std::int64_t>(zeros.size()), placeOf(to) - at);
        if (auto written = file_.writeAt(at, zeros.data(), static_cast<std::size_t>(piece)); !written) return written;
        at += piece;
    }
    return {};
}

Result<void> MasterFile::copy(const std::filesystem::path& from, FramePosition start, FrameCount length, FramePosition to) const {
    const auto unreadable = [] { return systemRefused("A rendered file in the project's cache cannot be read any more. Check the disk."); };
    const auto other = OpenFile::open(from);
    if (!other) return tl::make_unexpected(other.error());
    const auto layout = readPcmLayout(*other);
    if (!layout || layout->word != PcmWord::float32 || layout->info.channels != 2 || start.value + length.value > layout->frames)
        return unreadable();
    std::vector<char> bytes(kPieceBytes);
    const std::int64_t all = length.value * kFrameBytes;
    for (std::int64_t done = 0; done < all;) {
        const auto wanted = static_cast<std::size_t>(std::min(static_cast<std::int64_t>(bytes.size()), all - done));
        const std::int64_t got = other->read(layout->dataOffset + start.value * kFrameBytes + done, bytes.data(), wanted);
        if (got <= 0) return unreadable();
        if (auto written = file_.writeAt(placeOf(to) + done, bytes.data(), static_cast<std::size_t>(got)); !written) return written;
        done += got;
    }
    return {};
}

Result<void> MasterFile::finish(FrameCount length) {
    const Header header = headerOf(rate_, length.value);
    if (auto written = file_.writeAt(0, header.data(), header.size()); !written) return written;
    if (auto sized = file_.resize(placeOf(FramePosition{} + length)); !sized) return sized;
    return file_.commit();
}

} // namespace lacquer::formats
