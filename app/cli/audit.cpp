#include "app/cli/commands.h"
#include "app/cli/progress_line.h"
#include "engine/project/album_edits.h"
#include "engine/project/clock_text.h"
#include "formats/deliver/codec_audit.h"
#include "formats/deliver/target_library.h"
#include "formats/project/project_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>

namespace lacquer::cli {
namespace {

struct AuditOptions {
    std::string project, apply;
    std::vector<std::string> targets;
    double ceiling = -1;
    int threads = 0;
    bool json = false;
};

Result<std::vector<mastering::Encoding>> chosenEncodings(const AuditOptions& options, const project::Project& project) {
    const auto library = formats::loadTargets();
    if (!library) return tl::make_unexpected(library.error());
    const auto& ids = !options.targets.empty() ? options.targets : project.targets;
    std::vector<mastering::Target> targets;
    for (const std::string& id : ids) {
        const mastering::Target* target = library->find(id);
        if (!target) return badInput(fmt::format("There is no target \"{}\". `lacquer targets` lists them.", id));
        targets.push_back(*target);
    }
    if (targets.empty()) targets = library->targets;
    auto encodings = formats::encodingsOf(targets);
    if (encodings.empty()) return badInput("None of these targets plays a lossy codec, so there is nothing to audit.");
    return encodings;
}

std::string clock(Seconds time) { return project::clockText(time, 2); }

void print(const project::Project& project, const formats::CodecAudit& audit) {
    AlbumTrackId last;
    for (const auto& reading : audit.readings) {
        if (reading.track != last) {
            last = reading.track;
            fmt::print("{}\n", project::titleOf(project, *project::findAlbumTrack(project, reading.track)));
        }
        fmt::print("  {:<14} {:6.1f} LUFS  {:+6.2f} dBTP  {:>4} overs  worst at {}{}\n", textOf(reading.encoding),
                   reading.integratedLufs, reading.truePeakDbtp, reading.overs, clock(reading.worst),
                   reading.trimDb < 0 ? fmt::format("  trim {:.1f} dB", reading.trimDb) : "");
    }
    if (audit.albumTrimDb < 0)
        fmt::print("Turned down by {:.1f} dB, the album stays under {:.1f} dBTP in every codec.\n", -audit.albumTrimDb,
                   audit.ceilingDbtp);
    else fmt::print("Every song stays under {:.1f} dBTP in every codec.\n", audit.ceilingDbtp);
}

nlohmann::json jsonOf(const project::Project& project, const formats::CodecAudit& audit) {
    nlohmann::json list = nlohmann::json::array();
    for (const auto& reading : audit.readings)
        list.push_back({{"title", project::titleOf(project, *project::findAlbumTrack(project, reading.track))},
                        {"codec", nameOf(reading.encoding.codec)},
                        {"bitrate_kbps", reading.encoding.bitrate},
                        {"integrated_lufs", numberOrNull(reading.integratedLufs)},
                        {"true_peak_dbtp", numberOrNull(reading.truePeakDbtp)},
                        {"source_peak_dbtp", numberOrNull(reading.sourcePeakDbtp)},
                        {"overs", reading.overs},
                        {"worst_s", reading.worst.value},
                        {"trim_db", reading.trimDb},
                        {"decoded", reading.decoded.string()}});
    return {{"ceiling_dbtp", audit.ceilingDbtp}, {"album_trim_db", audit.albumTrimDb}, {"readings", std::move(list)}};
}

Status audit(const AuditOptions& options) {
    if (!options.apply.empty() && options.apply != "album" && options.apply != "songs")
        return badInput(fmt::format("--apply is album or songs; \"{}\" is neither.", options.apply));
    std::shared_ptr<const project::Project> project;
    std::optional<formats::ProjectStore> store;
    if (options.apply.empty()) {
        auto read = formats::readProject(options.project);
        if (!read) return tl::make_unexpected(read.error());
        project = std::move(*read);
    } else {
        auto opened = formats::ProjectStore::open(options.project);
        if (!opened) return tl::make_unexpected(opened.error());
        store.emplace(std::move(*opened));
        project = store->project();
    }
    const auto encodings = chosenEncodings(options, *project);
    if (!encodings) return tl::make_unexpected(encodings.error());
    const processors::ProcessorCatalogue catalogue;
    Result<formats::CodecAudit> made;
    {
        ProgressLine line;
        made = formats::auditCodecs({{project, options.project, options.threads}, *encodings, options.ceiling}, catalogue,
                                    [&line](const std::string& stage, double share) { return line.show(stage, share); });
    }
    if (!made) return tl::make_unexpected(made.error());
    if (store && made->albumTrimDb < 0) {
        const bool whole = options.apply == "album";
        auto next = formats::applyTrim(*project, *made, whole ? formats::TrimScope::album : formats::TrimScope::songs);
        if (!next) return tl::make_unexpected(next.error());
        if (auto done = store->commit(whole ? "Trim the album for codecs" : "Trim songs for codecs", std::move(*next)); !done)
            return tl::make_unexpected(done.error());
    }
    if (options.json) printJson(jsonOf(*project, *made));
    else print(*project, *made);
    return made->albumTrimDb < 0 && !store ? exitStatusOf(ErrorKind::checkFailed) : 0;
}

} // namespace

void addAuditCommand(Command& app, Dispatch& dispatch) {
    auto options = std::make_shared<AuditOptions>();
    Command* command = app.addCommand("audit", "Encode and decode every song with the codecs that listeners get");
    command->addOption("PROJECT", options->project, "Project folder").required();
    command->addOption("--target", options->targets, "Codecs of this target; else of the project's, else of all");
    command->addOption("--ceiling", options->ceiling, "dBTP that decoded songs must keep (-1)");
    command->addOption("--apply", options->apply, "Turn down by the smallest trim that clears all: album or songs");
    command->addOption("--threads", options->threads, "0: one per core");
    command->addFlag("--json", options->json, "One JSON object on stdout");
    command->callback([options, &dispatch] { dispatch.work = [options] { return audit(*options); }; });
}

} // namespace lacquer::cli
