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
    if (remaining_ > 0 || !onCurve() || !curve_->readLine(start, line)) return false;
    now_ = line.at(kQuantum - 1);
    return true;
}

void DrivenValue::glide(float* out) noexcept {
    const bool audible = std::isfinite(now_) && std::isfinite(target_);
    if (join_ == plan::Join::step || (!audible && now_ == target_)) {
        now_ = target_;
        remaining_ = 0;
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
}

void DrivenValue::moveTo(double target) noexcept {
    held_ = true;
    target_ = target;
    remaining_ = now_ == target ? 0 : kGlideQuanta;
}

void DrivenValue::release() noexcept {
    if (!held_) return;
    held_ = false;
    target_ = set_;
    remaining_ = !onCurve() && now_ == target_ ? 0 : kGlideQuanta;
}

void DrivenValue::adopt(const DrivenValue& before) noexcept {
    if (onCurve() && before.onCurve() && !before.gliding()) {
        now_ = before.now_;
        return;
    }
    if (!onCurve()) target_ = now_;
    now_ = before.now_;
    remaining_ = !onCurve() && now_ == target_ ? 0 : kGlideQuanta;
}

} // namespace lacquer::render
