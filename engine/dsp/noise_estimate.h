#pragma once

#include "engine/dsp/aligned_memory.h"

namespace lacquer::dsp {

/// Follows the power spectrum of a steady noise under a programme.
///
/// What is taken for noise are frames in which a bin is unlikely to hold anything else (soft
/// decision); what may count is bounded by the least power of the last 3 s, so that what moves does not
/// become noise within that time, and by what the quieter bins around it hold, so that a line that stands
/// out (a held note, an organ, a drone) never does.
///
/// Limits   a noise of single lines, such as a hum, is not taken for noise. A noise that rises is followed
///          within 3 s, one that falls at once
/// Thread   construction [main]; the rest [render]
/// Source   Gerkmann & Hendriks, Unbiased MMSE-Based Noise Power Estimation with Low Complexity and Low
///          Tracking Delay, IEEE ASLP 20 (2012); bound after Cohen's minima-controlled averaging (2003);
///          its bias: Martin, Noise Power Spectral Density Estimation Based on Optimal Smoothing and
///          Minimum Statistics, IEEE SAP 9 (2001)
class NoiseEstimate {
public:
    /// Whole vectors are worked on: so many values of the spectrum are read, and of noise() written.
    static constexpr int padded(int bins) { return (bins + 15) / 16 * 16; }

    /// `framesPerSecond` of the spectra.
    NoiseEstimate(int bins, double framesPerSecond);

    /// `power` of padded(bins) values, those behind the last bin 0.
    void follow(const float* power) noexcept;
    const float* noise() const { return noise_.data(); }
    /// After silence: the next three frames say nothing.
    void rest() noexcept;
    void reset() noexcept;

private:
    static constexpr int kParts = 8; ///< of the time over which the least power counts

    void findFloor() noexcept;

    int bins_, partFrames_, framesInPart_ = 0, part_ = 0;
    int waits_ = 0;
    long frames_ = 0;
    float smooth_, powerFollow_, presenceFollow_;
    AlignedMemory<float> noise_, presence_, smoothed_, least_, current_, floor_;
    AlignedMemory<float> local_; ///< the power with a bin more at both ends
    AlignedMemory<float> parts_[kParts];
};

} // namespace lacquer::dsp
