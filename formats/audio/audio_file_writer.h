#pragma once

#include "engine/dsp/dither.h"
#include "engine/render/bounce.h"
#include "engine/vocabulary/result.h"
#include "engine/vocabulary/speaker.h"
#include "engine/vocabulary/units.h"
#include "formats/audio/file_formats.h"
#include "formats/audio/sample_format.h"

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace lacquer::formats {

/// A chunk of a WAV file that goes before the audio: "bext", "iXML", "LIST".
struct WavChunk {
    std::array<char, 4> id{};
    std::string bytes;
};

struct WriteOptions {
    SampleRate rate;
    int channels = 2;
    SampleFormat samples = SampleFormat::int24; ///< without meaning for lossy formats
    dsp::DitherKind dither = dsp::DitherKind::tpdf;
    bool replace = false; ///< an existing file may be replaced
    /// When known, a full disk is told before the work instead of after it, and a WAV gets the
    /// plainest header there is.
    std::optional<FrameCount> expectedLength;
    std::vector<Speaker> speakers; ///< for more than two channels; may be empty
    std::vector<WavChunk> chunks;  ///< WAV and RF64 only
    double quality = 0.6;          ///< of lossy formats, 0…1
    /// Called on the finished temporary file before it gets its name: for tags.
    std::function<Result<void>(const std::filesystem::path&)> beforeCommit;
};

/// Writes a finished signal to a file, in the format of its extension: WAV (RF64 beyond 4 GB), RF64,
/// Wave64, AIFF, CAF, FLAC, Ogg Vorbis, Opus, MP3. The word length is reached here and nowhere else,
/// with dither where something has to be rounded (see dsp::Quantiser); 32-bit float is never
/// touched.
///
/// The same audio and options give the same bytes. The file appears whole or not at all: unless
/// finish() succeeds nothing is left behind.
///
/// Errors   an unknown extension, a word length the format has not, see OutputFile for the disk
/// Thread   any, one at a time
class AudioFileWriter final : public render::AudioSink {
public:
    static Result<std::unique_ptr<AudioFileWriter>> create(const std::filesystem::path& path,
                                                           const WriteOptions& options);
    ~AudioFileWriter() override;

    /// planes[c][0..frames) of every channel.
    Result<void> write(const float* const* planes, int frames) override;
    /// Completes the file and gives it its name.
    Result<void> finish();

    FrameCount frames() const { return frames_; }
    std::int64_t clippedSamples() const { return quantiser_ ? quantiser_->clipped() : 0; }

    /// A format's own way to take interleaved samples; made by create().
    class Encoder;

private:
    AudioFileWriter() = default;

    WriteOptions options_;
    std::unique_ptr<Encoder> encoder_;
    std::optional<dsp::Quantiser> quantiser_;
    std::vector<std::int32_t> whole_;
    std::vector<float> interleaved_;
    FrameCount frames_;
};

} // namespace lacquer::formats
