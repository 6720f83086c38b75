#include "engine/surfaces/hands.h"

#include "engine/project/automation_edits.h"
#include "engine/project/channel_edits.h"
#include "engine/project/edit_names.h"
#include "engine/project/song_edits.h"

#include <fmt/format.h>

#include <algorithm>

namespace lacquer::surfaces {
namespace {

using project::Project;

std::optional<Hands::Step> stepOf(std::string name, Result<Project> next) {
    if (!next) return std::nullopt;
    return Hands::Step{std::move(name), std::move(*next)};
}

/// A loop of one bar or so where there was none.
constexpr double kFirstLoopSeconds = 4;

std::optional<Hands::Step> moveLoop(const Project& project, const project::Song& song, FramePosition at, bool start) {
    project::LoopRange loop = song.loop;
    const FrameCount least = framesIn(Seconds{kFirstLoopSeconds}, project.rate);
    (start ? loop.start : loop.end) = at;
    if (loop.end <= loop.start) {
        if (start) loop.end = loop.start + least;
        else loop.start = {std::max<std::int64_t>(0, (loop.end - least).value)};
    }
    if (loop.end <= loop.start) return std::nullopt;
    return stepOf(start ? "Loop start" : "Loop end", project::setLoop(project, song.id, loop));
}

std::optional<Hands::Step> pressed(const Project& project, const Hands::Place& place, Command command) {
    const project::Song* song = project::findSong(project, place.song);
    if (!song) return std::nullopt;
    switch (command) {
    case Command::clearSolos: {
        auto cleared = project::clearSolos(project, place.song);
        if (cleared && *cleared == project) return std::nullopt;
        return stepOf("Clear all solos", std::move(cleared));
    }
    case Command::loop: {
        project::LoopRange loop = song->loop;
        loop.on = !loop.on;
        if (loop.on && loop.end <= loop.start) loop.end = loop.start + framesIn(Seconds{kFirstLoopSeconds}, project.rate);
        return stepOf(loop.on ? "Loop on" : "Loop off", project::setLoop(project, place.song, loop));
    }
    case Command::loopStart: return moveLoop(project, *song, place.position, true);
    case Command::loopEnd: return moveLoop(project, *song, place.position, false);
    case Command::addMarker: {
        auto added = project::addMarker(project, place.song, place.position, fmt::format("Marker {}", song->markers.size() + 1));
        if (!added) return std::nullopt;
        return Hands::Step{"Add marker", std::move(added->project)};
    }
    default: return std::nullopt;
    }
}

} // namespace

std::optional<Hands::Step> Hands::put(const Project& project, const Control& control, double value) const {
    if (storedValue(project, *catalogue_, control) == value) return std::nullopt;
    auto step = stepOf(editName(project, *catalogue_, control), putValue(project, *catalogue_, control, value));
    if (step && step->project == project) return std::nullopt;
    return step;
}

Hands::Held& Hands::grip(const Control& control) {
    const auto found = std::ranges::find(held_, control, &Held::control);
    if (found != held_.end()) return *found;
    held_.push_back({control, std::nullopt});
    return held_.back();
}

std::optional<Hands::Step> Hands::carryOut(const Project& project, const Place& place, const Deed& deed) {
    const auto held = [this](const Control& control) { return std::ranges::find(held_, control, &Held::control); };
    if (const auto* touched = std::get_if<Touched>(&deed)) {
        if (!recorder_ || !recorder_->touch(touched->control)) grip(touched->control);
    } else if (const auto* moved = std::get_if<Moved>(&deed)) {
        // What was taken hold of before playing began stays an edit until it is let go.
        const bool edits = held(moved->control) != held_.end();
        if (edits || !recorder_ || !recorder_->move(moved->control, moved->value)) grip(moved->control).value = moved->value;
    } else if (const auto* released = std::get_if<Released>(&deed)) {
        if (recorder_) recorder_->release(released->control);
        const auto found = held(released->control);
        if (found == held_.end()) return std::nullopt;
        const Held let = std::move(*found);
        held_.erase(found);
        if (let.value) return put(project, released->control, *let.value);
    } else if (const auto* done = std::get_if<Put>(&deed)) {
        if (recorder_ && recorder_->put(done->control, done->value)) return std::nullopt;
        return put(project, done->control, done->value);
    } else if (const auto* mode = std::get_if<ModeChosen>(&deed)) {
        return stepOf(project::editOfChannel(project, "Automation mode", mode->channel),
                      project::setAutomationMode(project, mode->channel, mode->mode));
    } else if (const auto* press = std::get_if<Press>(&deed)) {
        return pressed(project, place, press->command);
    }
    return std::nullopt;
}

std::vector<std::pair<Control, double>> Hands::held() const {
    std::vector<std::pair<Control, double>> all;
    for (const Held& held : held_)
        if (held.value) all.emplace_back(held.control, *held.value);
    return all;
}

Project Hands::withHeld(Project project) const {
    for (const Held& held : held_)
        if (held.value)
            if (auto moved = putValue(project, *catalogue_, held.control, *held.value)) project = std::move(*moved);
    return project;
}

Project Hands::asShown(Project project) const {
    project = withHeld(std::move(project));
    return recorder_ ? recorder_->withWritten(std::move(project)) : project;
}

std::vector<Hands::Step> Hands::letGo(Project project) {
    std::vector<Step> steps;
    for (const Held& held : std::exchange(held_, {}))
        if (held.value)
            if (auto step = put(project, held.control, *held.value)) {
                project = step->project;
                steps.push_back(std::move(*step));
            }
    return steps;
}

} // namespace lacquer::surfaces
