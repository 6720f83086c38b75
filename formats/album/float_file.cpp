#include "formats/album/float_file.h"

#include "formats/audio/open_file.h"
#include "formats/audio/pcm_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace lacquer::formats {

/// Enough for the disk to read ahead, small beside the caches of the processor.
constexpr std::int64_t kPiece = 16384;

Result<std::unique_ptr<AudioReader>> openRendered(const std::filesystem::path& file) {
    auto opened = OpenFile::open(file);
    if (!opened) return tl::make_unexpected(opened.error());
    const auto layout = readPcmLayout(*opened);
    if (!layout)
        return systemRefused(fmt::format("The render \"{}\" in the cache cannot be read. Delete the "
                                         "project's cache folder and try again.",
                                         file.string()));
    return std::make_unique<PcmReader>(std::make_shared<const OpenFile>(std::move(*opened)), *layout, 0,
                                       std::min(2, layout->info.channels));
}

Result<void> readSpan(AudioReader& reader,
                      FramePosition start,
                      FrameCount length,
                      const std::function<Result<void>(const float* const* planes, int frames)>& take) {
    std::vector<float> left(kPiece), right(kPiece);
    float* const planes[] = {left.data(), right.data()};
    for (FrameCount done; done < length;) {
        const auto frames = std::min(kPiece, (length - done).value);
        reader.read(start + done, {frames}, planes);
        if (reader.channels() == 1) right = left;
        if (reader.failed())
            return systemRefused("A rendered file in the project's cache cannot be read any more. "
                                 "Check the disk.");
        if (auto taken = take(planes, static_cast<int>(frames)); !taken) return taken;
        done = done + FrameCount{frames};
    }
    return {};
}

} // namespace lacquer::formats
