#include "formats/audio/import.h"

#include "engine/dsp/resampler.h"
#include "formats/audio/audio_file_reader.h"
#include "formats/audio/audio_file_writer.h"
#include "formats/audio/import_placing.h"
#include "formats/audio/import_scan.h"
#include "formats/audio/open_file.h"
#include "formats/audio/output_file.h"
#include "formats/audio/pcm_file.h"
#include "formats/audio/shown_text.h"
#include "formats/audio/stem_names.h"
#include "formats/checksum/checksum.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>
#include <set>
#include <system_error>
#include <thread>

namespace lacquer::formats {
namespace {

namespace fs = std::filesystem;

/// Bytes copied and hashed at a time.
constexpr std::size_t kCopyBytes = std::size_t{1} << 18;

/// Share of a file's progress that copying is; decoding is the rest.
constexpr double kCopyShare = 0.4;

/// A file name's longest in bytes, with room for a number to make it unique.
constexpr std::size_t kLongestName = 230;

constexpr std::int64_t kSecondsOfADay = 86400;

/// One file, or a left and a right one to be joined.
struct Item {
    fs::path path;
    std::optional<fs::path> right;
    StemName stem;
};

/// What came of an item.
struct Taken {
    std::optional<Error> error;
    std::string file; ///< below the project folder
    std::string hash;
    AudioFileInfo info;
    FrameCount length; ///< at the project's rate
};

/// Span of a file's channels that becomes a track.
struct Part {
    int first = 0;
    int count = 1;
    std::string suffix;
};

bool isPair(Speaker a, Speaker b) {
    return (a == Speaker::left && b == Speaker::right) ||
           (a == Speaker::sideLeft && b == Speaker::sideRight) ||
           (a == Speaker::backLeft && b == Speaker::backRight);
}

std::string partName(Speaker speaker) {
    switch (speaker) {
    case Speaker::left: return "Front";
    case Speaker::centre: return "Centre";
    case Speaker::lfe: return "LFE";
    case Speaker::sideLeft: return "Side";
    case Speaker::backLeft: return "Back";
    default: return {};
    }
}

/// Mono and stereo stay; more channels are split, into pairs where the file names its speakers.
std::vector<Part> partsOf(const AudioFileInfo& info) {
    if (info.channels <= 2) return {{0, info.channels, {}}};
    std::vector<Part> parts;
    const bool known = static_cast<int>(info.speakers.size()) == info.channels;
    for (int c = 0; c < info.channels; ++c) {
        Part part{c, 1, fmt::format("{}", c + 1)};
        if (known) {
            const auto at = static_cast<std::size_t>(c);
            if (c + 1 < info.channels && isPair(info.speakers[at], info.speakers[at + 1]))
                part.count = 2;
            if (const std::string name = partName(info.speakers[at]); !name.empty())
                part.suffix = name;
        }
        c += part.count - 1;
        parts.push_back(std::move(part));
    }
    return parts;
}

/// Cuts UTF-8 between characters.
std::string cutTo(std::string text, std::size_t most) {
    if (text.size() <= most) return text;
    while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0U) == 0x80U) --most;
    text.resize(most);
    return text;
}

class Import {
public:
    Import(const ImportRequest& request, const WorkProgress& progress)
        : request_(request), progress_(progress), audio_(request.projectFolder / "audio") {}

    Result<ImportOutcome> run() {
        std::error_code error;
        fs::create_directories(audio_, error);
        if (error)
            return systemRefused("The project's audio folder cannot be made: " + error.message() +
                                 ".");
        for (const auto& entry : fs::directory_iterator(audio_, error))
            names_.insert(entry.path().filename().native());
        planItems();
        work();
        if (failure_) {
            removeCopies();
            return tl::make_unexpected(*failure_);
        }
        collect();
        return std::move(outcome_);
    }

private:
    void planItems() {
        const std::vector<fs::path> files = filesBelow(request_.paths, outcome_.skipped);
        std::vector<std::string> shown;
        for (const fs::path& file : files) shown.push_back(file.filename().native());
        const std::vector<StemName> stems = readStemNames(shown);
        std::set<std::size_t> joined;
        for (std::size_t k = 0; k < files.size(); ++k) {
            if (joined.count(k)) continue;
            Item item{files[k], {}, stems[k]};
            const std::size_t partner = request_.joinPairs ? partnerOf(k, files, stems) : k;
            if (partner != k) {
                joined.insert(partner);
                const bool leftFirst = stems[k].side == StemSide::left;
                item.path = leftFirst ? files[k] : files[partner];
                item.right = leftFirst ? files[partner] : files[k];
                item.stem.name = stems[k].pairName;
            }
            items_.push_back(std::move(item));
        }
        taken_.resize(items_.size());
        shares_ = std::vector<std::atomic<double>>(items_.size());
    }

