#pragma once

#include "engine/project/project.h"
#include "formats/disc/cd_layout.h"
#include "formats/disc/ddp_reader.h"

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

/// Anybody's DDP folder opened: its disc, its audio, and the album it was.
namespace lacquer::formats {

/// The fileset's marks, codes and texts as a disc; problems of the fileset become its notes.
///
/// Errors   marks that make no disc: no track, or an index out of order
Result<disc::CdLayout> layoutOf(const disc::DdpFileset& set);

struct ExtractedTrack {
    std::filesystem::path file;
    std::string title;
    std::int64_t firstSector = 0, sectors = 0; ///< of the image
};

/// Writes a 16-bit WAV per track, from its INDEX 01 to the next track's, bit for bit: together they
/// are the image without the pause before track 1. What sounds in that pause beyond its two seconds
/// becomes "00 Hidden track.wav".
///
/// Errors   the image is missing or short; a file is there already; cancelled
Result<std::vector<ExtractedTrack>> extractTracks(const disc::DdpFileset& set,
                                                  const std::filesystem::path& folder,
                                                  const std::function<bool()>& goOn = {});

/// The whole programme (from the end of the first two seconds) as one WAV.
Result<void> extractProgramme(const disc::DdpFileset& set,
                              const std::filesystem::path& file,
                              const std::function<bool()>& goOn = {});

/// Puts the disc at the end of a project's album: its audio as one file of the pool, its tracks with
/// their places, pauses, index marks, codes and texts. At 44.1 kHz and with nothing changed, a DDP
/// delivered from it holds the same programme.
///
/// Errors   as the extraction and the import
Result<project::Project> addDdpToAlbum(project::Project project,
                                       const disc::DdpFileset& set,
                                       const std::filesystem::path& projectFolder,
                                       const std::function<bool()>& goOn = {});

} // namespace lacquer::formats
