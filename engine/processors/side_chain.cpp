#include "engine/processors/side_chain.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lacquer::processors {
namespace {

constexpr double kLongestLookahead = 20; ///< ms
constexpr double kLowCutOff = 10;
constexpr double kHighCutOff = 30000;
constexpr double kOff = std::numeric_limits<double>::infinity(); ///< of a high cut

} // namespace

SideChain::SideChain(const ProcessorSetup& setup, SideChainParameters parameters)
    : parameters_(parameters), filter_(setup.rate.hz) {
    const auto longest = static_cast<int>(std::ceil(kLongestLookahead * 1e-3 * setup.rate.hz));
    for (int strip = 0; strip < kBundleStrips; ++strip) {
        delays_.emplace_back(longest);
        const auto index = static_cast<std::size_t>(strip);
        if (index < setup.values.size() && setup.values[index])
            lookahead_[strip] = lookahead(*setup.values[index], setup.rate);
    }
}

void SideChain::follow(StripMask active, std::span<const ParameterQuantum> parameters) noexcept {
    external_ = listening_ = 0;
    ahead_ = false;
    for (int strip = 0; strip < kBundleStrips; ++strip) {
        if (!((active >> strip) & 1u)) continue;
        const auto& quantum = parameters[static_cast<std::size_t>(strip)];
        if (quantum.values[parameters_.key] > 0.5f) external_ |= 1u << strip;
        if (quantum.values[parameters_.listen] > 0.5f) listening_ |= 1u << strip;
        ahead_ = ahead_ || lookahead_[strip] > 0;
        const float low = quantum.at(parameters_.lowCut, kQuantum - 1);
        const float high = quantum.at(parameters_.highCut, kQuantum - 1);
        for (int side = 0; side < kStripLanes; ++side)
            filter_.set(kStripLanes * strip + side, low > kLowCutOff ? low : 0.0, high < kHighCutOff ? high : kOff);
    }
    told_ = active;
}

const float* SideChain::prepare(LaneView audio,
                                StripMask active,
                                std::span<const ParameterQuantum> parameters,
                                LaneView key,
                                StripMask keyed,
                                StripMask& processed,
                                bool changed) noexcept {
    if (changed || told_ != active) follow(active, parameters);
    const StripMask external = external_, listening = listening_;
    processed = active & ~listening;
    if (!external && !listening && !ahead_ && filter_.idle(active)) return audio.samples;

    // A bundle may be a view on fewer than sixteen lanes: only what is active is read.
    for (int strip = 0; strip < kBundleStrips; ++strip) {
        if (!((active >> strip) & 1u)) continue;
        const bool outside = (external >> strip) & 1u;
        const bool silent = outside && !(key.samples && ((keyed >> strip) & 1u));
        const float* const from = outside ? key.samples : audio.samples;
        for (int frame = 0; frame < kQuantum; ++frame) {
            for (int side = 0; side < kStripLanes; ++side) {
                const int at = frame * kLaneStride + kStripLanes * strip + side;
                heard_[at] = silent ? 0.0f : from[at];
            }
        }
    }
    filter_.process(heard_, active);
    for (int strip = 0; strip < kBundleStrips; ++strip) {
        if (!((active >> strip) & 1u)) continue;
        if ((listening >> strip) & 1u) {
            for (int frame = 0; frame < kQuantum; ++frame)
                for (int side = 0; side < kStripLanes; ++side)
                    audio.at(frame, kStripLanes * strip + side) =
                        heard_[frame * kLaneStride + kStripLanes * strip + side];
        }
        delays_[static_cast<std::size_t>(strip)].process({audio.samples + kStripLanes * strip},
                                                         lookahead_[strip]);
    }
    return heard_;
}

void SideChain::reset(int strip) noexcept {
    told_ = 0;
    delays_[static_cast<std::size_t>(strip)].reset();
    for (int side = 0; side < kStripLanes; ++side) filter_.reset(kStripLanes * strip + side);
}

void SideChain::adopt(int strip, const SideChain& other, int otherStrip) noexcept {
    told_ = 0;
    delays_[static_cast<std::size_t>(strip)].adopt(other.delays_[static_cast<std::size_t>(otherStrip)]);
    for (int side = 0; side < kStripLanes; ++side)
        filter_.adopt(kStripLanes * strip + side, other.filter_, kStripLanes * otherStrip + side);
}

bool SideChain::atRest(int strip) const noexcept {
    const StripMask bit = 1u << strip;
    return (told_ & bit) && !((external_ | listening_) & bit) && lookahead_[strip] == 0 &&
           filter_.idle(bit);
}

int SideChain::lookahead(const ParameterValues& values, SampleRate rate) {
    const double milliseconds = std::clamp(valueOr(values, "lookahead", 0), 0.0, kLongestLookahead);
    return static_cast<int>(std::lround(milliseconds * 1e-3 * rate.hz));
}

ParameterSpec SideChain::lookaheadSpec() {
    return milliseconds("lookahead", "Look-ahead", 0, kLongestLookahead, 0,
                        "The detector hears this much ahead of the sound; it is latency");
}

std::vector<ParameterSpec> SideChain::specs() {
    return {choice("key", "Key", {"internal", "external"}, 0, "What the detector listens to"),
            hertz("key.lowcut", "Key low cut", kLowCutOff, 5000, kLowCutOff, "Off at its lowest"),
            hertz("key.highcut", "Key high cut", 100, kHighCutOff, kHighCutOff, "Off at its highest"),
            onOff("key.listen", "Listen to key", false, "Hear what the detector hears")};
}

} // namespace lacquer::processors