    /// The file on the other side in the same folder, when both are mono at the same rate.
    static std::size_t partnerOf(std::size_t k, const std::vector<fs::path>& files,
                                 const std::vector<StemName>& stems) {
        if (stems[k].side == StemSide::both) return k;
        for (std::size_t other = k + 1; other < files.size(); ++other) {
            if (stems[other].side == StemSide::both || stems[other].side == stems[k].side ||
                stems[other].pairName != stems[k].pairName ||
                files[other].parent_path() != files[k].parent_path())
                continue;
            const auto a = openAudioFile(files[k]);
            const auto b = openAudioFile(files[other]);
            if (a && b && (*a)->info().channels == 1 && (*b)->info().channels == 1 &&
                (*a)->info().rate == (*b)->info().rate &&
                (*a)->info().timeReference == (*b)->info().timeReference)
                return other;
        }
        return k;
    }

    void work() {
        const auto wanted = static_cast<std::size_t>(
            request_.threads > 0 ? request_.threads
                                 : std::max(1U, std::thread::hardware_concurrency()));
        const std::size_t count = std::min(wanted, items_.size());
        if (count <= 1) {
            takeItems();
            return;
        }
        std::vector<std::thread> threads;
        for (std::size_t k = 0; k < count; ++k) threads.emplace_back([this] { takeItems(); });
        for (std::thread& thread : threads) thread.join();
    }

    void takeItems() {
        while (!stopped_) {
            const std::size_t at = next_++;
            if (at >= items_.size()) return;
            taken_[at] = take(at);
            shares_[at] = 1.0;
            const std::optional<Error>& error = taken_[at].error;
            if (error && (error->kind == ErrorKind::system || error->kind == ErrorKind::cancelled))
                stop(*error);
            tell();
        }
    }

    void stop(const Error& error) {
        const std::lock_guard lock(mutex_);
        if (!failure_) failure_ = error;
        stopped_ = true;
    }

    /// Adds up the files' shares; false when the import shall stop.
    bool tell() {
        if (stopped_) return false;
        const std::lock_guard lock(mutex_);
        double sum = 0;
        for (const auto& share : shares_) sum += share;
        const double all = items_.empty() ? 1.0 : sum / static_cast<double>(items_.size());
        if (progress_ && !progress_(all)) {
            if (!failure_) failure_ = Error{ErrorKind::cancelled, "The import was stopped."};
            stopped_ = true;
        }
        return !stopped_;
    }

    Taken take(std::size_t at) {
        Taken taken;
        if (auto done = takeInto(at, taken); !done) taken.error = done.error();
        return taken;
    }

    Result<void> takeInto(std::size_t at, Taken& taken) {
        const Item& item = items_[at];
        {
            // Before anything is copied: is it audio at all?
            const auto reader = openAudioFile(item.path);
            if (!reader) return tl::make_unexpected(reader.error());
            taken.info = (*reader)->info();
        }
        const std::string name = reserveName(
            item.right ? item.stem.name + ".wav" : item.path.filename().native());
        const fs::path copy = audio_ / name;
        taken.file = "audio/" + name;
        auto hash = item.right ? join(item, copy, at) : copyAndHash(item.path, copy, at);
        if (!hash) return tl::make_unexpected(hash.error());
        taken.hash = *hash;
        if (auto decoded = makeReady(copy, at, taken); !decoded) {
            std::error_code ignored;
            fs::remove(copy, ignored);
            return decoded;
        }
        return {};
    }

