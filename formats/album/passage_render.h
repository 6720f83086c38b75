#pragma once

#include "engine/mastering/passages.h"
#include "formats/album/album_master.h"
#include "formats/album/master_file.h"

#include <functional>
#include <vector>

/// The pieces that a master is put together from. For album_master.cpp.
namespace lacquer::formats {

/// A project's masters that the cache holds, at one rate, whatever they were rendered for: where a
/// passage's samples can be taken from.
class OlderMasters {
public:
    OlderMasters(const std::filesystem::path& folder, SampleRate rate);

    struct Place {
        const AlbumMaster* master = nullptr; ///< null: none has it
        const RenderedPassage* passage = nullptr;
    };
    Place find(const std::string& key) const;
    /// How long a passage rang that nobody holds, because it rang into the next one; −1: not known.
    std::int64_t overrun(const std::string& key) const;
    const std::vector<AlbumMaster>& all() const { return masters_; }

private:
    std::vector<AlbumMaster> masters_;
};

/// Says how much of some work is done; false stops it.
using ShareDone = std::function<bool(double share)>;

struct PassageRender {
    std::vector<RenderedPassage> passages;
    std::vector<Overrun> overruns;
    FrameCount rendered; ///< what no older master had
};

/// Renders every passage of the album into the file, several at once; what an older master holds is
/// copied. A passage that rings into the next is rendered again in one with it.
///
/// Errors   what the bounce and the disk report; cancelled
Result<PassageRender> renderPassages(const RenderSubject& subject,
                                     const mastering::AlbumAssembly& album,
                                     const std::function<std::string(const project::Song&)>& keyOf,
                                     const processors::ProcessorCatalogue& catalogue,
                                     const AudioSources& sources,
                                     const OlderMasters& older,
                                     const MasterFile& file,
                                     const ShareDone& progress);

/// The passages of a master at another rate, each converted by itself and put at its nearest frame.
Result<PassageRender> convertPassages(const AlbumMaster& master,
                                      SampleRate rate,
                                      const OlderMasters& older,
                                      const MasterFile& file,
                                      int threads,
                                      const ShareDone& progress);

} // namespace lacquer::formats
