#pragma once

#include "engine/analysis/onset_detector.h"
#include "engine/analysis/sounding_spans.h"
#include "engine/project/clip.h"
#include "engine/vocabulary/audio_reader.h"
#include "engine/vocabulary/ids.h"

#include <QObject>

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <vector>

namespace lacquer::ui {

/// What listening to a source once tells: where its hits are and where it is silent.
struct SourceFact {
    std::vector<analysis::Onset> onsets;
    analysis::LevelTrack levels; ///< of the whole source
};

/// Facts about the project's sources, found on a thread of their own when they are first asked for.
///
/// Thread   [main]; the opener is called on the thread
class SourceFacts : public QObject {
    Q_OBJECT

public:
    using Open = std::function<std::unique_ptr<AudioReader>(SourceId)>;

    explicit SourceFacts(QObject* parent = nullptr);
    ~SourceFacts() override;

    enum class Known { forgotten, kept };
    void setSources(Open open, SampleRate rate, Known known = Known::forgotten);

    /// Null while it is not known; it is then asked for and arrived() follows. A source that is
    /// missing is known to hold nothing.
    const SourceFact* of(SourceId source);
    /// The same without asking.
    const SourceFact* known(SourceId source) const;

signals:
    void arrived(SourceId source);

private:
    void work();

    std::unordered_map<SourceId, std::shared_ptr<const SourceFact>> facts_; ///< null: on its way
    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<SourceId> wanted_;
    Open open_;
    SampleRate rate_;
    std::uint64_t generation_ = 0;
    bool ending_ = false;
    std::thread thread_;
};

/// Where a frame of its source lies on the timeline, and back; also outside the clip.
FramePosition timelineOf(const project::Clip& clip, FramePosition inSource);
FramePosition sourceOf(const project::Clip& clip, FramePosition onTimeline);

/// The hits inside a clip, at least this strong, on the timeline and in order. Of a reversed clip
/// there are none: its attacks are where sounds end.
std::vector<FramePosition> hitsOf(const project::Clip& clip, const SourceFact& fact, double strength);

/// The part of the levels that a clip shows.
analysis::LevelTrack levelsOf(const project::Clip& clip, const SourceFact& fact);

} // namespace lacquer::ui