    /// Learns the length and, where the file is not plain PCM at the rate, makes the decoded copy.
    Result<void> makeReady(const fs::path& copy, std::size_t at, Taken& taken) {
        const auto file = OpenFile::open(copy);
        if (!file) return tl::make_unexpected(file.error());
        if (const auto layout = readPcmLayout(*file)) {
            taken.info = layout->info;
            if (layout->info.rate == request_.rate) {
                taken.length = {layout->frames};
                return {};
            }
        }
        const fs::path decoded =
            decodedCopyPath(request_.projectFolder / "cache", taken.hash, request_.rate);
        const auto made = makeDecodedCopy(copy, decoded, request_.rate, [&](double share) {
            shares_[at] = kCopyShare + (1 - kCopyShare) * share;
            return tell();
        });
        if (!made) return tl::make_unexpected(made.error());
        taken.info = made->info;
        taken.length = made->length;
        return {};
    }

    Result<std::string> copyAndHash(const fs::path& from, const fs::path& to, std::size_t at) {
        const auto in = OpenFile::open(from);
        if (!in) return tl::make_unexpected(in.error());
        auto out = OutputFile::create(to, false, in->size());
        if (!out) return tl::make_unexpected(out.error());
        Checksum checksum(Hash::sha256);
        std::vector<unsigned char> bytes(kCopyBytes);
        for (std::int64_t done = 0;;) {
            const std::int64_t got = in->read(done, bytes.data(), bytes.size());
            if (got < 0) return badInput(quotedName(from) + " cannot be read to its end.");
            if (got == 0) break;
            const auto count = static_cast<std::size_t>(got);
            checksum.add(bytes.data(), count);
            if (auto written = out->write(bytes.data(), count); !written)
                return tl::make_unexpected(written.error());
            done += got;
            shares_[at] = kCopyShare * static_cast<double>(done) /
                          static_cast<double>(std::max<std::int64_t>(in->size(), done));
            if (!tell()) return fail(ErrorKind::cancelled, "The import was stopped.");
        }
        if (auto committed = out->commit(); !committed)
            return tl::make_unexpected(committed.error());
        return checksum.finish();
    }

    /// Left and right into one stereo file, in a word that holds both exactly.
    Result<std::string> join(const Item& item, const fs::path& to, std::size_t at) {
        auto left = openAudioFile(item.path);
        auto right = openAudioFile(*item.right);
        if (!left) return tl::make_unexpected(left.error());
        if (!right) return tl::make_unexpected(right.error());
        const int bits[] = {(*left)->info().exactBits, (*right)->info().exactBits};
        const auto fit = [&](int most) {
            return std::all_of(std::begin(bits), std::end(bits),
                               [&](int b) { return b > 0 && b <= most; });
        };
        WriteOptions options;
        options.rate = (*left)->info().rate;
        options.samples = fit(16)   ? SampleFormat::int16
                          : fit(24) ? SampleFormat::int24
                                    : SampleFormat::float32;
        auto writer = AudioFileWriter::create(to, options);
        if (!writer) return tl::make_unexpected(writer.error());
        constexpr int kPiece = 8192;
        std::vector<float> a(kPiece);
        std::vector<float> b(kPiece);
        while (true) {
            float* const placeA[] = {a.data()};
            float* const placeB[] = {b.data()};
            const int gotA = (*left)->read(placeA, kPiece);
            const int gotB = (*right)->read(placeB, kPiece);
            const int got = std::max(gotA, gotB);
            if (got == 0) break;
            std::fill(a.begin() + gotA, a.end(), 0.0F);
            std::fill(b.begin() + gotB, b.end(), 0.0F);
            const float* const both[] = {a.data(), b.data()};
            if (auto written = (*writer)->write(both, got); !written)
                return tl::make_unexpected(written.error());
            if (!tell()) return fail(ErrorKind::cancelled, "The import was stopped.");
        }
        if (auto finished = (*writer)->finish(); !finished)
            return tl::make_unexpected(finished.error());
        shares_[at] = kCopyShare;
        return hashOfFile(Hash::sha256, to);
    }

    /// A name in the audio folder that nothing has yet, the same for the same import.
    std::string reserveName(const std::string& wanted) {
        const std::lock_guard lock(mutex_);
        const fs::path shown = shownText(wanted);
        const std::string extension = cutTo(shown.extension().native(), 16);
        const std::string stem = cutTo(shown.stem().native(), kLongestName - extension.size());
        std::string name = stem + extension;
        for (int number = 2; !names_.insert(name).second; ++number)
            name = fmt::format("{} {}{}", stem, number, extension);
        return name;
    }

