#pragma once

#include "engine/mastering/album_assembly.h"
#include "engine/mastering/target.h"
#include "formats/disc/cd_layout.h"

#include <optional>
#include <string>
#include <vector>

namespace lacquer::formats {

/// A file to be made from the album: which tracks, and where they lie.
struct PlannedFile {
    std::string name; ///< relative to the target's folder, with extension
    std::size_t firstTrack = 0;
    std::size_t lastTrack = 0;
    FramePosition start;
    FrameCount length;
    std::string side; ///< "A", "B"… of a record or cassette
};

struct DeliveryPlan {
    std::vector<PlannedFile> files;
    std::optional<disc::CdLayout> disc; ///< layouts `disc`
    std::vector<std::string> notes;
};

/// What a target makes of the album, before any audio is rendered. `tracks` and `length` count frames
/// at `rate`, the target's own; the length is that of the whole master.
///
/// Errors   checkFailed, each with its fix: required metadata that is missing, a track too short, a
///          side too long, what no CD can hold
Result<DeliveryPlan> planFiles(const project::Project& project,
                               const mastering::Target& target,
                               const std::vector<mastering::AlbumTrackSpan>& tracks,
                               FrameCount length,
                               SampleRate rate);

/// Contiguous tracks per side, so that the longest side is as short as can be. Lengths in any unit.
std::vector<std::size_t> firstTracksOfSides(const std::vector<double>& lengths, std::size_t sides);

/// For the cutting or duplicating house: each side's tracks with start, end and length.
std::string sideSheet(const project::Project& project,
                      const mastering::Target& target,
                      const DeliveryPlan& plan,
                      const std::vector<mastering::AlbumTrackSpan>& tracks,
                      SampleRate rate);

/// A target's required metadata that is empty, as one error naming all of it.
Result<void> checkMetadata(const project::Project& project, const mastering::Target& target);

} // namespace lacquer::formats
