#pragma once

#include "engine/processors/catalogue.h"
#include "engine/project/project.h"
#include "engine/vocabulary/audio_reader.h"

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace lacquer::ui {

/// The sound of a song rendered beside the playback, a little ahead of the playhead: for pictures of
/// a place that the playing engine has no ear at. A strip costs what it costs in the mix, nothing
/// else is rendered, and it waits while the playhead stands.
///
/// In       a song as isolatedAt() makes it
/// Delay    none: what is read belongs to the timeline, not to the clock
/// Errors   a song that cannot be rendered reads as silence
/// Thread   [main]; renders on a thread of its own
class StripProbe {
public:
    StripProbe(std::shared_ptr<const project::Project> isolated,
               SongId song,
               FramePosition from,
               std::shared_ptr<const AudioSources> sources,
               std::shared_ptr<const processors::ProcessorCatalogue> catalogue);
    ~StripProbe();
    StripProbe(const StripProbe&) = delete;
    StripProbe& operator=(const StripProbe&) = delete;

    /// Where the playhead is now: it renders up to half a second behind it.
    void follow(FramePosition playhead);
    /// Left and right together, half of each, for the frames [end − frames, end). False while they are
    /// not rendered yet, or not kept any more.
    bool read(FramePosition end, float* mono, std::size_t frames) const;
    /// Whether frames up to `end` are or will be there without starting anew.
    bool reaches(FramePosition end, FrameCount frames) const;

private:
    class Sink;

    std::shared_ptr<const project::Project> project_;
    SongId song_;
    FramePosition from_;
    std::shared_ptr<const AudioSources> sources_;
    std::shared_ptr<const processors::ProcessorCatalogue> catalogue_;
    mutable std::mutex guard_;
    std::condition_variable moved_;
    std::vector<float> ring_;
    std::int64_t written_; ///< timeline frame behind the newest one
    std::int64_t wanted_;
    bool stop_ = false;
    bool ended_ = false;
    std::thread thread_;
};

} // namespace lacquer::ui
