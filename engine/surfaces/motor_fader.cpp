#include "engine/surfaces/motor_fader.h"

#include "engine/surfaces/fader_law.h"

namespace lacquer::surfaces {

void MotorFader::touch(bool on) {
    if (touched_ && !on) owes_ = true;
    touched_ = on;
    moving_ = false;
}

void MotorFader::move(int position, Time now) {
    known_ = position;
    if (touched_) return;
    moving_ = owes_ = true;
    lastMove_ = now;
}

std::optional<int> MotorFader::wanted(int position, Time now) {
    if (touched_) return std::nullopt;
    if (moving_) {
        if (now - lastMove_ < kEcho) return std::nullopt;
        if (!owes_ && now - lastMove_ < kStill) return std::nullopt;
        if (now - lastMove_ >= kStill) moving_ = false;
    }
    const bool samePlace = known_ >= 0 && stepOf(known_) == stepOf(position);
    if (!owes_ && !forced_) {
        if (samePlace) return std::nullopt;
        if (lastSent_ && now - *lastSent_ < kShortest) return std::nullopt;
    }
    // What was received is told back as it came: the unit is there already.
    if (!(owes_ && samePlace)) known_ = position;
    owes_ = forced_ = false;
    lastSent_ = now;
    return known_;
}

} // namespace lacquer::surfaces
