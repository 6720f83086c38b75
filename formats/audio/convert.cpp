#include "formats/audio/convert.h"

#include "engine/dsp/resampler.h"
#include "formats/audio/audio_file_reader.h"
#include "formats/audio/open_file.h"

#include <fmt/format.h>

namespace lacquer::formats {
namespace {

constexpr int kPiece = 16384;

/// The word of the input where the output's format has it, else the nearest that loses least.
SampleFormat samplesFor(const AudioFileInfo& info, const std::filesystem::path& output) {
    const auto format = formatFromName(output);
    const bool floats = !format || specOf(*format).floats;
    const bool isFloat = info.encoding.find("float") != std::string::npos;
    if (info.exactBits > 0 && info.exactBits <= 16) return SampleFormat::int16;
    if ((isFloat || info.exactBits > 24) && floats) return SampleFormat::float32;
    return SampleFormat::int24;
}

} // namespace

Result<Converted> convertFile(const ConvertRequest& request, const WorkProgress& progress) {
    auto opened = openAudioFile(request.input);
    if (!opened) return tl::make_unexpected(opened.error());
    AudioFileReader& reader = **opened;
    const AudioFileInfo& info = reader.info();
    const auto channels = static_cast<std::size_t>(info.channels);

    WriteOptions options;
    options.rate = request.rate.value_or(info.rate);
    options.channels = info.channels;
    options.samples = request.samples.value_or(samplesFor(info, request.output));
    options.dither = request.dither;
    options.replace = request.replace;
    options.speakers = info.speakers;
    if (info.length)
        options.expectedLength = dsp::convertedLength(*info.length, info.rate, options.rate);

    std::optional<dsp::Resampler> resampler;
    if (options.rate != info.rate) {
        auto made = dsp::Resampler::create(info.rate, options.rate, info.channels);
        if (!made) return tl::make_unexpected(made.error());
        resampler = std::move(*made);
    }
    auto writer = AudioFileWriter::create(request.output, options);
    if (!writer) return tl::make_unexpected(writer.error());

    std::vector<std::vector<float>> in(channels, std::vector<float>(kPiece));
    std::vector<std::vector<float>> out(channels);
    std::vector<float*> places;
    for (auto& plane : in) places.push_back(plane.data());
    const auto writeOut = [&]() -> Result<void> {
        std::vector<const float*> ready;
        for (const auto& plane : out) ready.push_back(plane.data());
        auto written = (*writer)->write(ready.data(), static_cast<int>(out.front().size()));
        for (auto& plane : out) plane.clear();
        return written;
    };
    std::int64_t done = 0;
    while (const int got = reader.read(places.data(), kPiece)) {
        Result<void> written;
        if (resampler) {
            resampler->push(places.data(), got, out);
            written = writeOut();
        } else {
            written = (*writer)->write(places.data(), got);
        }
        if (!written) return tl::make_unexpected(written.error());
        done += got;
        const double length =
            info.length ? static_cast<double>(info.length->value) : static_cast<double>(done);
        if (progress && !progress(static_cast<double>(done) / length))
            return fail(ErrorKind::cancelled, "The conversion was stopped; no file was written.");
    }
    if (done == 0)
        return badInput(quotedName(request.input) + " holds no audio: nothing in it could be " +
                        "decoded. Export it again.");
    if (resampler) {
        resampler->finish(out);
        if (auto written = writeOut(); !written) return tl::make_unexpected(written.error());
    }
    if (auto finished = (*writer)->finish(); !finished)
        return tl::make_unexpected(finished.error());
    Converted converted;
    converted.frames = (*writer)->frames();
    converted.rate = options.rate;
    converted.channels = info.channels;
    converted.samples = options.samples;
    converted.clippedSamples = (*writer)->clippedSamples();
    converted.notes = reader.notes();
    return converted;
}

} // namespace lacquer::formats
