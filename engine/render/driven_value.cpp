#include "engine/render/driven_value.h"

#include "engine/dsp/math.h"

#include <algorithm>
#include <cmath>

namespace lacquer::render {

DrivenValue::DrivenValue(double constant, const plan::Curve* curve, plan::Join join)
    : now_(constant), target_(constant), set_(constant), join_(join) {
    if (curve) curve_.emplace(*curve);
}

bool DrivenValue::read(FramePosition start, float* out) noexcept {
    const bool moves = readCurve(start, out);
    if (!isLifted()) return moves;
    if (!moves) std::fill_n(out, kQuantum, static_cast<float>(now_));
    addLift(out);
    return true;
}

bool DrivenValue::readCurve(FramePosition start, float* out) noexcept {
    if (remaining_ > 0) {
        // The curve may have gone on meanwhile: the glide ends where it will be.
        if (onCurve()) target_ = curve_->valueAt(start + FrameCount{remaining_ * kQuantum});
        glide(out);
        return true;
    }
    if (!onCurve()) return false;
    const bool moves = curve_->read(start, out);
    now_ = moves ? out[kQuantum - 1] : out[0];
    return moves;
}

bool DrivenValue::readLine(FramePosition start, CurveLine& line) noexcept {
    if (remaining_ > 0 || isLifted() || !onCurve() || !curve_->readLine(start, line)) return false;
    now_ = line.at(kQuantum - 1);
    return true;
}

void DrivenValue::addLift(float* out) noexcept {
    const double step = liftRemaining_ > 0 ? (liftTo_ - lift_) / (liftRemaining_ * kQuantum) : 0;
    for (int frame = 0; frame < kQuantum; ++frame)
        out[frame] = static_cast<float>(std::min(out[frame] + lift_ + step * (frame + 1), kHighestLevel));
    if (liftRemaining_ == 0) return;
    lift_ = --liftRemaining_ == 0 ? liftTo_ : lift_ + step * kQuantum;
}

void DrivenValue::glide(float* out) noexcept {
    const bool audible = std::isfinite(now_) && std::isfinite(target_);
    if (join_ == plan::Join::step || (!audible && now_ == target_)) {
        now_ = target_;
        remaining_ = 0;
        returning_ = false;
        std::fill_n(out, kQuantum, static_cast<float>(now_));
        return;
    }
    // From or to silence the line starts or ends where nothing is heard any more.
    const double from = std::max(now_, -150.0), to = std::max(target_, -150.0);
    const double share = 1.0 / (remaining_ * kQuantum);
    const bool octaves = join_ == plan::Join::octaves && from > 0 && to > 0;
    const double ratio = octaves ? dsp::log2(to / from) : 0;
    double value = from;
    for (int frame = 0; frame < kQuantum; ++frame) {
        const double t = (frame + 1) * share;
        value = octaves ? from * dsp::exp2(ratio * t) : from + (to - from) * t;
        out[frame] = static_cast<float>(value);
    }
    --remaining_;
    now_ = remaining_ == 0 ? target_ : value;
    returning_ = returning_ && remaining_ > 0;
}

void DrivenValue::moveTo(double target) noexcept {
    held_ = true;
    target_ = target;
    remaining_ = now_ == target ? 0 : kGlideQuanta;
}

void DrivenValue::release() noexcept {
    if (!held_ || firm_) return;
    held_ = false;
    target_ = set_;
    remaining_ = !onCurve() && now_ == target_ ? 0 : kGlideQuanta;
}

void DrivenValue::hold(double target) noexcept {
    moveTo(target);
    firm_ = true;
    returning_ = false;
}

void DrivenValue::lift(double decibels) noexcept {
    firm_ = true;
    liftTo_ = decibels;
    liftRemaining_ = lift_ == decibels ? 0 : kGlideQuanta;
}

void DrivenValue::letGo(int quanta) noexcept {
    if (!firm_) return;
    firm_ = false;
    if (held_) {
        held_ = false;
        target_ = set_;
        remaining_ = !onCurve() && now_ == target_ ? 0 : quanta;
        returning_ = remaining_ > 0;
    }
    liftTo_ = 0;
    liftRemaining_ = lift_ == 0 ? 0 : quanta;
}

void DrivenValue::adopt(const DrivenValue& before) noexcept {
    firm_ = before.firm_;
    lift_ = before.lift_;
    liftTo_ = before.liftTo_;
    liftRemaining_ = before.liftRemaining_;
    if (before.firm_ && before.held_) {
        held_ = true;
        now_ = before.now_;
        target_ = before.target_;
        remaining_ = before.remaining_;
        return;
    }
    if (onCurve() && before.onCurve() && !before.gliding()) {
        now_ = before.now_;
        return;
    }
    if (!onCurve()) target_ = now_;
    now_ = before.now_;
    remaining_ = !onCurve() && now_ == target_ ? 0 : before.returning_ ? before.remaining_ : kGlideQuanta;
    returning_ = before.returning_ && remaining_ > 0;
}

} // namespace lacquer::render
