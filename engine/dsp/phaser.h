#pragma once

#include "engine/dsp/low_oscillator.h"
#include "engine/dsp/silence_watch.h"

#include <array>
#include <cstdint>

namespace lacquer::dsp {

struct PhaserControls {
    double hertz = 0.4;
    double depth = 0.6;    ///< 0 to 1: up to kOctaves to either side of the centre
    double centre = 800;   ///< Hz
    float feedback = 0.3F; ///< -0.95 to 0.95
    int stages = 6;        ///< 2 to kStages, even
    double stereo = 0.25;  ///< turns by which the right side is ahead
};

/// A chain of first-order allpasses that sway together; mixed half and half with the input it cuts
/// stages / 2 notches. The output is the chain alone.
///
/// Thread   [render]
class Phaser {
public:
    static constexpr int kStages = 12;
    static constexpr double kOctaves = 2;

    explicit Phaser(double rate) : rate_(rate) { reset(); }

    void process(const float* inLeft,
                 const float* inRight,
                 float* left,
                 float* right,
                 const PhaserControls& controls) noexcept;
    void reset() noexcept;

    static std::int64_t tail(const PhaserControls& controls, double rate);

private:
    struct Side {
        std::array<float, kStages> state{};
        float last = 0;
    };

    double rate_;
    LowOscillator oscillator_;
    SilenceWatch watch_;
    std::array<Side, 2> sides_{};
    int stages_ = 0;     ///< of the last quantum, 0: fresh
    float feedback_ = 0; ///< at its end, as what follows
    double centre_ = 800, depth_ = 0, stereo_ = 0;
};

} // namespace lacquer::dsp
