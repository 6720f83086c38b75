#include "formats/deliver/delivery.h"

#include "engine/mastering/accepted_findings.h"
#include "formats/checksum/checksum.h"
#include "formats/deliver/delivery_recipe.h"
#include "formats/deliver/delivery_report.h"
#include "formats/deliver/disc_files.h"
#include "formats/deliver/provenance.h"
#include "formats/deliver/settle_levels.h"
#include "formats/deliver/song_deliverables.h"
#include "formats/deliver/vinyl_findings.h"
#include "formats/project/kept_artwork.h"
#include "formats/report/pdf.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <set>
#include <system_error>

namespace lacquer::formats {
namespace {

namespace fs = std::filesystem;
using mastering::Layout;
using mastering::Target;
using project::Project;

/// Files in the making lie here until all of a target's are whole.
class Staging {
public:
    Staging(const fs::path& folder, const std::string& target) : path_(folder / (".making-" + target)) {
        std::error_code ignored;
        fs::remove_all(path_, ignored);
        fs::create_directories(path_, error_);
    }
    Staging(const Staging&) = delete;
    Staging& operator=(const Staging&) = delete;
    ~Staging() {
        std::error_code ignored;
        fs::remove_all(path_, ignored);
    }

    const fs::path& path() const { return path_; }
    /// Why it could not be made: the folder cannot be written to.
    const std::error_code& error() const { return error_; }

private:
    fs::path path_;
    std::error_code error_;
};

/// A target made into the staging folder: names relative to it.
struct MadeFile {
    std::string name;
    std::optional<FileFacts> facts; ///< none: no audio
    std::map<std::string, std::string> tags = {};
};

struct Made {
    std::vector<MadeFile> files;
    std::vector<std::string> notes;
};

struct Kitchen {
    const DeliveryRequest& request;
    const processors::ProcessorCatalogue& catalogue;
    const Artwork& artwork;
    const Manifest& before;
    StageProgress progress; ///< of the target being made
    std::function<bool(const std::string& file, double share)> writing; ///< of one of its files

