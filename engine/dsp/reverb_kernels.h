#pragma once

#include "engine/vocabulary/quantum.h"

/// The inner loops of the reverb, one quantum each. What is read from the past is given by pointers to
/// stretches of a quantum; buffers of one's own are aligned to 64 bytes.
namespace lacquer::dsp {

inline constexpr int kReverbLines = 16;
inline constexpr int kReverbDiffusers = 4;
inline constexpr int kReverbEarly = 8; ///< reflections of a side

/// One filter per line: what the sound loses on its way through the line's length. A gain, a low-pass
/// of the first order for the treble, and a shelf of the second order for the bass, whose two poles all
/// lines share; `shelf` is what it adds: now, of the input, and into either memory.
struct ReverbAbsorption {
    struct Values {
        alignas(64) float gain[kReverbLines] = {};
        alignas(64) float shelf[3][kReverbLines] = {};
    };
    Values now, growth;                           ///< at the first frame, and per frame
    bool moves = false;                           ///< or there is no growth
    alignas(64) float damping[kReverbLines] = {}; ///< pole of the treble's low-pass
    float a1 = 0, a2 = 0;                         ///< of the shelf
};

struct ReverbFilterState {
    alignas(64) float damped[kReverbLines] = {};
    alignas(64) float shelf[2][kReverbLines] = {}; ///< what it adds to the next frame, and added to the last
};

/// Half of the lines are read between frames, at offsets that change: each from `points`, the sample of
/// the first frame and the oldest of its eight points.
inline constexpr int kReverbBreathing = kReverbLines / 2;
struct ReverbBreath {
    const float* points[kReverbBreathing] = {};
    /// Part of a frame past the fourth newest point: at the first frame of all lines, then behind the
    /// last of all. Between them the weights move in a straight line.
    alignas(64) float fractions[2 * kReverbBreathing] = {};
};

/// rows[i][n] = the lines between whole frames, by Lagrange's polynomial of degree seven.
void readBetweenFrames(const ReverbBreath& breath, float* const* rows) noexcept;

/// out[n] = a[n] + (b[n] - a[n]) * (share + n * step)
void crossfade(const float* a, const float* b, float share, float step, float* out) noexcept;

/// The allpasses of coefficient g one after the other, in place. `late` is what each had before its
/// delay; `keep` gets what goes into that.
void diffuse(float* signal, const float* const* late, float g, float* const* keep) noexcept;

/// One quantum of the network: what the lines give, `rows`, through the absorption; left and right are
/// its sums with two sign patterns that are orthogonal; a 16-point Hadamard matrix (not normalised) of it,
/// plus the input with alternating signs on even (left) and odd lines, goes to `places`.
void runNetwork(const float* const* rows,
                const ReverbAbsorption& absorption,
                ReverbFilterState& state,
                const float* inLeft,
                const float* inRight,
                float* left,
                float* right,
                float* const* places) noexcept;

/// A gain at the first frame, and its growth per frame.
struct ReverbGain {
    float gain = 0, growth = 0;
};

/// out[n] = late * in[n] + the sum of the reflections, each with its gain.
void addEarly(const float* in,
              ReverbGain late,
              const float* const* reflections,
              const ReverbGain* gains,
              float* out) noexcept;

/// Two poles one after the other for each side.
struct ReverbCut {
    float state[2][2] = {}; ///< [pole][side]
    float follow = 0;
};

/// Both sides to their width - half of what remains of their difference, and its growth - and through
/// the cuts, `high` if it is given. `sides` is left and right in turn.
void finishSides(const float* left,
                 const float* right,
                 ReverbGain halfWidth,
                 ReverbCut& low,
                 ReverbCut* high,
                 float* sides) noexcept;

bool isSilent(const float* left, const float* right) noexcept;

} // namespace lacquer::dsp
