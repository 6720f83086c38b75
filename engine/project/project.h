#pragma once

#include "engine/project/album.h"
#include "engine/project/metronome.h"
#include "engine/project/song.h"
#include "engine/vocabulary/ids.h"
#include "engine/vocabulary/units.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

/// The document as a value. A Project never changes after it is published: an edit makes a new one
/// that shares what did not change. Nothing here knows files, threads, DSP state or a window.
namespace lacquer::project {

/// An audio file in the pool. Lengths and positions count frames at the project's rate.
struct Source {
    SourceId id;
    std::string name;        ///< as shown
    std::string file;        ///< relative to the project folder
    std::string origin;      ///< the path it was imported from
    std::string contentHash; ///< SHA-256 of the file, hexadecimal
    SampleRate fileRate;     ///< of the file itself
    int fileChannels = 2;    ///< of the file itself
    int firstChannel = 0;    ///< files with more than two channels are split
    int channels = 2;        ///< 1 or 2, from firstChannel on
    FrameCount length;       ///< at the project's rate
    std::optional<FramePosition> timeReference; ///< BWF, at the project's rate

    friend bool operator==(const Source&, const Source&) = default;
};

enum class PanLaw { minus2p5dB, minus3dB, minus4p5dB, minus6dB, balance };

struct Project {
    std::string name;
    SampleRate rate;
    PanLaw panLaw = PanLaw::minus3dB;
    std::vector<std::shared_ptr<const Source>> sources;
    std::vector<std::shared_ptr<const Song>> songs;
    std::shared_ptr<const Album> album; ///< never null
    std::vector<std::string> targets;   ///< chosen deliverables, by target id
    std::string notes;
    MetronomeSettings metronome;
    std::uint64_t nextId = 1; ///< the next id to give
};

/// Equality by content (what save and load must keep); shared parts compare by pointer first.
bool operator==(const Project& a, const Project& b);

/// An empty project with an album of no tracks.
Project makeProject(std::string name, SampleRate rate);

const Source* findSource(const Project& project, SourceId id);
const Song* findSong(const Project& project, SongId id);
/// A song of the project, or one that the album holds as it was.
const Song* findMix(const Project& project, SongId id);
const Song* findSong(const Project& project, std::string_view name);
/// Any channel: of a track, a bus, a VCA, a mix, the album or an album track.
const Channel* findChannel(const Project& project, ChannelId id);

} // namespace lacquer::project
