#include "app/cli/album_judgement.h"

#include "app/cli/progress_line.h"
#include "engine/mastering/accepted_findings.h"
#include "engine/processors/catalogue.h"
#include "engine/project/album_edits.h"
#include "engine/project/edit_names.h"
#include "engine/project/place.h"
#include "engine/project/value_text.h"
#include "formats/album/album_tones.h"
#include "formats/album/master_findings.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

namespace lacquer::cli {
namespace {

using namespace project;

/// What the check found at that place; none: nothing of that kind.
std::optional<analysis::MasterFinding>
findingAt(const std::vector<formats::TrackFindings>& heard, AlbumTrackId track, const std::string& fault, std::optional<Seconds> at) {
    for (const auto& one : heard) {
        if (one.track != track) continue;
        for (const auto& finding : one.findings) {
            const auto place = mastering::placeOf(finding);
            if (fault != mastering::nameOf(finding.fault)) continue;
            if (!at || (place && std::fabs(place->value - at->value) <= 0.5)) return finding;
        }
    }
    return std::nullopt;
}

} // namespace

Result<Edit> matchAlbumTrack(const std::vector<std::string>& words, const Project& project, const EditContext& context) {
    const auto id = findAlbumPlace(project, words[0]);
    if (!id) return tl::make_unexpected(id.error());
    std::optional<AlbumTrackId> to;
    double strength = 0.7;
    for (std::size_t k = 1; k < words.size(); ++k) {
        const auto pair = splitAssignment(words[k]);
        if (!pair) return tl::make_unexpected(pair.error());
        if (pair->first == "to") {
            const auto other = findAlbumPlace(project, pair->second);
            if (!other) return tl::make_unexpected(other.error());
            if (*other == *id) return badInput("A track cannot be matched to itself. Name another, or leave to= away for the album's mean.");
            to = *other;
        } else if (pair->first == "strength") {
            const auto number = parseNumber(pair->second, "A strength", "%");
            if (!number) return tl::make_unexpected(number.error());
            if (*number < 0 || *number > 100) return badInput("A strength goes from 0 to 100 %.");
            strength = *number / 100;
        } else {
            return badInput(fmt::format("\"{}\" is nothing a match knows: to=3, strength=70%.", pair->first));
        }
    }
    const processors::ProcessorCatalogue catalogue;
    Result<std::vector<mastering::TrackTone>> tones;
    {
        ProgressLine line;
        const auto master = formats::renderAlbumMaster({std::make_shared<const Project>(project), context.folder, 0}, catalogue,
                                                       [&line](const std::string& stage, double share) { return line.show(stage, share); });
        if (!master) return tl::make_unexpected(master.error());
        tones = formats::tonesOf(*master, 0, [&line](double share) { return line.show("Comparing the songs", share); });
    }
    if (!tones) return tl::make_unexpected(tones.error());
    const auto of = std::find_if(tones->begin(), tones->end(), [&](const auto& tone) { return tone.track == *id; });
    if (!to && tones->size() < 2) return badInput("An album of one track has no mean to match it to.");
    const auto match = mastering::suggestMatch(
        of->tone, to ? std::find_if(tones->begin(), tones->end(), [&](const auto& tone) { return tone.track == *to; })->tone : mastering::compareTones(*tones).mean,
        strength);
    if (std::all_of(match.bands.begin(), match.bands.end(), [](const auto& band) { return band.gainDb == 0; }))
        return badInput(fmt::format("It is {:.1f} dB apart, which no broad equalizer makes closer: nothing to do.", match.before));
    auto next = mastering::addMatch(project, catalogue, findAlbumTrack(project, *id)->channel.id, match);
    if (!next) return tl::make_unexpected(next.error());
    std::string said;
    for (const auto& band : match.bands)
        if (band.gainDb != 0) said += fmt::format("{:>6g} Hz {} {:+.1f} dB\n", band.frequency, band.shelf ? "shelf" : "bell ", band.gainDb);
    said += fmt::format("{:.1f} dB apart before, about {:.1f} dB with it.\n", match.before, match.after);
    return Edit{editOfAlbumTrack(project, "Match the tone of", *id), std::move(*next), [said] { fmt::print("{}", said); }};
}

Result<Edit> acceptTrackFinding(const std::vector<std::string>& words, const Project& project, const EditContext& context) {
    const auto id = findAlbumPlace(project, words[0]);
    if (!id) return tl::make_unexpected(id.error());
    std::string fault = words[1];
    std::optional<Seconds> at;
    if (const auto sign = fault.find('@'); sign != std::string::npos) {
        const auto time = parseTime(fault.substr(sign + 1), "The finding's time");
        if (!time) return tl::make_unexpected(time.error());
        at = *time;
        fault.resize(sign);
    }
    if (words[2] == "withdraw=on") {
        // Without a time: all of that kind in the track.
        Result<Project> next = project;
        bool any = at.has_value();
        for (const auto& accepted : mastering::acceptedFindings(project)) {
            if (at || accepted.track != *id || accepted.fault != fault || !next) continue;
            next = mastering::withdrawAcceptance(*next, *id, fault, accepted.at);
            any = true;
        }
        if (at || !any) next = mastering::withdrawAcceptance(project, *id, fault, at);
        if (!next) return tl::make_unexpected(next.error());
        return Edit{editOfAlbumTrack(project, "Take back an acceptance in", *id), std::move(*next), {}};
    }
    std::string who;
    if (words.size() > 3) {
        const auto pair = splitAssignment(words[3]);
        if (!pair) return tl::make_unexpected(pair.error());
        if (pair->first != "who") return badInput(fmt::format("\"{}\" is nothing an acceptance knows: who=NAME.", pair->first));
        who = pair->second;
    }
    if (fault == "isrc_missing") {
        auto next = mastering::acceptFinding(project, *id, fault, std::nullopt, "ISRC is missing", words[2], who);
        if (!next) return tl::make_unexpected(next.error());
        return Edit{editOfAlbumTrack(project, "Accept a finding in", *id), std::move(*next), {}};
    }
    const processors::ProcessorCatalogue catalogue;
    Result<std::vector<formats::TrackFindings>> heard;
    {
        ProgressLine line;
        const auto master = formats::renderAlbumMaster({std::make_shared<const Project>(project), context.folder, 0}, catalogue,
                                                       [&line](const std::string& stage, double share) { return line.show(stage, share); });
        if (!master) return tl::make_unexpected(master.error());
        heard = formats::checkMaster(*master, {}, [&line] { return line.show("Checking the master", 1); });
    }
    if (!heard) return tl::make_unexpected(heard.error());
    const auto finding = findingAt(*heard, *id, fault, at);
    if (!finding)
        return badInput(fmt::format("The check finds no \"{}\"{} in that track. `lacquer check PROJECT --json` lists what it finds, with ids and times.", fault,
                                    at ? fmt::format(" at {:.1f} s", at->value) : std::string()));
    auto next = mastering::acceptFinding(project, *id, fault, mastering::placeOf(*finding), textOf(*finding), words[2], who);
    if (!next) return tl::make_unexpected(next.error());
    return Edit{editOfAlbumTrack(project, "Accept a finding in", *id), std::move(*next), {}};
}

} // namespace lacquer::cli
