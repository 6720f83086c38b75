#pragma once

#include "engine/project/automation_edits.h"
#include "engine/project/channel_edits.h"
#include "engine/project/insert_edits.h"
#include "engine/project/routing_edits.h"
#include "engine/project/song_edits.h"
#include "engine/surfaces/hands.h"
#include "engine/surfaces/surface.h"
#include "tests/engine/project/sample_project.h"
#include "tests/engine/surfaces/pretend_player.h"

#include <gtest/gtest.h>

#include <cctype>
#include <cmath>
#include <stdexcept>
#include <functional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace lacquer::testing {

using namespace lacquer::surfaces;
namespace surfaces = lacquer::surfaces;

/// "90 5d 7F" as bytes; "xx" for a byte that does not matter is only for patterns.
inline Bytes hex(std::string_view text) {
    Bytes bytes;
    int nibbles = 0, value = 0;
    for (const char c : text) {
        if (!std::isxdigit(static_cast<unsigned char>(c))) continue;
        value = value * 16 + (c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
        if (++nibbles % 2 == 0) {
            bytes.push_back(static_cast<std::uint8_t>(value));
            value = 0;
        }
    }
    return bytes;
}

inline std::string textOf(const Bytes& bytes) {
    static constexpr char kDigits[] = "0123456789abcdef";
    std::string text;
    for (const std::uint8_t byte : bytes) {
        if (!text.empty()) text += ' ';
        text += kDigits[byte >> 4];
        text += kDigits[byte & 15];
    }
    return text;
}

/// A surface on a mix, with a clock that the test turns: what it does is carried out on the project
/// at once, as the window and the command line do it.
class DeskBench {
public:
    struct Sent {
        Time at;
        int unit;
        Bytes bytes;
    };

    explicit DeskBench(int tracks = 20) : project_(project::makeProject("Bench", SampleRate{48000})) {
        auto song = project::addSong(project_, "S");
        project_ = song->project;
        song_ = song->id;
        static const char* kNames[] = {"Bass", "Kick", "Snare", "Gtr L", "Gtr R", "Keys", "Vox", "BVox"};
        for (int k = 0; k < tracks; ++k) {
            project::NewTrack track;
            track.name = k < 8 ? kNames[k] : "Tr " + std::to_string(k + 1);
            auto added = project::addTrack(project_, song_, track);
            project_ = added->project;
            channels.push_back(added->id);
        }
        if (tracks > 0) {
            project_ = *project::setFader(project_, channels[0], {-6});
            selected_ = channels[0];
        }
    }

    void use(std::unique_ptr<Surface> surface) {
        surface_ = std::move(surface);
        tell();
        surface_->read(readings_, now);
    }
    Surface& surface() { return *surface_; }

    // Time
    void wait(int milliseconds) {
        for (int k = 0; k < milliseconds; k += 5) {
            now += 5ms;
            if (onTick) onTick();
            surface_->refresh(now);
            settle();
        }
    }
    void open() {
        for (int unit = 0; unit < surface_->units(); ++unit) surface_->opened(unit, now);
        surface_->refresh(now);
        settle();
    }
    void in(std::string_view text, int unit = 0) {
        surface_->receive(unit, hex(text), now);
        surface_->refresh(now);
        settle();
    }
    /// Twenty thousand messages of up to seven bytes that mean nothing.
    void feedAnyBytes(unsigned seed) {
        std::mt19937 random(seed);
        for (int k = 0; k < 20000; ++k) {
            Bytes bytes;
            for (unsigned b = random() % 8; b > 0; --b) bytes.push_back(static_cast<std::uint8_t>(random() & 0xff));
            surface_->receive(0, bytes, now += 100us);
            if (k % 50 == 0) wait(5);
        }
    }
    /// Press and release of a key.
    void tap(std::string_view note, int unit = 0) {
        in("90" + std::string(note) + "7f", unit);
        in("90" + std::string(note) + "00", unit);
    }

    // The window's side
    bool edit(const std::function<Result<project::Project>(project::Project)>& change) {
        auto next = change(project_);
        if (!next) return false;
        undo_.push_back(project_);
        project_ = std::move(*next);
        tell();
        surface_->refresh(now);
        settle();
        return true;
    }
    void setFader(int track, double level) {
        edit([&](project::Project p) { return project::setFader(std::move(p), channels[at(track)], {level}); });
    }
    void select(int track) {
        selected_ = channels[at(track)];
        tell();
        surface_->refresh(now);
        settle();
    }
    void undo() {
        project_ = undo_.back();
        undo_.pop_back();
        tell();
        surface_->refresh(now);
        settle();
    }
    /// Plays on to a place, and hands write what they write.
    void place(FramePosition position, bool playing = false) {
        player_.playTo(position);
        serveHands(playing, position);
        readings_.position = position;
        readings_.playing = playing;
        read();
    }
    void peak(int track, float peak) {
        readings_.peaks = {{channels[at(track)], peak}};
        read();
        readings_.peaks.clear();
    }
    void read() {
        surface_->read(readings_, now);
        surface_->refresh(now);
        settle();
    }

    // What came of it
    const project::Project& project() const { return project_; }
    SongId song() const { return song_; }
    const project::Song& shownSong() const { return *project::findSong(project_, song_); }
    const project::Channel& channel(int track) const { return *project::findChannel(project_, channels[at(track)]); }
    double fader(int track) const { return shown(track).fader.value; }
    double pan(int track) const { return shown(track).pan; }
    /// With what hands hold.
    project::Channel shown(int track) const {
        return *project::findChannel(hands_.withHeld(project_), channels[at(track)]);
    }
    std::size_t undoSteps() const { return undo_.size(); }
    bool playing() const { return readings_.playing; }
    FramePosition position() const { return readings_.position; }
    int selectedTrack() const {
        for (std::size_t k = 0; k < channels.size(); ++k)
            if (channels[k] == selected_) return static_cast<int>(k);
        return -1;
    }

    std::size_t count(std::string_view prefix, int unit = -1) const {
        const Bytes want = hex(prefix);
        std::size_t found = 0;
        for (const Sent& message : sent)
            found += (unit < 0 || message.unit == unit) && message.bytes.size() >= want.size() &&
                     std::equal(want.begin(), want.end(), message.bytes.begin());
        return found;
    }
    bool has(std::string_view prefix, int unit = -1) const { return count(prefix, unit) > 0; }
    std::string all() const {
        std::string text;
        for (const Sent& message : sent)
            text += std::to_string(message.at.count() / 1000) + ":" + std::to_string(message.unit) + " " + textOf(message.bytes) + "\n";
        return text;
    }
    void forget() { sent.clear(); deeds.clear(); }
    template <typename Kind>
    std::size_t did() const {
        std::size_t found = 0;
        for (const Deed& deed : deeds) found += std::holds_alternative<Kind>(deed);
        return found;
    }
    std::size_t pressed(Command command) const {
        std::size_t found = 0;
        for (const Deed& deed : deeds)
            if (const auto* press = std::get_if<Press>(&deed)) found += press->command == command;
        return found;
    }

    std::vector<ChannelId> channels;
    std::vector<Sent> sent;
    std::vector<Deed> deeds;
    Time now{1'000'000};
    std::function<void()> onTick;
    /// False: deeds are collected and not carried out.
    bool obeys = true;

    void tell() {
        auto mixer = std::make_shared<Mixer>();
        recorder_.show(std::make_shared<const project::Project>(project_), song_);
        mixer->project = std::make_shared<const project::Project>(hands_.asShown(project_));
        mixer->catalogue = catalogue_;
        mixer->song = song_;
        mixer->selected = selected_;
        mixer->clicks = clicks_;
        surface_->show(std::move(mixer), done_, now);
    }

private:
    static std::size_t at(int track) { return static_cast<std::size_t>(track); }

    void settle() {
        collect();
        for (int round = 0; round < 4; ++round) {
            const auto actions = surface_->takeActions();
            if (actions.empty()) return;
            for (const Action& action : actions) {
                deeds.push_back(action.deed);
                if (obeys) obey(action.deed);
                done_ = action.number;
            }
            tell();
            surface_->refresh(now);
            collect();
        }
    }
    void serveHands(bool playing, FramePosition position) {
        exchange(recorder_, player_, playing, position);
        for (AutomationRecorder::Step& step : recorder_.takeSteps(project_)) {
            undo_.push_back(project_);
            project_ = std::move(step.project);
        }
    }
    void collect() {
        for (Outgoing& out : surface_->takeOutgoing()) sent.push_back({now, out.unit, std::move(out.bytes)});
    }
    void obey(const Deed& deed) {
        if (auto step = hands_.carryOut(project_, {song_, readings_.position, readings_.playing}, deed)) {
            undo_.push_back(project_);
            project_ = std::move(step->project);
        }
        serveHands(readings_.playing, readings_.position);
        if (const auto* chosen = std::get_if<Selected>(&deed)) selected_ = chosen->channel;
        if (const auto* press = std::get_if<Press>(&deed)) {
            if (press->command == Command::click) clicks_ = !clicks_;
            if (press->command == Command::play) readings_.playing = true;
            if (press->command == Command::stop) readings_.playing = false;
            surface_->read(readings_, now);
        }
    }

    project::Project project_;
    SongId song_;
    ChannelId selected_;
    bool clicks_ = false;
    std::shared_ptr<const Catalogue> catalogue_ = std::make_shared<test::SmallCatalogue>();
    AutomationRecorder recorder_{catalogue_};
    PretendPlayer player_;
    Hands hands_{catalogue_, &recorder_};
    Readings readings_;
    std::unique_ptr<Surface> surface_;
    std::vector<project::Project> undo_;
    std::uint64_t done_ = 0;
};

} // namespace lacquer::testing
