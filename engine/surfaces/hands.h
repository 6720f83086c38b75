#pragma once

#include "engine/surfaces/action.h"
#include "engine/surfaces/automation_recorder.h"
#include "engine/surfaces/mixer.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace lacquer::surfaces {

/// The hands on the project: turns deeds into edits, the same for the window, the command line and
/// the tests. What a hand holds is not in the project until it lets go; then it is one undo step.
///
/// Automation   a hand on what the recorder writes is the recorder's, and so is the step it makes
/// Errors   a deed on what has gone from the project gives nothing
/// Thread   [main]
class Hands {
public:
    /// The recorder may be null, and lives as long.
    explicit Hands(std::shared_ptr<const Catalogue> catalogue, AutomationRecorder* recorder = nullptr)
        : catalogue_(std::move(catalogue)), recorder_(recorder) {}

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
    /// The project with what hands hold, as it is to be played.
    project::Project withHeld(project::Project project) const;
    /// And as everybody is shown it: what is being written stands where the hand is.
    project::Project asShown(project::Project project) const;
    bool showsAnything() const { return holdsAnything() || (recorder_ && recorder_->isWriting()); }
    /// Lets go of everything: the steps of what had been moved, each on the one before.
    std::vector<Step> letGo(project::Project project);

private:
    struct Held {
        Control control;
        std::optional<double> value; ///< none: touched only
    };

    Held& grip(const Control& control);
    std::optional<Step> put(const project::Project& project, const Control& control, double value) const;

    std::shared_ptr<const Catalogue> catalogue_;
    AutomationRecorder* recorder_;
    std::vector<Held> held_;
};

} // namespace lacquer::surfaces
