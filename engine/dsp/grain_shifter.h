#pragma once

#include "engine/dsp/pitch_track.h"
#include "engine/vocabulary/quantum.h"

#include <array>
#include <cstdint>
#include <vector>

namespace lacquer::dsp {

enum class Formants { preserve, shift };

/// Moves the pitch of a voice by small pieces of its own sound, one per period, set closer together
/// or further apart: the vowel stays what it was.
///
/// Method   TD-PSOLA (Moulines & Charpentier, Speech Communication 9, 1990). Pieces are placed
///          between frames by a windowed sinc of 16 taps, so no period is rounded; their windows
///          ride on the pulses of the voice; where no pitch moves, the windows add up to one and
///          the sound passes as it is. With `Formants::shift` the pieces themselves are played
///          faster or slower
/// Rejected Rubber Band 3.1.2 in real-time mode with formants kept, in quanta of 64 frames at 48 kHz:
///          3.1 µs of CPU per sample (fine engine 4.5), the slowest quantum 2.4 ms where 1.3 ms are
///          all there is, and allocations in process(). This one costs 60 ns, evenly
/// In/out   one quantum of two sides, in place; both sides are cut at the same places
/// Delay    the latency it is made with, wherever the pitch stays; elsewhere within half a period
/// Limits   periods up to `longestPeriod`; shifts of an octave
/// Thread   process and reset [render]; construction [main]
class GrainShifter {
public:
    /// In frames. `latency` at least kShortestLatency periods and two quanta; points of the track are
    /// asked for kAhead periods before the output reaches them. `restPeriod` spaces the pieces where
    /// nothing is sung.
    GrainShifter(int longestPeriod, int latency, double restPeriod);

    static constexpr double kAhead = 1.75;
    static constexpr double kShortestLatency = 3.4;

    void process(float* left, float* right, const PitchTrack& track, Formants formants) noexcept;
    void reset() noexcept;

private:
    /// A place in the input where a piece may be cut.
    struct Mark {
        double time = 0;   ///< of the period's beginning
        double pulse = 0;  ///< from there to the middle of the piece
        double period = 0; ///< to the next mark
        double shift = 0;  ///< cents
        bool voiced = false;
    };

    static constexpr int kTaps = 16;
    static constexpr int kSteps = 512; ///< of the sinc's table, per frame
    static constexpr std::size_t kMarks = 32;

    Mark& mark(std::int64_t k) noexcept { return marks_[static_cast<std::size_t>(k) % kMarks]; }
    void addMark(const PitchTrack& track) noexcept;
    double pulseNear(double time, double period) const noexcept;
    void placeGrain(const PitchTrack& track, Formants formants) noexcept;
    void addGrain(double from, double to, double before, double after, double gain, double speed) noexcept;
    float kernel(double distance) const noexcept;

    double restPeriod_;
    int latency_;
    std::uint32_t mask_ = 0;
    std::array<std::vector<float>, 2> in_, out_; ///< rings
    std::vector<float> table_;
    std::int64_t now_ = 0;      ///< frames that came in
    std::array<Mark, kMarks> marks_{};
    std::int64_t newest_ = 0;   ///< number of the newest mark
    std::int64_t chosen_ = 0;   ///< number of the mark the next piece is cut at
    double place_ = 0;          ///< where the next piece goes, in input time
    double widthBefore_ = 0;    ///< its window's first half
};

} // namespace lacquer::dsp
