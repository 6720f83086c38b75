#include "engine/plan/crossing.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <unordered_map>

namespace lacquer::plan {
namespace {

std::size_t at(int index) { return static_cast<std::size_t>(index); }

/// A signal's way: from where, to where, by which send and from which side of the fader.
using Way = std::tuple<std::uint64_t, std::uint64_t, std::uint64_t, Tap>;

struct Arrival {
    int strip = 0, input = 0;
    FrameCount delay;
    FrameCount own;     ///< latency of the strip it comes from
    FrameCount started; ///< a track's input latency: when its sound is read
    bool met = false;

    bool sameTime(const Arrival& other) const {
        return delay == other.delay && own == other.own && started == other.started;
    }
};

std::map<Way, Arrival> arrivalsIn(const RenderPlan& plan) {
    std::map<Way, Arrival> arrivals;
    for (int s = 0; s < static_cast<int>(plan.strips.size()); ++s) {
        const Strip& strip = plan.strips[at(s)];
        for (int k = 0; k < static_cast<int>(strip.inputs.size()); ++k) {
            const Input& input = strip.inputs[at(k)];
            if (input.silent) continue;
            const Strip& from = plan.strips[at(input.fromStrip)];
            Arrival arrival{s, k, input.delay, from.outputLatency - from.inputLatency, {}};
            if (from.track >= 0) arrival.started = from.inputLatency;
            arrivals[{from.channel.value, strip.channel.value, input.send.value, input.tap}] = arrival;
        }
    }
    return arrivals;
}

bool isSame(const Insert& a, const Insert& b) {
    return a.id == b.id && a.type == b.type && a.settings().texts == b.settings().texts;
}

/// Inserts that only one of two chains has. Where the order changed, what is out of order leaves and
/// arrives as well.
void compareChains(const Strip& before, const Strip& after, Crossings& crossings) {
    std::size_t next = 0; // of the chain before, up to where it was met in order
    std::vector<char> kept(before.inserts.size());
    for (const Insert& insert : after.inserts) {
        const auto from = before.inserts.begin() + static_cast<std::ptrdiff_t>(next);
        const auto found = std::find_if(from, before.inserts.end(),
                                        [&](const Insert& old) { return isSame(old, insert); });
        if (found == before.inserts.end()) {
            crossings.arriving.inserts.push_back(insert.id);
            continue;
        }
        next = static_cast<std::size_t>(found - before.inserts.begin());
        kept[next++] = 1;
    }
    for (std::size_t k = 0; k < kept.size(); ++k)
        if (!kept[k]) crossings.leaving.inserts.push_back(before.inserts[k].id);
}

/// The everyday case, an edit of values: nothing comes or goes.
bool hasSameShape(const RenderPlan& a, const RenderPlan& b) {
    return a.mixStrip == b.mixStrip &&
           std::equal(a.strips.begin(), a.strips.end(), b.strips.begin(), b.strips.end(),
                      [](const Strip& x, const Strip& y) {
                          return x.channel == y.channel && x.inputLatency == y.inputLatency &&
                                 x.outputLatency == y.outputLatency && x.track == y.track &&
                                 std::equal(x.inputs.begin(), x.inputs.end(), y.inputs.begin(), y.inputs.end(),
                                            [](const Input& i, const Input& j) {
                                                return i.fromStrip == j.fromStrip && i.tap == j.tap &&
                                                       i.delay == j.delay && i.send == j.send &&
                                                       i.silent == j.silent;
                                            }) &&
                                 std::equal(x.inserts.begin(), x.inserts.end(), y.inserts.begin(),
                                            y.inserts.end(), isSame);
                      });
}

} // namespace

Crossings crossingsOf(const RenderPlan& before, const RenderPlan& after) {
    Crossings crossings;
    if (hasSameShape(before, after)) return crossings;
    auto old = arrivalsIn(before);
    for (const auto& [way, arrival] : arrivalsIn(after)) {
        const auto found = old.find(way);
        if (found != old.end() && found->second.sameTime(arrival)) {
            found->second.met = true;
            continue;
        }
        crossings.arriving.inputs.emplace_back(arrival.strip, arrival.input);
    }
    for (const auto& [way, arrival] : old)
        if (!arrival.met) crossings.leaving.inputs.emplace_back(arrival.strip, arrival.input);
    std::sort(crossings.arriving.inputs.begin(), crossings.arriving.inputs.end());
    std::sort(crossings.leaving.inputs.begin(), crossings.leaving.inputs.end());

    std::unordered_map<ChannelId, const Strip*> strips;
    for (const Strip& strip : before.strips) strips[strip.channel] = &strip;
    for (const Strip& strip : after.strips)
        if (const auto found = strips.find(strip.channel); found != strips.end())
            compareChains(*found->second, strip, crossings);

    const Strip& mixBefore = before.strips[at(before.mixStrip)];
    const Strip& mixAfter = after.strips[at(after.mixStrip)];
    crossings.leaving.mix = crossings.arriving.mix =
        mixBefore.channel != mixAfter.channel ||
        mixBefore.outputLatency - mixBefore.inputLatency != mixAfter.outputLatency - mixAfter.inputLatency;
    return crossings;
}

} // namespace lacquer::plan
