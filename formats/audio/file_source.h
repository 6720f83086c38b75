#pragma once

#include "engine/vocabulary/audio_reader.h"
#include "engine/vocabulary/result.h"
#include "formats/audio/audio_file_info.h"

#include <filesystem>
#include <memory>

namespace lacquer::formats {

/// One audio file outside any project, at its own rate, as a source of the engine: for chains on a
/// single file. Every open() reads the file anew, forwards; going back starts over.
///
/// Limits   1 or 2 channels
/// Errors   what openAudioFile says; more channels; a file that ends before its first frame
/// Thread   any
class FileSource final : public AudioSources {
public:
    static Result<std::unique_ptr<FileSource>> open(const std::filesystem::path& path);
    ~FileSource() override;

    /// Its notes are complete.
    const AudioFileInfo& info() const;
    /// Frames, counted where the file does not say.
    FrameCount length() const;

    /// The id is not looked at: there is one file.
    std::unique_ptr<AudioReader> open(SourceId source) const override;
    /// Relative to the working folder.
    Result<std::shared_ptr<const LoadedAudio>> load(const std::string& file) const override;

private:
    struct State;
    explicit FileSource(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

} // namespace lacquer::formats
