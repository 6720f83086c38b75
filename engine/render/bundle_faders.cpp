// Both ends of a bundle's strips: trims, then faders, pan and width, and the levels behind them.

#include "engine/dsp/mixing.h"
#include "engine/render/bundle_runner.h"

#include <algorithm>

namespace lacquer::render {
namespace {

std::size_t at(int index) { return static_cast<std::size_t>(index); }

} // namespace

void BundleRunner::advanceTrims(FramePosition start) noexcept {
    trimsHeld_.fill(1);
    trimsMoving_ = 0;
    trimsRest_ = trimsAreUnity_ = true;
    for (std::size_t lane = 0; lane < strips(); ++lane) {
        if (trims_[lane].advance(start)) {
            trimsMoving_ |= 1u << lane;
            trimsRest_ = false;
            continue;
        }
        trimsHeld_[2 * lane] = trimsHeld_[2 * lane + 1] = trims_[lane].held();
        trimsAreUnity_ = trimsAreUnity_ && trims_[lane].held() == 1;
        trimsRest_ = trimsRest_ && trims_[lane].rests();
    }
}

void BundleRunner::applyTrims(FramePosition start) noexcept {
    if (!trimsRest_) advanceTrims(start);
    if (!trimsAreUnity_) dsp::multiply(lanes_, trimsHeld_.data());
    for (std::size_t lane = 0; lane < strips(); ++lane) {
        if (!(trimsMoving_ & (1u << lane))) continue;
        const float* gains = trims_[lane].frames();
        for (std::size_t frame = 0; frame < kQuantum; ++frame)
            for (std::size_t side = 0; side < 2; ++side)
                lanes_[frame * kLaneStride + 2 * lane + side] *= gains[frame];
    }
}

void BundleRunner::applyGains(FramePosition start) noexcept {
    bool lines = true, unity = true;
    bool wide = false;
    faders_.moving = 0;
    for (std::size_t lane = 0; lane < strips(); ++lane) {
        StripGain& gain = gains_[lane];
        const bool moves = gain.advance(start);
        if (gain.isSameLine()) {
            faders_.moving |= 1u << lane;
            faders_.into[2 * lane] = faders_.into[2 * lane + 1] = gain.line().into;
            unity = false;
            continue;
        }
        wide = wide || gain.isWide();
        lines = lines && (!moves || gain.isLine());
        if (gain.isLine()) faders_.moving |= 1u << lane;
        faders_.setSlope(static_cast<int>(lane), gain.isLine() ? gain.line().slope : 0);
        for (int side = 0; side < 2; ++side) {
            const std::size_t column = 2 * lane + at(side);
            faders_.held[column] = gain.own(side);
            unity = unity && !moves && gain.own(side) == 1;
            if (!gain.isLine()) continue;
            faders_.from[column] = gain.line().from;
            faders_.into[column] = gain.line().into;
            faders_.side[column] = gain.pan(side);
        }
    }
    if (silent_ == allStrips()) return;
    if (lines && !wide) {
        if (!unity) dsp::applyFaders(lanes_, faders_);
        return;
    }
    for (StripGain& gain : gains_) gain.fillFrames();
    // Strips that hold still give their gain as a plane too, so that one turn makes the lanes.
    alignas(64) float held[2][kLaneStride][kQuantum];
    const float* own[kLaneStride] = {};
    const float* other[kLaneStride] = {};
    for (std::size_t lane = 0; lane < strips(); ++lane) {
        const StripGain& gain = gains_[lane];
        for (int side = 0; side < 2; ++side) {
            const std::size_t column = 2 * lane + at(side);
            if (gain.moves()) {
                own[column] = gain.ownFrames(side);
                other[column] = gain.otherFrames(side);
            } else {
                std::fill_n(held[0][column], kQuantum, gain.own(side));
                std::fill_n(held[1][column], kQuantum, gain.other(side));
                own[column] = held[0][column];
                other[column] = held[1][column];
            }
        }
    }
    dsp::toLanes(own, own_.data());
    if (wide) dsp::toLanes(other, other_.data());
    if (wide)
        dsp::blendPairs(lanes_, own_.data(), other_.data());
    else
        dsp::multiplyEach(lanes_, own_.data());
}

void BundleRunner::measureLevels() noexcept {
    alignas(64) float peaks[kLaneStride], squares[kLaneStride];
    dsp::measure(lanes_, peaks, squares);
    for (std::size_t lane = 0; lane < strips(); ++lane) {
        for (int side = 0; side < 2; ++side)
            levels_[lane]->add(side, peaks[2 * lane + at(side)],
                               squares[2 * lane + at(side)] / kQuantum);
        if (peaks[2 * lane] > 1 || peaks[2 * lane + 1] > 1) levels_[lane]->countOvers(lanes_ + 2 * lane);
        else levels_[lane]->endOver();
    }
    loudness_.measure(lanes_, silent_ == allStrips() ? LoudnessTap::Sound::none : LoudnessTap::Sound::some);
}

} // namespace lacquer::render
