#pragma once

#include "engine/vocabulary/audio_reader.h"
#include "ui/meters/waveform_store.h"

#include <filesystem>
#include <memory>
#include <vector>

namespace lacquer::ui {

/// A peak pyramid in memory, built in one pass over the audio: entries of 256 frames, then 1024,
/// 4096… each level from the one below.
///
/// Thread   building: any; afterwards any
class MemoryPeaks final : public PeakSource {
public:
    explicit MemoryPeaks(AudioReader& reader);

    /// The same from a file of an earlier time, or built and kept there for the next. The name must
    /// tell the content. A file that is damaged, or of audio of another length, is made anew; one
    /// that cannot be written is done without.
    static std::shared_ptr<const MemoryPeaks> kept(AudioReader& reader, const std::filesystem::path& file);

    FrameCount length() const override { return length_; }
    int finestFrames() const override { return kFinest; }
    WaveColumn over(std::int64_t first, std::int64_t last) const override;

    static constexpr int kFinest = 256;

private:
    static constexpr int kStep = 4;

    struct Entry {
        float low, high;
        float power; ///< mean square
    };

    MemoryPeaks(FrameCount length, std::vector<Entry> finest);
    void buildLevels();

    FrameCount length_;
    std::vector<std::vector<Entry>> levels_;
};

} // namespace lacquer::ui
