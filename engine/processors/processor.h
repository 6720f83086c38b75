#pragma once

#include "engine/processors/workshop.h"
#include "engine/vocabulary/audio_reader.h"
#include "engine/vocabulary/parameter.h"
#include "engine/vocabulary/quantum.h"
#include "engine/vocabulary/units.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace lacquer::processors {

/// What one strip's parameters do during one quantum, in the order of the processor's spec.
/// The caller smooths steps made by hand into ramps, so a processor sees only ramps and constants;
/// choices and switches step at the start of a quantum.
struct ParameterQuantum {
    /// Values at the first frame.
    std::span<const float> values;
    /// curves[p] holds the values at all 64 frames, null while parameter p holds still.
    std::span<const float* const> curves;
    /// Something differs from this strip's quantum before: recompute what hangs on the values.
    bool changed = true;
    /// Of the song, in quarter notes per minute, at the first frame. It may step without `changed`.
    double tempo = 120;

    bool moves(std::size_t parameter) const { return curves[parameter] != nullptr; }

    float at(std::size_t parameter, int frame) const {
        return curves[parameter] ? curves[parameter][frame] : values[parameter];
    }
};

/// A running instance of a catalogue entry for `ProcessorType::strips` strips side by side.
///
/// In/out   one quantum of a bundle, in place; strips outside `active` stay untouched, bit for bit
/// Delay    exactly ProcessorType::latency of the values
/// Limits   44.1 to 192 kHz. Input is finite (the engine stops NaN and Inf before it)
/// Thread   process, reset and adopt [render]; construction and destruction [main], they allocate
///          everything that the widest values need
class Processor {
public:
    virtual ~Processor() = default;

    /// `parameters[k]` belongs to strip k. `key` holds the side-chain signal in the same lanes, its
    /// samples null when no strip has one; `keyed` says which strips have one.
    virtual void process(LaneView audio,
                         StripMask active,
                         std::span<const ParameterQuantum> parameters,
                         LaneView key,
                         StripMask keyed) noexcept = 0;

    /// Afterwards the strip's state equals a new instance's, bit for bit.
    virtual void reset(int strip) noexcept = 0;

    /// Takes over the state of `other`'s strip (an instance of the same type and rate), so that a
    /// new plan goes on where the old one was. Types that run one strip per instance are handed
    /// over whole and need not do this.
    virtual void adopt(int strip, const Processor& other, int otherStrip) noexcept {
        (void)strip, (void)other, (void)otherStrip;
    }

    /// As adopt(), and `other` will not run again: what it owns may be swapped out of it. Types that
    /// run one strip per instance are asked this only where ProcessorType::goesOn() says that they
    /// cannot be handed over whole.
    virtual void takeOver(int strip, Processor& other, int otherStrip) noexcept {
        adopt(strip, other, otherStrip);
    }

    /// True where silence in would be silence out and leave the strip's state as it is: the engine
    /// then does not run it, and nobody can tell.
    virtual bool atRest(int strip) const noexcept {
        (void)strip;
        return false;
    }

    /// Largest gain reduction of the last quantum, dB ≥ 0; 0 for what reduces nothing.
    virtual float gainReduction(int strip) const noexcept {
        (void)strip;
        return 0;
    }
};

/// What is around the processors of a performance. Everything may be null.
struct Surroundings {
    /// Where the files are that text parameters name; lives as long as construction takes.
    const AudioSources* files = nullptr;
    /// Who works in the background; null: long work is done at once, as offline.
    std::shared_ptr<Workshop> workshop;
};

struct ProcessorSetup {
    SampleRate rate;
    std::span<const ParameterValues* const> values;
    Surroundings around = {};
};

/// A catalogue entry: the parameter table bound to its DSP.
struct ProcessorType {
    ProcessorSpec spec;
    /// Strips an instance runs side by side: kBundleStrips for what is written as a kernel over
    /// lanes, 1 for what is large or singular (reverbs, delays, convolution).
    int strips = kBundleStrips;
    /// For the ears of who mixes, as a small loudspeaker's sound is: left out of every bounce.
    bool monitoringOnly = false;
    /// Frames by which the output is later, for these values. Parameters that change it (look-ahead,
    /// phase, oversampling) are not automated: they take effect with a new plan.
    FrameCount (*latency)(const ParameterValues& values, SampleRate rate) = nullptr;
    /// Frames after the input fell silent until the output is digital silence at the latest.
    FrameCount (*tail)(const ParameterValues& values, SampleRate rate) = nullptr;
    std::unique_ptr<Processor> (*create)(const ProcessorSetup& setup) = nullptr;
    /// Whether an instance made for `before` can go on with `now`. Null: when their texts are equal.
    bool (*goesOn)(const ParameterValues& before, const ParameterValues& now) = nullptr;
    /// Ids of the text parameters that name audio files.
    std::vector<std::string> audioFiles = {};

    bool isSameInstance(const ParameterValues& before, const ParameterValues& now) const {
        return goesOn ? goesOn(before, now) : before.texts == now.texts;
    }
};

} // namespace lacquer::processors
