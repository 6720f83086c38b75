#include "engine/surfaces/desk.h"

#include <fmt/format.h>

#include <algorithm>

/// The desk's keys: what each of them does.
namespace lacquer::surfaces {
namespace {

constexpr Time kFirstWind = 400ms;

bool isModifier(Key key) { return key >= Key::shift && key <= Key::alt; }

} // namespace

void Desk::press(Key key, Time now) {
    down_.insert(key);
    if (isModifier(key)) return;
    const int step = key >= Key::f1 && key <= Key::f8 ? static_cast<int>(key) - static_cast<int>(Key::f1) : -1;
    if (step >= 0) {
        const Command command = settings_.functions[static_cast<std::size_t>(step + (isDown(Key::shift) ? 8 : 0))];
        if (command == Command::clearClips) ++clears_;
        if (command != Command::none) issue(Press{command});
        return;
    }
    const auto userSwitch = [&](std::size_t which) {
        if (settings_.functions[which] != Command::none) issue(Press{settings_.functions[which]});
    };
    switch (key) {
    case Key::track: return assign(Assignment::track, now);
    case Key::send: return assign(Assignment::send, now);
    case Key::pan: return assign(assignment_ == Assignment::pan ? Assignment::width : Assignment::pan, now);
    case Key::plugin: return assign(Assignment::inserts, now);
    case Key::eq: {
        const project::Channel* channel = selectedChannel();
        if (!channel) return say("Select a channel first", now);
        for (const auto& insert : channel->inserts)
            if (insert->processor == "eq") return openInsert(*insert, now);
        return say(channel->name + " has no equalizer", now);
    }
    case Key::instrument: {
        // Often labelled "Dyn": the channel's first dynamics processor. There are no instruments here.
        const project::Channel* channel = selectedChannel();
        if (channel)
            for (const auto& insert : channel->inserts)
                for (const char* id : {"compressor", "gate", "limiter", "deesser", "multiband"})
                    if (insert->processor == id) return openInsert(*insert, now);
        return say("No dynamics on this channel", now);
    }
    case Key::bankLeft: return moveBank(bank_ % strips_ ? bank_ / strips_ * strips_ : bank_ - strips_, now);
    case Key::bankRight: return moveBank((bank_ / strips_ + 1) * strips_, now);
    case Key::channelLeft: return moveBank(bank_ - 1, now);
    case Key::channelRight: return moveBank(bank_ + 1, now);
    case Key::flip:
        flip_ = !flip_;
        return rearrange(now);
    case Key::globalView: return openView(View::mixer, now);
    case Key::audioTracks: return openView(View::tracks, now);
    case Key::aux: return openView(View::returns, now);
    case Key::busses: return openView(View::groups, now);
    case Key::outputs: return openView(View::mix, now);
    case Key::user: return openView(View::selected, now);
    case Key::midiTracks: return say("No MIDI tracks in a mix of stems", now);
    case Key::inputs: return say("No inputs in a mix of stems", now);
    case Key::audioInstruments: return say("No instruments in a mix of stems", now);
    case Key::nameValue:
        if (isDown(Key::shift)) { ++clears_; return; }
        nameLine_ = !nameLine_;
        return;
    case Key::timeFormat:
        smpte_ = !smpte_;
        ++jumps_;
        return;
    case Key::read:
    case Key::write:
    case Key::trim:
    case Key::touch:
    case Key::latch: return chooseMode(key);
    case Key::save: return issue(Press{Command::save});
    case Key::undo: return issue(Press{isDown(Key::shift) ? Command::redo : Command::undo});
    case Key::cancel:
        if (paged() || flip_) {
            flip_ = false;
            return assign(Assignment::pan, now);
        }
        return issue(Press{Command::cancel});
    case Key::enter: return issue(Press{Command::enter});
    case Key::marker: markerUsed_ = false; return;
    case Key::nudge: nudgeOn_ = !nudgeOn_; return;
    case Key::cycle: return issue(Press{Command::loop});
    case Key::drop: return issue(Press{Command::loopStart});
    case Key::replace: return issue(Press{Command::loopEnd});
    case Key::click: return issue(Press{Command::click});
    case Key::group: return say("Groups are buses here", now);
    case Key::solo: {
        issue(Press{Command::clearSolos});
        return;
    }
    case Key::rewind:
    case Key::forward: return wind(key, now);
    case Key::stop: return issue(Press{readings_.playing ? Command::stop : Command::toStart});
    case Key::play: return issue(Press{Command::play});
    case Key::record: return issue(Press{Command::recordAutomation});
    case Key::up:
    case Key::down:
    case Key::left:
    case Key::right: return moveAcross(key, now);
    case Key::zoom: zoom_ = !zoom_; return;
    case Key::scrub: scrub_ = !scrub_; return;
    case Key::userA: return userSwitch(16);
    case Key::userB: return userSwitch(17);
    default: return;
    }
}

void Desk::letUp(Key key, Time) {
    down_.erase(key);
    if (winding_ == key) winding_.reset();
    if (key != Key::marker) return;
    // Alone it drops a marker; held, it makes the winding keys go from marker to marker.
    if (isDown(Key::shift)) markerOn_ = !markerOn_;
    else if (!markerUsed_) issue(Press{Command::addMarker});
}

void Desk::wind(Key key, Time now) {
    const int way = key == Key::rewind ? -1 : 1;
    if (isDown(Key::marker) || markerOn_) {
        markerUsed_ = true;
        return issue(Press{way < 0 ? Command::previousMarker : Command::nextMarker});
    }
    if (isDown(Key::shift)) return issue(Press{way < 0 ? Command::toStart : Command::toEnd});
    if (nudgeOn_) return issue(Press{Command::nudge, way});
    issue(Press{Command::wind, way});
    winding_ = key;
    nextWind_ = now + kFirstWind;
}

void Desk::moveAcross(Key key, Time now) {
    const bool across = key == Key::left || key == Key::right;
    const int way = key == Key::right || key == Key::down ? 1 : -1;
    if (zoom_) return issue(Press{across ? Command::zoomTime : Command::zoomRows, across ? way : -way});
    if (across && paged()) return turnPage(way, now);
    issue(Press{across ? Command::cursorAcross : Command::cursorDown, way});
}

void Desk::moveBank(int to, Time now) {
    const int count = static_cast<int>(channels(view_).size());
    const int next = std::max(0, to);
    if (next == bank_ || next >= count) return;
    bank_ = next;
    rearrange(now);
}

void Desk::turnPage(int by, Time now) {
    const int next = std::clamp(page_ + by, 0, pageCount() - 1);
    if (next == page_) return;
    page_ = next;
    rearrange(now);
    if (pageCount() > 1) say(fmt::format("Page {} of {}", page_ + 1, pageCount()), now);
}

void Desk::assign(Assignment assignment, Time now) {
    if (assignment == Assignment::send) {
        const int buses = static_cast<int>(sendBuses().size());
        if (buses == 0) return say("No sends in this song", now);
        sendSlot_ = assignment_ == Assignment::send ? (sendSlot_ + 1) % buses : std::min(sendSlot_, buses - 1);
    } else if ((assignment == Assignment::track || assignment == Assignment::inserts) && !selectedChannel()) {
        return say("Select a channel first", now);
    } else if (assignment == Assignment::inserts && selectedChannel()->inserts.empty()) {
        return say(selectedChannel()->name + " has no inserts", now);
    }
    assignment_ = assignment;
    page_ = 0;
    rearrange(now);
    if (assignment == Assignment::send)
        if (const project::Channel* bus = project::findChannel(*mixer_->project, sendBuses()[static_cast<std::size_t>(sendSlot_)]))
            say("Sends to " + bus->name, now);
}

void Desk::chooseSend(int slot, Time now) {
    if (slot >= static_cast<int>(sendBuses().size())) return say("No such send in this song", now);
    assignment_ = Assignment::pan;
    sendSlot_ = slot;
    assign(Assignment::send, now);
}

void Desk::openInsert(const project::Insert& insert, Time now) {
    insert_ = insert.id;
    assignment_ = Assignment::parameters;
    page_ = 0;
    rearrange(now);
}

void Desk::openView(View view, Time now) {
    if (view == view_ && view != View::mixer) view = View::mixer;
    if (channels(view).empty()) return say("Nothing to show there", now);
    if (view == view_ && bank_ == 0) return;
    view_ = view;
    bank_ = 0;
    flip_ = false;
    rearrange(now);
}

void Desk::chooseMode(Key key) {
    const project::Channel* channel = selectedChannel();
    if (!channel) return say("Select a channel first", now_);
    using Mode = project::AutomationMode;
    Mode mode = key == Key::write ? Mode::write : key == Key::trim ? Mode::trim : key == Key::touch ? Mode::touch
              : key == Key::latch ? Mode::latch : Mode::read;
    if (channel->automationMode == mode) mode = mode == Mode::read ? Mode::off : Mode::read;
    issue(ModeChosen{channel->id, mode});
}

} // namespace lacquer::surfaces
