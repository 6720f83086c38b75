#pragma once

#include "engine/dsp/aligned_memory.h"
#include "engine/dsp/fft.h"
#include "engine/vocabulary/quantum.h"

#include <vector>

namespace lacquer::dsp {

/// Rebuilds the peaks that an overload cut off in one channel: the sound is taken to consist of few
/// frequencies at a time, and of all signals that agree with the good samples and go beyond the cut
/// ones, one that does is sought. Samples that are not clipped pass bit for bit.
///
/// The search is a proximal gradient descent with momentum over frames of 85 ms: shrink the spectrum
/// (empirical Wiener, its threshold falling from half the highest line to 1/2000 of it), put the good
/// samples back, keep the others beyond the clip level, go on. 48 rounds do what hundreds do without
/// the momentum.
///
/// Delay    latency(rate): a frame and a quarter, 5120 frames at 48 kHz
/// Limits   a rebuilt sample is at most 12 dB over the clipped one. From 96 kHz on 32 rounds
/// Cost     spread evenly: three rounds a quantum (one from 96 kHz on) while something is clipped
///          within the last 107 ms, otherwise next to none
/// Bits     the transform's: may differ in the last place between CPUs
/// Thread   construction [main]; the rest [render]
/// Source   Záviška, Rajmic, Ozerov & Rencker, A Survey and an Extensive Evaluation of Popular Audio
///          Declipping Methods, IEEE JSTSP 15 (2021); Beck & Teboulle's momentum (2009); shrinkage of
///          Siedenburg, Kowalski & Dörfler (2014)
class Declipper {
public:
    explicit Declipper(double rate);

    static int frameOf(double rate) { return rate > 50000 ? 8192 : 4096; }
    static int latency(double rate) { return frameOf(rate) / 4 * 5; }

    /// In and out one quantum, in place. What reaches `threshold` (linear) is clipped; at 0 the level
    /// is found: flat tops that all else stays under.
    void process(float* samples, float threshold) noexcept;
    void reset() noexcept;
    /// Level that was found, linear; 0: none.
    float foundLevel() const { return level_[0] > level_[1] ? level_[0] : level_[1]; }

private:
    void finishHop(float threshold) noexcept;
    void mark(float threshold) noexcept;
    float flatTop(float sign, float highest) const noexcept;
    void begin() noexcept;
    void round() noexcept;
    void add() noexcept;

    int frame_, hop_, rounds_;
    RealFft<float> fft_;
    std::vector<float> line_;   ///< a frame under work and the hop after it
    std::vector<char> marked_;  ///< of line_: 1 clipped
    std::vector<float> sum_;    ///< of line_'s frame: rebuilt samples, windowed twice
    std::vector<float> ready_;  ///< a hop to give out
    std::vector<float> window_, low_, high_, now_;
    AlignedMemory<float> trial_, shrunk_;
    AlignedMemory<std::complex<float>> bins_;
    int filled_ = 0; ///< of the hop
    int roundsDone_ = 0;
    bool works_ = false;
    float limit_ = 0, falls_ = 0; ///< of the squared threshold in the spectrum
    double momentum_ = 1;
    float level_[2] = {}; ///< found, of the upper and the lower half
};

} // namespace lacquer::dsp
