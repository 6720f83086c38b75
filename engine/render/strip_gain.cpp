#include "engine/render/strip_gain.h"

#include "engine/dsp/fader_lines.h"
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
    bool open = !strip.silenced && (mute_.onCurve() || mute_.value() <= 0.5);
    vcas_.reserve(strip.vcas.size());
    for (const plan::VcaShare& share : strip.vcas) {
        vcas_.push_back({share.vca, DrivenValue(share.fader), DrivenValue(share.mute, plan::Join::step)});
        open = open && (vcas_.back().mute.onCurve() || vcas_.back().mute.value() <= 0.5);
    }
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
    sameLine_ = false;
    if (onlyFader_) {
        const CurveLine before = faderLine_;
        if (fader_.readLine(here, faderLine_)) {
            sameLine_ = faderLine_.from == before.from && faderLine_.slope == before.slope;
            return true;
        }
    }
    const bool along = !vcas_.empty() || parted_.gliding();
    const bool onLine = !along && fader_.readLine(here, faderLine_);
    bool faderMoves = onLine || fader_.read(here, faderFrames_.data());
    level_ = fader_.value();
    if (along) faderMoves = addVcas(here, faderMoves);
    const bool panMoves = !pan_.still() && pan_.read(here, panFrames_.data());
    const bool widthMoves = !width_.still() && width_.read(here, widthFrames_.data());

    constexpr double kStep = 1.0 / kGlideQuanta;
    const bool open = !isMuted(here) && !strip_->silenced;
    openFrom_ = openTo_;
    openTo_ = std::clamp(openTo_ + (open ? kStep : -kStep), 0.0, 1.0);

    moves_ = faderMoves || panMoves || widthMoves || openFrom_ != openTo_;
    line_ = onLine && !panMoves && !widthMoves && openFrom_ == 1 && openTo_ == 1 &&
            (strip_->mono || width_.value() == 100);
    onlyFader_ = line_ && pan_.still() && width_.still() && mute_.still();
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
    } else if (level_ != heldLevel_ || pan_.value() != panSet_ || width_.value() != heldWidth_) {
        hold(); // a curve may step from one level to another between quanta
    }
    return moves_;
}

/// Adds what the VCAs say to the fader; returns whether any of it moves.
bool StripGain::addVcas(FramePosition here, bool moves) noexcept {
    double held = moves ? 0 : fader_.value();
    const auto add = [&](DrivenValue& value) {
        if (!value.read(here, vcaFrames_.data())) {
            held += value.value();
            return;
        }
        if (!moves) faderFrames_.fill(0);
        moves = true;
        for (std::size_t frame = 0; frame < kQuantum; ++frame) faderFrames_[frame] += vcaFrames_[frame];
    };
    for (Vca& vca : vcas_) add(vca.fader);
    if (parted_.gliding()) add(parted_);
    level_ = held;
    if (!moves) return false;
    // −∞ under a line is what nobody hears; a finite number keeps the line's arithmetic finite.
    const auto under = static_cast<float>(std::max(held, -300.0));
    for (float& level : faderFrames_) level += under;
    return true;
}

bool StripGain::isMuted(FramePosition here) noexcept {
    if (!mute_.still() && mute_.read(here, muteFrames_.data())) held_ = false;
    bool muted = mute_.value() > 0.5;
    for (Vca& vca : vcas_) {
        if (vca.mute.read(here, muteFrames_.data())) held_ = false;
        muted = muted || vca.mute.value() > 0.5;
    }
    return muted;
}

void StripGain::readLineFrames() noexcept {
    for (int frame = 0; frame < kQuantum; ++frame)
        faderFrames_[static_cast<std::size_t>(frame)] = faderLine_.at(frame);
}

void StripGain::fillFrames() noexcept {
    if (!line_) return;
    for (int k = 0; k < 2; ++k)
        dsp::lineGains(faderLine_.from, faderLine_.slope, faderLine_.into, pan(k), ownFrames_[static_cast<std::size_t>(k)].data());
    for (Frames& frames : otherFrames_) frames.fill(0);
}

void StripGain::hold() noexcept {
    setPan(pan_.value());
    heldLevel_ = level_;
    heldWidth_ = width_.value();
    const double gain = faderGain(level_) * openTo_;
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
                  static_cast<float>(faderGain(level_)));
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

void StripGain::moveVca(ChannelId id, double decibels) noexcept {
    for (Vca& vca : vcas_)
        if (vca.id == id) vca.fader.moveTo(decibels);
}

DrivenValue* StripGain::vca(ChannelId id, bool mute) noexcept {
    for (Vca& one : vcas_)
        if (one.id == id) return mute ? &one.mute : &one.fader;
    return nullptr;
}

void StripGain::release() noexcept {
    stir();
    fader_.release();
    for (Vca& one : vcas_) {
        one.fader.release();
        one.mute.release();
    }
    pan_.release();
    width_.release();
    mute_.release();
}

void StripGain::adopt(const StripGain& before) noexcept {
    stir();
    fader_.adopt(before.fader_);
    pan_.adopt(before.pan_);
    width_.adopt(before.width_);
    if (before.mute_.isWritten()) mute_.adopt(before.mute_);
    // A VCA that comes begins at 0 dB, and one that goes ends there.
    for (Vca& vca : vcas_) {
        const auto old = std::find_if(before.vcas_.begin(), before.vcas_.end(), [&](const Vca& was) { return was.id == vca.id; });
        vca.fader.adopt(old != before.vcas_.end() ? old->fader : DrivenValue(0, nullptr, plan::Join::linear));
        if (old != before.vcas_.end() && old->mute.isWritten()) vca.mute.adopt(old->mute);
    }
    double parted = before.parted_.gliding() ? before.parted_.value() : 0;
    for (const Vca& old : before.vcas_)
        if (std::none_of(vcas_.begin(), vcas_.end(), [&](const Vca& vca) { return vca.id == old.id; })) parted += old.fader.value();
    if (parted != 0) {
        parted_ = DrivenValue(0, nullptr, plan::Join::linear);
        parted_.adopt(DrivenValue(parted, nullptr, plan::Join::linear));
    }
    openFrom_ = before.openFrom_;
    openTo_ = before.openTo_;
    held_ = false;
}

} // namespace lacquer::render
