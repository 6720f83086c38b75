#pragma once

#include "engine/vocabulary/audio_reader.h"

#include <utility>
#include <vector>

namespace lacquer::analysis {

/// Audio that lies in memory, planar.
class MemoryReader : public AudioReader {
public:
    explicit MemoryReader(std::vector<std::vector<float>> planes) : planes_(std::move(planes)) {}

    int channels() const override { return static_cast<int>(planes_.size()); }
    FrameCount length() const override { return {static_cast<std::int64_t>(planes_.front().size())}; }

    void read(FramePosition start, FrameCount count, float* const* out) override {
        for (std::size_t c = 0; c < planes_.size(); ++c)
            for (std::int64_t i = 0; i < count.value; ++i) {
                const std::int64_t at = start.value + i;
                out[c][i] = at >= 0 && at < length().value ? planes_[c][static_cast<std::size_t>(at)] : 0.0f;
            }
    }

private:
    std::vector<std::vector<float>> planes_;
};

} // namespace lacquer::analysis
