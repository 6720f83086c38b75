#pragma once

#include "engine/project/change.h"

#include <span>
#include <string>
#include <vector>

/// Edits of mix snapshots: named states of all strips of a song.
///
/// Errors   a snapshot that is gone; a name that is missing; routing that would loop
namespace lacquer::project {

/// The strips as they stand now. An empty name is "Mix" and the next number.
Result<Added<SnapshotId>> addSnapshot(Project project, SongId song, std::string name);
/// Keeps id and name, and takes the strips as they stand now.
Result<Project> updateSnapshot(Project project, SongId song, SnapshotId snapshot);
Result<Project> renameSnapshot(Project project, SongId song, SnapshotId snapshot, std::string name);
Result<Project> removeSnapshot(Project project, SongId song, SnapshotId snapshot);

/// What a recall brings back. Names, colours, solo and clips stay as they are.
struct RecallParts {
    bool levels = true;     ///< trim, polarity and fader
    bool pans = true;       ///< pan and width
    bool mutes = true;
    bool equalizers = true;
    bool dynamics = true;
    bool effects = true;    ///< all other processors
    bool sends = true;
    bool outputs = true;    ///< and which VCA moves them
    bool automation = true; ///< curves of what else is brought back, and the modes

    static RecallParts none();
    friend bool operator==(const RecallParts&, const RecallParts&) = default;
};

/// Brings the strips back to a snapshot, all of them or `only` some. Strips that came since stay as
/// they are; what went to a bus that is gone stays where it goes now.
Result<Project> recallSnapshot(Project project, SongId song, SnapshotId snapshot, const RecallParts& parts,
                               std::span<const ChannelId> only = {});

/// Null when the song has no such snapshot.
const MixSnapshot* findSnapshot(const Song& song, SnapshotId snapshot);
/// The song as it would be with the snapshot's strips in the place of its own, for comparing.
Song withSnapshot(Song song, const MixSnapshot& snapshot);

} // namespace lacquer::project
