#pragma once

#include "engine/project/automation.h"
#include "engine/project/project.h"
#include "engine/processors/processor.h"
#include "engine/vocabulary/ids.h"
#include "engine/vocabulary/quantum.h"
#include "engine/vocabulary/units.h"

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <vector>

/// One song, compiled: what the engine runs. Immutable and free of state; the running instances
/// live in render::Performance, keyed by the ids found here.
///
/// Latency. A strip's input is late by `inputLatency` against the timeline; every edge into it
/// carries the delay that brings its signal there. Automation is read at the time of the audio it
/// meets: at the running position minus the latency of that place in the strip.
namespace lacquer::plan {

/// How a curve goes from point to point.
enum class Join {
    linear,  ///< in the parameter's unit
    octaves, ///< frequencies
    step,    ///< choices and switches
};

/// A parameter's curve, ready to be evaluated; `points` is never empty.
struct Curve {
    std::vector<project::AutomationPoint> points;
    Join join = Join::linear;

    friend bool operator==(const Curve&, const Curve&) = default;
};

/// A value that holds still, or follows a curve.
struct Value {
    double constant = 0;
    std::shared_ptr<const Curve> curve; ///< null: constant
};

/// One parameter of an insert that follows a curve.
struct MovingParameter {
    std::size_t parameter = 0; ///< index into the processor's spec
    std::shared_ptr<const Curve> curve;
};

/// What an insert's values come to.
struct InsertFigures {
    std::vector<float> values; ///< constants in the order of the spec
    FrameCount latency;
    FrameCount tail;
};

struct Insert {
    InsertId id;
    const processors::ProcessorType* type = nullptr;
    std::shared_ptr<const project::Insert> made; ///< as the project has it
    std::shared_ptr<const InsertFigures> figures;
    std::vector<MovingParameter> moving;
    FrameCount latency, tail;   ///< of the figures
    FrameCount offset;          ///< latency of the strip's path up to this insert's input
    int keyStrip = -1;          ///< strip whose output is the side-chain signal
    FrameCount keyDelay;        ///< brings the key to the insert's time

    /// For latency and text parameters.
    const ParameterValues& settings() const { return made->values; }
    const std::vector<float>& values() const { return figures->values; }
};

enum class Tap { preFader, postFader };

/// A signal that enters a strip: a channel routed to it or a send.
struct Input {
    int fromStrip = 0;
    Tap tap = Tap::postFader;
    FrameCount delay;
    SendId send;       ///< none: the channel's output
    Value level;       ///< dB, sends only
    bool silent = false; ///< muted send or a path that another's solo silences
};

/// A VCA that moves a strip along; those above it have entries of their own.
struct VcaShare {
    ChannelId vca;
    Value fader; ///< dB, added to the strip's
    Value mute;  ///< 0 or 1, besides the strip's
};

struct Strip {
    ChannelId channel;
    std::string name;
    int track = -1;     ///< index into the song's tracks; −1: a bus or the mix
    bool mono = false;
    Value trim; ///< dB
    bool polarityInverted = false;
    std::vector<Insert> inserts;
    Value fader; ///< dB
    Value pan;   ///< −100…100
    Value width; ///< percent
    Value mute;  ///< 0 or 1
    std::vector<VcaShare> vcas; ///< from the nearest up
    bool silenced = false; ///< implied mute: another channel is soloed
    std::vector<Input> inputs;
    FrameCount inputLatency;
    FrameCount outputLatency; ///< input plus all inserts
    int level = 0; ///< strips of one level do not feed each other
    int bundle = 0;
    int lane = 0; ///< strip number within the bundle
};

/// One processor type at work on some of a bundle's strips.
struct Slot {
    const processors::ProcessorType* type = nullptr;
    StripMask strips = 0;
    std::array<int, kBundleStrips> insert{}; ///< index into Strip::inserts, for strips in the mask
};

/// Up to eight strips of one level that run side by side.
struct Bundle {
    std::vector<int> strips; ///< index into RenderPlan::strips by lane
    std::vector<Slot> insertSlots; ///< in order of the signal
};

struct RenderPlan {
    SampleRate rate;
    project::PanLaw panLaw = project::PanLaw::minus3dB;
    std::vector<Strip> strips;
    std::vector<Bundle> bundles;
    std::vector<std::vector<int>> levels; ///< bundles of each level, in order of running
    int mixStrip = 0;
    int monitorStrip = -1; ///< what the monitors get in the place of the mix; −1: the mix
    FrameCount latency; ///< of the mix's output
    FrameCount tail;    ///< frames after the last input until the output is silent, at most
    std::vector<project::TempoPoint> tempo; ///< of the song, for what follows it
    std::vector<std::shared_ptr<const project::Track>> tracks; ///< by Strip::track
};

/// Quarter notes per minute at a position.
inline double tempoAt(const RenderPlan& plan, FramePosition position) noexcept {
    const auto after = std::upper_bound(
        plan.tempo.begin(), plan.tempo.end(), position,
        [](FramePosition at, const project::TempoPoint& point) { return at < point.position; });
    if (plan.tempo.empty()) return project::TempoPoint{}.beatsPerMinute;
    return after == plan.tempo.begin() ? after->beatsPerMinute : (after - 1)->beatsPerMinute;
}

} // namespace lacquer::plan
