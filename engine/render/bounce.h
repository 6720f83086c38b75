#pragma once

#include "engine/plan/render_plan.h"
#include "engine/processors/catalogue.h"
#include "engine/project/project.h"
#include "engine/vocabulary/audio_reader.h"
#include "engine/vocabulary/result.h"
#include "engine/vocabulary/units.h"

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace lacquer::render {

/// Takes rendered audio in order. Implemented by file writers and by tests.
class AudioSink {
public:
    virtual ~AudioSink() = default;
    /// planes[c][0..frames), float, two channels.
    virtual Result<void> write(const float* const* planes, int frames) = 0;
};

/// What ends a bounce behind the last clip.
enum class Silence {
    inaudible, ///< nothing that 24-bit audio could hold
    digital,   ///< nothing but zeros: for audio that is worked on further
};

/// How long a bounce goes on behind the end of the last clip.
struct Tail {
    /// none: until the output is silent (the longest tail of the plan bounds it).
    std::optional<Seconds> length;
    Silence silence = Silence::inaudible;
};

struct BounceRequest {
    const project::Song* song = nullptr;
    SampleRate rate;
    project::PanLaw panLaw = project::PanLaw::minus3dB;
    FramePosition from;
    std::optional<FramePosition> to; ///< none: the end of the last clip plus the tail
    Tail tail;
    /// Processors that are for listening only are part of it: for one who asks for them by name.
    bool withMonitoring = false;
    int threads = 0; ///< 0: one per core. The bits do not depend on it
};

/// A track's or bus's own path through the song. Stems sum to the mix before mix-bus processing.
struct StemSink {
    ChannelId channel;
    AudioSink* sink = nullptr;
};

struct BounceSummary {
    FrameCount frames;
    FrameCount latency; ///< of the plan; already taken out of what was written
    /// Channels in which NaN or infinity came in or came out of a processor; silence took its place.
    std::vector<std::string> stoppedIn;
};

/// False stops the bounce with ErrorKind::cancelled.
using Progress = std::function<bool(double share)>;

/// Whether every file that a processor of the plan names is there and can be read.
///
/// Errors   one sentence with the processor, its channel and the file
/// Thread   any but the engine thread
Result<void> checkFiles(const plan::RenderPlan& plan, const AudioSources& sources);

/// One of several mixes of a song that are rendered together.
struct MixOrder {
    const project::Song* song = nullptr;
    AudioSink* mix = nullptr;
    std::span<const StemSink> stems = {};
};

/// Renders a song's mix offline, latency compensated: the first frame written is `from`. With
/// `stems`, also every listed channel, each as long as the mix.
///
/// The bits depend on the song and its sources alone, not on threads, nor on whether it is bounced
/// or played.
///
/// Errors   a cycle in the routing (names the channels); a processor's file that is missing; what a
///          sink reports; cancelled
/// Thread   any but the engine thread
Result<BounceSummary> bounce(const BounceRequest& request,
                             const processors::ProcessorCatalogue& catalogue,
                             const AudioSources& sources,
                             AudioSink& mix,
                             std::span<const StemSink> stems = {},
                             const Progress& progress = {});

/// Renders several mixes side by side, as an instrumental and an a cappella of one song: what is the
/// same in two of them is computed once, and every file is read once for it. Each mix has the bits, the
/// length and the summary that bounce() gives it alone; `request.song` does not count.
Result<std::vector<BounceSummary>> bounceTogether(const BounceRequest& request,
                                                  std::span<const MixOrder> orders,
                                                  const processors::ProcessorCatalogue& catalogue,
                                                  const AudioSources& sources,
                                                  const Progress& progress = {});

} // namespace lacquer::render
