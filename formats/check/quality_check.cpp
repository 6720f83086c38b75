#include "formats/check/quality_check.h"

#include "engine/mastering/accepted_findings.h"
#include "engine/project/album_edits.h"
#include "formats/album/float_file.h"
#include "formats/album/master_findings.h"
#include "formats/audio/audio_file_reader.h"
#include "formats/audio/source_pool.h"
#include "formats/check/track_check.h"

#include <algorithm>
#include <memory>

namespace lacquer::formats {
namespace {

using analysis::MasterFault;

/// A mix has its mastering before it: only what goes over full scale counts.
constexpr double kMixPeak = 0;
constexpr int kPiece = 4096;

const char* unitOf(MasterFault fault) {
    switch (fault) {
    case MasterFault::clipping: return "samples";
    case MasterFault::peak: return "dBTP";
    case MasterFault::dropout: return "s";
    case MasterFault::hardStart: return "dBFS";
    case MasterFault::hardEnd: return "dBFS";
    case MasterFault::offset: return "%";
    case MasterFault::imbalance: return "dB";
    case MasterFault::outOfPhase: return "correlation";
    case MasterFault::mono: return "";
    }
    return "";
}

Finding findingOf(const analysis::MasterFinding& heard, const std::string& subject) {
    Finding finding{mastering::nameOf(heard.fault), heard.severity, std::nullopt, {}, textOf(heard), std::nullopt, unitOf(heard.fault), subject, ""};
    if (mastering::placeOf(heard)) {
        finding.start = heard.start;
        finding.end = heard.end;
    }
    if (heard.fault != MasterFault::mono) finding.value = heard.value;
    return finding;
}

Finding findingOf(const TrackFinding& found) {
    using Kind = TrackFinding::Kind;
    Finding finding;
    finding.message = found.remedy.empty() ? found.text : found.text + ". " + found.remedy;
    switch (found.kind) {
    case Kind::silent: finding.id = "track_silent"; break;
    case Kind::duplicate: finding.id = "track_duplicate"; break;
    case Kind::dualMono:
        finding.id = "track_dual_mono";
        finding.severity = FaultSeverity::note;
        break;
    case Kind::offset: finding.id = "track_offset"; break;
    case Kind::clipped: finding.id = "track_clipped"; break;
    case Kind::length:
        finding.id = "track_length";
        finding.severity = FaultSeverity::note;
        break;
    case Kind::inverted: finding.id = "track_inverted"; break;
    case Kind::late:
        finding.id = "track_late";
        finding.value = static_cast<double>(found.late.value);
        finding.unit = "frames";
        break;
    }
    return finding;
}

void order(std::vector<Finding>& findings) {
    std::stable_sort(findings.begin(), findings.end(),
                     [](const Finding& a, const Finding& b) { return a.start.value_or(Seconds{-1}).value < b.start.value_or(Seconds{-1}).value; });
}

} // namespace

Readiness CheckResult::readiness() const {
    const auto has = [&](FaultSeverity severity) {
        return std::any_of(findings.begin(), findings.end(), [&](const Finding& finding) { return finding.severity == severity && finding.accepted.empty(); });
    };
    return has(FaultSeverity::error) ? Readiness::notReady : has(FaultSeverity::warning) ? Readiness::attention : Readiness::ready;
}

Result<CheckResult> checkFile(const std::filesystem::path& file, const WorkProgress& progress) {
    auto opened = openAudioFile(file);
    if (!opened) return tl::make_unexpected(opened.error());
    AudioFileReader& reader = **opened;
    const AudioFileInfo& info = reader.info();
    ProgrammeMeter meter(info.rate, info.channels);
    analysis::MasterCheck check(info.rate);
    std::vector<std::vector<float>> planes(static_cast<std::size_t>(info.channels), std::vector<float>(kPiece));
    std::vector<float*> places;
    for (auto& plane : planes) places.push_back(plane.data());
    CheckResult result;
    while (const int got = reader.read(places.data(), kPiece)) {
        meter.add(places.data(), got);
        const float* const pair[] = {places.front(), places[info.channels > 1 ? 1 : 0]};
        if (info.channels <= 2) check.add(pair, got);
        result.length = result.length + FrameCount{got};
        const auto length = static_cast<double>(std::max<std::int64_t>(1, info.length.value_or(result.length).value));
        if (progress && !progress(std::min(1.0, static_cast<double>(result.length.value) / length)))
            return fail(ErrorKind::cancelled, "The check was stopped.");
    }
    if (result.length.value == 0)
        return badInput("\"" + file.filename().string() + "\" holds no audio: nothing in it could be decoded. Export it again.");
    result.subject = file.filename().string();
    result.rate = info.rate;
    result.channels = info.channels;
    result.facts = meter.finish();
    if (info.channels <= 2)
        for (const auto& heard : check.finish())
            if (info.channels == 2 || heard.fault != MasterFault::mono) result.findings.push_back(findingOf(heard, ""));
    for (const std::string& note : reader.info().notes)
        result.findings.push_back({"file", FaultSeverity::warning, std::nullopt, {}, note, std::nullopt, "", "", ""});
    order(result.findings);
    return result;
}

Result<CheckResult> checkAlbum(const RenderSubject& subject, const processors::ProcessorCatalogue& catalogue,
                               const StageProgress& progress) {
    const auto master = renderAlbumMaster(subject, catalogue, progress);
    if (!master) return tl::make_unexpected(master.error());
    const auto heard = checkMaster(*master, {}, [&] { return !progress || progress("Checking the master", 1); });
    if (!heard) return tl::make_unexpected(heard.error());
    CheckResult result;
    result.subject = subject.project->name;
    result.rate = master->rate;
    result.length = master->length;
    result.facts = master->whole;
    for (std::size_t k = 0; k < heard->size(); ++k) {
        const project::AlbumTrack& track = *subject.project->album->tracks[k];
        const std::string title = project::titleOf(*subject.project, track);
        for (const auto& finding : (*heard)[k].findings) {
            result.findings.push_back(findingOf(finding, title));
            result.findings.back().accepted = mastering::acceptedWords(track, mastering::nameOf(finding.fault), mastering::placeOf(finding)).value_or("");
        }
        if (track.metadata.find("isrc") == track.metadata.end())
            result.findings.push_back({"isrc_missing", FaultSeverity::note, std::nullopt, {}, "ISRC is missing", std::nullopt, "", title,
                                       mastering::acceptedWords(track, "isrc_missing", std::nullopt).value_or("")});
    }
    return result;
}

Result<CheckResult> checkSong(const RenderSubject& subject, SongId id, const processors::ProcessorCatalogue& catalogue,
                              const StageProgress& progress) {
    const project::Project& project = *subject.project;
    const project::Song* song = project::findSong(project, id);
    if (!song) return badInput("That song is not in the project.");
    const auto pool = std::make_shared<SourcePool>(project, subject.folder);
    CheckResult result;
    result.subject = project.name + "/" + song->name;
    result.rate = project.rate;
    for (const auto& [source, sentence] : pool->missing())
        for (const auto& track : song->tracks)
            if (std::any_of(track->clips->begin(), track->clips->end(), [&, missing = source](const auto& clip) { return clip.source == missing; })) {
                result.findings.push_back({"file_missing", FaultSeverity::error, std::nullopt, {}, sentence, std::nullopt, "", "", ""});
                break;
            }
    if (!pool->prepare([&](double share) { return !progress || progress("Decoding files", share); }))
        return fail(ErrorKind::cancelled, "The check was stopped.");
    const auto tracks = checkTracks(project, id, {}, *pool, [&](double share) { return !progress || progress("Listening to the tracks", share); });
    if (!tracks) return tl::make_unexpected(tracks.error());
    for (const TrackFinding& finding : *tracks) result.findings.push_back(findingOf(finding));
    const auto mix = renderMix(subject, *song, catalogue, *pool, progress);
    if (!mix) return tl::make_unexpected(mix.error());
    auto reader = openRendered(mix->file);
    if (!reader) return tl::make_unexpected(reader.error());
    analysis::MasterCheck check(project.rate, {kMixPeak});
    ProgrammeMeter meter(project.rate);
    const auto read = readSpan(**reader, {}, mix->length, [&](const float* const* planes, int frames) -> Result<void> {
        check.add(planes, frames);
        meter.add(planes, frames);
        if (progress && !progress("Checking the mix", 1)) return fail(ErrorKind::cancelled, "The check was stopped.");
        return {};
    });
    if (!read) return tl::make_unexpected(read.error());
    result.length = mix->length;
    result.facts = meter.finish();
    for (const auto& heard : check.finish()) result.findings.push_back(findingOf(heard, ""));
    order(result.findings);
    return result;
}

} // namespace lacquer::formats
