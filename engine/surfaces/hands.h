#pragma once

#include "engine/surfaces/action.h"
#include "engine/surfaces/mixer.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace lacquer::surfaces {

/// The hands on the project: turns deeds into edits, the same for the window, the command line and
/// the tests. What a hand holds is not in the project until it lets go; then it is one undo step.
///
/// Automation   while the song plays, a hand on a channel in touch, latch or write mode writes the
///              curve from touch to release and then glides back to what was there; the step is the
///              curve's. Otherwise, and in trim mode, the value itself is moved
/// Errors   a deed on what has gone from the project gives nothing
/// Thread   [main]
class Hands {
public:
    explicit Hands(std::shared_ptr<const Catalogue> catalogue) : catalogue_(std::move(catalogue)) {}

    /// One undo step, as the deed made it.
    struct Step {
        std::string name;
        project::Project project;
    };
    struct Place {
        SongId song;
        FramePosition position;
        bool playing = false;
    };

    /// The step a deed makes of the project as it is without held values, if it makes one. Deeds
    /// that edit nothing (transport, pages, selection) are the host's.
    std::optional<Step> carryOut(const project::Project& project, const Place& place, const Deed& deed);

    bool holdsAnything() const { return !held_.empty(); }
    /// What has been moved and not let go, in the order it was taken hold of.
    std::vector<std::pair<Control, double>> held() const;
    /// The project with what hands hold, as everybody is shown it.
    project::Project withHeld(project::Project project) const;
    /// Lets go of everything: the steps of what had been moved, each on the one before.
    std::vector<Step> letGo(project::Project project);

private:
    struct Held {
        Control control;
        std::optional<double> value; ///< none: touched only
        std::optional<FramePosition> since; ///< writes automation from here on
        std::vector<project::AutomationPoint> points = {};
    };

    bool writes(const project::Project& project, const Place& place, const Control& control) const;
    Held& grip(const project::Project& project, const Place& place, const Control& control);
    std::optional<Step> written(const project::Project& project, const Place& place, const Held& held) const;

    std::optional<Step> put(const project::Project& project, const Control& control, double value) const;

    std::shared_ptr<const Catalogue> catalogue_;
    std::vector<Held> held_;
};

} // namespace lacquer::surfaces
