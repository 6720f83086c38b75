#include "ui/models/master_findings_view.h"

#include "engine/mastering/accepted_findings.h"
#include "engine/project/album_edits.h"
#include "engine/project/clock_text.h"
#include "formats/album/mix_offer.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace lacquer::ui {

namespace {

Verdict verdictOf(analysis::FaultSeverity severity) {
    switch (severity) {
    case analysis::FaultSeverity::error: return Verdict::fail;
    case analysis::FaultSeverity::warning: return Verdict::warn;
    case analysis::FaultSeverity::note: break;
    }
    return Verdict::info;
}

std::string clock(double seconds) { return project::clockText({seconds}, 1); }

int rankOf(Verdict verdict) { return verdict == Verdict::fail ? 0 : verdict == Verdict::warn ? 1 : verdict == Verdict::info ? 2 : 3; }

} // namespace

std::vector<FindingLine> findingLines(const project::Project& project, const AlbumView& view,
                                      const std::vector<formats::TrackFindings>& heard) {
    std::vector<FindingLine> lines;
    for (std::size_t k = 0; k < view.rows.size(); ++k) {
        const AlbumRow& row = view.rows[k];
        const project::AlbumTrack* const now = project::findAlbumTrack(project, row.id);
        const auto takeAcceptance = [now](FindingLine& line) {
            const auto words = now ? mastering::acceptedWords(*now, line.fault, line.place) : std::nullopt;
            line.accepted = words.value_or("");
            if (!words) return;
            line.text = *words;
            line.verdict = Verdict::pass;
        };
        FindingLine line;
        line.track = row.id;
        line.number = row.number;
        line.title = row.title;
        for (const auto& track : heard) {
            if (track.track != row.id) continue;
            for (const auto& finding : track.findings) {
                line.verdict = verdictOf(finding.severity);
                line.text = textOf(finding);
                line.fault = mastering::nameOf(finding.fault);
                line.place = mastering::placeOf(finding);
                takeAcceptance(line);
                line.at = row.start + framesIn(finding.start, project.rate);
                const bool whole = finding.start.value == 0 && finding.end.value == 0;
                const bool span = finding.end.value - finding.start.value >= 0.5;
                line.time = whole ? "" : span ? clock(finding.start.value) + " – " + clock(finding.end.value) : clock(finding.start.value);
                lines.push_back(line);
            }
        }
        line.at.reset();
        line.time.clear();
        line.fault.clear();
        line.place.reset();
        line.accepted.clear();
        for (const auto& track : project.album->tracks)
            if (track->id == row.id && formats::offeredMix(project, *track)) {
                line.verdict = Verdict::info;
                line.text = "A newer mix is offered: right-click the track to hear, accept or decline it";
                lines.push_back(line);
            }
        if (row.isrc.empty()) {
            line.verdict = Verdict::info;
            line.text = "ISRC is missing";
            line.fault = "isrc_missing";
            takeAcceptance(line);
            lines.push_back(line);
        }
        if (row.title.empty()) {
            line.verdict = Verdict::warn;
            line.text = "Title is missing";
            line.fault.clear(); // nothing goes out without one
            line.accepted.clear();
            lines.push_back(line);
        }
        if (row.deviation && std::fabs(*row.deviation) > 2 * kDeviationAlarm) {
            line.verdict = Verdict::warn;
            line.text = fmt::format("{:.1f} LU {} than the album", std::fabs(*row.deviation), *row.deviation > 0 ? "louder" : "softer");
            line.at = row.start;
            line.fault = "loudness";
            takeAcceptance(line);
            lines.push_back(line);
        }
    }
    std::stable_sort(lines.begin(), lines.end(), [](const auto& a, const auto& b) { return rankOf(a.verdict) < rankOf(b.verdict); });
    return lines;
}

std::string findingsText(const std::vector<FindingLine>& lines) {
    std::set<int> songs;
    std::size_t open = 0;
    for (const FindingLine& line : lines) {
        if (!line.accepted.empty()) continue;
        songs.insert(line.number);
        ++open;
    }
    if (lines.empty()) return "Nothing found";
    const std::string accepted = open < lines.size() ? fmt::format("{} accepted", lines.size() - open) : std::string();
    if (open == 0) return accepted;
    return fmt::format("{} {} in {} {}{}{}", open, open == 1 ? "finding" : "findings", songs.size(), songs.size() == 1 ? "song" : "songs",
                       accepted.empty() ? "" : ", ", accepted);
}

} // namespace lacquer::ui
