#pragma once

#include "engine/vocabulary/result.h"
#include "engine/vocabulary/units.h"

#include <cstdint>
#include <string>
#include <vector>

/// What a CD is, before any file format: tracks, marks on its frames of 1/75 s, codes and texts.
namespace lacquer::formats::disc {

inline constexpr SampleRate kCdRate{44100};
/// A CD frame, or sector: 1/75 s.
inline constexpr std::int64_t kSamplesPerSector = 588;
inline constexpr std::int64_t kBytesPerSector = 2352;
inline constexpr std::int64_t kSectorsPerSecond = 75;
/// The pause before track 1; two seconds are the least a CD has.
inline constexpr std::int64_t kFirstPause = 150;
/// Four seconds, from index 1 to the next track's (Red Book).
inline constexpr std::int64_t kShortestTrack = 300;
/// 99:59:74, where a CD's addresses end.
inline constexpr std::int64_t kLastAddress = (99 * 60 + 59) * 75 + 74;
/// What most plants press: 79:57.
inline constexpr std::int64_t kUsualCapacity = (79 * 60 + 57) * 75;

/// A track as the album has it: in samples at 44.1 kHz from the start of the first track.
struct CdProgramme {
    FramePosition start;
    FrameCount length;
    std::vector<FramePosition> indexMarks; ///< INDEX 02 and on
    std::string title;                     ///< UTF-8
    std::string performer;
    std::string composer;
    std::string isrc; ///< 12 characters or empty
    FrameCount pregap{}; ///< of its audio, before INDEX 01
};

struct CdTexts {
    std::string title;
    std::string performer;
    std::string upc;      ///< 12 or 13 digits or empty
    std::string masterId; ///< the plant's job name; shortened to 48 ASCII characters
};

/// The same in another language. Empty where it is as in the first.
struct CdNames {
    std::string title, performer, composer;
};

struct CdTranslation {
    std::string language;       ///< ISO 639-1: "de"; one of cdTextLanguages()
    std::vector<CdNames> names; ///< the disc's, then one per track
};

struct CdIndex {
    int number = 1;
    std::int64_t sector = 0; ///< from the start of the image, the first pause included
};

struct CdTrack {
    std::vector<CdIndex> indexes; ///< 0 where there is a pause, 1, 2…
    std::string title, performer, composer, isrc;

    std::int64_t start() const;      ///< index 1
    std::int64_t pauseStart() const; ///< index 0, or index 1 where there is no pause
};

struct CdLayout {
    std::vector<CdTrack> tracks;
    std::int64_t leadOut = 0; ///< sectors of the image
    CdTexts texts;
    std::string language = "en";             ///< of `texts` and the tracks' names
    std::vector<CdTranslation> translations; ///< at most 7
    std::vector<std::string> notes; ///< sentences: what a plant may ask about
};

/// Marks are rounded to the nearest sector; the audio stays at its sample. `end` is the end of the
/// audio; the last sector is filled up with silence.
///
/// Errors   checkFailed: a track under 4 s, more than 99 tracks, over 99:59:74, two marks on one
///          sector; badInput: a UPC or an ISRC that is none
Result<CdLayout>
layOutCd(const std::vector<CdProgramme>& tracks, FrameCount end, const CdTexts& texts);

struct Msf {
    int minutes, seconds, frames;
};

Msf msfOf(std::int64_t sectors);
/// "02:03:04"
std::string textOf(Msf time);

/// 13 digits; a UPC of 12 gets its leading zero. Fails on length and on a wrong check digit, naming
/// the right one.
Result<std::string> ean13Of(const std::string& upc);

bool isIsrc(const std::string& code);

} // namespace lacquer::formats::disc
