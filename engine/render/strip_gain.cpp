#include "engine/render/strip_gain.h"

#include "engine/dsp/math.h"
#include "engine/dsp/mixing.h"
#include "engine/dsp/pan.h"

#include <algorithm>

namespace lacquer::render {
namespace {

dsp::PanGains gainsOf(project::PanLaw law, bool mono, double pan) {
    const double position = pan / 100;
    double centre = -3;
    switch (law) {
    case project::PanLaw::minus2p5dB: centre = -2.5; break;
    case project::PanLaw::minus3dB: centre = -3; break;
    case project::PanLaw::minus4p5dB: centre = -4.5; break;
    case project::PanLaw::minus6dB: centre = -6; break;
    case project::PanLaw::balance: return dsp::plainBalance(position);
    }
    return mono ? dsp::panGains(position, centre) : dsp::balanceGains(position, centre);
}

/// −∞ and what nobody hears any more are exactly zero.
double faderGain(double decibels) {
    return decibels <= -150 ? 0.0 : dsp::gainOfDecibels(decibels);
}

} // namespace

StripGain::StripGain(const plan::Strip& strip, project::PanLaw law)
    : strip_(&strip), law_(law), fader_(strip.fader), pan_(strip.pan), width_(strip.width),
      mute_(strip.mute, plan::Join::step) {
    setPan(pan_.value());
    const bool open = !strip.silenced && (mute_.onCurve() || mute_.value() <= 0.5);
    openFrom_ = openTo_ = open ? 1 : 0;
}

void StripGain::setPan(double pan) noexcept {
    if (pan == panSet_) return;
    panSet_ = pan;
    const dsp::PanGains gains = gainsOf(law_, strip_->mono, pan);
    panGain_[0] = gains.left;
    panGain_[1] = gains.right;
}

bool StripGain::advance(FramePosition start) noexcept {
    const FramePosition here = start - strip_->outputLatency;
    const bool onLine = fader_.readLine(here, faderLine_);
    const bool faderMoves = onLine || fader_.read(here, faderFrames_.data());
    const bool panMoves = pan_.read(here, panFrames_.data());
    const bool widthMoves = width_.read(here, widthFrames_.data());
    if (mute_.read(here, muteFrames_.data())) held_ = false;

    constexpr double kStep = 1.0 / kGlideQuanta;
    const bool open = !strip_->silenced && mute_.value() <= 0.5;
    openFrom_ = openTo_;
    openTo_ = std::clamp(openTo_ + (open ? kStep : -kStep), 0.0, 1.0);

    moves_ = faderMoves || panMoves || widthMoves || openFrom_ != openTo_;
    line_ = onLine && !panMoves && !widthMoves && openFrom_ == 1 && openTo_ == 1 &&
            (strip_->mono || width_.value() == 100);
    if (onLine && !line_) readLineFrames();
    if (line_) {
        setPan(pan_.value());
        wide_ = held_ = false;
    } else if (moves_) {
        move(faderMoves, panMoves, widthMoves);
        held_ = false;
    } else if (!held_) {
        hold();
        held_ = true;
    } else if (fader_.onCurve() || pan_.onCurve() || width_.onCurve()) {
        hold(); // a curve may step from one level to another between quanta
    }
    return moves_;
}

void StripGain::readLineFrames() noexcept {
    for (int frame = 0; frame < kQuantum; ++frame)
        faderFrames_[static_cast<std::size_t>(frame)] = faderLine_.at(frame);
}

void StripGain::fillFrames() noexcept {
    if (!line_) return;
    readLineFrames();
    move(true, false, false);
}

void StripGain::hold() noexcept {
    setPan(pan_.value());
    const double gain = faderGain(fader_.value()) * openTo_;
    const double width = strip_->mono ? 1 : width_.value() / 100;
    for (std::size_t side = 0; side < 2; ++side) {
        own_[side] = static_cast<float>(gain * panGain_[side] * (1 + width) / 2);
        other_[side] = static_cast<float>(gain * panGain_[side] * (1 - width) / 2);
    }
    wide_ = other_[0] != 0 || other_[1] != 0;
}

void StripGain::move(bool faderMoves, bool panMoves, bool widthMoves) noexcept {
    if (faderMoves)
        dsp::decibelsToGains(faderFrames_.data(), kQuantum);
    else
        std::fill(faderFrames_.begin(), faderFrames_.end(),
                  static_cast<float>(faderGain(fader_.value())));
    if (!panMoves) setPan(pan_.value());
    const double heldWidth = strip_->mono ? 1 : width_.value() / 100;
    wide_ = !strip_->mono && (widthMoves || heldWidth != 1);
    if (!panMoves && !wide_ && openFrom_ == 1 && openTo_ == 1) {
        // The everyday case: a fader on its curve and nothing else.
        for (std::size_t side = 0; side < 2; ++side) {
            const auto pan = static_cast<float>(panGain_[side]);
            for (std::size_t frame = 0; frame < kQuantum; ++frame)
                ownFrames_[side][frame] = faderFrames_[frame] * pan;
            otherFrames_[side].fill(0);
        }
        return;
    }
    const double openStep = (openTo_ - openFrom_) / kQuantum;
    for (std::size_t frame = 0; frame < kQuantum; ++frame) {
        if (panMoves) setPan(panFrames_[frame]);
        const double gain =
            faderFrames_[frame] * (openFrom_ + openStep * static_cast<double>(frame + 1));
        const double width = widthMoves && !strip_->mono ? widthFrames_[frame] / 100 : heldWidth;
        for (std::size_t side = 0; side < 2; ++side) {
            ownFrames_[side][frame] = static_cast<float>(gain * panGain_[side] * (1 + width) / 2);
            otherFrames_[side][frame] = static_cast<float>(gain * panGain_[side] * (1 - width) / 2);
        }
    }
}

void StripGain::release() noexcept {
    fader_.release();
    pan_.release();
}

void StripGain::adopt(const StripGain& before) noexcept {
    fader_.adopt(before.fader_);
    pan_.adopt(before.pan_);
    width_.adopt(before.width_);
    openFrom_ = before.openFrom_;
    openTo_ = before.openTo_;
    held_ = false;
}

} // namespace lacquer::render
