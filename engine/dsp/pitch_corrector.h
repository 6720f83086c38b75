#pragma once

#include "engine/dsp/pitch_track.h"

namespace lacquer::dsp {

/// What a voice is drawn to, and how.
struct CorrectionControls {
    unsigned notes = 0xFFF; ///< bit k: the note k semitones over C may be sung
    double reference = 440; ///< Hz of a1
    double speed = 0.05;    ///< seconds, the time constant of the correction; 0: at once
    double amount = 1;      ///< share of the way to the note
    double humanize = 0;    ///< 0 to 1: held notes are drawn more slowly, so their vibrato stays
    double transpose = 0;   ///< semitones, after the correction
};

/// Decides how far each pitch has to move.
///
/// Method   the nearest note of the scale, held until another is far nearer, or nearer for longer than
///          the crest of a vibrato lasts; the way there is followed by one pole, so what moves faster than `speed` (a vibrato) stays
/// Thread   [render]; allocates nothing
class PitchCorrector {
public:
    explicit PitchCorrector(double rate) : rate_(rate) {}

    /// Sets `point.shift`. Points in the order of time.
    void correct(PitchPoint& point, const CorrectionControls& controls) noexcept;
    void reset() noexcept { *this = PitchCorrector(rate_); }

    /// Semitones over C−1 (MIDI) of the note that is sung towards, negative for none.
    int note() const noexcept { return note_; }

private:
    int nearestNote(double semitones, unsigned notes) const noexcept;
    bool holds(double nearer, double time) noexcept;

    double rate_;
    int note_ = -1;
    double shift_ = 0; ///< cents, of the correction alone
    double noteSince_ = 0, before_ = 0; ///< frames
    double doubtedSince_ = -1; ///< frames, since another note is nearer; negative: it is not
};

} // namespace lacquer::dsp
