#pragma once

#include "engine/vocabulary/audio_reader.h"
#include "ui/meters/waveform_store.h"

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

    FrameCount length_;
    std::vector<std::vector<Entry>> levels_;
};

} // namespace lacquer::ui
