#pragma once

#include "engine/dsp/limiter_gain.h"
#include "engine/dsp/true_peak_detector.h"

#include <array>
#include <vector>

namespace lacquer::dsp {

/// transparent: the gain moves as slowly as the look-ahead allows and holds through the period of
///              a bass note, for the least distortion
/// punchy:      transients keep their first edge and short peaks are let go quickly
/// loud:        the gain comes back at once, only sustained limiting is released slowly
enum class LimiterStyle { transparent, punchy, loud };

struct LimiterControls {
    LimiterStyle style = LimiterStyle::transparent;
    double release = 0.1; ///< seconds, the time constant after sustained limiting
    float link = 1;       ///< 0: each side by itself, 1: both by the louder one
    bool truePeak = true; ///< the ceiling holds for the waveform, or only for the samples
};

/// Keeps two channels under a ceiling.
///
/// In/out   one quantum of each channel, in place
/// Delay    the look-ahead, all of it: detection first, the gain's fall in what remains
/// Exact    what stays under the ceiling comes out bit for bit; no sample leaves over the ceiling;
///          the waveform between them by no more than 0.05 dB
/// Thread   process and reset [render]; construction [main]
class Limiter {
public:
    /// `lookahead` in frames, at least kShortestLookahead.
    Limiter(double rate, int lookahead);

    static constexpr int kShortestLookahead = 18;

    /// `ceiling` linear, one value per frame: it holds for the frame that comes in with it.
    void process(float* left, float* right, const float* ceiling, const LimiterControls& controls) noexcept;
    void reset() noexcept;

    /// The lowest gain of the last quantum.
    float lowestGain() const noexcept { return lowestGain_; }

private:
    LimiterShape shapeOf(const LimiterControls& controls) const noexcept;
    void readRing(const std::vector<float>& ring, int ago, float* out) const noexcept;
    void writeRing(std::vector<float>& ring, const float* in) noexcept;

    double rate_;
    int lookahead_;
    std::array<TruePeakDetector, 2> detectors_;
    std::array<LimiterGain, 2> gains_;
    bool unlinked_ = false;
    std::array<std::vector<float>, 2> audio_; // rings of whole quanta
    std::vector<float> ceilings_;
    std::size_t position_ = 0;
    float lowestGain_ = 1;
};

} // namespace lacquer::dsp
