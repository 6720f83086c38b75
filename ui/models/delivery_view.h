#pragma once

#include "formats/deliver/codec_audit.h"
#include "formats/deliver/delivery.h"
#include "formats/deliver/manifest.h"
#include "formats/deliver/target_fix.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace lacquer::ui {

/// How a target stands, for a sign: it is always shown with words.
enum class CardVerdict { ready, pass, look, refused, renders };

/// A target as its card shows it.
struct TargetCard {
    std::string id;
    std::string name;
    std::string format; ///< "WAV 24-bit · 44.1 kHz"
    std::string rule;   ///< "limited to −14 LUFS · ceiling −1 dBTP"
    std::string about;
    bool chosen = false;
    CardVerdict verdict = CardVerdict::ready;
    std::string sentence; ///< "All 9 files pass", or what is wrong and what to do
    std::string fix;      ///< what one press does about it: "Lower the ceiling to −1.4 dB"; empty: nothing
    /// One per file, in order, for the row of cells.
    std::vector<CardVerdict> cells;
    int files = 0;

    friend bool operator==(const TargetCard&, const TargetCard&) = default;
};

struct TargetGroup {
    std::string name;
    std::vector<TargetCard> cards;
    int chosen() const;
    friend bool operator==(const TargetGroup&, const TargetGroup&) = default;
};

std::string formatText(const mastering::Target& target, SampleRate projectRate);
std::string ruleText(const mastering::Target& target);

/// Targets in groups, in the library's order.
std::vector<TargetGroup> targetGroups(const std::vector<mastering::Target>& targets,
                                      const project::Project& project,
                                      const std::map<std::string, formats::TargetPrediction>& predictions,
                                      const std::map<std::string, formats::TargetFix>& fixes = {});

/// How a service plays the album.
struct PlaybackLine {
    std::string service; ///< "Spotify"
    std::string level;   ///< "−14.0 LUFS"; what the album is heard at
    std::string turned;  ///< "−2.4 dB"
    double turnedDb = 0;
    std::string peak;    ///< "−0.3 dBTP" after decoding, worst song; empty: not audited
    bool over = false;   ///< the peak goes over its ceiling

    friend bool operator==(const PlaybackLine&, const PlaybackLine&) = default;
};

/// One line per target that says how its service plays; `audit` may be null.
std::vector<PlaybackLine> playbackLines(const std::vector<mastering::Target>& targets,
                                        const formats::AlbumMaster& master,
                                        const formats::CodecAudit* audit);

/// A line of the list of delivered files.
struct DeliveryLine {
    enum class Kind { target, file, sentence };
    enum class State { waiting, working, done, kept, failed };
    Kind kind = Kind::file;
    State state = State::waiting;
    std::string name;
    std::string loudness, truePeak, length, format, checksum; ///< of audio, once verified
    double share = 0; ///< of a file at work
    std::string note; ///< of a target: "9 of 9 verified"; of a sentence: all of it

    friend bool operator==(const DeliveryLine&, const DeliveryLine&) = default;
};

/// Before and during a delivery: what is going to be made, what is finished already, and how much of
/// the files that are being written.
std::vector<DeliveryLine> plannedLines(const std::vector<mastering::Target>& targets,
                                       const std::map<std::string, formats::TargetPrediction>& predictions,
                                       const formats::DeliveryProgress& progress,
                                       const std::vector<std::string>& finished,
                                       const std::map<std::string, double>& writing = {});
/// After it: every file with what was measured on its bytes.
std::vector<DeliveryLine> deliveredLines(const std::vector<formats::TargetDelivery>& targets);

/// "2bd9…e4": the ends of a checksum.
std::string shortChecksum(const std::string& sha256);

} // namespace lacquer::ui
