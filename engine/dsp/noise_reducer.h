#pragma once

#include "engine/dsp/aligned_memory.h"
#include "engine/dsp/fft.h"
#include "engine/dsp/noise_estimate.h"
#include "engine/vocabulary/quantum.h"

#include <vector>

namespace lacquer::dsp {

struct NoiseReduction {
    float reduction = 12;    ///< dB by which noise alone comes down
    float sensitivity = 0.5f; ///< 0…1: the noise counts for 6 dB less … 6 dB more than it is
    bool learning = false;   ///< what comes in is nothing but noise
    bool residue = false;    ///< gives out what is taken away
};

/// Lowers a steady noise in both channels of a strip.
///
/// Each bin of the short-time spectrum is turned down by what the log-spectral amplitude estimator
/// says of its signal-to-noise ratio, never by more than the reduction; both channels alike, so that
/// the picture stands. Where hardly anything but noise is, the gains are averaged over neighbouring
/// bins, which is what keeps it from tinkling.
///
/// In/out   one quantum of both channels, in place
/// Delay    latency(rate): one frame, 2048 frames at 48 kHz, 43 ms at any rate
/// Bits     the transform's: may differ in the last place between CPUs
/// Thread   construction [main]; the rest [render]
/// Source   Ephraim & Malah, IEEE ASSP 33 (1985), gain; Cohen & Berdugo (2001), floor and
///          presence; Esch & Vary, ICASSP
///          2009, smoothing of the gains
class NoiseReducer {
public:
    explicit NoiseReducer(double rate);

    static int frameOf(double rate) { return rate > 100000 ? 8192 : rate > 50000 ? 4096 : 2048; }
    static int latency(double rate) { return frameOf(rate); }
    /// Of a white noise of power 1 per frame, in a bin.
    static double windowPower(double rate) { return 0.375 * frameOf(rate); }

    int bins() const { return fft_.bins(); }
    /// Noise power per bin and channel; none: adaptive.
    void setProfile(const std::vector<float>& power) noexcept;
    void process(float* left, float* right, const NoiseReduction& controls) noexcept;
    /// Forgets the audio and keeps what is known of the noise.
    void rest() noexcept;
    void reset() noexcept;

    /// The log-spectral amplitude gain for a signal-to-noise ratio a priori and a posteriori, linear.
    static float gain(float prior, float posterior) noexcept;

private:
    void reduce(const NoiseReduction& controls) noexcept;
    void learn() noexcept;
    void decide(const NoiseReduction& controls) noexcept;
    void smooth() noexcept;

    int frame_, hop_;
    RealFft<float> fft_;
    NoiseEstimate estimate_;
    std::vector<float> line_[kStripLanes];  ///< the last frame of input
    std::vector<float> sum_[kStripLanes];   ///< overlapping output
    std::vector<float> ready_[kStripLanes]; ///< a hop to give out
    std::vector<float> window_;
    AlignedMemory<float> samples_;
    AlignedMemory<std::complex<float>> bins_[kStripLanes];
    // Whole vectors of bins: the values behind the last one mean nothing.
    AlignedMemory<float> power_, profile_, learned_, gain_, raw_, prior_;
    AlignedMemory<float> before_;   ///< signal power of the last frame
    AlignedMemory<float> smoothed_; ///< ratio a priori, with a bin more at both ends
    std::vector<double> running_;
    bool hasProfile_ = false;
    long learnedFrames_ = 0;
    int filled_ = 0; ///< of the hop
};

} // namespace lacquer::dsp
