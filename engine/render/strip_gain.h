#pragma once

#include "engine/plan/render_plan.h"
#include "engine/project/project.h"
#include "engine/render/driven_value.h"

#include <array>
#include <limits>
#include <vector>

namespace lacquer::render {

/// A strip's way from its inserts to its output: fader, pan or balance, width, mute, and the VCAs
/// that move fader and mute along: their levels are added in dB, so that no sound is copied. Per side the
/// output is own × the same side + other × the other side.
///
/// Thread   construction [main]; the rest [render], no allocation
class StripGain {
public:
    StripGain(const plan::Strip& strip, project::PanLaw law);

    /// Advances to the quantum at `start` of the timeline; returns true while anything moves.
    bool advance(FramePosition start) noexcept;

    /// What holds when advance() returned false.
    float own(int side) const { return own_[static_cast<std::size_t>(side)]; }
    float other(int side) const { return other_[static_cast<std::size_t>(side)]; }
    /// The other side takes part.
    bool isWide() const { return wide_; }
    bool moves() const { return moves_; }
    /// Nothing comes out.
    bool isShut() const { return own_[0] == 0 && own_[1] == 0 && !wide_ && !moves_; }

    /// Only the fader moves, along a straight line in dB; per side it is multiplied by pan(side).
    bool isLine() const { return line_; }
    const CurveLine& line() const { return faderLine_; }
    /// The same line, pan and all, as in the quantum before: only line().into is another.
    bool isSameLine() const { return sameLine_; }
    float pan(int side) const { return static_cast<float>(panGain_[static_cast<std::size_t>(side)]); }

    /// Per frame, after advance() returned true; of a line only after fillFrames().
    void fillFrames() noexcept;
    const float* ownFrames(int side) const { return ownFrames_[static_cast<std::size_t>(side)].data(); }
    const float* otherFrames(int side) const {
        return otherFrames_[static_cast<std::size_t>(side)].data();
    }

    DrivenValue& fader() noexcept { return fader_; }
    DrivenValue& pan() noexcept { return stir(), pan_; }
    DrivenValue& width() noexcept { return stir(), width_; }
    DrivenValue& mute() noexcept { return stir(), mute_; }
    /// The fader or mute of a VCA; null when it does not move this strip.
    DrivenValue* vca(ChannelId id, bool mute) noexcept;
    void moveFader(double decibels) noexcept { fader_.moveTo(decibels); }
    void movePan(double position) noexcept { pan().moveTo(position); }
    /// A hand on the fader of a VCA; nothing happens when it does not move this strip.
    void moveVca(ChannelId vca, double decibels) noexcept;
    void release() noexcept;
    void adopt(const StripGain& before) noexcept;

private:
    using Frames = std::array<float, kQuantum>;

    struct Vca {
        ChannelId id;
        DrivenValue fader, mute;
    };

    /// More than the fader may move from now on.
    void stir() noexcept { onlyFader_ = false; }
    bool addVcas(FramePosition here, bool faderMoves) noexcept;
    bool isMuted(FramePosition here) noexcept;
    void readLineFrames() noexcept;
    void hold() noexcept;
    void move(bool faderMoves, bool panMoves, bool widthMoves) noexcept;
    void setPan(double pan) noexcept;

    const plan::Strip* strip_;
    project::PanLaw law_;
    bool onlyFader_ = false; ///< is on a line, and all else holds until somebody stirs
    bool sameLine_ = false;
    bool moves_ = false, wide_ = false, held_ = false, line_ = false;
    CurveLine faderLine_;
    DrivenValue fader_, pan_, width_, mute_;
    std::vector<Vca> vcas_;
    DrivenValue parted_;    ///< dB of VCAs that move it no more, on the way to 0
    double level_ = 0;      ///< of the fader and all VCAs while they hold, dB
    double heldLevel_ = 0, heldWidth_ = 100; ///< what own_ and other_ were made from
    double openFrom_ = 1, openTo_ = 1; ///< of mute and implied mute, a line over the quantum
    double panGain_[2] = {1, 1};
    double panSet_ = std::numeric_limits<double>::quiet_NaN(); ///< what panGain_ was made from
    std::array<float, 2> own_{}, other_{};
    std::array<Frames, 2> ownFrames_{}, otherFrames_{};
    alignas(64) Frames faderFrames_{}, panFrames_{}, widthFrames_{}, muteFrames_{}, vcaFrames_{};
};

} // namespace lacquer::render
