#include "formats/deliver/flac_signature.h"

#include "formats/audio/decoders.h"
#include "formats/checksum/checksum.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <fstream>
#include <vector>

namespace lacquer::formats {
namespace {

/// STREAMINFO is the first block: its last 16 bytes are the MD5 of the unencoded samples.
constexpr std::size_t kStreamInfo = 8, kSignature = kStreamInfo + 18, kHead = kStreamInfo + 34;
constexpr int kPiece = 8192;

} // namespace

Result<void> checkFlacSignature(const std::filesystem::path& file, const std::function<bool()>& goOn) {
    std::array<unsigned char, kHead> head{};
    std::ifstream stream(file, std::ios::binary);
    stream.read(reinterpret_cast<char*>(head.data()), kHead);
    if (!stream || std::string(head.begin(), head.begin() + 4) != "fLaC")
        return badInput(fmt::format("\"{}\" is no FLAC file.", file.string()));
    std::string stored;
    bool any = false;
    for (std::size_t k = kSignature; k < kHead; ++k) {
        stored += fmt::format("{:02x}", head[k]);
        any = any || head[k] != 0;
    }
    if (!any) return fail(ErrorKind::checkFailed, "carries no MD5 of its audio");

    auto opened = OpenFile::open(file);
    if (!opened) return tl::make_unexpected(opened.error());
    std::string why;
    const auto reader = openWithAvformat(std::make_shared<const OpenFile>(std::move(*opened)), &why);
    if (!reader) return badInput(fmt::format("\"{}\" cannot be decoded: {}", file.string(), why));
    const int bits = reader->info().exactBits;
    if (bits < 8 || bits > 24) return badInput(fmt::format("\"{}\" has {} bits.", file.string(), bits));
    const auto channels = static_cast<std::size_t>(reader->info().channels);
    const auto width = static_cast<std::size_t>((bits + 7) / 8);
    const auto full = static_cast<float>(1 << (bits - 1)); // exact: up to 24 bits fit a float
    std::vector<std::vector<float>> planes(channels, std::vector<float>(kPiece));
    std::vector<float*> places;
    for (auto& plane : planes) places.push_back(plane.data());
    std::vector<unsigned char> bytes;
    Checksum md5(Hash::md5);
    while (const int frames = reader->read(places.data(), kPiece)) {
        bytes.clear();
        for (std::size_t k = 0; k < static_cast<std::size_t>(frames); ++k)
            for (std::size_t c = 0; c < channels; ++c) {
                const auto word = static_cast<std::uint32_t>(std::lround(planes[c][k] * full));
                for (std::size_t b = 0; b < width; ++b) bytes.push_back(static_cast<unsigned char>(word >> 8 * b & 0xFF));
            }
        md5.add(bytes.data(), bytes.size());
        if (goOn && !goOn()) return fail(ErrorKind::cancelled, "Stopped.");
    }
    if (md5.finish() != stored) return fail(ErrorKind::checkFailed, "decodes to other audio than its own MD5 says");
    return {};
}

} // namespace lacquer::formats
