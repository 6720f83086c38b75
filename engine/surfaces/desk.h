#pragma once

#include "engine/surfaces/action_queue.h"
#include "engine/surfaces/desk_event.h"
#include "engine/surfaces/desk_picture.h"
#include "engine/surfaces/fader_law.h"
#include "engine/surfaces/mixer.h"

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace lacquer::surfaces {

/// How a desk works for its owner.
struct DeskSettings {
    FaderLaw law;
    bool touchSense = true;
    bool bankFollowsSelection = false;
    bool smpte = true;
    int framesPerSecond = 25;
    bool pedalMovesMaster = false; ///< an open pedal socket must not move the mix
    /// F1–F8, then F1–F8 with Shift, then the two user switches.
    std::array<Command, 18> functions{
        Command::mixPage, Command::masterPage, Command::deliverPage, Command::switchView,
        Command::toStart, Command::clearClips, Command::dim,         Command::mono,
        Command::none,    Command::none,       Command::none,        Command::none,
        Command::toEnd,   Command::none,       Command::none,        Command::none,
        Command::playOrStop, Command::addMarker};
};

/// A mixing surface's session: which channels are banked, what knobs and faders hold, what flip,
/// modifiers and views make of it. Protocols bring events and carry pictures; ports, clocks and the
/// project itself stay outside.
///
/// A deed that was asked for counts as done until the mix that has it in it is shown, so that clicks
/// of a knob add up and no motor returns to where it was.
///
/// Thread   one
class Desk {
public:
    explicit Desk(DeskSettings settings = {});

    /// All strips that bank together, and whether a master fader is among the units.
    void setStrips(int count) { strips_ = count; }
    const DeskSettings& settings() const { return settings_; }
    void setSettings(const DeskSettings& settings);

    /// The newest mix; it has the deeds up to number `done` in it.
    void show(std::shared_ptr<const Mixer> mixer, std::uint64_t done, Time now);
    void read(const Readings& readings, Time now);
    void handle(const DeskEvent& event, Time now);
    /// What ends by itself: notices, touches without a sensor, held keys that repeat.
    void tick(Time now);
    /// For surfaces with a key for each send: the nth bus that sends feed, counting from 0.
    void chooseSend(int slot, Time now);
    /// For keys the desk itself has no name for.
    void command(const Press& press) { issue(press); }
    /// All hands off: the surface is gone.
    void letGo();

    DeskPicture picture() const;
    std::vector<Action> takeActions() { return actions_.take(); }

    /// First channel on the surface, and what is on it, in order; none where nothing is.
    int bank() const { return bank_; }
    std::vector<ChannelId> banked() const;
    bool isFlipped() const { return flip_; }

private:
    enum class View { mixer, tracks, returns, groups, mix, selected };
    enum class Assignment { pan, width, send, track, inserts, parameters };

    /// A strip's finger, and what it lay on when it came.
    struct Finger {
        bool down = false;
        bool sensed = false; ///< by touch; otherwise by movement, and ends with it
        std::optional<Control> holds; ///< none: it lies on what has gone from under it
        Time lastMove{};
    };
    struct Held {
        Control control;
        double value = 0;
        std::uint64_t number = 0; ///< of the last deed on it
        bool inHand = false;
    };

    // What is where.
    std::vector<ChannelId> channels(View view) const;
    std::vector<Control> parametersOfPage() const;
    const project::Channel* channelAt(int strip) const;
    const project::Channel* selectedChannel() const;
    std::optional<Control> potControl(int strip) const;
    std::optional<Control> faderControl(int strip) const;
    bool paged() const { return assignment_ == Assignment::track || assignment_ == Assignment::inserts || assignment_ == Assignment::parameters; }
    int pageCount() const;
    std::vector<ChannelId> sendBuses() const;
    const ParameterSpec* spec(const Control& control) const;
    double value(const Control& control) const;

    // Deeds.
    void issue(Deed deed) { actions_.issue(std::move(deed)); }
    void hold(const Control& control, double value, bool inHand);
    void grip(const Control& control);
    void release(const Control& control);
    void releaseFinger(Finger& finger);
    void releasePots();

    // Events.
    void touchFader(int strip, bool on, Time now);
    void moveFader(int strip, int position, Time now);
    void turnPot(int strip, int ticks, Time now);
    void pressPot(int strip, Time now);
    void pressStrip(int strip, StripKey key, Time now);
    void press(Key key, Time now);
    void letUp(Key key, Time now);
    void moveBank(int to, Time now);
    void turnPage(int by, Time now);
    void assign(Assignment assignment, Time now);
    void openView(View view, Time now);
    void openInsert(const project::Insert& insert, Time now);
    void chooseMode(Key key);
    void moveAcross(Key key, Time now);
    void wind(Key key, Time now);
    void say(std::string words, Time now);
    void flash(int strip, const Control& control, Time now);
    void rearrange(Time now);
    Finger& finger(int strip) { return fingers_[strip]; }
    bool isDown(Key key) const { return down_.contains(key); }

    StripPicture stripPicture(int strip) const;
    Ring ringOf(const Control& control) const;
    Digits timeDigits() const;
    void lightKeys(DeskPicture& picture) const;

    DeskSettings settings_;
    int strips_ = 8;
    std::shared_ptr<const Mixer> mixer_;
    Readings readings_;
    Time now_{};

    int bank_ = 0;
    View view_ = View::mixer;
    Assignment assignment_ = Assignment::pan;
    int sendSlot_ = 0;
    InsertId insert_; ///< whose parameters are on the knobs
    int page_ = 0;
    bool flip_ = false;
    bool nameLine_ = false; ///< the lower line names the parameter instead of its value
    bool smpte_ = true;
    bool zoom_ = false, scrub_ = false, nudgeOn_ = false, markerOn_ = false;
    bool markerUsed_ = false;
    std::set<Key> down_;
    std::optional<Key> winding_;
    Time nextWind_{};

    std::map<int, Finger> fingers_; ///< by strip; kMaster too
    struct TurnedPot {
        Control control;
        Time last{};
    };
    std::map<int, TurnedPot> pots_;
    std::vector<Held> held_;
    struct Flash {
        Control control;
        Time until{};
    };
    std::map<int, Flash> flashes_;
    std::optional<std::string> notice_;
    Time noticeUntil_{};

    ActionQueue actions_;
    unsigned turns_ = 0, jumps_ = 0, clears_ = 0;
};

} // namespace lacquer::surfaces
