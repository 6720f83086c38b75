#pragma once

#include "engine/dsp/equalizer_design.h"
#include "engine/dsp/lane_control.h"

#include <array>
#include <cstdint>
#include <memory>

namespace lacquer::dsp {

/// What one strip's equalizer is to be. Sections of phase 0 run on left and right, those of phase 1
/// on mid and side; ids are ascending within a phase and name a section across changes.
struct EqualizerStrip {
    static constexpr int kPhases = 2;
    static constexpr int kMaxStages = 64;

    struct Stage {
        std::uint8_t id = 0;
        StateVariable lanes[kStripLanes];
    };

    struct Phase {
        int count = 0;
        std::array<Stage, kMaxStages> stages;
        bool corrected = false;
        double taps[kStripLanes][kCorrectionTaps];
    };

    Phase phases[kPhases];
};

/// Runs equalizer chains over the lanes of a bundle, all in double.
///
/// While nothing moves, a section is a transposed direct form: five operations. While anything of a
/// strip glides, all its sections run as state-variable filters with values ramped per frame; their
/// memories are converted into each other exactly, so that neither change is heard.
///
/// In/out   one quantum, in place; strips outside `active` untouched, bit for bit
/// Thread   construction [main]; the rest [render], no allocation
class EqualizerKernel {
public:
    EqualizerKernel();
    ~EqualizerKernel();

    /// The strip has these filters from the next frame on, with empty memories.
    void install(int strip, const EqualizerStrip& wanted) noexcept;
    /// The strip reaches these filters after `quanta` quanta. Sections that are new fade in, those
    /// that are gone fade out.
    void glide(int strip, const EqualizerStrip& wanted, int quanta) noexcept;

    /// Nothing rings and nothing glides: silence changes nothing.
    bool atRest(int strip) const noexcept;

    void process(float* samples, StripMask active) noexcept;
    void adopt(int strip, const EqualizerKernel& other, int otherStrip) noexcept;

    // For the code compiled per instruction set.
    struct Still {
        alignas(64) double b0[kLaneStride], b1[kLaneStride], b2[kLaneStride], a1[kLaneStride],
            a2[kLaneStride], z1[kLaneStride], z2[kLaneStride];
    };

    struct Gliding {
        alignas(64) double g[kLaneStride], k[kLaneStride], m0[kLaneStride], m1[kLaneStride],
            m2[kLaneStride], gStep[kLaneStride], kStep[kLaneStride], m0Step[kLaneStride],
            m1Step[kLaneStride], m2Step[kLaneStride], s1[kLaneStride], s2[kLaneStride];
    };

    struct Correction {
        alignas(64) double taps[kCorrectionTaps][kLaneStride], steps[kCorrectionTaps][kLaneStride],
            past[kCorrectionTaps - 1][kLaneStride], poles[kCorrectionPoles.size()][kLaneStride];
    };

    struct Phase {
        Still* still;
        Gliding* gliding;
        Correction correction;
        int readyStages = 0;                    ///< that hold something
        int stillStages = 0, glidingStages = 0; ///< how many any strip uses
        StripMask used = 0;                     ///< strips with sections here
        StripMask corrected = 0;                ///< strips whose correction runs
    };

private:
    struct StripState;
    struct Memory;

    void beginGlide(int strip) noexcept;
    void settle(int strip) noexcept;
    void merge(int strip, int phase, const EqualizerStrip::Phase& wanted) noexcept;
    void countStages() noexcept;
    static void makeReady(Phase& phase, int stages) noexcept;
    static void clearLane(Phase& phase, int lane) noexcept;

    std::unique_ptr<Memory> memory_;
};

} // namespace lacquer::dsp
