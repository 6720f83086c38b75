#include "engine/surfaces/action.h"

namespace lacquer::surfaces {
namespace {

struct Word {
    Command command;
    std::string_view name, label;
};

constexpr Word kWords[] = {
    {Command::none, "none", "Nothing"},
    {Command::play, "play", "Play"},
    {Command::stop, "stop", "Stop"},
    {Command::playOrStop, "play-or-stop", "Play or stop"},
    {Command::recordAutomation, "record-automation", "Record automation"},
    {Command::loop, "loop", "Loop"},
    {Command::toStart, "to-start", "To the start"},
    {Command::toEnd, "to-end", "To the end"},
    {Command::wind, "wind", "Wind"},
    {Command::jog, "jog", "Jog"},
    {Command::scrub, "scrub", "Scrub"},
    {Command::addMarker, "add-marker", "Add a marker"},
    {Command::previousMarker, "previous-marker", "Previous marker"},
    {Command::nextMarker, "next-marker", "Next marker"},
    {Command::loopStart, "loop-start", "Loop starts here"},
    {Command::loopEnd, "loop-end", "Loop ends here"},
    {Command::undo, "undo", "Undo"},
    {Command::redo, "redo", "Redo"},
    {Command::save, "save", "Save"},
    {Command::clearSolos, "clear-solos", "Clear all solos"},
    {Command::zoomTime, "zoom-time", "Zoom in time"},
    {Command::zoomRows, "zoom-rows", "Zoom the rows"},
    {Command::cursorAcross, "cursor-across", "Cursor left and right"},
    {Command::cursorDown, "cursor-down", "Cursor up and down"},
    {Command::nudge, "nudge", "Nudge"},
    {Command::mixPage, "mix-page", "Mix page"},
    {Command::masterPage, "master-page", "Master page"},
    {Command::deliverPage, "deliver-page", "Deliver page"},
    {Command::switchView, "switch-view", "Timeline, both or console"},
    {Command::clearClips, "clear-clips", "Clear the clip lamps"},
    {Command::dim, "dim", "Dim"},
    {Command::mono, "mono", "Mono"},
    {Command::click, "click", "Metronome"},
    {Command::enter, "enter", "Enter"},
    {Command::cancel, "cancel", "Cancel"},
};

} // namespace

std::string_view nameOf(Command command) {
    for (const Word& word : kWords)
        if (word.command == command) return word.name;
    return "none";
}

std::string_view labelOf(Command command) {
    for (const Word& word : kWords)
        if (word.command == command) return word.label;
    return "Nothing";
}

std::optional<Command> commandOf(std::string_view name) {
    for (const Word& word : kWords)
        if (word.name == name) return word.command;
    return std::nullopt;
}

} // namespace lacquer::surfaces
