#pragma once

#include "engine/vocabulary/audio_reader.h"

#include <vector>

namespace lacquer::formats {

/// How loud a recording is from one hundredth of a second to the next, heard while something else reads it
/// from start to end: what tells in no time which of many tracks are worth a closer look together.
///
/// Thread   [worker]
class LoudnessTap : public AudioReader {
public:
    LoudnessTap(AudioReader& source, SampleRate rate);

    int channels() const override { return source_.channels(); }
    FrameCount length() const override { return source_.length(); }
    void read(FramePosition start, FrameCount count, float* const* planes) override;
    bool failed() const override { return source_.failed(); }

    /// RMS of all channels, one entry per hundredth.
    std::vector<float> outline() const;

private:
    AudioReader& source_;
    std::int64_t step_; ///< frames
    std::vector<double> energies_;
};

/// Correlation of two outlines, −1…1; the second is `later` hundredths behind on the song's time. 0 where
/// they share less than a second.
double likeness(const std::vector<float>& a, const std::vector<float>& b, std::int64_t later);

} // namespace lacquer::formats
