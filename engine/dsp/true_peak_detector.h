#pragma once

#include "engine/vocabulary/quantum.h"

#include <array>
#include <vector>

namespace lacquer::dsp {

/// How high the waveform between the samples rises around each frame of one channel: what a
/// limiter must keep under its ceiling.
///
/// Method   twice the rate by a windowed-sinc half-sample filter that reaches `reach` frames to
///          either side, eight times from there by 16 taps, then a parabola through the highest
///          points (ITU-R BS.1770 annex 2 asks for four times and no parabola). What such a filter
///          cannot see is content in its transition just under half the rate; a margin in
///          proportion to that content is added, so that white noise is held as well as music.
/// Out      the largest magnitude from one frame before to one frame after each input frame,
///          `delay()` frames later
/// Thread   process and reset [render]; construction [main]
class TruePeakDetector {
public:
    /// `reach` is 8, 16, 32 or 64 frames.
    explicit TruePeakDetector(int reach);

    /// Frames between an input and the peak that belongs to it.
    int delay() const { return reach_ + kFineReach; }

    /// One quantum. Where the waveform is certain to stay under `uninteresting` the answer may be
    /// any value between the true peak and `uninteresting`. `edgeMargin` is what is added per content
    /// close to half the rate.
    void process(const float* input,
                 float uninteresting,
                 float* peaks,
                 float edgeMargin = kEdgeMargin) noexcept;
    void reset() noexcept;

    /// Measured with white and pink noise and random full-scale signs, 32x: 0.5 would keep what a gain that
    /// moves slowly leaves at or under its ceiling; the filter of BS.1770 meters reads such content up to
    /// 0.2 dB higher than it is, and deliveries are judged by those.
    static constexpr float kEdgeMargin = 0.8F;

    /// Pairs of taps (one on a frame, one on a half frame) of the filter for the fine points.
    static constexpr int kFinePairs = 8;
    /// Half frames that it needs ahead.
    static constexpr int kFineReach = kFinePairs / 2;

    /// Taps for the fine points: 1, 2, 3 eighths behind a frame, then as many behind a half frame.
    struct FineFilter {
        std::array<std::array<float, kFinePairs>, 6> onFrames;
        std::array<std::array<float, kFinePairs>, 6> onHalves;
    };

private:
    static constexpr int kHalfHistory = 2 * kFineReach + 8;
    /// Frames whose content next to half the rate is kept as one figure.
    static constexpr int kEdgeChunk = 8;
    static constexpr int kEdgeChunks = kQuantum / kEdgeChunk;
    static constexpr int kMostReach = 64;

    /// Chunks for which content close to half the rate counts. Short filters see so much of it that
    /// the margin would cost more than it holds.
    int edgeHold() const { return (reach_ >= 32 ? 4 * reach_ : 2 * reach_) / kEdgeChunk; }
    void followHalves() noexcept;
    void followEdge(bool sounds) noexcept;
    void findPeaks(float uninteresting, float* peaks, float edgeMargin) noexcept;

    int reach_;
    int history_; // frames kept before the quantum
    FineFilter fine_;
    std::vector<float> filter_;     // half-sample taps from the middle outwards
    std::vector<float> edgeFilter_; // keeps what is next to half the rate
    std::vector<float> input_;      // history, then the quantum
    std::vector<float> halves_;     // half frames: history, then the quantum's
    std::array<float, 4 * kMostReach / kEdgeChunk + kEdgeChunks> edge_{}; // past chunks, then the quantum's
    std::array<float, 3> loudest_{}; // of the quanta in the history, the newest last
    float lastInterval_ = 0;
    float lastFine_ = 0;
    bool halvesValid_ = true;
    bool edgeSounds_ = false;
};

} // namespace lacquer::dsp
