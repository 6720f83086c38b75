#include "formats/deliver/ddp_import.h"

#include "engine/project/album_edits.h"
#include "engine/project/song_edits.h"
#include "formats/audio/audio_file_writer.h"
#include "formats/audio/import.h"
#include "formats/deliver/file_naming.h"
#include "formats/disc/cd_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <map>

namespace lacquer::formats {
namespace {

namespace fs = std::filesystem;
using disc::CdLayout;
using disc::DdpFileset;

enum PackType { kTitle = 0x80, kPerformer = 0x81, kComposer = 0x83 };

std::string* fieldOf(disc::CdNames& names, int type) {
    return type == kTitle ? &names.title : type == kPerformer ? &names.performer : type == kComposer ? &names.composer : nullptr;
}

/// The texts by language, the disc's own first.
std::vector<disc::CdTranslation> languagesOf(const DdpFileset& set, std::size_t tracks) {
    std::vector<disc::CdTranslation> languages;
    for (const disc::DdpText& text : set.texts) {
        std::string code;
        for (const auto& language : disc::cdTextLanguages())
            if (language.number == text.language) code = language.code;
        auto found = std::find_if(languages.begin(), languages.end(), [&](const auto& l) { return l.language == code; });
        if (found == languages.end()) {
            languages.push_back({code, std::vector<disc::CdNames>(tracks + 1)});
            found = languages.end() - 1;
        }
        if (static_cast<std::size_t>(text.track) > tracks) continue;
        if (std::string* field = fieldOf(found->names[static_cast<std::size_t>(text.track)], text.type)) *field = text.text;
    }
    return languages;
}

/// Copies sectors of the image into a WAV.
Result<void> copySectors(const DdpFileset& set, std::int64_t from, std::int64_t count, const fs::path& file,
                         const std::function<bool()>& goOn) {
    std::ifstream image(set.image, std::ios::binary);
    image.seekg(from * disc::kBytesPerSector);
    WriteOptions options;
    options.rate = disc::kCdRate;
    options.samples = SampleFormat::int16;
    options.dither = dsp::DitherKind::none;
    options.expectedLength = FrameCount{count * disc::kSamplesPerSector};
    auto writer = AudioFileWriter::create(file, options);
    if (!writer) return tl::make_unexpected(writer.error());
    constexpr std::int64_t kPiece = 32; // sectors
    std::vector<char> bytes(static_cast<std::size_t>(kPiece * disc::kBytesPerSector));
    std::vector<float> left, right;
    for (std::int64_t done = 0; done < count; done += kPiece) {
        const auto size = static_cast<std::size_t>(std::min(kPiece, count - done) * disc::kBytesPerSector);
        if (!image.read(bytes.data(), static_cast<std::streamsize>(size)))
            return badInput(fmt::format("The image \"{}\" is missing or ends before its last mark. Ask for the fileset again.",
                                        set.image.string()));
        left.resize(size / 4);
        right.resize(size / 4);
        const auto sample = [&](std::size_t at) {
            const auto low = static_cast<unsigned char>(bytes[at]), high = static_cast<unsigned char>(bytes[at + 1]);
            return static_cast<float>(static_cast<std::int16_t>(low | high << 8)) / 32768.0f;
        };
        for (std::size_t k = 0; k < left.size(); ++k) {
            left[k] = sample(4 * k);
            right[k] = sample(4 * k + 2);
        }
        const float* const planes[] = {left.data(), right.data()};
        if (auto written = (*writer)->write(planes, static_cast<int>(left.size())); !written) return written;
        if (goOn && !goOn()) return fail(ErrorKind::cancelled, "Stopped.");
    }
    return (*writer)->finish();
}

/// Anything but zeros between two sectors.
bool sounds(const DdpFileset& set, std::int64_t from, std::int64_t to) {
    std::ifstream image(set.image, std::ios::binary);
    image.seekg(from * disc::kBytesPerSector);
    std::vector<char> bytes(static_cast<std::size_t>(disc::kBytesPerSector));
    for (; from < to && image.read(bytes.data(), static_cast<std::streamsize>(bytes.size())); ++from)
        if (std::any_of(bytes.begin(), bytes.end(), [](char byte) { return byte != 0; })) return true;
    return false;
}

Seconds secondsOfSectors(std::int64_t sectors) { return {static_cast<double>(sectors) / disc::kSectorsPerSecond}; }

std::string fileName(std::size_t number, const std::string& title) {
    return fileNameOf("{track:02} {title}", {{"track", fmt::format("{}", number)},
                                             {"title", title.empty() ? std::string("Track") : title}}) +
           ".wav";
}

/// One step of the album: an edit, or why not.
class Building {
public:
    explicit Building(project::Project from) : project(std::move(from)) {}

