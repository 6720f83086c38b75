#pragma once

#include "engine/project/project.h"
#include "formats/album/album_master.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

/// What a mastering engineer listens to besides the album from its start: its transitions, its
/// choruses, a reference, a coded song, an older mix. Each is a song of its own, made for the ears
/// alone: nothing here is ever rendered into a deliverable.
namespace lacquer::formats {

/// A span of a file to be heard.
struct HeardSpan {
    std::filesystem::path file; ///< rendered WAV; empty: `source` of the project
    SourceId source;
    FramePosition start;
    FrameCount length;
    double gainDb = 0;
    std::string name;
};

struct Audition {
    std::shared_ptr<const project::Song> song;
    std::shared_ptr<const AudioSources> sources;
    /// Where each span begins, on the song's timeline.
    std::vector<FramePosition> starts;
};

/// The spans one after another with 10 ms of fade at each joint; `chain` sounds after everything.
/// With `again` it starts over at its end.
enum class Again { no, yes };
Audition auditionOf(const std::vector<HeardSpan>& spans,
                    SampleRate rate,
                    std::shared_ptr<const AudioSources> files,
                    const std::vector<project::Insert>& chain = {},
                    Again again = Again::no);

/// The last seconds of every track into the first of the next, as the master has them.
std::vector<HeardSpan> transitionsOf(const AlbumMaster& master, Seconds before, Seconds after);

/// The loudest stretch of every track; with `matched`, all at the loudness of the album.
///
/// Errors   the master cannot be read; cancelled
Result<std::vector<HeardSpan>> chorusesOf(const AlbumMaster& master,
                                          Seconds length,
                                          bool matched,
                                          const std::function<bool()>& goOn = {});

/// Whole songs, each turned to the loudness of the quietest: song against song, none favoured for
/// being louder.
std::vector<HeardSpan> songsMatched(const AlbumMaster& master);

/// The same relative place of another track: half of one song is half of the next.
FramePosition sameRelativePlace(const AlbumMaster& master, FramePosition now, std::size_t track);
/// The track that plays at a position.
std::size_t trackAt(const AlbumMaster& master, FramePosition position);

/// What is listened to of the sound; never rendered.
enum class Ear { stereo, mid, side, low, lowMid, highMid, high };
/// The inserts that let only that through; empty for all of it.
///
/// Source   bands at 120 Hz, 1 kHz and 6 kHz, as the width meter has them
std::vector<project::Insert> listeningInserts(Ear ear);

} // namespace lacquer::formats
