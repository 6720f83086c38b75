#pragma once

#include "engine/dsp/key_filter.h"
#include "engine/dsp/strip_delay.h"
#include "engine/processors/parameter_tables.h"
#include "engine/processors/processor.h"

#include <vector>

namespace lacquer::processors {

/// Where a dynamics processor's parameters for its key and its look-ahead stand in its table.
struct SideChainParameters {
    std::size_t key, lowCut, highCut, listen;
};

/// What a dynamics processor listens to: its own input or the key, filtered, ahead of the audio by
/// the look-ahead.
///
/// Thread   construction [main]; the rest [render]
class SideChain {
public:
    SideChain(const ProcessorSetup& setup, SideChainParameters parameters);

    /// Returns the detector's signal in the lanes of the bundle, valid until the next call, and delays
    /// the audio by the look-ahead. `processed` are the active strips but those that listen to their
    /// key: they have it as audio now and are done. `changed` is false where no parameter of an active
    /// strip differs from the call before.
    const float* prepare(LaneView audio,
                         StripMask active,
                         std::span<const ParameterQuantum> parameters,
                         LaneView key,
                         StripMask keyed,
                         StripMask& processed,
                         bool changed = true) noexcept;
    void reset(int strip) noexcept;
    void adopt(int strip, const SideChain& other, int otherStrip) noexcept;

    /// The strip listens to itself and nothing is on its way.
    bool atRest(int strip) const noexcept;

    /// Frames of look-ahead for these values.
    static int lookahead(const ParameterValues& values, SampleRate rate);
    /// `key`, `key.lowcut`, `key.highcut`, `key.listen`, in this order.
    static std::vector<ParameterSpec> specs();
    static ParameterSpec lookaheadSpec();

private:
    void follow(StripMask active, std::span<const ParameterQuantum> parameters) noexcept;

    SideChainParameters parameters_;
    dsp::KeyFilter filter_;
    std::vector<dsp::StripDelay> delays_;
    int lookahead_[kBundleStrips] = {};
    // What the parameters of `told_` say.
    StripMask told_ = 0, external_ = 0, listening_ = 0;
    bool ahead_ = false;
    alignas(64) float heard_[kQuantum * kLaneStride] = {};
};

} // namespace lacquer::processors
