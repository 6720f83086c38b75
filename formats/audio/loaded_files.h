#pragma once

#include "engine/vocabulary/audio_reader.h"
#include "engine/vocabulary/result.h"

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace lacquer::formats {

/// The files that processors name (impulse responses, references), decoded whole and kept while they
/// are in use.
///
/// Limits   15 minutes of a file are read
/// Errors   what openAudioFile says; a file without a frame
/// Thread   any
class LoadedFiles {
public:
    /// Names that are not absolute are looked for in `folder`.
    explicit LoadedFiles(std::filesystem::path folder) : folder_(std::move(folder)) {}

    Result<std::shared_ptr<const LoadedAudio>> load(const std::string& name) const;

private:
    std::filesystem::path folder_;
    mutable std::mutex mutex_;
    mutable std::map<std::string, std::shared_ptr<const LoadedAudio>> loaded_;
};

/// Copies an audio file that a processor is to use into the project's folder, so that the project
/// can move, and returns how the project names it: `impulses/Name 1f2e3d4c.wav`, with part of the
/// content's hash. A file that is inside the folder already keeps its place; what is no path of a
/// file ("factory:hall", nothing) comes back as it is.
///
/// Errors   the file is not there or holds no audio; the system refuses the copy
/// Thread   any but the engine thread
Result<std::string> keepInProject(const std::string& file, const std::filesystem::path& projectFolder);

} // namespace lacquer::formats
