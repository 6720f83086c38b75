#include "engine/mastering/accepted_findings.h"

#include "engine/project/album_edits.h"
#include "engine/project/clock_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace lacquer::mastering {
namespace {

using analysis::MasterFault;
using project::AlbumTrack;
using project::Project;

constexpr double kSamePlace = 0.5; // s

/// "accepted:clipping 83.2"
std::string keyOf(std::string_view fault, std::optional<Seconds> at) {
    return fmt::format("{}{}{}", kAcceptedPrefix, fault, at ? fmt::format(" {:.1f}", at->value) : std::string());
}

std::optional<AcceptedFinding> acceptedIn(const std::string& key, const std::string& words) {
    if (!key.starts_with(kAcceptedPrefix)) return std::nullopt;
    AcceptedFinding finding;
    finding.words = words;
    finding.fault = key.substr(kAcceptedPrefix.size());
    const auto space = finding.fault.find(' ');
    if (space == std::string::npos) return finding;
    double seconds = 0;
    const char* const end = finding.fault.data() + finding.fault.size();
    if (std::from_chars(finding.fault.data() + space + 1, end, seconds).ec != std::errc{}) return std::nullopt;
    finding.at = Seconds{seconds};
    finding.fault.resize(space);
    return finding;
}

std::optional<std::string> keyIn(const AlbumTrack& track, std::string_view fault, std::optional<Seconds> at) {
    for (const auto& [key, words] : track.metadata) {
        const auto accepted = acceptedIn(key, words);
        if (!accepted || accepted->fault != fault || accepted->at.has_value() != at.has_value()) continue;
        if (!at || std::fabs(accepted->at->value - at->value) <= kSamePlace) return key;
    }
    return std::nullopt;
}

} // namespace

const char* nameOf(MasterFault fault) {
    switch (fault) {
    case MasterFault::clipping: return "clipping";
    case MasterFault::peak: return "true_peak";
    case MasterFault::dropout: return "dropout";
    case MasterFault::hardStart: return "hard_start";
    case MasterFault::hardEnd: return "hard_end";
    case MasterFault::offset: return "offset";
    case MasterFault::imbalance: return "imbalance";
    case MasterFault::outOfPhase: return "out_of_phase";
    case MasterFault::mono: return "mono";
    }
    return "";
}

std::optional<Seconds> placeOf(const analysis::MasterFinding& finding) {
    const bool throughout = finding.fault == MasterFault::offset || finding.fault == MasterFault::imbalance || finding.fault == MasterFault::mono;
    return throughout ? std::nullopt : std::optional(finding.start);
}

Result<Project> acceptFinding(const Project& project, AlbumTrackId track, std::string_view fault, std::optional<Seconds> at, std::string_view what,
                              std::string_view why, std::string_view who) {
    const AlbumTrack* const now = project::findAlbumTrack(project, track);
    if (!now) return badInput("That track is not on the album any more.");
    if (why.find_first_not_of(" \t\n") == std::string_view::npos)
        return badInput("Say why it is fine as it is: the report shows it to who gets the master.");
    const std::string words = fmt::format("{}: {}{}", what, why, who.empty() ? std::string() : fmt::format(" ({})", who));
    return project::setAlbumTrackMetadata(project, track, keyIn(*now, fault, at).value_or(keyOf(fault, at)), words);
}

Result<Project> withdrawAcceptance(const Project& project, AlbumTrackId track, std::string_view fault, std::optional<Seconds> at) {
    const AlbumTrack* const now = project::findAlbumTrack(project, track);
    const auto key = now ? keyIn(*now, fault, at) : std::nullopt;
    if (!key) return badInput("That finding was not accepted.");
    return project::setAlbumTrackMetadata(project, track, *key, "");
}

std::optional<std::string> acceptedWords(const AlbumTrack& track, std::string_view fault, std::optional<Seconds> at) {
    const auto key = keyIn(track, fault, at);
    if (!key) return std::nullopt;
    return track.metadata.at(*key);
}

std::vector<AcceptedFinding> acceptedFindings(const Project& project) {
    std::vector<AcceptedFinding> findings;
    for (const auto& track : project.album->tracks) {
        const auto first = static_cast<std::ptrdiff_t>(findings.size());
        for (const auto& [key, words] : track->metadata)
            if (auto accepted = acceptedIn(key, words)) {
                accepted->track = track->id;
                findings.push_back(std::move(*accepted));
            }
        std::stable_sort(findings.begin() + first, findings.end(),
                         [](const auto& a, const auto& b) { return a.at.value_or(Seconds{-1}).value < b.at.value_or(Seconds{-1}).value; });
    }
    return findings;
}

std::vector<std::string> acceptedLines(const Project& project) {
    std::vector<std::string> lines;
    for (const AcceptedFinding& finding : acceptedFindings(project)) {
        const auto& tracks = project.album->tracks;
        std::size_t number = 0;
        while (tracks[number]->id != finding.track) ++number;
        const std::string place = finding.at ? ", " + project::clockText(*finding.at, 1) : "";
        lines.push_back(fmt::format("{} {}{}: {}", number + 1, project::titleOf(project, *tracks[number]), place, finding.words));
    }
    return lines;
}

} // namespace lacquer::mastering
