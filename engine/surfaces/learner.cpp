#include "engine/surfaces/learner.h"

#include <algorithm>
#include <cstdlib>

namespace lacquer::surfaces {
namespace {

using Kind = Source::Kind;

constexpr Time kPairs = 10ms;
constexpr std::size_t kEncoderClicks = 4;

/// How an encoder that sent these values speaks; a slow turn sends ones.
std::optional<Motion> encoderOf(const std::vector<int>& values) {
    const auto all = [&](auto is) { return std::ranges::all_of(values, is); };
    const auto any = [&](auto is) { return std::ranges::any_of(values, is); };
    const auto plus = [](int v) { return v >= 0x01 && v <= 0x05; };
    const auto minus2 = [](int v) { return v >= 0x7b && v <= 0x7f; };
    const auto high = [](int v) { return v >= 0x41 && v <= 0x45; };
    const auto below = [](int v) { return v >= 0x3b && v <= 0x3f; };
    if (all([&](int v) { return plus(v) || minus2(v); })) return Motion::twosComplement;
    if (all([&](int v) { return high(v) || below(v); }) && any(below)) return Motion::binaryOffset;
    if (all([&](int v) { return plus(v) || high(v); })) {
        if (any(plus)) return plus(values.front()) ? Motion::signedBit : Motion::reversedSign;
        return Motion::binaryOffset;
    }
    return std::nullopt;
}

Binding bindingOf(const Source& source, Motion motion, Takeover takeover) {
    Binding binding;
    binding.source = source;
    binding.motion = motion;
    binding.takeover = takeover;
    return binding;
}

} // namespace

std::optional<Binding> Learner::hear(const SourceValue& value, Time now) {
    const Source& source = value.source;
    switch (source.kind) {
    case Kind::note:
        return value.down ? std::optional(bindingOf(source, Motion::toggle, Takeover::jump)) : std::nullopt;
    case Kind::program: return bindingOf(source, Motion::toggle, Takeover::jump);
    case Kind::nrpn: return bindingOf(source, Motion::absolute, Takeover::pickup);
    case Kind::osc: return bindingOf(source, Motion::absolute, Takeover::jump);
    default: break;
    }
    // Two controllers 32 apart that come as a pair are one with 14 bits.
    if (source.kind == Kind::controller && source.number >= 32 && source.number < 64)
        for (const Heard& heard : heard_)
            if (heard.value.source.kind == Kind::controller && heard.value.source.channel == source.channel &&
                heard.value.source.number == source.number - 32 && now - heard.at <= kPairs)
                return bindingOf({Kind::controller14, source.channel, source.number - 32}, Motion::absolute, Takeover::pickup);
    heard_.push_back({value, now});
    std::vector<int> values;
    for (const Heard& heard : heard_)
        if (heard.value.source == source) values.push_back(heard.value.value);
    if (values.size() < 2) return std::nullopt;
    if (source.kind == Kind::controller && values.front() == 0x7f && values.back() == 0)
        return bindingOf(source, Motion::toggle, Takeover::jump);
    const int steps = source.kind == Kind::pitchBend ? 256 : 2;
    const auto encoder = source.kind == Kind::controller ? encoderOf(values) : std::nullopt;
    if (encoder) {
        if (values.size() >= kEncoderClicks) return bindingOf(source, *encoder, Takeover::jump);
        return std::nullopt;
    }
    if (std::abs(values.back() - values.front()) >= steps)
        return bindingOf(source, Motion::absolute, source.kind == Kind::pitchBend ? Takeover::jump : Takeover::pickup);
    return std::nullopt;
}

} // namespace lacquer::surfaces
