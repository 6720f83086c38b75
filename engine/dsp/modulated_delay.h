#pragma once

#include "engine/dsp/fractional_ring.h"
#include "engine/dsp/low_oscillator.h"
#include "engine/dsp/silence_watch.h"

#include <array>
#include <cstdint>
#include <vector>

namespace lacquer::dsp {

/// What makes a chorus or a flanger of a swaying delay.
struct ModulatedDelayShape {
    double nearest = 0.007; ///< seconds, the shortest delay of the first voice
    double swing = 0.006;   ///< seconds that full depth adds at most
    double spread = 0.0031; ///< seconds by which each voice is later than the one before
};

struct ModulatedDelayControls {
    double hertz = 0.6;
    double depth = 0.5;   ///< 0 to 1
    float feedback = 0;   ///< -0.95 to 0.95
    int voices = 1;       ///< 1 to kVoices
    double stereo = 0.25; ///< turns by which the right side is ahead
};

/// Copies of the signal whose delay sways; the output is the copies alone, their power that of one.
///
/// Thread   process and reset [render]; construction [main]
class ModulatedDelay {
public:
    static constexpr int kVoices = 4;

    ModulatedDelay(const ModulatedDelayShape& shape, double rate);

    void process(const float* inLeft,
                 const float* inRight,
                 float* left,
                 float* right,
                 const ModulatedDelayControls& controls) noexcept;
    void reset() noexcept;

    static std::int64_t tail(const ModulatedDelayShape& shape, double feedback, double rate);

private:
    ModulatedDelayShape shape_;
    double rate_;
    LowOscillator oscillator_;
    SilenceWatch watch_;
    std::vector<FractionalRing> rings_;
    std::array<float, kVoices> gains_{};
    double depth_ = 0, stereo_ = 0; ///< at the end of the last quantum, as the gains
    float feedback_ = 0;
    bool fresh_ = true;
};

} // namespace lacquer::dsp
