#include "formats/audio/decoded_copy.h"

#include "engine/dsp/resampler.h"
#include "formats/audio/audio_file_reader.h"
#include "formats/audio/audio_file_writer.h"
#include "formats/audio/open_file.h"

#include <fmt/format.h>

#include <optional>
#include <system_error>

namespace lacquer::formats {
namespace {

constexpr int kPiece = 16384;

using Planes = std::vector<std::vector<float>>;

template <typename Pointer>
std::vector<Pointer> places(Planes& planes) {
    std::vector<Pointer> pointers;
    pointers.reserve(planes.size());
    for (auto& plane : planes) pointers.push_back(plane.data());
    return pointers;
}

Result<void> writeAll(AudioFileWriter& writer, Planes& planes) {
    const auto frames = static_cast<int>(planes.front().size());
    auto written = writer.write(places<const float*>(planes).data(), frames);
    for (auto& plane : planes) plane.clear();
    return written;
}

} // namespace

std::filesystem::path decodedCopyPath(const std::filesystem::path& cacheFolder,
                                      const std::string& contentHash,
                                      SampleRate rate) {
    return cacheFolder / "decoded" / fmt::format("{}-{}.wav", contentHash, rate.hz);
}

Result<DecodedCopy> makeDecodedCopy(const std::filesystem::path& file,
                                    const std::filesystem::path& copy,
                                    SampleRate rate,
                                    const WorkProgress& progress) {
    auto opened = openAudioFile(file);
    if (!opened) return tl::make_unexpected(opened.error());
    AudioFileReader& reader = **opened;
    const AudioFileInfo& info = reader.info();
    const auto channels = static_cast<std::size_t>(info.channels);

    std::error_code ignored; // The writer says what is wrong with the folder.
    std::filesystem::create_directories(copy.parent_path(), ignored);
    WriteOptions options;
    options.rate = rate;
    options.channels = info.channels;
    options.samples = SampleFormat::float32;
    options.speakers = info.speakers;
    options.replace = true;
    if (info.length) options.expectedLength = dsp::convertedLength(*info.length, info.rate, rate);
    auto writer = AudioFileWriter::create(copy, options);
    if (!writer) return tl::make_unexpected(writer.error());

    std::optional<dsp::Resampler> resampler;
    if (info.rate != rate) {
        auto made = dsp::Resampler::create(info.rate, rate, info.channels);
        if (!made) return tl::make_unexpected(made.error());
        resampler = std::move(*made);
    }
    Planes in(channels, std::vector<float>(kPiece));
    Planes out(channels);
    const auto inPlaces = places<float*>(in);
    const auto constPlaces = places<const float*>(in);
    std::int64_t done = 0;
    while (const int got = reader.read(inPlaces.data(), kPiece)) {
        Result<void> written;
        if (resampler) {
            resampler->push(constPlaces.data(), got, out);
            written = writeAll(**writer, out);
        } else {
            written = (*writer)->write(constPlaces.data(), got);
        }
        if (!written) return tl::make_unexpected(written.error());
        done += got;
        const double share = info.length && info.length->value > 0
                                 ? static_cast<double>(done) / static_cast<double>(info.length->value)
                                 : 0.0;
        if (progress && !progress(std::min(share, 1.0)))
            return fail(ErrorKind::cancelled, "Reading " + quotedName(file) + " was stopped.");
    }
    if (done == 0)
        return badInput(quotedName(file) + " holds no audio: nothing in it could be decoded. " +
                        "Export it again.");
    if (resampler) {
        resampler->finish(out);
        if (auto written = writeAll(**writer, out); !written)
            return tl::make_unexpected(written.error());
    }
    if (auto finished = (*writer)->finish(); !finished)
        return tl::make_unexpected(finished.error());
    return DecodedCopy{reader.info(), (*writer)->frames()};
}

} // namespace lacquer::formats
