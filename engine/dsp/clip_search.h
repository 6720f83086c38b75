#pragma once

#include "engine/dsp/aligned_memory.h"
#include "engine/dsp/block_transform.h"

#include <vector>

namespace lacquer::dsp {

/// Looks for the signal behind a clipped stretch of one channel: of all signals that keep the good
/// samples and go beyond the clipped ones, one that few lines of a short-time spectrum make up.
///
/// A proximal gradient descent with momentum over all frames of the stretch together: shrink their
/// spectra (empirical Wiener, the threshold falling from half of each frame's highest line), add them
/// up again, put the good samples back, move the others beyond the clip level, go on. A line counts by
/// what the frames around it say of it, too, so that what goes on in time is told from what only looks
/// like a line. By as much as the spectra miss the good samples they are taken to miss the clipped
/// ones: one that they leave under the clip level goes not onto it but to the mean of what that
/// uncertainty leaves beyond it.
///
/// Shapes   a stretch of `span` samples; what is sought lies in [from, to), and what is found outside
///          [from, to − frame) is not yet sure
/// Bits     the same on every CPU
/// Thread   construction [main]; the rest [render]
/// Source   Siedenburg, Kowalski & Dörfler, Audio Declipping with Social Sparsity, ICASSP 2014; Záviška,
///          Rajmic, Ozerov & Rencker, A Survey and an Extensive Evaluation of Popular Audio Declipping
///          Methods, IEEE JSTSP 15 (2021); momentum: Beck & Teboulle (2009)
class ClipSearch {
public:
    struct Shape {
        int span = 0, from = 0, to = 0;
        int frame = 4096;   ///< 128 · 2^k, overlapping by three quarters; divides `from` by a quarter
        int neighbours = 0; ///< frames before and after that a line is judged by
        int rounds = 64;
    };
    explicit ClipSearch(const Shape& shape);

    /// A new stretch: marked samples are clipped.
    void begin(const float* line, const char* marked) noexcept;
    void round() noexcept;
    /// After all rounds, over the whole span.
    const float* found() const { return now_.data(); }

    /// A sample that is found is at most this many times the clipped one.
    static constexpr float kMostRise = 4;

private:
    float* spectrum(int frame) { return spectra_.data() + static_cast<std::size_t>(frame) * static_cast<std::size_t>(shape_.frame); }
    float* power(int frame) { return powers_.data() + static_cast<std::size_t>(frame) * static_cast<std::size_t>(shape_.frame / 2); }
    int startOf(int frame) const { return first_ + frame * hop_; }
    int unitsSought() const { return (shape_.to - shape_.from) / 64; }
    void analyse(int frame) noexcept;
    void putBack(int frame) noexcept;
    void judge() noexcept;

    Shape shape_;
    int hop_, first_, frames_;
    BlockTransform transform_;
    AlignedMemory<float> window_, samples_, work_, spectra_, powers_;
    AlignedMemory<float> low_, high_, value_;
    AlignedMemory<float> side_; ///< which way a clipped sample goes; 0: it is good
    AlignedMemory<float> good_; ///< 1: a good sample in frames that work
    AlignedMemory<float> now_, trial_, sum_, coverage_;
    AlignedMemory<float> misses_, told_, spread_; ///< per 64 samples of what is sought
    std::vector<char> works_;    ///< per frame: something in it is sought
    std::vector<float> limits_;  ///< per frame, of the power
    double momentum_ = 1;
    float falls_ = 0;
};

} // namespace lacquer::dsp
