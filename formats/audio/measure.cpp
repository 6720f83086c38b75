#include "formats/audio/measure.h"

#include "formats/audio/audio_file_reader.h"
#include "formats/audio/open_file.h"

namespace lacquer::formats {
namespace {

/// Small enough that the samples are still in the cache when they are measured.
constexpr int kPiece = 4096;

} // namespace

Result<MeasuredFile> measureFile(const std::filesystem::path& file, const WorkProgress& progress) {
    auto opened = openAudioFile(file);
    if (!opened) return tl::make_unexpected(opened.error());
    AudioFileReader& reader = **opened;
    const AudioFileInfo& info = reader.info();
    analysis::ProgrammeMeter meter(info.rate, info.channels, info.speakers);
    std::vector<std::vector<float>> planes(static_cast<std::size_t>(info.channels),
                                           std::vector<float>(kPiece));
    std::vector<float*> places;
    for (auto& plane : planes) places.push_back(plane.data());
    std::int64_t done = 0;
    while (const int got = reader.read(places.data(), kPiece)) {
        meter.process(places.data(), got);
        done += got;
        const double length =
            info.length ? static_cast<double>(info.length->value) : static_cast<double>(done);
        if (progress && !progress(static_cast<double>(done) / length))
            return fail(ErrorKind::cancelled, "Measuring was stopped.");
    }
    if (done == 0)
        return badInput(quotedName(file) +
                        " holds no audio: nothing in it could be decoded. Export it again.");
    return MeasuredFile{reader.info(), meter.finish()};
}

} // namespace lacquer::formats
