#pragma once

#include "engine/project/project.h"
#include "engine/vocabulary/audio_reader.h"
#include "engine/vocabulary/result.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace lacquer::formats {

/// Opens a project's sources at the project's rate. Plain PCM at that rate is read from the file
/// itself; everything else (compressed, other rates) from a decoded copy in the project's cache,
/// keyed by content and made on first use.
///
/// Errors   a missing or unreadable file is listed in missing() and plays as silence
/// Thread   any
class SourcePool final : public AudioSources {
public:
    SourcePool(const project::Project& project, std::filesystem::path projectFolder);
    ~SourcePool() override;

    std::unique_ptr<AudioReader> open(SourceId source) const override;
    Result<std::shared_ptr<const LoadedAudio>> load(const std::string& file) const override;

    /// Sources whose file is not there or is not the file that was imported, with a sentence each.
    std::vector<std::pair<SourceId, std::string>> missing() const;

    /// Decodes what is not in the cache yet, so that open() never waits. False when cancelled.
    bool prepare(const std::function<bool(double share)>& progress) const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace lacquer::formats
