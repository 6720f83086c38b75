#pragma once

#include "engine/project/clip.h"
#include "engine/project/take_edits.h"
#include "ui/mix/timeline_state.h"

#include <functional>
#include <optional>

namespace lacquer::ui {

/// The timeline's commands, the same from keys, menus and the command palette. Each is one undo
/// step; what has nothing to act on does nothing.
class TimelineActions {
public:
    explicit TimelineActions(TimelineState& state) : state_(state) {}

    /// Splits at the range's edges when there is one; else at `at`: the selected clips that lie
    /// there, without any the clip of `track`, without a track those of the selected tracks.
    void split(FramePosition at, std::optional<ChannelId> track);
    void duplicate();
    /// The range when there is one, else the selected clips. In ripple mode what follows moves up.
    void remove();
    void copy();
    void cut();
    /// At the playhead, on the first selected track, else on the first one.
    void paste();
    void selectAll();
    void toggleMute();
    void reverse();
    /// Clips by one grid line (Alt: by a hundredth of a second), without a selection the playhead.
    enum class Nudge { back, forth };
    enum class NudgeBy { grid, hundredth };
    void nudge(Nudge direction, NudgeBy by);
    void setFadeShape(bool in, project::FadeShape shape);
    void crossfade(project::FadeShape shape);
    void resetGain();
    void join();
    void rename(ClipId clip, const QString& name);

    /// Clips the cutting panels act on: the selected ones, or those of the selected tracks.
    std::vector<ClipId> clipsToCut() const;
    /// The playhead to the next or previous hit of the selected tracks; of all tracks when none is.
    void toTransient(Nudge direction);
    /// The selected tracks become a link group: edited and mixed together from now on.
    void linkTracks();
    void unlinkTracks();
    /// The selected tracks go into a new folder of the timeline.
    void folderForSelection();

    /// Another list of clips for the selected tracks, and their takes shown.
    void newTake(project::TakeContent content);
    void playTake(ChannelId track, TakeId take);

    void addMarker(FramePosition at);
    void toMarker(Nudge direction);
    /// Loop on or off; with a range or selected clips and no loop yet, over them.
    void toggleLoop();
    void loopSelection();

    void selectTrack(Nudge direction);
    void muteTracks();
    void soloTracks();

    /// The selected clips and those linked with them.
    std::vector<ClipId> clips() const;

private:
    Workspace& workspace() { return state_.workspace(); }
    void edit(const QString& name, const Edit& edit) { workspace().apply(name, edit); }
    void removePassage();
    bool copyPassage();
    void pastePassage();
    QString clipsName() const;
    std::vector<ChannelId> selectedTracks() const;
    void selectClips(std::vector<ClipId> clips);
    std::optional<std::pair<FramePosition, FramePosition>> selectedSpan() const;

    TimelineState& state_;
};

} // namespace lacquer::ui
