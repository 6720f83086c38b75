#include "engine/dsp/pitch_corrector.h"

#include "engine/dsp/math.h"

#include <algorithm>
#include <cmath>

namespace lacquer::dsp {
namespace {

/// Another note has to be nearer by this many cents before the voice is drawn to it: at once by the
/// greater, by the smaller when it stays so. A vibrato of 5 Hz and 30 cents around 40 cents over a note is
/// nearer to the next one for 60 ms of every period.
constexpr double kHold = 15, kClear = 60;
constexpr double kPatience = 0.08; ///< seconds
/// Seconds that a note has to be held before it is clung to: what slides in at the start of one may pass others.
constexpr double kSettled = 0.1;
/// What `humanize` adds to the speed of a note that is held, in seconds, and when it is held.
constexpr double kHumanSpeed = 0.4, kHeld = 0.25;

} // namespace

int PitchCorrector::nearestNote(double semitones, unsigned notes) const noexcept {
    const int middle = static_cast<int>(std::floor(semitones + 0.5));
    int nearest = middle;
    double least = 100;
    for (int note = middle - 6; note <= middle + 6; ++note) {
        if (!((notes >> ((note % 12 + 12) % 12)) & 1u)) continue;
        if (const double way = std::abs(note - semitones); way < least) {
            least = way;
            nearest = note;
        }
    }
    return nearest;
}

/// Whether the note before goes on, though another is nearer by this many cents.
bool PitchCorrector::holds(double nearer, double time) noexcept {
    if (nearer < kHold) {
        doubtedSince_ = -1;
        return true;
    }
    if (doubtedSince_ < 0) doubtedSince_ = time;
    const bool settled = doubtedSince_ - noteSince_ >= kSettled * rate_;
    return settled && nearer < kClear && time - doubtedSince_ < kPatience * rate_;
}

void PitchCorrector::correct(PitchPoint& point, const CorrectionControls& controls) noexcept {
    if (point.period <= 0) {
        note_ = -1;
        doubtedSince_ = -1;
        before_ = point.time;
        point.shift = 0;
        return;
    }
    const double semitones = 69 + 12 * log2(rate_ / (point.period * controls.reference));
    int note = nearestNote(semitones, controls.notes);
    const bool mayStay = note_ >= 0 && ((controls.notes >> (note_ % 12)) & 1u);
    if (mayStay && holds(100 * (std::abs(note_ - semitones) - std::abs(note - semitones)), point.time)) note = note_;
    if (note != note_) doubtedSince_ = -1;
    const double way = 100 * (note - semitones);
    if (note_ < 0) {
        // A new note begins uncorrected; at speed 0 it does not.
        shift_ = 0;
        noteSince_ = before_ = point.time;
    } else if (note != note_) {
        noteSince_ = point.time;
    }
    note_ = note;
    const double held = (point.time - noteSince_) / rate_;
    const double speed = controls.speed + controls.humanize * kHumanSpeed * (1 - exp(-held / kHeld));
    shift_ = speed <= 0 ? way : way + (shift_ - way) * exp(-(point.time - before_) / (speed * rate_));
    before_ = point.time;
    point.shift = controls.amount * shift_ + 100 * controls.transpose;
}

} // namespace lacquer::dsp
