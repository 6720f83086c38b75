#pragma once

#include "engine/project/import_edits.h"
#include "engine/vocabulary/result.h"
#include "formats/audio/decoded_copy.h"

#include <filesystem>
#include <string>
#include <vector>

namespace lacquer::formats {

struct ImportRequest {
    std::vector<std::filesystem::path> paths; ///< files, and folders with what is inside them
    std::filesystem::path projectFolder;
    SampleRate rate;
    /// The instant, as a BWF time stamp at the project's rate, that frame 0 of the song stands for;
    /// known when stamped clips lie in it already.
    std::optional<FramePosition> songOrigin;
    bool joinPairs = false; ///< mono files "… L" and "… R" become one stereo source
    int threads = 0;        ///< files worked on at once; 0: one per core
};

struct SkippedFile {
    std::string path;
    std::string reason;
};

struct ImportOutcome {
    std::vector<project::ImportedTrack> tracks; ///< in natural order; not yet in the project
    std::vector<std::string> sources;           ///< the path each track came from
    std::vector<SkippedFile> skipped;
    std::vector<std::string> notes; ///< what the user should know, a sentence each
};

/// Takes files into a project's folder: each is copied into `audio/` unchanged, named by its
/// content (SHA-256), decoded and converted to the project's rate where it is not plain PCM at that
/// rate, and proposed as a track. Nothing is in the project until the caller commits the tracks
/// with project::addImportedTracks().
///
/// Folders are read in natural order, links in them are not followed. Files with more than two
/// channels become several tracks, and a note says so.
///
/// Time stamps (BWF) place a file on the timeline. Without one a file starts at 0. Where all files
/// are stamped, the earliest starts at 0 and the others keep their distance. Where some are not,
/// nobody knows when the song began: then the stamps count from the whole hour before the earliest
/// of them, as sessions start on one, provided that it falls inside the other files; else the
/// earliest starts at 0. A note says what was done. A song that holds stamped clips already goes
/// on by their clock.
///
/// Memory does not grow with the length of the files.
///
/// Errors   what cannot be read is skipped, with the reason; the system's refusal (disk full, no
///          permission) and cancelling end the import, and what was copied is removed again
/// Thread   [worker]; progress is called from one thread at a time
Result<ImportOutcome> importFiles(const ImportRequest& request, const WorkProgress& progress = {});

/// What `songOrigin` of a request is for a song.
std::optional<FramePosition> songOriginOf(const project::Project& project,
                                          const project::Song& song);

} // namespace lacquer::formats
