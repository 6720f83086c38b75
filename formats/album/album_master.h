#pragma once

#include "engine/mastering/album_assembly.h"
#include "engine/processors/catalogue.h"
#include "engine/vocabulary/audio_reader.h"
#include "formats/album/programme_meter.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace lacquer::formats {

/// A project as it lies on the disk, for work that renders it.
struct RenderSubject {
    std::shared_ptr<const project::Project> project;
    std::filesystem::path folder; ///< `Name.lacquer`
    int threads = 0;              ///< 0: one per core; the bits do not depend on it
};

/// What is being done, for people, and how much of it; false stops it.
using StageProgress = std::function<bool(const std::string& stage, double share)>;

/// A passage of the album (mastering/passages.h) as it lies in a master's file.
struct RenderedPassage {
    std::string key;      ///< names its sound: equal keys, equal samples
    FramePosition start;
    FrameCount length;    ///< with all that rings on
    FrameCount heard;     ///< with what rings on at −100 dBFS or more
    FrameCount latency;   ///< of its chains; already taken out
};

/// A passage that rang on into the next and was rendered in one with it.
struct Overrun {
    std::string key;
    FrameCount length;
};

/// The rendered album: a 32-bit float file in the project's cache and where the tracks lie in it.
struct AlbumMaster {
    std::filesystem::path file;
    SampleRate rate;
    std::vector<mastering::AlbumTrackSpan> tracks;
    FrameCount length; ///< the last track's end, and the heard tail of the chain behind it; the file may be longer
    std::vector<ProgrammeFacts> facts; ///< per track, of its span up to the next track's start
    /// Per track, a name of the samples that facts[k] measures: the same name, the same samples.
    std::vector<std::string> audio;
    ProgrammeFacts whole;
    FrameCount latency; ///< the largest of its passages; already taken out
    std::string key;
    std::vector<RenderedPassage> passages;
    std::vector<Overrun> overruns;
    FrameCount rendered; ///< what this very call rendered or converted, without what a cache had
    int measured = 0;    ///< and the number of tracks it measured

    /// Up to the start of the next track: what a file of this track holds. The gap is its tail.
    FrameCount programmeLength(std::size_t track) const;
};

/// The key of the album's render, known without rendering: equal keys, equal bits. Fails as the
/// album's assembly does.
Result<std::string> albumMasterKey(const RenderSubject& subject);

/// Renders the songs of the album, then the album, at the project's rate. What the cache has is taken
/// from it, passage by passage: with one song changed, only its passage is rendered and only its
/// tracks are measured, and the bits are those of a render without any cache.
///
/// Errors   a source that is missing; what the assembly and the bounce report
Result<AlbumMaster> renderAlbumMaster(const RenderSubject& subject,
                                      const processors::ProcessorCatalogue& catalogue,
                                      const StageProgress& progress = {});

/// The same, from the cache only; none when it is not there.
std::optional<AlbumMaster> cachedAlbumMaster(const RenderSubject& subject);

/// The master at another rate: each passage is converted in one, so that what was gapless stays so;
/// marks go to their nearest frames. Kept in the cache too.
Result<AlbumMaster> masterAtRate(const AlbumMaster& master, SampleRate rate, int threads, const StageProgress& progress = {});

/// A rendered file beside itself at another rate, made when it is not there; itself at its own.
Result<std::filesystem::path> renderedAtRate(const std::filesystem::path& file,
                                             SampleRate from,
                                             SampleRate to,
                                             const std::function<bool()>& goOn = {});

/// A song's mix as the album plays it.
struct RenderedMix {
    std::filesystem::path file;
    FrameCount length;
};

std::string mixKey(const project::Project& project, const project::Song& song);

Result<RenderedMix> renderMix(const RenderSubject& subject,
                              const project::Song& song,
                              const processors::ProcessorCatalogue& catalogue,
                              const AudioSources& sources,
                              const StageProgress& progress = {});

/// Several mixes of one song at once, in their order: what they have in common is computed once.
Result<std::vector<RenderedMix>> renderMixesTogether(const RenderSubject& subject,
                                                     std::span<const project::Song* const> mixes,
                                                     const processors::ProcessorCatalogue& catalogue,
                                                     const AudioSources& sources,
                                                     const StageProgress& progress = {});

/// Opens the album's sources: the project's files, and its songs' mixes from the cache.
class AlbumSources final : public AudioSources {
public:
    AlbumSources(std::shared_ptr<const AudioSources> files,
                 std::vector<std::pair<SourceId, std::filesystem::path>> mixes);
    std::unique_ptr<AudioReader> open(SourceId source) const override;
    Result<std::shared_ptr<const LoadedAudio>> load(const std::string& file) const override {
        return files_->load(file);
    }

private:
    std::shared_ptr<const AudioSources> files_;
    std::vector<std::pair<SourceId, std::filesystem::path>> mixes_;
};

/// The project's cache, or a folder of the system's for temporary files where the project may not
/// be written to.
std::filesystem::path cacheFolderOf(const std::filesystem::path& projectFolder);

} // namespace lacquer::formats
