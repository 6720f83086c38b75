#pragma once

#include "engine/dsp/linear_prediction.h"
#include "engine/vocabulary/quantum.h"

#include <cstdint>
#include <vector>

namespace lacquer::dsp {

/// Finds clicks, pops and crackle in one channel and fills the places with what the sound around
/// them lets expect. Samples that are not part of a click pass bit for bit.
///
/// A click is what deviates from both its past and its future by many times what is usual here: the
/// usual is the median 4 ms before and behind it, so that the onset of a note, behind which the sound
/// stays restless, is none; and what a voice does at every period is usual, too. It begins where the
/// sound leaves what its past foretold, and ends where it does so read backwards. What is found is
/// filled, the prediction learned anew from the mended sound, and the search done again with that.
///
/// Delay    latency(rate): 1024 frames at 48 kHz, 21 ms at any rate
/// Limits   clicks up to 2 ms; what is longer is left, and so are the ends of a sound in digital silence
///          and the flat tops of clipping. A click that is as high as the noise around it cannot be told
///          from it
/// Cost     an analysis of 32 ms every 11 ms, in one quantum; with clicks three
/// Thread   construction [main]; the rest [render]
/// Source   Godsill & Rayner, Digital Audio Restoration (1998), chapters 5.3 (detection by a matched
///          filter on the prediction error) and 5.2 (interpolation)
class ClickRepair {
public:
    explicit ClickRepair(double rate);

    static int latency(double rate) { return 2 * hopOf(rate); }
    static int hopOf(double rate) { return rate > 100000 ? 2048 : rate > 50000 ? 1024 : 512; }

    /// In and out one quantum, in place. Sensitivity from 0, nothing is mended, to 1. When it returns true a stretch is
    /// complete: call repair() before the next quantum.
    bool process(float* samples) noexcept;
    void repair(double sensitivity) noexcept;
    void reset() noexcept;
    /// Clicks mended since the last reset.
    std::int64_t mended() const { return mended_; }

private:
    static constexpr int kBlocks = 24; ///< of 1.3 ms, in a stretch
    struct Span { int at, length; };

    bool analyse(bool mended) noexcept;
    void setLimits(double sensitivity, bool mended) noexcept;
    void find() noexcept;
    bool silentBefore(int first) const noexcept;
    bool silentBehind(int end) const noexcept;
    bool endsASound(const Span& span) const noexcept;
    bool isClipped(const Span& span, const double* fresh) const noexcept;
    bool tooFar(const std::vector<double>& values, int n, const double* limits) const noexcept;
    void fillFound() noexcept;

    int hop_, order_, block_, longest_;
    std::vector<float> line_; ///< three hops: before, to be mended, after
    int filled_;
    std::int64_t mended_ = 0;
    std::vector<double> original_, work_; ///< the stretch as it came, and with what is filled so far
    std::vector<double> window_, windowed_, forward_, backward_, away_, usualAway_;
    std::vector<std::int32_t> magnitudes_;
    double median_[kBlocks] = {}, highest_[kBlocks] = {}; ///< of usualAway_
    double loudest_[kBlocks] = {};                       ///< of work_
    double limit_[kBlocks] = {}, masked_[kBlocks] = {}; ///< of away_: what is a click, and what is heard
    double edgeLimit_[kBlocks] = {};                    ///< of forward_ and backward_
    std::vector<Span> spans_;
    int found_ = 0;
    double filter_[kMostPredictionOrder + 1] = {}, correlation_[kMostPredictionOrder + 1] = {};
    double energy_ = 1; ///< of the filter
    GapFiller filler_;
};

} // namespace lacquer::dsp
