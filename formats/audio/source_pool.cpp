#include "formats/audio/source_pool.h"

#include "formats/audio/decoded_copy.h"
#include "formats/audio/loaded_files.h"
#include "formats/audio/open_file.h"
#include "formats/audio/pcm_file.h"

#include <map>
#include <mutex>

namespace lacquer::formats {
namespace {

/// An open file of plain PCM at the project's rate: the source itself or its decoded copy.
struct Pcm {
    std::shared_ptr<const OpenFile> file;
    PcmLayout layout;
};

std::optional<Pcm> openPcm(const std::filesystem::path& path) {
    auto opened = OpenFile::open(path);
    if (!opened) return {};
    auto layout = readPcmLayout(*opened);
    if (!layout) return {};
    return Pcm{std::make_shared<const OpenFile>(std::move(*opened)), std::move(*layout)};
}

bool hasRoomFor(const Pcm& pcm, const project::Source& source) {
    return pcm.layout.info.channels >= source.firstChannel + source.channels;
}

} // namespace

struct SourcePool::State {
    /// What is known of a file; sources split from one file share it.
    struct Entry {
        std::mutex mutex; ///< held while the copy is made: the second to ask waits for the first
        std::optional<Pcm> pcm;
        std::string problem;
    };

    explicit State(std::filesystem::path projectFolder) : folder(projectFolder), files(std::move(projectFolder)) {}

    std::filesystem::path folder;
    LoadedFiles files;
    SampleRate rate;
    std::vector<std::shared_ptr<const project::Source>> sources;
    std::map<std::string, std::unique_ptr<Entry>> entries; ///< by file; fixed after construction

    std::filesystem::path cacheFolder() const { return folder / "cache"; }

    /// Opens the source's audio; with `mayDecode` false only what is ready.
    void prepare(const project::Source& source, Entry& entry, bool mayDecode,
                 const WorkProgress& progress = {}) const {
        const std::lock_guard lock(entry.mutex);
        if (entry.pcm) return;
        const std::filesystem::path path = folder / source.file;
        const auto file = OpenFile::open(path);
        if (!file) {
            entry.problem = file.error().message;
            return;
        }
        auto pcm = openPcm(path);
        if (pcm && pcm->layout.info.rate == rate) {
            if (!hasRoomFor(*pcm, source) || pcm->layout.frames != source.length.value) {
                entry.problem = quotedName(path) +
                                " is not the file that was imported: its length or channels "
                                "differ. Put the original back.";
                return;
            }
            entry.pcm = std::move(pcm);
            return;
        }
        const auto copy = decodedCopyPath(cacheFolder(), source.contentHash, rate);
        pcm = openPcm(copy);
        const bool whole = pcm && hasRoomFor(*pcm, source) && pcm->layout.info.notes.empty();
        if (!whole && mayDecode) {
            if (const auto made = makeDecodedCopy(path, copy, rate, progress); !made) {
                if (made.error().kind != ErrorKind::cancelled)
                    entry.problem = made.error().message;
                return;
            }
            pcm = openPcm(copy);
        } else if (!whole) {
            return;
        }
        if (pcm && hasRoomFor(*pcm, source)) {
            entry.pcm = std::move(pcm);
            entry.problem.clear();
        } else {
            entry.problem = quotedName(path) +
                            " is not the file that was imported: its channels differ. Put the "
                            "original back.";
        }
    }
};

SourcePool::SourcePool(const project::Project& project, std::filesystem::path projectFolder)
    : state_(std::make_unique<State>(std::move(projectFolder))) {
    state_->rate = project.rate;
    state_->sources = project.sources;
    for (const auto& source : project.sources) {
        auto& entry = state_->entries[source->file];
        if (!entry) entry = std::make_unique<State::Entry>();
        state_->prepare(*source, *entry, false);
    }
}

SourcePool::~SourcePool() = default;

std::unique_ptr<AudioReader> SourcePool::open(SourceId id) const {
    for (const auto& source : state_->sources) {
        if (source->id != id) continue;
        State::Entry& entry = *state_->entries.at(source->file);
        state_->prepare(*source, entry, true);
        const std::lock_guard lock(entry.mutex);
        if (!entry.pcm || !hasRoomFor(*entry.pcm, *source)) return nullptr;
        return std::make_unique<PcmReader>(entry.pcm->file, entry.pcm->layout, source->firstChannel,
                                           source->channels);
    }
    return nullptr;
}

Result<std::shared_ptr<const LoadedAudio>> SourcePool::load(const std::string& file) const {
    return state_->files.load(file);
}

std::vector<std::pair<SourceId, std::string>> SourcePool::missing() const {
    std::vector<std::pair<SourceId, std::string>> list;
    for (const auto& source : state_->sources) {
        State::Entry& entry = *state_->entries.at(source->file);
        const std::lock_guard lock(entry.mutex);
        if (!entry.problem.empty()) list.emplace_back(source->id, entry.problem);
    }
    return list;
}

bool SourcePool::prepare(const std::function<bool(double share)>& progress) const {
    const auto count = static_cast<double>(state_->sources.size());
    double done = 0;
    bool wanted = true;
    for (const auto& source : state_->sources) {
        State::Entry& entry = *state_->entries.at(source->file);
        state_->prepare(*source, entry, true, [&](double share) {
            if (progress) wanted = progress((done + share) / count);
            return wanted;
        });
        done += 1;
        if (wanted && progress) wanted = progress(done / count);
        if (!wanted) return false;
    }
    return true;
}

} // namespace lacquer::formats
