#pragma once

#include "engine/dsp/fractional_ring.h"
#include "engine/vocabulary/quantum.h"

#include <array>
#include <cstdint>
#include <vector>

namespace lacquer::dsp {

struct EchoControls {
    double time = 0.375;   ///< seconds, 0.001 to kLongestTime
    bool tape = false;     ///< a new time is reached by gliding, which bends the pitch; otherwise by a fade
    float feedback = 0.35F; ///< 0 to 1.1
    bool pingPong = false; ///< echoes alternate between the sides
    double lowCut = 20;    ///< Hz, 6 dB per octave and echo; 20 Hz is off
    double highCut = 20000; ///< Hz, likewise; 20 kHz is off
    double modulation = 0; ///< 0 to 1
    float ducking = 1;     ///< gain of the echoes while the input is loud

    friend bool operator==(const EchoControls&, const EchoControls&) = default;
};

/// Echoes of a stereo signal.
///
/// In/out   one quantum; the output is the echoes alone
/// Exact    without modulation the time is a whole number of frames and every echo an exact copy
/// Limits   feedback of 1 and more goes on for ever, bounded: what is fed back saturates over +6 dBFS
/// Thread   process and reset [render]; construction [main]
class Echo {
public:
    explicit Echo(double rate);

    static constexpr double kLongestTime = 10;
    /// Modulation at its full depth, to either side, and its turns per second.
    static constexpr double kDepth = 0.0012;
    static constexpr double kPace = 0.55;

    void process(const float* inLeft,
                 const float* inRight,
                 float* left,
                 float* right,
                 const EchoControls& controls) noexcept;
    void reset() noexcept;
    /// The echoes are over and forgotten: silence changes nothing.
    bool asleep() const noexcept { return asleep_ && !fresh_; }

    /// Frames after the last sound until there is digital silence: 156 dB of echoes, at most ten
    /// minutes.
    static std::int64_t tail(const EchoControls& controls, double rate);

private:
    struct Filter {
        float low = 0, high = 0;
    };
    void follow(const EchoControls& controls) noexcept;
    void glide(double goal) noexcept;
    void forget() noexcept;

    double rate_;
    EchoControls controls_;
    bool fresh_ = true;
    std::vector<FractionalRing> lines_;
    double from_ = 0, to_ = 0;     ///< delay at the begin and the end of the quantum
    double glide_ = 0;             ///< frames that the delay grew in the last quantum
    double next_ = 0;              ///< delay that is being faded to
    float fade_ = 1, fadeStep_;    ///< share of next_; 1: arrived
    std::array<Filter, 2> filters_{};
    float lowFollow_ = 0, highFollow_ = 1;
    bool lowOn_ = false, highOn_ = false;
    float feedback_ = 0, pingPong_ = 0; ///< at the end of the last quantum
    double modulation_ = 0, phase_ = 0;
    std::array<double, 2> sway_{}; ///< where the modulation was, -1 to 1
    float envelope_ = 0, attack_, release_;
    std::int64_t silent_ = 0;
    bool asleep_ = true;
};

} // namespace lacquer::dsp
