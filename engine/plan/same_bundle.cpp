#include "engine/plan/same_bundle.h"

#include <algorithm>

namespace lacquer::plan {
namespace {

std::size_t at(int index) { return static_cast<std::size_t>(index); }

/// Curves come from KnownParts: the same one is the same address, another may still be equal.
bool isSame(const std::shared_ptr<const Curve>& a, const std::shared_ptr<const Curve>& b) {
    return a == b || (a && b && *a == *b);
}

bool isSame(const Value& a, const Value& b) { return a.constant == b.constant && isSame(a.curve, b.curve); }

bool isSamePlace(const RenderPlan& a, int stripA, const RenderPlan& b, int stripB) {
    if (stripA < 0 || stripB < 0) return stripA == stripB;
    const Strip &from = a.strips[at(stripA)], &other = b.strips[at(stripB)];
    return from.channel == other.channel && from.bundle == other.bundle && from.lane == other.lane &&
           from.outputLatency == other.outputLatency;
}

bool isSame(const RenderPlan& planA, const Insert& a, const RenderPlan& planB, const Insert& b) {
    return a.id == b.id && a.type == b.type && (a.made == b.made || *a.made == *b.made) &&
           a.offset == b.offset && a.keyDelay == b.keyDelay &&
           isSamePlace(planA, a.keyStrip, planB, b.keyStrip) &&
           std::equal(a.moving.begin(), a.moving.end(), b.moving.begin(), b.moving.end(),
                      [](const MovingParameter& x, const MovingParameter& y) {
                          return x.parameter == y.parameter && isSame(x.curve, y.curve);
                      });
}

bool isSame(const RenderPlan& planA, const Strip& a, const RenderPlan& planB, const Strip& b) {
    return a.channel == b.channel && a.track == b.track && a.mono == b.mono && isSame(a.trim, b.trim) &&
           a.polarityInverted == b.polarityInverted && isSame(a.fader, b.fader) && isSame(a.pan, b.pan) &&
           isSame(a.width, b.width) && isSame(a.mute, b.mute) &&
           std::equal(a.vcas.begin(), a.vcas.end(), b.vcas.begin(), b.vcas.end(),
                      [](const VcaShare& x, const VcaShare& y) {
                          return x.vca == y.vca && isSame(x.fader, y.fader) && isSame(x.mute, y.mute);
                      }) &&
           a.silenced == b.silenced &&
           a.inputLatency == b.inputLatency && a.outputLatency == b.outputLatency &&
           std::equal(a.inserts.begin(), a.inserts.end(), b.inserts.begin(), b.inserts.end(),
                      [&](const Insert& x, const Insert& y) { return isSame(planA, x, planB, y); }) &&
           std::equal(a.inputs.begin(), a.inputs.end(), b.inputs.begin(), b.inputs.end(),
                      [&](const Input& x, const Input& y) {
                          return x.tap == y.tap && x.delay == y.delay && x.send == y.send &&
                                 x.silent == y.silent && isSame(x.level, y.level) &&
                                 isSamePlace(planA, x.fromStrip, planB, y.fromStrip);
                      });
}

} // namespace

bool isSameBundle(const RenderPlan& a, const RenderPlan& b, std::size_t index) {
    if (index >= a.bundles.size() || index >= b.bundles.size() || a.rate != b.rate || a.panLaw != b.panLaw)
        return false;
    const Bundle &mine = a.bundles[index], &other = b.bundles[index];
    return std::equal(mine.strips.begin(), mine.strips.end(), other.strips.begin(), other.strips.end(),
                      [&](int x, int y) { return isSame(a, a.strips[at(x)], b, b.strips[at(y)]); });
}

} // namespace lacquer::plan
