#include "engine/render/strip_trim.h"

#include "engine/dsp/math.h"
#include "engine/dsp/mixing.h"

#include <algorithm>

namespace lacquer::render {

StripTrim::StripTrim(const plan::Strip& strip)
    : strip_(&strip), level_(strip.trim), sign_(strip.polarityInverted ? -1 : 1) {}

bool StripTrim::advance(FramePosition start) noexcept {
    const bool levelMoves = level_.read(start - strip_->inputLatency, frames_.data());
    const double wanted = strip_->polarityInverted ? -1 : 1;
    if (!levelMoves && sign_ == wanted) {
        if (heldOf_ != level_.value() || heldSign_ != sign_) {
            heldOf_ = level_.value();
            heldSign_ = sign_;
            held_ = static_cast<float>(dsp::gainOfDecibels(heldOf_) * sign_);
        }
        return false;
    }
    if (levelMoves)
        dsp::decibelsToGains(frames_.data(), kQuantum);
    else
        frames_.fill(static_cast<float>(dsp::gainOfDecibels(level_.value())));
    constexpr double kStep = 2.0 / kGlideQuanta;
    const double from = sign_;
    sign_ = wanted > sign_ ? std::min(sign_ + kStep, wanted) : std::max(sign_ - kStep, wanted);
    const double slope = (sign_ - from) / kQuantum;
    for (std::size_t frame = 0; frame < kQuantum; ++frame)
        frames_[frame] *= static_cast<float>(from + slope * static_cast<double>(frame + 1));
    return true;
}

void StripTrim::adopt(const StripTrim& before) noexcept {
    level_.adopt(before.level_);
    sign_ = before.sign_;
}

} // namespace lacquer::render