    void removeCopies() {
        std::error_code ignored;
        for (const Taken& taken : taken_)
            if (!taken.file.empty()) fs::remove(request_.projectFolder / taken.file, ignored);
    }

    void collect() {
        std::map<std::string, std::string> fileOfHash;
        for (std::size_t k = 0; k < items_.size(); ++k) {
            const Item& item = items_[k];
            Taken& taken = taken_[k];
            if (taken.error) {
                outcome_.skipped.push_back({shownPath(item.path), taken.error->message});
                continue;
            }
            // The same audio twice in one import is kept once.
            const auto [known, isNew] = fileOfHash.emplace(taken.hash, taken.file);
            if (!isNew) {
                std::error_code ignored;
                fs::remove(request_.projectFolder / taken.file, ignored);
                taken.file = known->second;
            }
            addTracks(item, taken);
        }
        placeTracks(outcome_.tracks, request_.rate, request_.songOrigin, outcome_.notes);
    }

    void addTracks(const Item& item, const Taken& taken) {
        for (const std::string& note : taken.info.notes)
            outcome_.notes.push_back(quotedName(item.path) + ": " + note);
        const std::vector<Part> parts = partsOf(taken.info);
        if (parts.size() > 1)
            outcome_.notes.push_back(fmt::format("{} has {} channels and is split into {} tracks.",
                                                 quotedName(item.path), taken.info.channels,
                                                 parts.size()));
        for (const Part& part : parts) {
            project::ImportedTrack track;
            track.name = part.suffix.empty() ? item.stem.name
                                             : item.stem.name + " " + part.suffix;
            track.colour = item.stem.colour;
            track.group = item.stem.group;
            project::Source& source = track.source;
            source.name = track.name;
            source.file = taken.file;
            source.origin = shownPath(fs::absolute(item.path));
            source.contentHash = taken.hash;
            source.fileRate = taken.info.rate;
            source.fileChannels = taken.info.channels;
            source.firstChannel = part.first;
            source.channels = part.count;
            source.length = taken.length;
            source.timeReference = timeReferenceOf(item, taken);
            outcome_.tracks.push_back(std::move(track));
            outcome_.sources.push_back(shownPath(item.path));
        }
    }

    std::optional<FramePosition> timeReferenceOf(const Item& item, const Taken& taken) {
        const std::optional<std::int64_t> stamp = taken.info.timeReference;
        // Zero is what programs write that know no time.
        if (!stamp || *stamp == 0) return {};
        if (*stamp < 0 || *stamp >= kSecondsOfADay * taken.info.rate.hz) {
            outcome_.notes.push_back(quotedName(item.path) +
                                     " carries a time stamp of more than a day, which is ignored.");
            return {};
        }
        return FramePosition{
            dsp::convertedLength({*stamp}, taken.info.rate, request_.rate).value};
    }

    const ImportRequest& request_;
    const WorkProgress& progress_;
    fs::path audio_;
    std::vector<Item> items_;
    std::vector<Taken> taken_;
    std::vector<std::atomic<double>> shares_;
    std::atomic<std::size_t> next_ = 0;
    std::atomic<bool> stopped_ = false;
    std::mutex mutex_; ///< names_, failure_, progress
    std::set<std::string> names_;
    std::optional<Error> failure_;
    ImportOutcome outcome_;
};

} // namespace

Result<ImportOutcome> importFiles(const ImportRequest& request, const WorkProgress& progress) {
    return Import(request, progress).run();
}

std::optional<FramePosition> songOriginOf(const project::Project& project,
                                          const project::Song& song) {
    for (const auto& track : song.tracks)
        for (const project::Clip& clip : *track->clips) {
            const project::Source* source = project::findSource(project, clip.source);
            if (!source || !source->timeReference || clip.reversed) continue;
            const FramePosition stamp = *source->timeReference + clip.offset;
            return FramePosition{(stamp - clip.position).value};
        }
    return {};
}

} // namespace lacquer::formats
