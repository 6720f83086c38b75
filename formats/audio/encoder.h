#pragma once

#include "formats/audio/audio_file_writer.h"
#include "formats/audio/output_file.h"

namespace lacquer::formats {

/// A file format being written. Takes whole numbers of the options' word length when the options
/// say int16 or int24 and the format is not lossy, floats otherwise.
class AudioFileWriter::Encoder {
public:
    explicit Encoder(OutputFile file) : file_(std::move(file)) {}
    virtual ~Encoder() = default;

    virtual Result<void> writeWhole(const std::int32_t* interleaved, int frames) = 0;
    virtual Result<void> writeFloat(const float* interleaved, int frames) = 0;
    /// Completes the bytes of the file; commit follows.
    virtual Result<void> finish() = 0;

    OutputFile& file() { return file_; }

protected:
    OutputFile file_;
};

std::unique_ptr<AudioFileWriter::Encoder>
makeWavEncoder(OutputFile file, FileFormat format, const WriteOptions& options);

Result<std::unique_ptr<AudioFileWriter::Encoder>>
makeSndfileEncoder(OutputFile file, FileFormat format, const WriteOptions& options);

} // namespace lacquer::formats
