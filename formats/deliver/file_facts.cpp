#include "formats/deliver/file_facts.h"

#include "formats/audio/decoders.h"
#include "formats/checksum/checksum.h"

#include <fmt/format.h>

#include <array>
#include <cstdio>
#include <memory>
#include <vector>

namespace lacquer::formats {
namespace {

namespace fs = std::filesystem;
using mastering::Container;

constexpr int kPiece = 16384;

bool isRaw(Container container) {
    return container == Container::ddp || container == Container::toc;
}

/// A disc image: 16-bit little-endian stereo.
Result<void> readImage(const fs::path& file, FileFacts& facts, const std::function<bool()>& goOn) {
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> stream(std::fopen(file.c_str(), "rb"),
                                                                 std::fclose);
    if (!stream) return badInput(fmt::format("\"{}\" is missing.", file.string()));
    facts.rate = {44100};
    facts.channels = 2;
    facts.bits = 16;
    facts.encoding = "16-bit PCM";
    ProgrammeMeter meter(facts.rate);
    std::vector<unsigned char> bytes(kPiece * 4);
    std::vector<float> left(kPiece), right(kPiece);
    while (const std::size_t frames = std::fread(bytes.data(), 4, kPiece, stream.get())) {
        const auto sample = [&bytes](std::size_t at) {
            const auto word = static_cast<std::int16_t>(bytes[at] | bytes[at + 1] << 8);
            return static_cast<float>(word) / 32768.0f;
        };
        for (std::size_t k = 0; k < frames; ++k) {
            left[k] = sample(4 * k);
            right[k] = sample(4 * k + 2);
        }
        const std::array<const float*, 2> planes = {left.data(), right.data()};
        meter.add(planes.data(), static_cast<int>(frames));
        facts.frames = facts.frames + FrameCount{static_cast<std::int64_t>(frames)};
        if (goOn && !goOn()) return fail(ErrorKind::cancelled, "Stopped.");
    }
    facts.programme = meter.finish();
    return {};
}

Result<void> decode(const fs::path& file, Container container, FileFacts& facts,
                    const std::function<bool()>& goOn) {
    auto opened = OpenFile::open(file);
    if (!opened) return tl::make_unexpected(opened.error());
    const auto shared = std::make_shared<const OpenFile>(std::move(*opened));
    std::string why;
    const bool byAvcodec = container == Container::flac || container == Container::m4a;
    const auto reader = byAvcodec ? openWithAvformat(shared, &why) : openWithSndfile(shared, &why);
    if (!reader)
        return badInput(fmt::format("\"{}\" cannot be decoded: {}", file.string(), why));
    facts.rate = reader->info().rate;
    facts.channels = reader->info().channels;
    facts.bits = reader->info().exactBits;
    facts.encoding = reader->info().encoding;
    if (container == Container::wav && facts.bits == 0) facts.bits = 32; // float
    ProgrammeMeter meter(facts.rate, facts.channels);
    std::vector<std::vector<float>> planes(static_cast<std::size_t>(facts.channels),
                                           std::vector<float>(kPiece));
    std::vector<float*> places;
    for (auto& plane : planes) places.push_back(plane.data());
    while (const int frames = reader->read(places.data(), kPiece)) {
        meter.add(places.data(), frames);
        facts.frames = facts.frames + FrameCount{frames};
        if (goOn && !goOn()) return fail(ErrorKind::cancelled, "Stopped.");
    }
    facts.programme = meter.finish();
    if (!reader->notes().empty())
        return badInput(fmt::format("\"{}\" is damaged: {}", file.string(), reader->notes().front()));
    return {};
}

} // namespace

Result<FileFacts> factsOfFile(const fs::path& file, Container container,
                              const std::function<bool()>& goOn) {
    FileFacts facts;
    auto hash = hashOfFile(Hash::sha256, file, goOn);
    if (!hash) return tl::make_unexpected(hash.error());
    facts.sha256 = std::move(*hash);
    std::error_code ignored;
    facts.bytes = static_cast<std::int64_t>(fs::file_size(file, ignored));
    const auto read = isRaw(container) ? readImage(file, facts, goOn) : decode(file, container, facts, goOn);
    if (!read) return tl::make_unexpected(read.error());
    return facts;
}

} // namespace lacquer::formats
