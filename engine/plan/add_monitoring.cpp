#include "engine/plan/passes.h"

#include <algorithm>

namespace lacquer::plan {
namespace {

std::size_t at(int index) { return static_cast<std::size_t>(index); }

/// A strip at unity in the middle.
Strip plainStrip(ChannelId channel, const char* name) {
    Strip strip;
    strip.channel = channel;
    strip.name = name;
    strip.width.constant = 100;
    return strip;
}

int addReference(RenderPlan& plan, const Reference& reference) {
    project::Clip clip;
    clip.id = {kReferenceChannel.value};
    clip.source = reference.source;
    clip.position = reference.position;
    clip.length = reference.length;
    project::Track track;
    track.channel.id = kReferenceChannel;
    track.clips = std::make_shared<const project::ClipList>(project::ClipList{std::move(clip)});
    Strip strip = plainStrip(kReferenceChannel, "Reference");
    strip.fader.constant = reference.level.value;
    strip.track = static_cast<int>(plan.tracks.size());
    plan.tracks.push_back(std::make_shared<const project::Track>(std::move(track)));
    plan.strips.push_back(std::move(strip));
    return static_cast<int>(plan.strips.size()) - 1;
}

} // namespace

void addMonitoring(RenderPlan& plan, const Monitoring& monitoring) {
    const int reference = monitoring.reference ? addReference(plan, *monitoring.reference) : -1;
    Strip monitor = plainStrip(kMonitorChannel, "Monitor");
    const auto hear = [&](int strip, Tap tap) {
        Input input;
        input.fromStrip = strip;
        input.tap = tap;
        monitor.inputs.push_back(std::move(input));
    };
    const Tap tap = monitoring.point == ListenPoint::beforeFader ? Tap::preFader : Tap::postFader;
    for (const ChannelId channel : monitoring.listen)
        for (std::size_t s = 0; s < plan.strips.size(); ++s)
            if (plan.strips[s].channel == channel && channel != kReferenceChannel) hear(static_cast<int>(s), tap);
    if (monitor.inputs.empty() && reference >= 0 && monitoring.reference->heard) hear(reference, Tap::postFader);
    if (monitor.inputs.empty()) return;
    plan.monitorStrip = static_cast<int>(plan.strips.size());
    plan.strips.push_back(std::move(monitor));
}

/// What is listened to comes at the time of the mix, so that changing over does not jump.
void alignMonitor(RenderPlan& plan) {
    if (plan.monitorStrip < 0) return;
    Strip& monitor = plan.strips[at(plan.monitorStrip)];
    monitor.inputLatency = monitor.outputLatency = std::max(plan.latency, monitor.inputLatency);
    for (Input& input : monitor.inputs)
        input.delay = monitor.inputLatency - plan.strips[at(input.fromStrip)].outputLatency;
}

} // namespace lacquer::plan
