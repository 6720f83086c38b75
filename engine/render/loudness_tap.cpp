#include "engine/render/loudness_tap.h"

#include <algorithm>

namespace lacquer::render {
namespace {

std::size_t at(int index) { return static_cast<std::size_t>(index); }

// 300 dB below full scale: below it a filter's memory only costs time.
constexpr double kNoEnergy = 1e-30;

} // namespace

LoudnessTap::LoudnessTap(SampleRate rate) : rate_(rate), weighting_(dsp::kWeightingFor(rate)) { forget(); }

LoudnessLevels LoudnessTap::of(int strip) const noexcept {
    return {strips_[at(strip)].momentary.load(std::memory_order_relaxed), strips_[at(strip)].shortTerm.load(std::memory_order_relaxed)};
}

void LoudnessTap::forget() noexcept {
    memory_ = {};
    // What was not heard was silence of the usual length.
    const auto usual = static_cast<std::uint8_t>(std::clamp(rate_.hz / (kPartsPerSecond * kQuantum), 1, 255));
    for (Strip& strip : strips_) {
        strip.energies.fill(0);
        strip.quanta.fill(usual);
        strip.newest = strip.quantaSoFar = 0;
        strip.energy = 0;
        strip.into = 0;
        strip.momentary.store(0, std::memory_order_relaxed);
        strip.shortTerm.store(0, std::memory_order_relaxed);
    }
}

void LoudnessTap::measure(const float* lanes, Sound sound) noexcept {
    if (asked_.load(std::memory_order_relaxed)) {
        asked_.store(false, std::memory_order_relaxed);
        left_ = static_cast<int>(rate_.hz / kQuantum) + 1;
    }
    if (left_ == 0) return;
    if (--left_ == 0) return forget();
    double energies[kLaneStride] = {};
    silence_ = sound == Sound::some ? 0 : std::min(silence_ + 1, quantaOfRinging());
    if (silence_ < quantaOfRinging()) dsp::weighLanes(lanes, weighting_, memory_, energies);
    else memory_ = {};
    for (int s = 0; s < kBundleStrips; ++s) {
        Strip& strip = strips_[at(s)];
        const double energy = energies[kStripLanes * s] + energies[kStripLanes * s + 1];
        if (energy > kNoEnergy) strip.energy += energy;
        ++strip.quantaSoFar;
        strip.into += std::int64_t{kQuantum} * kPartsPerSecond;
        if (strip.into >= rate_.hz) endPart(strip);
    }
}

void LoudnessTap::endPart(Strip& strip) noexcept {
    strip.energies[at(strip.newest)] = static_cast<float>(strip.energy);
    strip.quanta[at(strip.newest)] = static_cast<std::uint8_t>(strip.quantaSoFar);
    strip.energy = 0;
    strip.quantaSoFar = 0;
    strip.into -= rate_.hz;
    double energy = 0, quanta = 0;
    for (int back = 0; back < kShortTerm; ++back) {
        const std::size_t part = at((strip.newest - back + kShortTerm) % kShortTerm);
        energy += double{strip.energies[part]};
        quanta += strip.quanta[part];
        if (back + 1 == kMomentary) strip.momentary.store(static_cast<float>(energy / (quanta * kQuantum)), std::memory_order_relaxed);
    }
    strip.shortTerm.store(static_cast<float>(energy / (quanta * kQuantum)), std::memory_order_relaxed);
    strip.newest = (strip.newest + 1) % kShortTerm;
}

void LoudnessTap::adopt(int strip, const LoudnessTap& before, int stripBefore) noexcept {
    left_ = std::max(left_, before.left_);
    for (int section = 0; section < 4; ++section)
        for (int side = 0; side < kStripLanes; ++side)
            memory_.state[section][kStripLanes * strip + side] = before.memory_.state[section][kStripLanes * stripBefore + side];
    const Strip& old = before.strips_[at(stripBefore)];
    Strip& now = strips_[at(strip)];
    now.energies = old.energies;
    now.quanta = old.quanta;
    now.newest = old.newest;
    now.energy = old.energy;
    now.quantaSoFar = old.quantaSoFar;
    now.into = old.into;
    now.momentary.store(old.momentary.load(std::memory_order_relaxed), std::memory_order_relaxed);
    now.shortTerm.store(old.shortTerm.load(std::memory_order_relaxed), std::memory_order_relaxed);
}

} // namespace lacquer::render