    GoOn goOn() const {
        return [this] { return !progress || progress("", -1); };
    }
};

Result<AlbumMaster> masterFor(const Kitchen& kitchen, const Target& target) {
    const auto master = renderAlbumMaster(kitchen.request.subject, kitchen.catalogue, kitchen.progress);
    if (!master) return tl::make_unexpected(master.error());
    return masterAtRate(*master, rateOf(target, master->rate), kitchen.request.subject.threads, kitchen.progress);
}

std::vector<Programme>
programmesOf(const Project& project, const Target&, const DeliveryPlan& plan, const AlbumMaster& master) {
    std::vector<Programme> programmes;
    for (const PlannedFile& file : plan.files) {
        Programme programme;
        programme.name = file.name;
        programme.rendered = master.file;
        programme.rate = master.rate;
        programme.start = file.start;
        programme.length = file.length;
        const bool oneTrack = file.firstTrack == file.lastTrack && file.side.empty();
        programme.tags = oneTrack ? tagsOfTrack(project, file.firstTrack) : tagsOfAlbum(project);
        // A side's loudness is only known when it is written; its peaks are its tracks'.
        programme.facts = master.facts[file.firstTrack];
        for (std::size_t k = file.firstTrack; k <= file.lastTrack; ++k) programme.audio += master.audio[k] + " ";
        // What begins before its first track is not named by that track's samples alone.
        if (file.start != master.tracks[file.firstTrack].start) programme.audio.clear();
        for (std::size_t k = file.firstTrack + 1; k <= file.lastTrack; ++k) {
            auto& measures = programme.facts.measures;
            measures.integratedLufs = std::max(measures.integratedLufs, master.facts[k].measures.integratedLufs);
            measures.truePeakDbtp = std::max(measures.truePeakDbtp, master.facts[k].measures.truePeakDbtp);
            measures.samplePeakDbfs = std::max(measures.samplePeakDbfs, master.facts[k].measures.samplePeakDbfs);
        }
        programmes.push_back(std::move(programme));
    }
    return programmes;
}

/// What is read back from the files when they are verified.
std::map<std::string, std::string> provableTags(const ReleaseTags& tags) {
    std::map<std::string, std::string> provable;
    for (const auto& [field, name] : {std::pair{"TITLE", "title"}, {"ARTIST", "artist"}, {"ALBUM", "album"},
                                      {"TRACKNUMBER", "track"}, {"ISRC", "isrc"}})
        if (std::string value = tags.value(field); !value.empty()) provable[name] = std::move(value);
    return provable;
}

/// What this target had in the folder; null when it was never delivered there.
const TargetDelivery* lastOf(const Kitchen& kitchen, const Target& target) { return kitchen.before.find(target.id); }

Result<Made> settle(const Kitchen& kitchen, const Target& target, const std::vector<Programme>& programmes,
                    const fs::path& folder) {
    std::vector<mastering::ProgrammeMeasures> measures;
    for (const Programme& programme : programmes) measures.push_back(programme.facts.measures);
    const auto levels = planLevels(target, measures);
    if (!levels) return tl::make_unexpected(levels.error());
    const WrittenBefore writtenBefore(cacheFolderOf(kitchen.request.subject.folder), kitchen.request.folder, lastOf(kitchen, target));
    const auto written = writeSettled(
        programmes, target, *levels, target.artwork ? kitchen.artwork : Artwork{}, writtenBefore, kitchen.catalogue, folder,
        kitchen.request.subject.threads, [&](const std::string& name, double share, std::size_t done, std::size_t of) {
            if (share < 1) return !kitchen.writing || kitchen.writing(name, share);
            return !kitchen.progress || kitchen.progress(name, static_cast<double>(done) / static_cast<double>(of));
        });
    if (!written) return tl::make_unexpected(written.error());
    Made made;
    made.notes = levels->notes;
    made.notes.insert(made.notes.end(), written->notes.begin(), written->notes.end());
    for (std::size_t k = 0; k < programmes.size(); ++k) {
        MadeFile file{programmes[k].name, written->facts[k]};
        if (target.tags && target.container != mastering::Container::wav) file.tags = provableTags(programmes[k].tags);
        made.files.push_back(std::move(file));
    }
    return made;
}

/// What a cutting engineer would ask about, side by side with its times.
Result<std::vector<std::string>> vinylNotes(const Project& project, const DeliveryPlan& plan, const AlbumMaster& master,
                                            const GoOn& goOn) {
    std::vector<std::string> notes;
    for (const PlannedFile& side : plan.files) {
        auto found = checkVinyl(master, side.start, side.length, goOn);
        if (!found) return tl::make_unexpected(found.error());
        constexpr std::size_t kMost = 12; // of a side; more would bury the rest of the report
        for (std::size_t k = 0; k < std::min(kMost, found->size()); ++k)
            notes.push_back(vinylSentence(project, master, side, (*found)[k]));
        if (found->size() > kMost) notes.push_back(fmt::format("Side {}: {} more places like these.", side.side, found->size() - kMost));
    }
    return notes;
}

Result<Made> makeFromAlbum(const Kitchen& kitchen, const Target& target, const fs::path& folder) {
    const Project& project = *kitchen.request.subject.project;
    const auto master = masterFor(kitchen, target);
    if (!master) return tl::make_unexpected(master.error());
    const auto plan = planFiles(project, target, master->tracks, master->length, master->rate);
    if (!plan) return tl::make_unexpected(plan.error());

    if (target.layout == Layout::disc) {
        const mastering::ProgrammeMeasures whole[] = {master->whole.measures};
        if (const auto levels = planLevels(target, whole); !levels) return tl::make_unexpected(levels.error());
        const auto files = writeDisc(*master, target, *plan, folder, kitchen.goOn());
        if (!files) return tl::make_unexpected(files.error());
        auto facts = factsOfFile(folder / files->image, target.container, kitchen.goOn());
        if (!facts) return tl::make_unexpected(facts.error());
        Made made{{{files->image, std::move(*facts)}}, plan->notes};
        for (const std::string& name : files->others) made.files.push_back({name, std::nullopt});
        return made;
    }

    auto made = settle(kitchen, target, programmesOf(project, target, *plan, *master), folder);
    if (made) made->notes.insert(made->notes.begin(), plan->notes.begin(), plan->notes.end());
    if (!made || target.layout != Layout::sides) return made;
    if (target.group == "Vinyl") {
        auto findings = vinylNotes(project, *plan, *master, kitchen.goOn());
        if (!findings) return tl::make_unexpected(findings.error());
        made->notes.insert(made->notes.end(), findings->begin(), findings->end());
    }
    const std::string sheet = "Cue sheet.txt";
    std::ofstream(folder / sheet, std::ios::binary)
        << sideSheet(project, target, *plan, master->tracks, master->rate);
    made->files.push_back({sheet, std::nullopt});
    return made;
}

Result<Made> make(const Kitchen& kitchen, const Target& target, const fs::path& folder) {
    if (target.layout == Layout::stems) {
        const auto names =
            writeStems(kitchen.request.subject, target, kitchen.catalogue, folder, kitchen.progress);
        if (!names) return tl::make_unexpected(names.error());
        Made made;
        for (const std::string& name : *names) {
            auto facts = factsOfFile(folder / name, target.container, kitchen.goOn());
            if (!facts) return tl::make_unexpected(facts.error());
            made.files.push_back({name, std::move(*facts)});
        }
        return made;
    }
    if (target.layout == Layout::alternates) {
        std::vector<std::string> notes;
        const auto programmes =
            renderAlternates(kitchen.request.subject, target, kitchen.catalogue, notes, kitchen.progress);
        if (!programmes) return tl::make_unexpected(programmes.error());
        auto made = settle(kitchen, target, *programmes, folder);
        if (made) made->notes.insert(made->notes.end(), notes.begin(), notes.end());
        return made;
    }
    return makeFromAlbum(kitchen, target, folder);
}

DeliveredFile describe(const std::string& path, const MadeFile& made) {
    DeliveredFile file;
    file.path = path;
    file.tags = made.tags;
    if (!made.facts) return file;
    const FileFacts& facts = *made.facts;
    file.audio = true;
    file.sha256 = facts.sha256;
    file.rate = facts.rate;
    file.channels = facts.channels;
    file.bits = facts.bits;
    file.frames = facts.frames;
    file.integratedLufs = facts.programme.measures.integratedLufs;
    file.truePeakDbtp = facts.programme.measures.truePeakDbtp;
    file.rangeLu = facts.programme.rangeLu;
    return file;
}

/// Gives the finished files their names and takes the target's old ones away.
Result<std::vector<DeliveredFile>> moveIntoPlace(const DeliveryRequest& request, const Target& target,
                                                 const Made& made, const fs::path& staged,
                                                 const TargetDelivery* before) {
    std::set<std::string> ours;
    if (before)
        for (const DeliveredFile& file : before->files) ours.insert(file.path);
    std::error_code error;
    for (const MadeFile& file : made.files) {
        const std::string path = target.id + "/" + file.name;
        if (!request.replaceForeign && !ours.contains(path) && fs::exists(request.folder / path, error))
            return badInput(fmt::format("\"{}\" is there already and was not delivered by Lacquer. Move it away, "
                                        "choose another folder, or replace it with --force.",
                                        (request.folder / path).string()));
    }
    std::vector<DeliveredFile> files;
    for (const MadeFile& madeFile : made.files) {
        DeliveredFile file = describe(target.id + "/" + madeFile.name, madeFile);
        const fs::path destination = request.folder / file.path;
        fs::create_directories(destination.parent_path(), error);
        fs::rename(staged / madeFile.name, destination, error);
        if (error)
            return systemRefused(fmt::format("\"{}\" cannot be written: {}.", destination.string(), error.message()));
        if (!file.audio) {
            auto hash = hashOfFile(Hash::sha256, destination);
            if (!hash) return tl::make_unexpected(hash.error());
            file.sha256 = std::move(*hash);
        }
        if (const auto stamp = stampOf(destination)) {
            file.bytes = stamp->bytes;
            file.modified = stamp->modified;
        }
        ours.erase(file.path);
        files.push_back(std::move(file));
    }
    for (const std::string& old : ours) fs::remove(request.folder / old, error);
    return files;
}

/// Untouched since it was delivered. Size and time tell at once; where only the time differs (a copied
/// folder), the bytes do.
bool isIntact(const fs::path& folder, DeliveredFile& file) {
    const auto stamp = stampOf(folder / file.path);
    if (!stamp || stamp->bytes != file.bytes) return false;
    if (stamp->modified == file.modified) return true;
    const auto hash = hashOfFile(Hash::sha256, folder / file.path);
    if (!hash || *hash != file.sha256) return false;
    file.modified = stamp->modified;
    return true;
}

std::optional<TargetDelivery> upToDate(const fs::path& folder, const TargetDelivery* before,
                                       const std::string& recipe) {
    if (!before || !before->passed || before->recipe != recipe) return std::nullopt;
    TargetDelivery kept = *before;
    for (DeliveredFile& file : kept.files)
        if (!isIntact(folder, file)) return std::nullopt;
    kept.kept = true;
    return kept;
}

TargetDelivery empty(const Target& target) {
    TargetDelivery delivery;
    delivery.id = target.id;
    delivery.name = target.name;
    delivery.container = target.container;
    delivery.rule = target.rule;
    delivery.loudness = target.loudness;
    delivery.ceiling = target.ceiling;
    return delivery;
}

/// The plan for an album whose tracks are given at the project's rate.
Result<DeliveryPlan> planAtTargetRate(const Project& project, const Target& target,
                                      std::vector<mastering::AlbumTrackSpan> tracks, FrameCount length) {
    const SampleRate rate = rateOf(target, project.rate);
    const auto converted = [&](std::int64_t frames) {
        return static_cast<std::int64_t>(std::llround(static_cast<double>(frames) * rate.hz / project.rate.hz));
    };
    for (auto& track : tracks) {
        track.length = {converted(track.end().value) - converted(track.start.value)};
        track.start = {converted(track.start.value)};
    }
    return planFiles(project, target, tracks, {converted(length.value)}, rate);
}

/// What can be known without a render; an error is the refusal.
Result<void> checkBefore(const Project& project, const Target& target) {
    if (target.layout == Layout::stems || target.layout == Layout::alternates) return {};
    const auto timeline = mastering::albumTimeline(project, {});
    if (!timeline) return tl::make_unexpected(timeline.error());
    const bool finished = std::all_of(project.album->tracks.begin(), project.album->tracks.end(),
                                      [](const auto& track) { return !track->song; });
    if (!finished) return checkMetadata(project, target); // lengths of mixes are known when rendered
    const auto plan =
        planAtTargetRate(project, target, timeline->tracks, timeline->end - FramePosition{});
    if (!plan) return tl::make_unexpected(plan.error());
    return {};
}

} // namespace

Result<std::vector<TargetDelivery>> deliver(const DeliveryRequest& request,
                                            const processors::ProcessorCatalogue& catalogue,
                                            const DeliveryObserver& observer) {
    std::error_code error;
    fs::create_directories(request.folder, error);
    if (error)
        return systemRefused(fmt::format("The folder \"{}\" cannot be made: {}. Choose another one.",
                                         request.folder.string(), error.message()));
    Manifest before;
    if (auto read = readManifest(request.folder)) before = std::move(*read);

    Artwork artwork;
    Result<void> artworkRead;
    if (const fs::path file = artworkFile(*request.subject.project, request.subject.folder); !file.empty()) {
        auto read = readArtwork(file);
        if (read) artwork = std::move(*read);
        else artworkRead = tl::make_unexpected(read.error());
    }

    double reached = 0;
    std::vector<TargetDelivery> deliveries;
    for (std::size_t k = 0; k < request.targets.size(); ++k) {
        const Target& target = request.targets[k];
        const auto progress = [&](const std::string& stage, double share) {
            if (!observer) return true;
            if (share >= 0)
                reached = std::max(reached, (static_cast<double>(k) + std::min(share, 0.99)) /
                                                static_cast<double>(request.targets.size()));
            return observer({target.id, stage, reached});
        };
        const auto writing = [&](const std::string& file, double share) { return !observer || observer({target.id, "", reached, file, share}); };
        const Kitchen kitchen{request, catalogue, artwork, before, progress, writing};
        TargetDelivery delivery = empty(target);
        const auto recipe = deliveryRecipe(request.subject, target, artwork);
        if (recipe) delivery.recipe = *recipe;
        if (recipe) {
            if (auto kept = upToDate(request.folder, before.find(target.id), *recipe)) {
                deliveries.push_back(std::move(*kept));
                continue;
            }
        }
        const auto attempt = [&]() -> Result<void> {
            if (!recipe) return tl::make_unexpected(recipe.error());
            if (target.artwork && !artworkRead) return artworkRead;
            if (auto possible = checkBefore(*request.subject.project, target); !possible) return possible;
            const Staging staging(request.folder, target.id);
            if (staging.error())
                return systemRefused(fmt::format("The folder \"{}\" cannot be written to: {}. Choose another one.", request.folder.string(),
                                                 staging.error().message()));
            const auto made = make(kitchen, target, staging.path());
            if (!made) return tl::make_unexpected(made.error());
            auto files = moveIntoPlace(request, target, *made, staging.path(), before.find(target.id));
            if (!files) return tl::make_unexpected(files.error());
            delivery.files = std::move(*files);
            delivery.notes = made->notes;
            if (std::string note = artworkNote(target, artwork); !note.empty()) delivery.notes.push_back(std::move(note));
            delivery.passed = true;
            return {};
        };
        if (const auto made = attempt(); !made) {
            if (made.error().kind != ErrorKind::checkFailed) return tl::make_unexpected(made.error());
            delivery.problems.push_back(made.error().message);
            if (const TargetDelivery* old = before.find(target.id)) {
                // What an earlier delivery made no longer fits the project: better none than a wrong one.
                for (const DeliveredFile& file : old->files) fs::remove(request.folder / file.path, error);
            }
        }
        deliveries.push_back(std::move(delivery));
    }

    Manifest manifest{request.subject.project->name, deliveries, mastering::acceptedLines(*request.subject.project), provenance()};
    for (const TargetDelivery& other : before.targets)
        if (!manifest.find(other.id)) manifest.targets.push_back(other);
    if (auto written = writeManifest(request.folder, manifest); !written)
        return tl::make_unexpected(written.error());
    const report::Document page = deliveryReport(manifest, ReportKind::delivery);
    if (auto written = report::writeHtml(request.folder / kReportFile, page, true); !written)
        return tl::make_unexpected(written.error());
    if (auto written = report::writePdf(request.folder / kReportPdf, page, true); !written)
        return tl::make_unexpected(written.error());
    return deliveries;
}

TargetPrediction predictTarget(const Project& project, const Target& target, const AlbumMaster* master) {
    TargetPrediction prediction;
    prediction.id = target.id;
    const auto refuse = [&](std::string why) {
        prediction.verdict = Verdict::refused;
        prediction.problem = std::move(why);
        return prediction;
    };
    if (target.layout == Layout::stems || target.layout == Layout::alternates) {
        if (project.songs.empty()) return refuse("The project has no songs to make these from. Import stems first.");
        prediction.verdict = Verdict::pass;
        return prediction;
    }
    if (const auto possible = checkBefore(project, target); !possible) return refuse(possible.error().message);
    if (!master) return prediction;
    const auto plan = planAtTargetRate(project, target, master->tracks, master->length);
    if (!plan) return refuse(plan.error().message);
    const auto programmes = programmesOf(project, target, *plan, *master);
    std::vector<mastering::ProgrammeMeasures> measures;
    for (const Programme& programme : programmes) measures.push_back(programme.facts.measures);
    const auto levels = planLevels(target, measures);
    if (!levels) return refuse(levels.error().message);
    prediction.notes = levels->notes;
    prediction.notes.insert(prediction.notes.end(), plan->notes.begin(), plan->notes.end());
    prediction.verdict = Verdict::pass;
    for (std::size_t k = 0; k < programmes.size(); ++k) {
        const mastering::ProgrammeLevel& level = levels->programmes[k];
        FilePrediction file;
        file.name = programmes[k].name;
        file.gainDb = level.gainDb;
        file.integratedLufs = measures[k].integratedLufs + level.gainDb;
        file.truePeakDbtp = level.limited ? *target.ceiling : measures[k].truePeakDbtp + level.gainDb;
        file.verdict = level.limited || level.gainDb != 0 ? Verdict::adjusts : Verdict::pass;
        if (file.verdict == Verdict::adjusts) prediction.verdict = Verdict::adjusts;
        prediction.files.push_back(std::move(file));
    }
    return prediction;
}

Result<MasterFiles> writeMaster(const RenderSubject& subject,
                                const processors::ProcessorCatalogue& catalogue,
                                const fs::path& destination,
                                bool filePerTrack,
                                int bits,
                                bool replace,
                                const StageProgress& progress) {
    const auto master = renderAlbumMaster(subject, catalogue, progress);
    if (!master) return tl::make_unexpected(master.error());
    Target target;
    target.id = "master";
    target.name = "The master";
    target.codec = bits == 32 ? mastering::Codec::floatingPoint : mastering::Codec::pcm;
    target.bits = bits;
    target.naming = "{track:02} {title}";
    const bool flac = !filePerTrack && destination.extension() == ".flac";
    if (flac) {
        target.container = mastering::Container::flac;
        target.codec = mastering::Codec::flac;
        target.tags = true;
    }
    DeliveryPlan plan;
    if (filePerTrack) {
        auto planned = planFiles(*subject.project, target, master->tracks, master->length, master->rate);
        if (!planned) return tl::make_unexpected(planned.error());
        plan = std::move(*planned);
    } else {
        plan.files.push_back({destination.filename().string(), 0, master->tracks.size() - 1, {}, master->length,
                              master->tracks.size() > 1 ? "A" : ""});
    }
    const fs::path folder = filePerTrack ? destination : destination.parent_path();
    std::error_code error;
    if (filePerTrack) fs::create_directories(folder, error);
    MasterFiles made;
    made.latency = master->latency;
    for (const Programme& programme : programmesOf(*subject.project, target, plan, *master)) {
        const fs::path file = folder / programme.name;
        if (!replace && fs::exists(file, error))
            return badInput(fmt::format("\"{}\" is there already. Choose another name, or replace it with "
                                        "--force.",
                                        file.string()));
        if (programme.facts.measures.samplePeakDbfs > 0 && bits != 32)
            return fail(ErrorKind::checkFailed,
                        fmt::format("The master reaches {:+.2f} dBFS and would clip in {} bits. Put a limiter on "
                                    "the album, or write it with --bits 32f.",
                                    programme.facts.measures.samplePeakDbfs, bits));
        const GoOn goOn = [&] { return !progress || progress("Writing " + programme.name, 1.0); };
        if (auto written = writeProgramme(programme, target, {}, {}, catalogue, file, goOn); !written)
            return tl::make_unexpected(written.error());
        auto facts = factsOfFile(file, target.container, goOn);
        if (!facts) return tl::make_unexpected(facts.error());
        made.files.push_back(file);
        made.facts.push_back(std::move(*facts));
    }
    return made;
}

} // namespace lacquer::formats
