#pragma once

#include "engine/vocabulary/units.h"

#include <optional>
#include <string>
#include <vector>

/// A deliverable's recipe as data. Each is a JSON file that people can copy and change;
/// assets/targets/README.md documents every field.
namespace lacquer::mastering {

enum class Layout {
    tracks,     ///< a file per album track, with the gap behind it
    disc,       ///< one continuous programme with a disc's descriptor files
    sides,      ///< one file per side of a record or cassette, with a cue sheet
    stems,      ///< a file per track and bus of each song
    alternates, ///< instrumental, a cappella and TV mix of each song
};

enum class Container { wav, flac, mp3, ogg, opus, m4a, ddp, cue, toc };

enum class Codec { pcm, floatingPoint, flac, mp3, vorbis, opus, aac };

enum class LoudnessRule {
    measure,   ///< reported only
    limit,     ///< none is louder; what is too loud turns the whole album down
    normalise, ///< every file is brought to it, ± 0.2 LU
};

enum class Dither { none, tpdf, shaped };

/// What a service does with loudness when it plays.
enum class Normalisation { none, down, both };

/// A codec that listeners get, whatever was delivered.
struct Encoding {
    Codec codec = Codec::aac;
    int bitrate = 256; ///< kbit/s
    friend bool operator==(const Encoding&, const Encoding&) = default;
};

struct Target {
    std::string id;
    std::string name;
    std::string group; ///< "Streaming", "Download", "CD", "Vinyl", "Cassette", "Broadcast", "Archive", "Stems"
    std::string about; ///< one or two sentences for people

    Layout layout = Layout::tracks;
    Container container = Container::wav;
    Codec codec = Codec::pcm;
    std::optional<SampleRate> rate;        ///< none: the project's
    std::optional<SampleRate> highestRate; ///< above it, the project's rate is halved until it fits
    std::optional<int> bits;               ///< none for lossy codecs
    std::optional<int> bitrate;            ///< kbit/s, lossy codecs
    Dither dither = Dither::tpdf;

    LoudnessRule rule = LoudnessRule::measure;
    std::optional<double> loudness; ///< LUFS, integrated
    std::optional<double> ceiling;  ///< dBTP; holds for the file as decoded

    Normalisation normalisation = Normalisation::none; ///< to `loudness`, at playback
    std::vector<Encoding> encodings;                   ///< lossy ones that are played to listeners
    std::optional<int> leastArtwork; ///< pixels of a side of the cover
    std::optional<int> mostArtwork;
    std::string naming; ///< "{track:02} {title}"
    bool tags = false;
    bool artwork = false;
    bool broadcastWave = false; ///< bext and iXML chunks
    std::vector<std::string> requiredOfAlbum; ///< metadata keys
    std::vector<std::string> requiredOfTracks;
    std::optional<Seconds> sideLength;        ///< longest side
    std::optional<Seconds> shortestTrack;

    std::string source; ///< where the facts come from, and of which date

    friend bool operator==(const Target&, const Target&) = default;
};

/// The rate a target's files have when the project runs at `projectRate`.
SampleRate rateOf(const Target& target, SampleRate projectRate);

bool isLossy(Codec codec);

/// As the target files and the command line write them.
const char* nameOf(Layout layout);
const char* nameOf(Container container);
const char* nameOf(Codec codec);
const char* nameOf(LoudnessRule rule);
const char* nameOf(Dither dither);
const char* nameOf(Normalisation normalisation);

/// "AAC 256"
std::string textOf(const Encoding& encoding);

/// The codecs whose decoded peaks matter for a target: its own, and those it plays.
std::vector<Encoding> encodingsOf(const Target& target);

/// dB by which a service turns a programme when it plays it: down to `loudness`, and where it also
/// turns up, only as far as 1 dB of headroom stays.
///
/// Source   Spotify for Artists, "Loudness normalization": a song of −20 LUFS peaking at −5 dBTP is
///          raised to −16 LUFS only
double playbackGain(const Target& target, double integratedLufs, double truePeakDbtp);

} // namespace lacquer::mastering