    void operator()(auto edit) {
        if (!done) return;
        auto next = edit(std::move(project));
        if (next) project = std::move(*next);
        else done = tl::make_unexpected(next.error());
    }

    project::Project project;
    Result<void> done;
};

} // namespace

Result<CdLayout> layoutOf(const DdpFileset& set) {
    CdLayout layout;
    layout.texts.upc = set.upc;
    layout.texts.masterId = set.masterId;
    layout.leadOut = set.imageSectors;
    layout.notes = set.problems;
    for (const disc::DdpMark& mark : set.marks) {
        if (mark.track == "00") {
            if (layout.texts.upc.empty()) layout.texts.upc = mark.upc;
            continue;
        }
        if (mark.track == "AA") break;
        const int number = std::atoi(mark.track.c_str());
        if (number < 1 || number > static_cast<int>(layout.tracks.size()) + 1)
            return badInput(fmt::format("The PQ stream names track \"{}\" out of order. Ask for the fileset again.", mark.track));
        if (number > static_cast<int>(layout.tracks.size())) layout.tracks.emplace_back();
        disc::CdTrack& track = layout.tracks.back();
        if (!track.indexes.empty() && mark.index <= track.indexes.back().number)
            return badInput(fmt::format("Track {} has its index {} out of order. Ask for the fileset again.", number, mark.index));
        track.indexes.push_back({mark.index, mark.sector});
        if (!mark.isrc.empty()) track.isrc = mark.isrc;
    }
    if (layout.tracks.empty()) return badInput("The PQ stream has no track. Ask for the fileset again.");
    for (const disc::CdTrack& track : layout.tracks)
        if (std::none_of(track.indexes.begin(), track.indexes.end(), [](const auto& index) { return index.number == 1; }))
            return badInput("A track has no INDEX 01. Ask for the fileset again.");
    auto languages = languagesOf(set, layout.tracks.size());
    if (!languages.empty()) {
        const auto& first = languages.front();
        if (!first.language.empty()) layout.language = first.language;
        layout.texts.title = first.names[0].title;
        layout.texts.performer = first.names[0].performer;
        for (std::size_t k = 0; k < layout.tracks.size(); ++k) {
            layout.tracks[k].title = first.names[k + 1].title;
            layout.tracks[k].performer = first.names[k + 1].performer;
            layout.tracks[k].composer = first.names[k + 1].composer;
        }
        for (std::size_t k = 1; k < languages.size(); ++k)
            if (!languages[k].language.empty()) layout.translations.push_back(std::move(languages[k]));
    }
    return layout;
}

Result<std::vector<ExtractedTrack>> extractTracks(const DdpFileset& set, const fs::path& folder,
                                                  const std::function<bool()>& goOn) {
    const auto layout = layoutOf(set);
    if (!layout) return tl::make_unexpected(layout.error());
    std::error_code error;
    if (fs::create_directories(folder, error); error)
        return systemRefused(fmt::format("The folder \"{}\" cannot be made: {}.", folder.string(), error.message()));
    std::vector<ExtractedTrack> tracks;
    const std::int64_t first = layout->tracks.front().start();
    if (first > disc::kFirstPause && sounds(set, disc::kFirstPause, first))
        tracks.push_back({folder / "00 Hidden track.wav", "Hidden track", disc::kFirstPause, first - disc::kFirstPause});
    for (std::size_t k = 0; k < layout->tracks.size(); ++k) {
        const std::int64_t start = layout->tracks[k].start();
        const std::int64_t end = k + 1 < layout->tracks.size() ? layout->tracks[k + 1].start() : layout->leadOut;
        tracks.push_back({folder / fileName(k + 1, layout->tracks[k].title), layout->tracks[k].title, start, end - start});
    }
    for (const ExtractedTrack& track : tracks)
        if (auto copied = copySectors(set, track.firstSector, track.sectors, track.file, goOn); !copied)
            return tl::make_unexpected(copied.error());
    return tracks;
}

Result<void> extractProgramme(const DdpFileset& set, const fs::path& file, const std::function<bool()>& goOn) {
    return copySectors(set, disc::kFirstPause, set.imageSectors - disc::kFirstPause, file, goOn);
}

Result<project::Project> addDdpToAlbum(project::Project project, const DdpFileset& set, const fs::path& projectFolder,
                                       const std::function<bool()>& goOn) {
    const auto layout = layoutOf(set);
    if (!layout) return tl::make_unexpected(layout.error());
    // The import copies it into the project under its content's name.
    std::string scratch = (fs::temp_directory_path() / "lacquer-ddp-XXXXXX").string();
    if (!::mkdtemp(scratch.data())) return systemRefused("No folder for temporary files can be made.");
    const fs::path programme = fs::path(scratch) / fileName(1, layout->texts.title.empty() ? "Disc" : layout->texts.title);
    auto extracted = extractProgramme(set, programme, goOn);
    Result<ImportOutcome> imported;
    if (extracted) {
        ImportRequest request;
        request.paths = {programme};
        request.projectFolder = projectFolder;
        request.rate = project.rate;
        imported = importFiles(request, [&](double) { return !goOn || goOn(); });
    }
    std::error_code ignored;
    fs::remove_all(scratch, ignored);
    if (!extracted) return tl::make_unexpected(extracted.error());
    if (!imported) return tl::make_unexpected(imported.error());
    if (imported->tracks.empty()) return badInput(fmt::format("The image \"{}\" has no audio.", set.image.string()));

    auto pooled = project::addSource(std::move(project), imported->tracks.front().source);
    if (!pooled) return tl::make_unexpected(pooled.error());
    const SourceId source = pooled->id;
    Building build(std::move(pooled->project));
    const bool alone = build.project.album->tracks.empty();
    const std::int64_t sectors = set.imageSectors - disc::kFirstPause; // of the programme
    for (std::size_t k = 0; k < layout->tracks.size(); ++k) {
        const disc::CdTrack& track = layout->tracks[k];
        const std::int64_t start = track.start();
        const std::int64_t pause = k == 0 ? disc::kFirstPause : track.pauseStart();
        const std::int64_t end = k + 1 < layout->tracks.size() ? layout->tracks[k + 1].pauseStart() : layout->leadOut;
        // A silent pause is a gap; what sounds in it is the track's own, before its INDEX 01.
        const bool loud = pause < start && sounds(set, pause, start);
        const std::int64_t from = loud ? pause : start;
        AlbumTrackId id;
        build([&](project::Project now) -> Result<project::Project> {
            auto added = addSourceToAlbum(std::move(now), source, track.title.empty() ? fmt::format("Track {}", k + 1) : track.title);
            if (!added) return tl::make_unexpected(added.error());
            id = added->id;
            return std::move(added->project);
        });
        build([&](project::Project now) {
            return setAlbumTrim(std::move(now), id, secondsOfSectors(from - disc::kFirstPause),
                                secondsOfSectors(sectors - (end - disc::kFirstPause)));
        });
        build([&](project::Project now) { return setAlbumGap(std::move(now), id, secondsOfSectors(loud || k == 0 ? 0 : start - pause)); });
        build([&](project::Project now) { return setAlbumPregap(std::move(now), id, secondsOfSectors(start - from)); });
        std::vector<Seconds> marks;
        for (const disc::CdIndex& index : track.indexes)
            if (index.number > 1) marks.push_back(secondsOfSectors(index.sector - from));
        build([&](project::Project now) { return setAlbumIndexMarks(std::move(now), id, marks); });
        const auto write = [&](const std::string& key, const std::string& text) {
            if (!text.empty()) build([&](project::Project now) { return setAlbumTrackMetadata(std::move(now), id, key, text); });
        };
        if (track.performer != layout->texts.performer || !alone) write("artist", track.performer);
        write("composer", track.composer);
        if (disc::isIsrc(track.isrc)) write("isrc", track.isrc);
        for (const auto& translation : layout->translations) {
            write("title@" + translation.language, translation.names[k + 1].title);
            write("artist@" + translation.language, translation.names[k + 1].performer);
        }
    }
    if (alone) {
        const auto write = [&](const std::string& key, const std::string& text) {
            if (!text.empty()) build([&](project::Project now) { return setAlbumMetadata(std::move(now), key, text); });
        };
        write("title", layout->texts.title);
        write("artist", layout->texts.performer);
        if (disc::ean13Of(layout->texts.upc)) write("upc", layout->texts.upc);
        write("catalog", layout->texts.masterId);
        if (layout->language != "en") write("cd_language", layout->language);
        for (const auto& translation : layout->translations) {
            write("title@" + translation.language, translation.names[0].title);
            write("artist@" + translation.language, translation.names[0].performer);
        }
    }
    if (!build.done) return tl::make_unexpected(build.done.error());
    return std::move(build.project);
}

} // namespace lacquer::formats
