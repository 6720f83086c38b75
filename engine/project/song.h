#pragma once

#include "engine/project/channel.h"
#include "engine/project/clip.h"

#include <memory>
#include <string>
#include <vector>

namespace lacquer::project {

using ClipList = std::vector<Clip>;

/// Another complete list of clips for a track. One list at a time is played; the others wait here.
struct Take {
    TakeId id;
    std::string name;
    std::shared_ptr<const ClipList> clips; ///< never null
};

/// Clips plus a channel.
struct Track {
    Channel channel;
    std::shared_ptr<const ClipList> clips; ///< never null; by position, then by order of making
    bool mono = false; ///< all sources have one channel: pan is a mono pan, not a balance
    TakeId take;             ///< of the list that is played; none until there is a second one
    std::string takeName;    ///< of the list that is played
    std::vector<Take> takes; ///< those that are not played, in order of making
};

enum class BusRole {
    group,        ///< channels are routed to it
    effectReturn, ///< fed by sends
};

/// A channel fed by other channels.
struct Bus {
    Channel channel;
    BusRole role = BusRole::group;
};

struct Marker {
    MarkerId id;
    FramePosition position;
    std::string name;
    friend bool operator==(const Marker&, const Marker&) = default;
};

/// Tempo and metre from a position on, until the next point.
struct TempoPoint {
    FramePosition position;
    double beatsPerMinute = 120; ///< quarter notes per minute
    int beatsPerBar = 4;
    int beatUnit = 4;
    friend bool operator==(const TempoPoint&, const TempoPoint&) = default;
};

struct LoopRange {
    FramePosition start;
    FramePosition end;
    bool on = false;
    friend bool operator==(const LoopRange&, const LoopRange&) = default;
};

/// Channels that hands move together: several microphones of one drum kit, a choir.
struct LinkGroup {
    LinkGroupId id;
    std::string name;
    std::vector<ChannelId> channels;
    bool on = true;
    bool edits = true; ///< clips are edited at the same times on all of its tracks
    bool mixes = true; ///< faders, mutes, solos and sends move by the same amount
    friend bool operator==(const LinkGroup&, const LinkGroup&) = default;
};

/// The strips of a whole song as they stood at a moment, to go back to or to compare with.
struct MixSnapshot {
    SnapshotId id;
    std::string name;
    std::vector<std::shared_ptr<const Channel>> channels; ///< of tracks, buses and at last the mix
};

/// One mix. Its timeline counts frames at the project's rate.
struct Song {
    SongId id;
    std::string name;
    std::vector<std::shared_ptr<const Track>> tracks; ///< in the order of the window
    std::vector<std::shared_ptr<const Bus>> buses;
    std::shared_ptr<const Channel> mix; ///< the mix bus; its output goes to the listener
    std::vector<TempoPoint> tempo;      ///< never empty; the first at frame 0
    std::vector<Marker> markers;        ///< by position
    LoopRange loop;
    std::vector<LinkGroup> links;
    std::vector<std::shared_ptr<const MixSnapshot>> snapshots; ///< in order of making
    std::string notes;
};

bool operator==(const Take& a, const Take& b);
bool operator==(const Track& a, const Track& b);
bool operator==(const Bus& a, const Bus& b);
bool operator==(const MixSnapshot& a, const MixSnapshot& b);
bool operator==(const Song& a, const Song& b);

/// The channel with this id in a song, null when there is none.
const Channel* findChannel(const Song& song, ChannelId id);
const Track* findTrack(const Song& song, ChannelId id);
const Bus* findBus(const Song& song, ChannelId id);

/// End of the last clip; 0 for a song without clips.
FramePosition endOf(const Song& song);

} // namespace lacquer::project
