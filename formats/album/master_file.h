#pragma once

#include "engine/vocabulary/units.h"
#include "formats/audio/output_file.h"

#include <filesystem>

namespace lacquer::formats {

/// A rendered album in the making: 32-bit float stereo in a WAV (RF64 beyond 4 GB), filled in any order
/// from several threads. What is never written is silence. It appears whole or not at all.
///
/// Errors   see OutputFile for the disk
/// Thread   create, finish [one]; write, copy, clear [any, at once, of places that do not overlap]
class MasterFile {
public:
    /// `expected` is compared with the room on the disk.
    static Result<MasterFile> create(const std::filesystem::path& target, SampleRate rate, FrameCount expected);

    /// planes[c][0..frames) of two channels.
    Result<void> write(FramePosition at, const float* const* planes, int frames) const;
    Result<void> clear(FramePosition from, FramePosition to) const;
    /// A span of another such file, bit for bit.
    Result<void> copy(const std::filesystem::path& from, FramePosition start, FrameCount length, FramePosition to) const;

    Result<void> finish(FrameCount length);

private:
    MasterFile(OutputFile file, SampleRate rate) : file_(std::move(file)), rate_(rate) {}

    OutputFile file_;
    SampleRate rate_;
};

} // namespace lacquer::formats
