#pragma once

#include <array>
#include <vector>

namespace lacquer::analysis {

/// The highest point of the waveform between and on the samples of one channel: what a converter
/// or a codec will make of it.
///
/// Method   twice the rate by a windowed sinc of 32 taps, four times by one of 8 more (Kaiser, beta 6),
///          then a parabola through the highest points; the samples themselves are among the points.
///          What cannot rise over the maximum is left out, with the same result
/// In       float, full scale 1.0, any number of frames at a time
/// Out      linear; 0 for silence
/// Error    within −0.03 and +0.02 dB for tones up to 0.4535 of the rate, where four times alone
///          reads up to 0.56 dB low
/// Delay    24 frames; finish() brings in the last of them
/// Thread   process() [render] or [worker], never allocates; readings on the same thread
/// Source   ITU-R BS.1770-4 annex 2; EBU Tech 3341 (2016) cases 15 to 23
class TruePeakMeter {
public:
    TruePeakMeter();

    void process(const float* samples, int frames) noexcept;
    /// The end of the signal: silence follows.
    void finish() noexcept;
    void reset() noexcept;

    /// Since the start or the last reset().
    double maximum() const noexcept;
    /// Since the last take(), for a meter that moves.
    double take() noexcept;

    /// The largest of the samples themselves, as far as whole chunks have come in; all after finish().
    double samplePeak() const noexcept;

    static constexpr int kTaps = 32, kFineTaps = 8;
    static constexpr int kChunk = 256;
    static constexpr int kHistory = 48;

private:
    void chunk() noexcept;

    std::vector<float> samples_; ///< history, then the chunk being filled
    std::array<float, (kHistory + kChunk) / 16> loudest_{}; ///< in every 16 of them
    int filled_ = 0;
    float maximum_ = 0;
    float recent_ = 0;
    float samplePeak_ = 0;
};

} // namespace lacquer::analysis
