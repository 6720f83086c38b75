#pragma once

#include "engine/project/channel.h"
#include "engine/project/clip.h"

#include <memory>
#include <optional>
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

/// A track that costs no processing: what left its chain, up to the fader, was rendered and is played
/// in the place of clips, trim, polarity and inserts. Those stay in the document for unfreezing.
struct Freeze {
    std::shared_ptr<const ClipList> clips; ///< never null: the rendered source as one clip
    std::string recipe; ///< names all that was rendered in, to tell when it changed; empty: not known
};

/// Clips plus a channel.
struct Track {
    Channel channel;
    std::shared_ptr<const ClipList> clips; ///< never null; by position, then by order of making
    bool mono = false; ///< all sources have one channel: pan is a mono pan, not a balance
    TakeId take;             ///< of the list that is played; none until there is a second one
    std::string takeName;    ///< of the list that is played
    std::vector<Take> takes; ///< those that are not played, in order of making
    std::optional<Freeze> freeze;
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

/// Tracks that the timeline folds away together. A track is in one folder at most; a folder is drawn
/// at the place of the first of its tracks. It has no say in the sound.
struct TrackFolder {
    TrackFolderId id;
    std::string name;
    Colour colour;
    std::vector<ChannelId> tracks; ///< in the order of the song
    bool open = true;
    friend bool operator==(const TrackFolder&, const TrackFolder&) = default;
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
    std::vector<std::shared_ptr<const Channel>> channels; ///< of tracks, buses, VCAs and at last the mix
};

/// One mix. Its timeline counts frames at the project's rate.
struct Song {
    SongId id;
    std::string name;
    std::vector<std::shared_ptr<const Track>> tracks; ///< in the order of the window
    std::vector<std::shared_ptr<const Bus>> buses;
    /// Channels without sound: the faders, mutes and solos of those that name one as their `vca`
    /// follow its fader (in dB, automation included), mute and solo. Trim, pan, inserts, sends and
    /// output mean nothing here.
    std::vector<std::shared_ptr<const Channel>> vcas;
    std::shared_ptr<const Channel> mix; ///< the mix bus; its output goes to the listener
    std::vector<TempoPoint> tempo;      ///< never empty; the first at frame 0
    std::vector<Marker> markers;        ///< by position
    LoopRange loop;
    std::vector<LinkGroup> links;
    std::vector<TrackFolder> folders;
    std::vector<std::shared_ptr<const MixSnapshot>> snapshots; ///< in order of making
    std::string notes;
};

bool operator==(const Take& a, const Take& b);
bool operator==(const Freeze& a, const Freeze& b);
bool operator==(const Track& a, const Track& b);
bool operator==(const Bus& a, const Bus& b);
bool operator==(const MixSnapshot& a, const MixSnapshot& b);
bool operator==(const Song& a, const Song& b);

/// The channel with this id in a song, null when there is none.
const Channel* findChannel(const Song& song, ChannelId id);
const Track* findTrack(const Song& song, ChannelId id);
const Bus* findBus(const Song& song, ChannelId id);

/// A VCA of the song; null when there is none of this id.
const Channel* findVca(const Song& song, ChannelId id);

/// What sounds on a track: its clips, or what it was frozen to.
inline const std::shared_ptr<const ClipList>& playedClips(const Track& track) {
    return track.freeze ? track.freeze->clips : track.clips;
}

/// End of the last clip; 0 for a song without clips.
FramePosition endOf(const Song& song);

} // namespace lacquer::project
