// What enters a bundle's strips: tracks' audio, and the sums of what is routed and sent to its buses.

#include "engine/dsp/math.h"
#include "engine/dsp/mixing.h"
#include "engine/dsp/packed_words.h"
#include "engine/render/bundle_runner.h"

#include <algorithm>
#include <cstring>

namespace lacquer::render {
namespace {

std::size_t at(int index) { return static_cast<std::size_t>(index); }

float sendGain(double decibels) {
    return decibels <= -90 ? 0.0f : static_cast<float>(dsp::gainOfDecibels(decibels));
}

} // namespace

int BundleRunner::gatherFor(StripInput& input,
                            const plan::Strip& from,
                            plan::Tap tap,
                            bool ofSends) {
    for (std::size_t k = 0; k < input.gathers.size(); ++k) {
        Gather& gather = input.gathers[k];
        if (gather.bundle != from.bundle || gather.tap != tap || gather.ofSends != ofSends ||
            gather.taken[at(from.lane)])
            continue;
        gather.taken[at(from.lane)] = true;
        return static_cast<int>(k);
    }
    Gather gather;
    gather.bundle = from.bundle;
    gather.tap = tap;
    gather.ofSends = ofSends;
    gather.taken[at(from.lane)] = true;
    input.gathers.push_back(gather);
    return static_cast<int>(input.gathers.size()) - 1;
}

void BundleRunner::addInput(StripInput& input, const plan::Input& edge, const Passage* passage) {
    const plan::Strip& from = plan_->strips[at(edge.fromStrip)];
    const bool isSend = static_cast<bool>(edge.send);
    const int gather =
        edge.delay.value == 0 ? gatherFor(input, from, edge.tap, isSend) : -1;
    if (!isSend && gather >= 0 && !passage) {
        input.gathers[at(gather)].set(from.lane, 1);
        return;
    }
    Edge kept;
    kept.input = &edge;
    kept.bundle = from.bundle;
    kept.lane = from.lane;
    kept.delay = DelayLine(edge.delay);
    kept.isSend = isSend;
    kept.gather = gather;
    if (isSend) kept.level = DrivenValue(edge.level);
    kept.gathered = kept.level.value();
    if (passage) kept.passage = *passage;
    // What comes or goes is left out of the gather until its way is open.
    kept.moves = passage != nullptr;
    if (gather >= 0 && !passage) input.gathers[at(gather)].set(from.lane, sendGain(kept.gathered));
    input.edges.push_back(std::move(kept));
}

void BundleRunner::gatherInputs(FramePosition start, int slot, TrackFeed& feed) noexcept {
    silent_ = allStrips();
    onlyWords_ = true;
    if (!gatherTracks(start, feed) && !silentSlots_[at(slot)]) std::memset(lanes_, 0, kSamples * sizeof(float));
    for (std::size_t lane = 0; lane < strips(); ++lane)
        if (strip(lane).track < 0 && !(shut_ & (1u << lane)) &&
            gatherStrip(static_cast<int>(lane), start, slot)) {
            silent_ &= ~(1u << lane);
            onlyWords_ = false;
        }
}

bool BundleRunner::gatherTracks(FramePosition start, TrackFeed& feed) noexcept {
    alignas(64) float room[kLaneStride][kQuantum];
    const float* planes[kLaneStride] = {};
    const unsigned char* words[kBundleStrips] = {};
    for (std::size_t lane = 0; lane < strips(); ++lane) {
        const plan::Strip& planned = strip(lane);
        if (planned.track < 0 || (shut_ & (1u << lane))) continue;
        words[lane] = feed.lendPacked(planned.track, start - planned.inputLatency);
        if (words[lane] && dsp::areSilent(words[lane])) {
            words[lane] = nullptr;
            continue;
        }
        if (!words[lane]) {
            float* const own[2] = {room[2 * lane], room[2 * lane + 1]};
            const float* lent[2];
            if (!readTrack(lane, start, feed, own, lent)) continue;
            planes[2 * lane] = lent[0];
            planes[2 * lane + 1] = lent[1];
            onlyWords_ = false;
        }
        silent_ &= ~(1u << lane);
    }
    if (silent_ == allStrips()) return false;
    if (onlyWords_) {
        dsp::wordsToLanes(words, lanes_);
        return true;
    }
    for (std::size_t lane = 0; lane < strips(); ++lane) {
        if (!words[lane]) continue;
        dsp::wordsToPlanes(words[lane], room[2 * lane], room[2 * lane + 1]);
        planes[2 * lane] = room[2 * lane];
        planes[2 * lane + 1] = room[2 * lane + 1];
    }
    dsp::toLanes(planes, lanes_);
    return true;
}

bool BundleRunner::readTrack(std::size_t lane,
                             FramePosition start,
                             TrackFeed& feed,
                             float* const room[2],
                             const float* planes[2]) noexcept {
    const plan::Strip& planned = strip(lane);
    if (!feed.lend(planned.track, start - planned.inputLatency, room, planes)) return false;
    // Gaps inside clips are silence too; where there is sound the first frames tell.
    for (int frame = 0; frame < kQuantum; ++frame)
        if (planes[0][frame] != 0 || planes[1][frame] != 0) return true;
    return false;
}

void BundleRunner::advanceEdges(StripInput& input, FramePosition start) noexcept {
    if (input.rests) return;
    input.rests = !crossed_;
    for (Edge& edge : input.edges) {
        const bool moved = edge.moves;
        edge.moves = false;
        input.rests = input.rests && !moved && (!edge.isSend || edge.level.still());
        if (edge.isSend) {
            const auto sourceLatency = plan_->strips[at(edge.input->fromStrip)].outputLatency;
            edge.moves = edge.level.read(start - sourceLatency, edge.gains.data());
            if (edge.moves) dsp::decibelsToGains(edge.gains.data(), kQuantum);
        }
        edge.passes = edge.passage.advance();
        if (edge.passes && !edge.moves) {
            edge.gains.fill(edge.isSend ? sendGain(edge.level.value()) : 1.0f);
            edge.moves = true;
        }
        if (edge.gather < 0) continue;
        Gather& gather = input.gathers[at(edge.gather)];
        if (edge.moves) {
            gather.set(edge.lane, 0);
        } else if (moved || (edge.isSend && edge.level.value() != edge.gathered)) {
            edge.gathered = edge.level.value();
            gather.set(edge.lane, edge.isSend ? sendGain(edge.gathered) : 1.0f);
        }
    }
}

bool BundleRunner::gatherStrip(int lane, FramePosition start, int slot) noexcept {
    StripInput& input = inputs_[at(lane)];
    advanceEdges(input, start);
    std::size_t sounding = 0;
    for (const Gather& gather : input.gathers) {
        const BundleRunner& from = *(*others_)[at(gather.bundle)];
        if (from.isSilent(slot)) continue;
        busInputs_[sounding++] = {
            gather.tap == plan::Tap::preFader ? from.preFader(slot) : from.output(slot),
                         gather.gain.data()};
    }
    alignas(64) double sums[kQuantum][kStripLanes];
    dsp::sumBus(busInputs_.data(), static_cast<int>(sounding), sums[0]);
    for (Edge& edge : input.edges) {
        if (edge.gather >= 0 && !edge.moves) continue;
        const BundleRunner& from = *(*others_)[at(edge.bundle)];
        const float* lanes =
            edge.input->tap == plan::Tap::preFader ? from.preFader(slot) : from.output(slot);
        alignas(64) float planes[2][kQuantum];
        dsp::fromLane(lanes, 2 * edge.lane, planes[0]);
        dsp::fromLane(lanes, 2 * edge.lane + 1, planes[1]);
        if (edge.isSend || edge.moves) {
            const float held = sendGain(edge.level.value());
            for (auto& plane : planes)
                for (std::size_t frame = 0; frame < kQuantum; ++frame)
                    plane[frame] *= edge.moves ? edge.gains[frame] : held;
        }
        edge.delay.process(planes[0], planes[1]);
        if (edge.passes)
            for (auto& plane : planes) edge.passage.apply(plane);
        for (int side = 0; side < 2; ++side)
            for (int frame = 0; frame < kQuantum; ++frame) sums[frame][side] += planes[side][frame];
    }
    const double* const first = sums[0];
    const bool sounds = std::any_of(first, first + kQuantum * kStripLanes,
                                    [](double sample) { return sample != 0; });
    if (sounds || silent_ != allStrips()) dsp::placeStrip(sums[0], lanes_, lane);
    return sounds;
}

} // namespace lacquer::render
