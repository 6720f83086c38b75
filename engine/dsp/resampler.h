#pragma once

#include "engine/vocabulary/result.h"
#include "engine/vocabulary/units.h"

#include <memory>
#include <vector>

namespace lacquer::dsp {

/// Converts a whole signal from one sample rate to another, piece by piece, for import and export.
///
/// In, out  planar audio, [channels][frames]; any split into pieces gives the same output
/// Length   of the output: exactly ceil(frames in · to / from)
/// Delay    none: the filter's delay is taken out, an impulse stays at its instant
/// Figures  flat within 0.01 dB up to 0.907 of the lower Nyquist frequency (20 kHz at 44.1 kHz),
///          aliases and THD+N below −140 dB
/// Source   libsoxr, very high quality, linear phase, computed in double
/// Thread   any but the engine thread (it allocates), one at a time
class Resampler {
public:
    /// Fails when the ratio is beyond what the library can do.
    static Result<Resampler> create(SampleRate from, SampleRate to, int channels);

    Resampler(Resampler&&) noexcept;
    Resampler& operator=(Resampler&&) noexcept;
    ~Resampler();

    /// Takes `frames` more and appends what can be given to out[c] of every channel.
    void push(const float* const* planes, int frames, std::vector<std::vector<float>>& out);
    /// The end of the signal: appends the rest.
    void finish(std::vector<std::vector<float>>& out);

private:
    struct State;
    explicit Resampler(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

/// Length after conversion: exactly ceil(frames · to / from).
FrameCount convertedLength(FrameCount frames, SampleRate from, SampleRate to);

} // namespace lacquer::dsp
