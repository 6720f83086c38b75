#pragma once

#include "engine/project/automation_shape.h"
#include "engine/project/hand_order.h"
#include "engine/surfaces/control.h"

#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace lacquer::surfaces {

/// Writes automation while the song plays, whatever hand it comes from: mouse, surface, OSC.
///
/// Touch    the curve is replaced from touch to release; the value then glides back to it within
///          project::kReturnSeconds. Switches stay until the curve's next point
/// Latch    from touch until playing stops
/// Write    from the start of playing to its stop: everything on the channel that has a curve, and
///          what is touched
/// Trim     levels that have a curve: the hand's way in dB is added to it from touch to release.
///          Other values are written as in touch; levels without a curve are moved and not written
///
/// What is written is a record of what was heard (project::HeardValue), thinned within
/// project::thinningBound(). A touch that has ended is one undo step; what playing's stop ends is one
/// step together.
///
/// Errors   a control that has gone from the project while it was written gives nothing
/// Thread   orderFor [any]; the rest [main]
class AutomationRecorder {
public:
    explicit AutomationRecorder(std::shared_ptr<const Catalogue> catalogue) : catalogue_(std::move(catalogue)) {}

    struct Step {
        std::string name;
        project::Project project;
    };

    /// The newest project and the song that is played, as they are without hands.
    void show(std::shared_ptr<const project::Project> project, SongId song);
    /// Playing and where; a start and a stop begin and end what is written.
    void roll(bool playing, FramePosition position);
    /// Off: hands move values and write nothing, whatever the modes say.
    void setWriting(bool on);
    bool isOn() const;
    /// On, and a channel of the song has a mode that writes.
    bool isArmed() const;

    /// What the player is to do so that a hand's move is heard at once; the move is written from here
    /// on when the channel's mode writes.
    project::HandOrder orderFor(const Control& control, double value);

    /// Hands as they come and go. False: it writes nothing here, and the value itself is to be moved.
    bool touch(const Control& control);
    bool move(const Control& control, double value);
    bool release(const Control& control);
    /// A key: a value at once, without touch and release.
    bool put(const Control& control, double value);

    void hear(std::span<const project::HeardValue> heard);
    /// What the player is to do because of all that.
    std::vector<project::HandOrder> takeOrders();
    /// The undo steps of what has ended, each on the one before.
    std::vector<Step> takeSteps(project::Project project);

    bool isWriting() const;
    /// Where a value that is being written stands; none: it is not.
    std::optional<double> valueOf(const Control& control) const;
    /// The project as everybody is shown it: with what is being written standing where the hand is.
    project::Project withWritten(project::Project project) const;

private:
    struct Sample {
        FramePosition position;
        double value = 0;
    };
    /// What is written for one control, in stretches without a jump of the transport.
    struct Pass {
        Control control;
        project::HandOrder::Way way = project::HandOrder::Way::hold;
        bool steps = false;  ///< a choice or switch
        bool down = false;   ///< a hand is on it
        bool isLetGo = false;
        bool ended = false;
        bool stopped = false; ///< ended by playing's stop
        double value = 0;    ///< where the hand is
        double reference = 0; ///< where the curve was when it was taken hold of
        std::optional<FramePosition> until; ///< a switch in touch mode
        FramePosition next;  ///< where the running stretch goes on
        std::vector<std::vector<Sample>> stretches = {}; ///< of values, or of lifts
    };

    std::optional<project::HandOrder::Way> wayOf(const Control& control) const;
    project::AutomationMode modeOf(const Control& control) const;
    double heardAt(const Control& control, FramePosition position) const;
    Pass* find(const Control& control);
    const Pass* find(const Control& control) const;
    Pass* begin(const Control& control, double value);
    project::HandOrder orderOf(const Pass& pass) const;
    void letGo(Pass& pass);
    project::AutomationPoints pointsOf(const Pass& pass, const std::vector<Sample>& stretch, bool first,
                                       const project::AutomationPoints& curve, const ParameterSpec& spec, double stored) const;
    Result<project::Project> written(project::Project project, const Pass& pass) const;

    std::shared_ptr<const Catalogue> catalogue_;
    mutable std::mutex mutex_; ///< of all below
    std::shared_ptr<const project::Project> project_;
    SongId song_;
    bool playing_ = false, on_ = true;
    FramePosition position_;
    std::vector<Pass> passes_;
    std::vector<project::HandOrder> orders_;
};

/// One turn between the recorder and what plays (a live::Player): what was heard comes in, what is to
/// be done goes out. Before takeSteps(), and again whenever hands have moved.
template <typename Player>
void exchange(AutomationRecorder& recorder, Player& player, bool playing, FramePosition position) {
    recorder.hear(player.takeHeard());
    recorder.roll(playing, position);
    for (const project::HandOrder& order : recorder.takeOrders()) player.hand(order);
    if (!playing) player.endHands();
}

} // namespace lacquer::surfaces
